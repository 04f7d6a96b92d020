"""What a line does to the other one besides asking: decides, promises, apologises, takes leave. Pure."""

from __future__ import annotations

import re
from typing import Literal

from desktop.persona import acts

Gesture = Literal["decision", "leave", "apology", "offer", "plan", "check", "able", "care", "directive", "thanks"]
"""What wants a reaction before anything else is said. "care" is whatever steadies: comfort, praise, a breath;
"plan" what both will do ("We talk again at four."), "check" asks whether it was heard or agreed to, "able" whether
they can do it."""

_CHOOSES = (
    "do|try|take|pick|choose|use|start|roll|fail over|stop|keep|restore|switch|ship|pull|launch|delay|"
    "postpone|cut|"
    "go (?:with|for|ahead with|back to)"
)
_NO_CHOICE = (
    r"(?! (?:over|again|from|what|how|why|whether|in order|together|calm|to|here|there|for a|and|care|our|your|"
    r"responsibility|something|nothing|anything|everything|losing|talking|getting|\w+ing|"
    r"(?:this|that|it|one)(?: one)? (?:in order|together|step|slow|slowly|seriously|from|at a time|thing|"
    r"quick|easy|calm"
    r"|up|apart|again|by)|"
    r"a (?:breath|break|step|look|minute|moment|second|deep))\b)"
)
_DECIDES = re.compile(
    r"\b(?:i|we)(?:'ve| have)? (?:just )?decided?\b|\b(?:it's|it is|that's|that is) decided\b"
    r"|\b(?:that's|that is|this is|it's|it is) (?:my|our|the) (?:final )?(?:decision|call|choice)\b"
    r"|\b(?:my|our|the) (?:final )?(?:decision|choice) is\b"
    r"|\bi(?:'ll| will|'m going to)? (?:make|take|own|stand behind|sign) (?:the|that|this) (?:decision|choice)\b"
    r"|^(?:i say |i want to |then |so )*(?:i'm|we're) going (?:with|for)\b"
    rf"|^(?:i say |then |so )*(?:we|let's|let us)(?:'ll| will)? (?:{_CHOOSES})\b{_NO_CHOICE}"
    rf"|\b(?:then|so|okay|ok|good|right|now|yes) (?:we|let's)(?:'ll| will)? (?:{_CHOOSES})\b{_NO_CHOICE}"
    r"|\bgo (?:ahead )?with (?:the|that|it|option|plan)\b",
    re.IGNORECASE,
)
_UNDECIDED = re.compile(
    r"\b(?:before|until|till|when|if|once|unless|whether|not|never|haven't|can't|don't|can|could|should|would|"
    r"might|"
    r"maybe|perhaps|to|must|have|how|what|who|help|let)\b",
    re.IGNORECASE,
)
"""What makes no decision of a clause that begins with it: "before I decide"."""
_LATER = re.compile(
    r"\b(?:post-?mortem|review|(?:on |until )?(?:monday|tuesday|wednesday|thursday|friday)|tomorrow|later|"
    r"next week|"
    r"afterwards?)\b",
    re.IGNORECASE,
)
"""What is put off is no decision of tonight."""
_LEAVES = re.compile(
    r"^(?:(?:okay|ok|all right|right|well),? )*(?:bye|goodbye|good night|good luck|talk (?:soon|later|to you)|"
    r"speak (?:soon|later|to you)|take care)\b"
    r"|\b(?:i'll|i will|let me|i'm going to) (?:let you (?:work|go|get|do)|leave you|hang up|"
    r"get off the phone)\b"
    r"|\b(?:bye|goodbye)(?:,? \w+)?$",
    re.IGNORECASE,
)
_APOLOGISES = re.compile(
    r"\b(?:i'm|i am|we're) (?:so |really |very |truly )?sorry\b(?! (?:but|to hear|i (?:can't|have to)|"
    r"(?:that )?(?:you|this|it)))"
    r"|\b(?:i|we) (?:do )?apologi[sz]e\b|\bmy apolog(?:y|ies)\b|\bforgive me\b|\bi take (?:that|it) back\b"
    r"|\bthat (?:wasn't|was not|isn't) (?:fair|right|okay|called for|helpful|meant)\b"
    r"|\bthat was (?:not fair|unfair|uncalled for|out of line|wrong|stupid|rude|harsh|my mistake)\b"
    r"|\bi (?:shouldn't|should not) (?:have|shout|yell|snap|be shouting|talk to you)\b|\bi was (?:out of line|"
    r"wrong|unfair|too hard|too harsh|rude)\b"
    r"|^(?:my bad|my mistake|sorry)$|^sorry (?:about|for) (?:that|this|shouting|yelling|snapping)\b"
    r"|\bi overreacted\b",
    re.IGNORECASE,
)
_DEEDS = (
    "call|ring|phone|tell|talk|speak|handle|take|deal|write|send|order|stop|keep|stay|make|bring|cover|give|"
    "do|text|"
    "email|message|block|answer|check|come|stand|own|look|explain|shield|pick|hold|protect|go|get|sit|help|"
    "find|ask|"
    "sign|run|say|put|back|post|brief|inform|update|sort|organi[sz]e|join|wait"
)
_OFFERS = re.compile(
    rf"\bi(?:'ll| will|'m going to| am going to)(?: personally| also| now| just| only)*"
    rf" (?:be (?:here|there|on|with|right)|{_DEEDS})\b(?! you (?:what|something|the truth|honestly))"
    r"|\bi(?:'m| am) (?:calling|ringing|phoning|writing|sending|taking|handling|dealing|talking|telling|"
    r"ordering|"
    r"staying|getting|texting|putting|doing)\b"
    r"|\bleave \w+(?: \w+)? to me\b|\b(?:that's|that is|\w+ (?:is|are)) (?:on me|mine|my job|"
    r"my problem)(?: now)?$"
    r"|\blet me (?:call|ring|handle|take|talk|deal|tell|write|send|get|worry)\b",
    re.IGNORECASE,
)
_PLANS = re.compile(
    rf"\bwe(?:'ll| will|'re going to| are going to) (?:{_DEEDS}|meet|see)\b"
    r"|^we (?:talk|speak|meet|check in|look at (?:it|this)|see each other) (?:again|at|in|on|every|tomorrow)\b",
    re.IGNORECASE,
)
_CHECKS = re.compile(
    r"^(?:(?:did|do|can) )?you (?:hear|heard|get|got|understand|understood|follow|copy|listening|there|with me)"
    r"(?: (?:me|that|it|this|what i (?:said|say)))?$"
    r"|^(?:are|aren't) you (?:even |still |really )?(?:listening|there|here|with me|on the line|hearing me|"
    r"following)\b"
    r"|^(?:is (?:that|this|it) (?:clear|okay|ok|understood|all right|a deal|fine with you)|are we (?:clear|"
    r"good|agreed)"
    r"|do we (?:agree|have a deal)|does that (?:work|make sense|help)|makes? sense|sounds? (?:good|okay|fair)"
    r"|can you live with (?:that|it)"
    r"|you okay with (?:that|it)"
    r"|are you (?:okay|ok|fine|good) with (?:that|it|this))$",
    re.IGNORECASE,
)
_CARES = re.compile(
    r"\btake (?:a|one|some|your) (?:deep |slow )?(?:breath|time|moment|minute|second)\b|^breathe\b|\bno rush\b"
    r"|\bi(?:'m| am) (?:right )?(?:here|with you|on your side|behind you|not (?:angry|mad|blaming)|"
    r"not (?:here|going) to (?:blame|fire|shout|judge|ask whose))\b|\bi back you\b|\byou(?:'re| are) in charge\b"
    r"|\byou(?:'re| are) not (?:alone|losing|getting|going to lose|in trouble|being|the problem|fired)\b"
    r"|\b(?:nobody|no one)(?:'s| is)? (?:getting|being|blam\w+|going to (?:lose|be|get)|los\w+|fir\w+|here to)\b"
    r"|\bwe(?:'ll| will) get (?:through|there|out of)\b|\bin this together\b|\bi(?:'ve|"
    r" have)? (?:got )?your back\b"
    r"|\b(?:you|that|this|it) must (?:be|feel|have been)\b|\byou(?:'ve| have) been (?:at|up|doing|carrying|"
    r"through)\b"
    r"|\byou(?:'re| are) (?:doing|the right|good at|the best|exhausted|tired)\b|\byou (?:did|do) (?:well|good|"
    r"great)\b"
    r"|\bi (?:really )?(?:trust|believe in|appreciate|respect|value) (?:you|your|that|what)\b"
    r"|\b(?:good|great|nice) (?:job|work)\b|\bwell done\b|\byour job is safe\b"
    r"|\b(?:it's|it is|this is|this isn't|it isn't|that's|that isn't) (?:not )?(?:your fault|on you|"
    r"about blame|about fault)"
    r"\b|\bi (?:know|see|hear|understand) (?:that )?(?:you(?:'re| are) (?:angry|upset|tired|exhausted|doing|"
    r"trying|giving|"
    r"scared|afraid|worried|under)|(?:this|it)(?:'s| is)(?: so| very| really)? (?:hard|tough|a lot|difficult|"
    r"rough)|how hard)"
    r"\b"
    r"|\bi(?:'m| am) (?:so |really |very )?sorry (?:that )?(?:you|this|it)\b"
    r"|\bone thing at a time\b|\bslow down\b",
    re.IGNORECASE,
)
_THANKS = re.compile(r"\b(?:thank you|thanks|much appreciated)\b", re.IGNORECASE)
_TAG = re.compile(
    r"^(?:understood|clear|agreed|got it|got that|deal|okay|ok|all right|alright|right|yes|yeah)$", re.IGNORECASE
)
"""What checks only where a question mark says so."""
_CAN_YOU = re.compile(r"^(?:can|will|could|would) you do (?:that|this|it)(?: for me)?$", re.IGNORECASE)
_CONDITION = re.compile(r"^(?:if|when|once|unless|until|as soon as)\b.*?,\s*(?:then )?", re.IGNORECASE)
_YOU_DO = re.compile(
    r"^(?:then )?you (?:can |will |just |only )*(?:fix|handle|do|roll|focus|stay|talk|tell|ring|call|stop|"
    r"start|go|pick|"
    r"take|keep|work|send|write|report|answer)\b",
    re.IGNORECASE,
)
_COMES_TO_IT = re.compile(
    r"^(?:i want|i'd like|i need|we need|we have|let me|let's|here's|there's|it's about)\b", re.IGNORECASE
)
"""What matters more than the thanks beside it: "Thanks for your time. I want to talk about the platform." """
_ALL: tuple[tuple[Gesture, re.Pattern[str]], ...] = (
    ("leave", _LEAVES),
    ("apology", _APOLOGISES),
    ("offer", _OFFERS),
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
    for name, pattern in _ALL:
        if any(map(pattern.search, (*told, *whole))):
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
