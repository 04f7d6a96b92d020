"""The closed classes of words that the rules about denial and reported speech are made of.

Closed: a language has so many pronouns, helping verbs and joining words, and makes no new ones. Open classes are
in the packs. Each class is here once; a rule that needs more or less of it says so where it stands.
"""

from __future__ import annotations


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Who.
SPEAKER = _of("i we")
OTHERS = _of("he she they who")
ME = SPEAKER | _of("me my mine us our ours")
YOU = _of("you your yours")
NOMINATIVE = SPEAKER | OTHERS | {"you", "it"}
UNNAMED = _of("somebody someone nobody everybody everyone")
PLACES = _of("it there this that")
SUBJECTS = SPEAKER | _of("you he she they") | PLACES | UNNAMED
CLAUSE_SUBJECTS = SPEAKER | _of("he she they it there")
HIM = _of("him her them")
OBJECTS = _of("me us him them")
TOLD = OBJECTS | {"you", "her"}
DETERMINERS = _of(
    "the a an my your our his her their its this that these those some any every each another one no"
)
STATED = _of("that the our your any")
ASKED = STATED | PLACES | _of("anyone anybody we you they somebody someone")

# Helping verbs.
BE = _of("am is are was were be been being got")
MODALS = _of("would will can could should might must may shall did do does")
HAVE = _of("have has had")
AUXILIARY = (
    (BE - {"been", "being", "got"})
    | (MODALS - {"may", "shall"})
    | HAVE
    | _of("need needs want wants know think mean")
)
INVERTED = _of("do does did is are was were will would can could should have has had exactly")
PREDICATES = _of("is can could will has must")
ANSWERS = _of("is was be")

# Joining and asking.
STOPS = _of("but because so though however")
JOINS = STOPS | {"and", "then"}
JOINING = _of("and or to")
PREPOSITIONS = _of("of to for with on from by at")
REASONS = _of("why how")
ASKING = REASONS | _of("what when where")
NAMING = ASKING | _of("who whose which")
TAKES_CLAUSE = NAMING | _of(
    "say saying said think thinking mean believe know care matter that if whether about whom ask asking tell "
    "telling worry than promise"
)
CASES = _of("case matter")
"""Of these something is said to be one or none: "it isn't a case of all or nothing"."""
CASE = _of("if i we that me us")
OCCASION = _of("because once until after when")

# Denial.
NEGATORS = _of("not no nobody none never neither nor without nothing noone")
DENYING = _of("not never")
DISMISSING = _of("forget stop avoid skip instead rather")

# Speech.
PLAIN = _of("say tell ask shout wonder yell scream bellow claim promise repeat reply")
"""An order has this form, "tell me", and so has a verb behind "to", "would" or a plural."""
THIRD = _of(
    "says tells asks shouts wonders yells screams bellows writes claims promises repeats answers replies insists "
    "states announces reads mutters"
)
PAST = _of(
    "said told asked shouted wondered yelled screamed bellowed wrote written claimed promised repeated answered "
    "replied insisted stated announced snapped muttered barked whispered joked warned taught"
)
ING = _of("saying telling asking shouting wondering yelling screaming bellowing writing claiming promising")
SPEECH = PLAIN | THIRD | PAST | ING
OPEN = _of("open begin start end finish")
OPENING = OPEN | _of("opens opened opening begins began starts started ends ended finishes finished")
PASSIVE = _of("told asked taught called")
GOES = _of("go goes went")
ADVERBS = _of(
    "always never just once then now probably still even really simply literally also kept keep keeps forever "
    "often ever only already first usually actually"
)
HELPING = MODALS | BE | ADVERBS | HAVE | {"not"}
LETS = _of("let lets")
CAUSES = _of("heard hear hears made make makes had")
HANDING = CAUSES - {"hears"} | _of(
    "teach teaches taught train trains trained tell tells told ask asks asked want wants wanted expect expects "
    "expected have has"
)
LEAD_IN = _of("so okay please just now well you and then look listen hey")
IMAGINED = _of("imagine imagining suppose supposing pretend picture")
WRONG = _of("wrong unfair easy lie lying dishonest foolish stupid silly cheap tempting temptation")
BETWEEN = _of(
    "me us you him them her people everyone everybody somebody someone anyone anybody to at in on by for of with "
    "that if whether once again then always just straight out over other last next ago yesterday today tonight "
    "earlier before never like day week month year morning monday tuesday wednesday thursday friday saturday "
    "sunday"
)
"""What can stand between a verb of speech and what is said: to whom, when, and how."""
SOURCES = _of(
    "book books chapter film films movie video script scripts handbook leaflet brochure poster textbook manual "
    "guide playbook template paper papers article card slide course training drill play sketch song novel podcast "
    "talk letter memo sign page questions phrases sentences lines"
)
QUOTING = _of("called like goes go reads read has titled saying entitled headed named")
SAYINGS = _of("words phrase line sentence motto slogan saying")
"""What holds words: "the old manager's line was", "practise the sentence"."""

HEARD = _of("read heard told taught learned learnt")
"""Of these somebody else is the source: "I read that you should ask"."""

# Wishes, demands, and what is put off.
DEMANDS = _of("tell explain know show idea understand")
"""Who says one of these wants an answer, by Thursday or now."""
WISHES = _of("wants needs demands expects")
"""Of somebody else, by their form: "Marcus wants a guarantee"."""
