"""What a line does to the other one besides asking: decides, promises, apologises, takes leave. Pure."""

from __future__ import annotations

import re
from typing import Literal

from desktop.persona import acts
from desktop.persona.patterns import any_idea, one_of

Gesture = Literal[
    "decision", "leave", "apology", "offer", "plan", "check", "able", "confides", "care", "directive", "thanks"
]
"""What wants a reaction before anything else is said. "care" is whatever steadies: comfort, praise, a breath;
"confides" is how the speaker feels themselves, "plan" what both will do ("We talk again at four."), "check" asks
whether it was heard or agreed to, "able" whether they can do it."""

_CHOOSES = one_of(
    "choose cut delay do keep launch pick postpone pull restore roll ship start stop switch take try use",
    "fail over",
    "go (?:with|for|ahead with|back to)",
)
_THIS_WAY = one_of(
    "again apart between by calm easy quick quiet seriously slow slowly step thing together up",
    "at a time",
    "from",
    "in order",
)
_NO_CHOICE_IN = one_of(
    "again and anything by calm care everything from here how losing nothing our over responsibility something "
    "talking there to together what whether why your",
    "for a",
    "in order",
    r"\w+ing",
    rf"(?:this|that|it|one)(?: one)? {_THIS_WAY}",
    "a (?:breath|break|step|look|minute|moment|second|deep)",
)
_NO_CHOICE = rf"(?! {_NO_CHOICE_IN}\b)"
_DECIDES = any_idea(
    r"\b(?:i|we)(?:'ve| have)? (?:just )?decided?\b",
    r"\b(?:it's|it is|that's|that is) decided\b",
    r"\b(?:that's|that is|this is|it's|it is) (?:my|our|the) (?:final )?(?:decision|call|choice)\b",
    r"\b(?:my|our|the) (?:final )?(?:decision|choice) is\b",
    r"\bi(?:'ll| will|'m going to)? (?:make|take|own|stand behind|sign) (?:the|that|this) (?:decision|choice)\b",
    r"^(?:i say |i want to |then |so )*(?:i'm|we're) going (?:with|for)\b",
    rf"^(?:i say |then |so )*(?:we|let's|let us)(?:'ll| will)? {_CHOOSES}\b{_NO_CHOICE}",
    rf"\b(?:then|so|okay|ok|good|right|now|yes) (?:we|let's)(?:'ll| will)? {_CHOOSES}\b{_NO_CHOICE}",
    r"\bgo (?:ahead )?with (?:the|that|it|option|plan)\b",
)
_UNDECIDED_BY = one_of(
    "before can can't could don't have haven't help how if let maybe might must never not once perhaps should "
    "till to unless until what when whether who would",
)
_UNDECIDED = any_idea(rf"\b{_UNDECIDED_BY}\b")
"""What makes no decision of a clause that begins with it: "before I decide"."""
_LATER = any_idea(
    r"\bpost-?mortem\b",
    r"\breview\b",
    r"\b(?:on |until )?(?:monday|tuesday|wednesday|thursday|friday)\b",
    r"\b(?:tomorrow|later|next week|afterwards?)\b",
)
"""What is put off is no decision of tonight."""
_LEAVES = any_idea(
    r"^(?:(?:okay|ok|all right|right|well),? )*(?:bye|goodbye|good night|take care)\b",
    r"^(?:(?:okay|ok|all right|right|well),? )*good luck\b(?! (?:finding|getting|with))",
    r"^(?:(?:okay|ok|all right|right|well),? )*talk (?:soon|later|to you)\b",
    r"^(?:(?:okay|ok|all right|right|well),? )*speak (?:soon|later|to you)\b",
    r"\b(?:i'll|i will|let me|i'm going to) let you (?:work|go|get|do)\b",
    r"\b(?:i'll|i will|let me|i'm going to) (?:leave you|hang up|get off the phone)\b",
    r"^(?!.*\bkiss\b).*(?<!\ba )(?<!it's )\b(?:bye|goodbye)(?:,? \w+)?$",
)
_NOT_SORRY = r"(?! (?:but|to hear|i (?:can't|have to)|(?:that )?(?:you|this|it)))(?!,? (?:the answer|my hands))"
_APOLOGISES = any_idea(
    rf"\b(?:i'm|i am|we're) (?:so |really |very |truly )?sorry\b{_NOT_SORRY}",
    r"\b(?:i|we) (?:do )?apologi[sz]e\b",
    r"\bmy apolog(?:y|ies)\b",
    r"\bforgive me\b",
    r"\bi take (?:that|it) back\b",
    r"\bthat (?:wasn't|was not|isn't) (?:fair|right|okay|called for|helpful|meant)\b",
    r"\bthat was (?:not fair|unfair|uncalled for|out of line|wrong|stupid|rude|harsh|my mistake)\b",
    r"\bi (?:shouldn't|should not) (?:have|shout|yell|snap|be shouting|talk to you)\b",
    r"\bi was (?:out of line|wrong|unfair|too hard|too harsh|rude)\b",
    r"^(?:my bad|my mistake|sorry)$",
    r"^sorry (?:about|for) (?:that|this|shouting|yelling|snapping)\b",
    r"\bi overreacted\b",
)
_DEEDS = one_of(
    "answer ask back block brief bring call check come cover deal do email explain find get give go handle help "
    "hold inform join keep look make message order organise organize own phone pick post protect put ring run say "
    "send shield sign sit sort speak stand stay stop take talk tell text update wait write"
)
_DOING = one_of(
    "dealing doing handling ordering putting sending staying talking texting writing",
    "(?:calling|phoning|ringing)(?! (?:about|because|from|to|you))",
    "getting(?= (?:help|her|him|more|some|someone|somebody|the|them|us|you)\\b)",
    "taking(?! (?:over|you|your)\\b)",
    "telling(?! you)",
)
"""Said by who is about to do it: "I'm calling about the numbers" and "I'm telling you" offer nothing."""
_WILL = r"(?:'ll| will|'m going to| am going to)(?: personally| also| now| just| only)*"
_OFFERS = any_idea(
    rf"\bi{_WILL} be (?:here|there|on|with|right)\b(?! you (?:what|something|the truth|honestly))",
    rf"\bi{_WILL} {_DEEDS}\b(?! you (?:what|something|the truth|honestly))",
    rf"\bi(?:'m| am) {_DOING}\b",
    r"\bleave \w+(?: \w+)? to me\b",
    r"\b(?:that's|that is|\w+ (?:is|are)) (?:on me|mine|my job|my problem)(?: now)?$",
    r"\blet me (?:call|ring|handle|take|talk|deal|tell|write|send|get|worry)\b",
)
_PLANS = any_idea(
    rf"\bwe(?:'ll| will|'re going to| are going to) (?:{_DEEDS}|meet|see)\b",
    r"^we (?:talk|speak|meet|check in|look at (?:it|this)|see each other) (?:again|at|in|on|every|tomorrow)\b",
)
_FOLLOWS = one_of("copy follow get got hear heard listening there understand understood", "with me")
_LISTENS = one_of("following here listening there", "hearing me", "on the line", "with me")
_CHECKS = any_idea(
    rf"^(?:(?:did|do|can) )?you {_FOLLOWS}(?: (?:me|that|it|this|what i (?:said|say)))?$",
    rf"^(?:are|aren't) you (?:even |still |really )?{_LISTENS}\b",
    r"^is (?:that|this|it) (?:clear|okay|ok|understood|all right|a deal|fine with you)$",
    r"^are we (?:clear|good|agreed)$",
    r"^do we (?:agree|have a deal)$",
    r"^does that (?:work|make sense|help)$",
    r"^makes? sense$",
    r"^sounds? (?:good|okay|fair)$",
    r"^can you live with (?:that|it)$",
    r"^you okay with (?:that|it)$",
    r"^are you (?:okay|ok|fine|good) with (?:that|it|this)$",
)
_NOT_IN_DANGER = one_of("alone being fired getting losing", "going to lose", "in trouble", "the problem")
_NOBODY_IS = one_of(r"being getting blam\w+ fir\w+ los\w+", "going to (?:lose|be|get)", "here to")
_NO_BLAME = r"not (?:angry|mad|blaming)|not (?:here|going) to (?:blame|fire|shout|judge|ask whose)"
_YOU_ARE_LOW = one_of("afraid angry doing exhausted giving scared tired trying under upset worried")
_CARES = any_idea(
    r"\btake (?:a|one|some|your) (?:deep |slow )?(?:breath|time|moment|minute|second)\b",
    r"^breathe\b",
    r"\bno rush\b",
    rf"\bi(?:'m| am) (?:right )?(?:here|with you|on your side|behind you|{_NO_BLAME})\b",
    r"\bi back you\b",
    r"\byou(?:'re| are) in charge\b",
    rf"\byou(?:'re| are) not {_NOT_IN_DANGER}\b",
    rf"\b(?:nobody|no one)(?:'s| is)? {_NOBODY_IS}\b",
    r"\bwe(?:'ll| will) get (?:through|there|out of)\b",
    r"\bin this together\b",
    r"\bi(?:'ve| have)? (?:got )?your back\b",
    r"\b(?:you|that|this|it) must (?:be|feel|have been)\b",
    r"\byou(?:'ve| have) been (?:at|up|doing|carrying|through)\b",
    r"\byou(?:'re| are) (?:doing|the right|good at|the best|exhausted|tired)\b",
    r"\byou (?:did|do) (?:well|good|great)\b",
    r"\bi (?:really )?(?:trust|believe in|appreciate|respect|value) (?:you|your|that|what)\b",
    r"\b(?:good|great|nice) (?:job|work)\b",
    r"\bwell done\b",
    r"\byour job is safe\b",
    r"\b(?:it's|it is|this is|this isn't|it isn't|that's|that isn't) (?:not )?(?:your fault|on you)\b",
    r"\b(?:it's|it is|this is|this isn't|it isn't|that's|that isn't) (?:not )?about (?:blame|fault)\b",
    rf"\bi (?:know|see|hear|understand) (?:that )?you(?:'re| are) {_YOU_ARE_LOW}\b",
    r"\bi (?:know|see|hear|understand) (?:that )?(?:this|it)(?:'s| is)(?: so| very| really)? "
    r"(?:hard|tough|a lot|difficult|rough)\b",
    r"\bi (?:know|see|hear|understand) (?:that )?how hard\b",
    r"\bi(?:'m| am) (?:so |really |very )?sorry (?:that )?(?:you|this|it)\b",
    r"\bone thing at a time\b",
    r"\bslow down\b",
)
_CONFIDES = any_idea(
    r"\bi(?:'m| am| feel)(?: also| a bit| a little| pretty| really| so| honestly| just as| quite)* "
    r"(?:afraid|anxious|exhausted|frightened|lost|nervous|out of my depth|overwhelmed|scared|shaken|tired)"
    r"(?= (?:too|as well|myself|now|right now|tonight|here)\b|,|$)",
    r"\bi(?:'m| am)(?: also| a bit| really| so)* worried(?: too| as well| myself)?$",
    r"\bi(?:'ve| have)(?: also| been|n't)* (?:slept|been up|been awake)\b",
    r"\bi (?:also |honestly )?(?:couldn't|can't|didn't) sleep\b",
)
_THANKS = any_idea(r"\bthank you\b", r"(?<!\bmy )(?<!\bthe )\bthanks\b(?! to you)", r"\bmuch appreciated\b")
_AGREED = one_of("agreed alright clear deal ok okay right understood yeah yes", "all right", "got (?:it|that)")
_TAG = any_idea(rf"^{_AGREED}$")
"""What checks only where a question mark says so."""
_CAN_YOU = any_idea(r"^(?:can|will|could|would) you do (?:that|this|it)(?: for me)?$")
_CONDITION = any_idea(r"^(?:if|when|once|unless|until|as soon as)\b.*?,\s*(?:then )?")
_YOUR_DEEDS = one_of(
    "answer call do fix focus go handle keep pick report ring roll send start stay stop take talk tell work write"
)
_YOU_DO = any_idea(rf"^(?:then )?you (?:can |will |just |only )*{_YOUR_DEEDS}\b")
_COMES_TO_IT = any_idea(
    r"^(?:i want|i'd like|i need|we need|we have|let me|let's|here's|there's|it's about)\b",
)
"""What matters more than the thanks beside it: "Thanks for your time. I want to talk about the platform." """
_ALL: tuple[tuple[Gesture, re.Pattern[str]], ...] = (
    ("leave", _LEAVES),
    ("apology", _APOLOGISES),
    ("offer", _OFFERS),
    ("confides", _CONFIDES),
    ("care", _CARES),
    ("plan", _PLANS),
)


def gesture(line: str) -> Gesture | None:
    """What `line` does that wants a reaction first, the weightiest if it does several things; None for nothing."""
    parts = acts.sentences(line)
    plain = [_bare(acts.plain(part)) for part in parts]
    told = [text for text, part in zip(plain, parts, strict=True) if not acts.asks_anything(part)]
    if any(map(_decides, told)):
        return "decision"
    whole = [_bare(part.replace("’", "'")) for part in parts if not acts.asks_anything(part)]
    either = dict.fromkeys((*told, *whole))
    for name, pattern in _ALL:
        if any(map(pattern.search, either)):
            return name
    last = _without_name(plain[-1]) if plain else ""
    if _CHECKS.match(last) or (_TAG.match(last) and line.rstrip().endswith("?")):
        return "check"
    if _CAN_YOU.match(last):
        return "able"
    if any(map(_orders, told)):
        return "directive"
    matter = any(map(_COMES_TO_IT.match, told))
    return "thanks" if any(map(_THANKS.search, whole)) and not matter else None


def _bare(text: str) -> str:
    return text.rstrip(" ?!.…\"')")


def _orders(text: str) -> bool:
    """Whether `text` wants a deed, behind a condition as well: "If it isn't up by one, you roll back." """
    rest = _CONDITION.sub("", text)
    return acts.only_orders(rest) or bool(_YOU_DO.match(rest))


def _decides(text: str) -> bool:
    """Whether a clause of `text` decides something now; what stands before it in the clause may take that back."""
    for clause in re.split(r"[,;:]\s", text):
        found = _DECIDES.search(acts.plain(clause))
        if found and not _LATER.search(clause) and not _UNDECIDED.search(acts.plain(clause)[: found.start()]):
            return True
    return False


def _without_name(text: str) -> str:
    """ "Understood, Kenji" is "Understood"."""
    return re.sub(r",\s*\w+$", "", text)
