"""What a spoken line does: asks, orders or states. Pure; with sentence marks, and as an ear writes it without."""

from __future__ import annotations

import functools
import re
from typing import Literal

from desktop.persona import words
from desktop.persona.patterns import any_idea, one_of

_TAGS = frozenset(
    {"okay", "ok", "all right", "alright", "right", "yeah", "yes", "no", "you know", "understood", "clear", "deal"}
)
"""What stands before a question mark without asking anything: "I'll call Sales, okay?" """
_FILLER = one_of(
    "actually again alright also and but first hey just listen look next no now please right so sorry thanks then "
    "uh um well yeah yes",
    "ok(?:ay)?",
    "all right",
    "thank you",
)
_LEAD = re.compile(rf"^(?:{_FILLER}\b[,.]?\s+|\w+,\s+)+", re.IGNORECASE)
"""Before what matters: a filler, or the name of who is spoken to."""
_AUXILIARY = one_of("am are can could did do does had has have is may might shall should was were will would")
_HELPING = rf"{_AUXILIARY}(?:n't|'t)?"
_PERSON = one_of(
    "anybody anyone everybody he i it people she somebody someone that there these they this those we you"
)
_SUBJECT = rf"(?:{_PERSON}|the|our|your|my|his|her|their)"
_MEASURE = one_of("about bad big certain come confident far fast late likely long many much often soon sure")
_ASKS = any_idea(
    rf"^(?:what|who|which|whose|how|when|where|why)(?:'s|'re|'d|'ll)?\s+{_HELPING}\b",
    r"^(?:what|who|how|where|when|why)(?:'?s|'re)\b",
    r"^(?:what|who|how|why|when|where|which one|what else|who else|why not|what now|what next|how so)$",
    rf"^how {_MEASURE}\b",
    rf"^how (?!{_SUBJECT}\b)\w+ {_HELPING}\b",
    r"^(?:since|by|until|till)\s+(?:what|which|when)\b",
    rf"^(?:for|from|with|to|at|in|on)\s+(?:what|which|whom?|how)\b.*\b{_HELPING}\s+{_SUBJECT}\b",
    rf"^(?:what|which|whose|who)\s+(?!{_SUBJECT}\b|matters\b)\w+",
    r"^why (?:not|the|this|that|now)\b",
    r"^(?:is|are|was|were|does|did)(?:n't)?\s+\w+",
    rf"^(?:am|can|could|would|will|shall|should|has|had)(?:n't|'t)?\s+(?:{_SUBJECT}|any|all|both|every)\b",
    r"^any(?: \w+)? (?:news|ideas?|chance|updates?|signs?|word|progress|luck|thoughts?|guess)\b",
    r"^any(?:thing|one|body)(?: else)? (?:you|we|i|they) (?:need|want|should|can)\b",
    r"^(?:do|have|don't|haven't)\s+(?:i|you|we|they|any|your|our|their|people|customers)\b",
)
_NAMED = re.compile(r"^(?:[Cc]an|[Cc]ould|[Ww]ould|[Ww]ill|[Ss]hould|[Hh]as|[Hh]ad) [A-Z][a-z]+ ")
_TOLD = re.compile(r"^(?:what|who)\s+(?:happens?|happened|matters?|counts|comes|goes|went|broke|failed|changed)\b")
_SUBJECT_CLAUSE = re.compile(r"\b(?:is|are|was|were|means?|matters?|will|has|comes?)\b", re.IGNORECASE)
"""Further on in a statement that only begins like a question: "What happens next is my problem." """
_ORDER = one_of(
    "answer ask be block breathe brief bring call cancel check choose close come copy cut decide delete describe "
    "disconnect do document don't draft drink eat email estimate explain fail find finish fix focus forget "
    "forward freeze get give go guess hand hang have help hold ignore inform isolate keep leave let's list log "
    "make move mute name never notify open page pick ping post postpone prepare promise pull push put read remind "
    "repeat report reset restart restore revoke ring roll run say send set show sit slow stand start stay stop "
    "swear switch take talk tell text think try turn update use wait walk write",
    "do not",
    "let us",
)
_STATES = one_of("are can has is isn't was were will won't")
_ORDERS = any_idea(rf"^{_ORDER}\b(?![-'])(?!\s+{_STATES}\b)")
_TELLS = any_idea(
    rf"^{one_of('bring catch fill give help let read remind run show spell take talk tell walk')}\s+(?:me|us)\b",
    r"^give (?:it|your|the)\b",
    r"^tell (?:it|the)\b",
    r"^say (?:it|more|what|which|how|that)\b",
    r"^go (?:on|ahead|through|over)\b",
    rf"^let's {one_of('go have hear look see start take talk')}\b",
    r"^start (?:with|from|at)\b",
    r"^talk (?:through|about)\b",
    rf"^{one_of('choose describe estimate explain guess list name pick repeat report')}\b",
    r"^(?:take|make) a guess\b",
    r"^(?:put a number|put it in|get me|run through|be honest|keep (?:going|talking))\b",
)
"""Orders that are fulfilled by words."""
_AND = re.compile(r"(?:\b(?:and|then)|,)\s+((?:just |then |please )*)", re.IGNORECASE)
_TELL = re.compile(r"(?:tell|give|walk|talk|show|explain|describe|help)\b", re.IGNORECASE)
"""Where an order leads into one of those: "Take a breath and tell me what happened."."""
_IF = re.compile(r"^(?:if|suppose|supposing|assuming)\b", re.IGNORECASE)
"""What a condition begins with; a question may follow."""
_IF_BOUND = re.compile(
    r"\b(?:at|out|him|her|them|us|me|of|about|somebody|someone|people|were|i)\s*$", re.IGNORECASE
)
"""What no question begins behind: "if you find out what broke", "if I were you"."""
_WANTS_TO_KNOW = any_idea(
    r"\b(?:i|we) (?:want|need|'d like|would like|have) to (?:know|hear|understand|see)\b",
    r"\bi wonder\b",
    r"\bi'm (?:wondering|curious)\b",
    r"\bhelp me (?:understand|see)\b",
)
_REQUEST = r"tell me|give me|walk me|talk me|show me|explain|describe|help me|i want to know|i need to know"
_MARKER = re.compile(
    rf"\b(?:{_REQUEST}|what|how|why|when|where|who|which|whose|whats|hows|whos|"
    r"(?:can|could|would|will|should|are|do|did|have|were) (?:i|you|we|they))\b",
    re.IGNORECASE,
)
"""Where an ear that writes no marks may have heard a question begin."""
_OPEN = re.compile(r"\b(?:what|who|which|whose|how|when|where|why)\b", re.IGNORECASE)
_VOCATIVE = re.compile(r",\s*\w+\s*[?.!]*$")
_YOU = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_INNER_LIFE = one_of(
    r"afraid believe bother\w* children cop(?:e|ing) eat\w* family fear feel\w* help holding home hope husband "
    r"kids like live mind need scar\w+ sle(?:ep|pt) think\w* tired trust want wife worr\w+"
)
_INNER = any_idea(rf"\b{_INNER_LIFE}\b", r"\bhow are you\b")
_WHY_THEY = re.compile(r"\bwhy (?:are|do|did|were|would|won't|don't|aren't|didn't) you\b", re.IGNORECASE)
_OFFERED = one_of(
    "answer arrange ask bring call come cover do draft explain find get give handle join look make message order "
    "organise organize phone put ring run say send sit speak stay step take talk tell text wake write"
)
_OFFERS_BY_ASKING = any_idea(
    rf"^(?:(?:do|would) you (?:want|need|like)|want|need) me to {_OFFERED}\b",
    rf"^would it (?:help|be easier) if i {_OFFERED}\b",
    rf"^(?:should|shall|could|can) i {_OFFERED}\b(?! (?:you something|a question|me)\b)",
)
_CONDITION_OF_THEIRS = one_of(
    "afraid alright angry coping exhausted fine hungry mad nervous ok okay scared tired upset well worried",
    "all right",
    "holding up",
)
_OF_SOMETHING = r"(?! (?:with (?!me|us)|(?:that|if|to)\b))"
_HAVE_TIME = any_idea(
    r"^(?:do you have|have you got|you got|got) (?:a|one|two|five|some) (?:few )?"
    r"(?:minutes?|moments?|seconds?|time)\b",
    r"^is (?:this|now|it) a (?:good|bad) (?:time|moment)\b",
    r"^(?:can|could|may) (?:we|i) (?:talk|speak|have a word|ask (?:you )?(?:something|a question|one thing))\b",
)
_HOW_THEY_ARE = any_idea(
    rf"^(?:are|aren't) you (?:very |so |really |still |even |also )?{_CONDITION_OF_THEIRS}\b{_OF_SOMETHING}",
    r"^have you (?:even |already )?(?:eaten|slept|rested|had (?:anything|something|dinner|a break|any))\b",
    r"^did you (?:even |already )?(?:eat|sleep|rest|get (?:any|some) (?:sleep|rest))\b",
    r"^(?:rough|long|bad|hard|tough|busy) (?:night|day|week|evening|morning)\b",
)
_BEGUN = 4
"""Within so many words a question that has begun takes in what looks like another: "how sure are you"."""
_BEHIND_COMMA = re.compile(r"[,;](?=\s)")
_UNCLEAR = one_of(
    "pardon sorry what",
    "(?:what|how) do you mean(?: by that)?",
    "what does that mean",
    "meaning what",
    "which means what",
    "(?:can|could) you (?:say|repeat) that(?: again)?",
    "(?:say that|say|come) again",
    "i didn't (?:get|catch|hear|understand) that",
    "i don't (?:get|follow|understand)(?: that| you| it)?",
)
_SAY_AGAIN = any_idea(rf"^{_UNCLEAR}(?:,\s*\w+)?[\s.!?…]*$")
_CERTAIN = one_of(
    "already exactly now today tonight yourself",
    "so far",
    "for (?:certain|sure|a fact)",
    "right now",
    "by now",
)
_WHATEVER = one_of(
    "everything more",
    rf"what (?:you|we) (?:know|have|see)(?: {_CERTAIN})*",
    "all of it",
    "the facts",
    "(?:all|everything) you know",
)
_OVERVIEW = any_idea(
    r"^what (?:else )?(?:exactly )?(?:do|did|have) (?:you|we) (?:actually |really |already )?(?:know|have|got)"
    rf"(?: {_CERTAIN})*$",
    r"^what(?: else)? (?:can|could|should) (?:you|we|i) (?:tell me|say|know|tell us)"
    r"(?: (?:about (?:it|this|that)|now|for sure))?$",
    r"^what do you know about (?:it|this|that)$",
    r"^you (?:wanted to|rang|called|wrote|messaged|texted|asked for me)\b",
    r"^what(?:'s| is) (?:happening|going on|wrong|the matter|the (?:situation|status|state))\b",
    r"^what (?:else )?(?:do|should) i (?:need|have|ought) (?:to )?know$",
    r"\b(?:anything|something)(?: else)? (?:that )?(?:i|we) (?:should|need to|ought to|must|have to) know\b",
    r"\b(?:anything|something|what)(?: else)? (?:that )?(?:are )?you(?:'re| are|'ve|r)? (?:not|haven't|aren't) "
    r"(?:telling|told|saying|said)\b",
    r"\banything(?: else)? (?:you (?:want to|can|could|would like to) (?:tell|say|add)|to add)\b",
    r"^what (?:am i|are we) (?:missing|not seeing)$",
    r"^what(?:'s| is) (?:certain|known|the picture|the story)\b",
    r"^what are the facts$",
    r"^what happened(?: (?:exactly|here|there|now|today|tonight))*$",
    r"^(?:can|could|will|would) you (?:tell|give|say)(?: me| us)?(?: a bit| a little)? more"
    r"(?: about (?:it|this|that))?$",
    r"^(?:give me |tell me |just )?the facts$",
    r"^status(?: report| update)?(?: please)?$",
    rf"^(?:tell|give) (?:me|us) {_WHATEVER}$",
    r"^(?:fill me in|brief me|start (?:from|at) the (?:beginning|top)|what's (?:up|new))$",
)
"""What asks for whatever the other one knows."""
_UNKNOWNS = any_idea(
    r"^what (?:else )?(?:do|don't|does) (?:we|you|i|nobody|anybody) (?:not |still not |still )?(?:know|understand)"
    r"(?: yet| so far| for sure)?$",
    r"^what(?:'s| is| are) (?:still )?(?:unknown|unclear|uncertain|open|not known|missing)\b",
)
_WHAT_NOW = any_idea(
    r"\b(?:now what|what now|and now)$",
    r"\bwhat(?:'s| is)? next$",
    r"\bwhat happens (?:now|next)$",
    r"\bso what do we do now$",
)
_BARE = re.compile(
    r"^(how (?:long|many|much|bad|sure|likely|soon|often|big)|since when|until when|who|when|where)"
    r"(?: (?:will|would|does|did) (?:that|it|this) (?:take|last|be))?$",
    re.IGNORECASE,
)
_NEGATES = re.compile(r"n't\b|\b(?:not|unknown|unclear|uncertain|open|missing|nobody)\b", re.IGNORECASE)
_REPORTS = one_of(
    "ask asked asks care decide decided exactly explained hear heard idea just knew know matter matters remember "
    "said saw say saying see sure tell that told understand understood wonder worry"
)
_REPORTED = any_idea(rf"\b{_REPORTS}\s*$")
_BELONGS = one_of("about by everybody guy is of on one people since somebody till until was")
_CUT_AFTER = any_idea(rf"\b(?:{_REPORTS}|{_BELONGS})\s*$")
"""What a question word behind it belongs to: "I know what happened", "the one who decides"."""
_JOINS = re.compile(r"\b(?:so|and|but|okay|ok|now|then|well|right)\s*$", re.IGNORECASE)
_RELATIVE = re.compile(r"(?:which|who|whose)\b", re.IGNORECASE)


_A_TURN = 256
"""Parts of lines of which one turn asks again and again what they do; a line of 60 words has a dozen."""


def asks_anything(line: str) -> bool:
    """Whether something in `line` is a question."""
    return any(_is_question(part) for part in sentences(line))


def kind_of_question(line: str) -> Literal["open", "closed", "to_them"]:
    """What the last question in `line` wants: a yes or a no ("closed"), how the other one feels or what they think
    ("to_them"), or anything else ("open")."""
    asked = [part for part in sentences(line) if _is_question(part)]
    last = _VOCATIVE.sub("", plain(asked[-1])) if asked else ""
    if not _OPEN.search(last.split(", ")[-1]):
        return "closed"
    inner = _WHY_THEY.search(last) or (_YOU.search(last) and _INNER.search(last))
    return "to_them" if inner else "open"


def offers_by_asking(line: str) -> bool:
    """Whether the last question in `line` offers something: "Do you want me to come in?" """
    return bool(_OFFERS_BY_ASKING.match(_last_question(line)))


def asks_for_time(line: str) -> bool:
    """Whether the last question in `line` only asks to be heard: "Do you have a minute?" """
    return bool(_HAVE_TIME.match(_last_question(line)))


def asks_how_they_are(line: str) -> bool:
    """Whether the last question in `line` wants a yes or a no about how the other one is: "Have you eaten?" """
    return bool(_HOW_THEY_ARE.match(_last_question(line)))


def _last_question(line: str) -> str:
    asked = [part for part in sentences(line) if _is_question(part)]
    return plain(asked[-1]) if asked else ""


@functools.lru_cache(maxsize=16_384)  # a pack's examples are looked at in every turn
def orders_anything(line: str) -> bool:
    """Whether something in `line` tells the other one to do something."""
    return any(_is_order(part) for part in sentences(line))


@functools.lru_cache(maxsize=_A_TURN)
def asking_parts(line: str) -> tuple[str, ...]:
    """The parts of `line` that want an answer: questions, orders ("walk me through it"), wishes to know.

    What stands behind a comma is looked at by itself as well, since an ear hears few full stops.
    """
    parts = list(sentences(line))
    if words.punctuated(line):
        parts += [clause.strip() for part in parts for clause in _BEHIND_COMMA.split(part)[1:]]
    return tuple(part for part in parts if _is_question(part) or _is_order(part) or _WANTS_TO_KNOW.search(part))


def only_orders(part: str) -> bool:
    """Whether an asking part wants a deed, not words: "Move the traffic", not "Tell me about the traffic"."""
    told = _TELLS.match(plain(part)) or _leads_to_telling(part) or _WANTS_TO_KNOW.search(part)
    return not told and _is_order(part)


def _leads_to_telling(part: str) -> bool:
    """Whether an `_AND` stands right before a `_TELL`: in one pattern, "then then then" took quadratic time."""
    at = 0
    while (lead := _AND.search(part, at)) is not None:
        if _TELL.match(part, lead.end()):
            return True
        # A "then" at the end of what was passed over is a lead as well, to what follows more than one space.
        at = lead.end(1) - (5 if lead.group(1).lower().endswith("then ") else 0)
    return False


def asks_for_overview(line: str) -> bool:
    """Whether something in `line` asks for whatever the other one knows: "What do you know for certain?" """
    return any(_OVERVIEW.search(part) for part in _asked(line)) and not asks_for_unknowns(line)


def asks_for_unknowns(line: str) -> bool:
    """Whether something in `line` asks what is not known: "What don't we know yet?" """
    return any(_NEGATES.search(part) and _UNKNOWNS.search(part) for part in _asked(line))


@functools.lru_cache(maxsize=_A_TURN)
def _asked(line: str) -> tuple[str, ...]:
    parts = dict.fromkeys((*sentences(line), *asking_parts(line)))
    return tuple(_VOCATIVE.sub("", plain(part)).rstrip(" ?!.…\"')") for part in parts)


def asks_what_now(line: str) -> bool:
    """Whether `line` ends by asking how to go on: "And now what?" The plot has the answer."""
    parts = sentences(line)
    return bool(parts) and bool(_WHAT_NOW.search(parts[-1].rstrip(" ?!.…\"')")))


def bare_question(part: str) -> str:
    """`part` where it is nothing but what a question begins with: "how long" for "And how long?"; else ""."""
    found = _BARE.match(_VOCATIVE.sub("", plain(part)).rstrip(" ?!."))
    return found.group(1).lower() if found else ""


def says_it_was_unclear(line: str) -> bool:
    """Whether all of `line` asks what was meant: "What do you mean?", "Say that again." """
    parts = words.sentences(line)
    if asks_what_now(line):
        return False
    return bool(parts) and all(_SAY_AGAIN.match(_LEAD.sub("", part.replace("’", "'"))) for part in parts)


@functools.lru_cache(maxsize=_A_TURN)
def sentences(line: str) -> tuple[str, ...]:
    """`line` in sentences; without marks, in what may be sentences."""
    return tuple(words.sentences(line)) if words.punctuated(line) else _segments(line)


def _segments(line: str) -> tuple[str, ...]:
    """An unmarked line cut where questions may begin; what a request asks for stays with it."""
    cuts = [0]
    for marker in _MARKER.finditer(line):
        running = line[cuts[-1] : marker.start()]
        if re.match(_REQUEST, line[cuts[-1] :], re.IGNORECASE) or _IF.match(plain(running)):
            break
        begun = bool(_OPEN.match(running)) and len(running.split()) <= _BEGUN
        before = line[: marker.start()]
        bound = bool(_CUT_AFTER.search(before)) or (
            bool(_RELATIVE.match(marker.group())) and len(before.split()) > 1 and not _JOINS.search(before)
        )
        if marker.start() > cuts[-1] and not begun and not bound:
            cuts.append(marker.start())
    parts = (line[start:end].strip() for start, end in zip(cuts, (*cuts[1:], len(line)), strict=True))
    return tuple(part for part in parts if part)


@functools.lru_cache(maxsize=_A_TURN)
def plain(part: str) -> str:
    """`part` without what stands before what matters: "okay so", "Kenji,"."""
    return _LEAD.sub("", part.strip().replace("’", "'"))


@functools.lru_cache(maxsize=_A_TURN)
def _is_question(part: str) -> bool:
    whole = plain(part)
    body = whole.rstrip("?!. …\"')")
    if "?" in whole[len(body) :]:
        before, _comma, tag = body.rpartition(",")
        if tag.strip().lower() not in _TAGS:
            return True
        body = before
    if _IF.match(body) and _asks_behind_a_condition(body):
        return True
    if not (_ASKS.match(body) or _NAMED.match(body)):
        return False
    stopped = whole.endswith(".")
    return not (stopped and _TOLD.match(body.lower()) and _SUBJECT_CLAUSE.search(body, _second_verb(body)))


def _asks_behind_a_condition(body: str) -> bool:
    for marker in _MARKER.finditer(body):
        before, rest = body[: marker.start()], body[marker.start() :]
        bound = _REPORTED.search(before) or _IF_BOUND.search(before) or rest.lower().startswith("were you")
        if _ASKS.match(rest) and not bound:
            return True
    return False


def _second_verb(body: str) -> int:
    """From where on another verb would make a statement of `body`: behind its first two words."""
    return len(" ".join(body.split()[:2]))


@functools.lru_cache(maxsize=_A_TURN)
def _is_order(part: str) -> bool:
    return bool(_ORDERS.match(plain(part))) and not _is_question(part)
