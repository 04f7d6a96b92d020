"""What a persona must not say: rules over one sentence, checked before it is spoken. Pure."""

from __future__ import annotations

import functools
import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from desktop.persona import lines, words
from desktop.scenario import Scenario

MAX_WORDS = 30
ALIKE = 86.0
"""Likeness from which a sentence says what another one did."""
_SHORT = 2
_RECENT = 5
"""Sentences of up to `_SHORT` words ("Okay.", "Yeah, yeah.") may come again after `_RECENT` others."""

_ASSISTANT_TALK = (
    r"\bas an? (?:ai|artificial|language|virtual|assistant|chat)",
    r"\b(?:ai|language) model\b",
    r"\bai assistant\b",
    r"\bi(?:'m| am) (?:just )?(?:an ai|a bot|a computer|a machine|here to (?:help|assist)|programmed)",
    r"\bsorry,? but i can(?:'t|not)",
    r"\bi can(?:'t|not) (?:assist|help (?:you )?with|comply|fulfil)",
    r"\b(?:how|what) (?:can|may|could|else can) i (?:help|assist|do for you)",
    r"\b(?:can|could|may|shall) i (?:help|assist) you\b",
    r"\banything else (?:i can|you(?:'d| would)? (?:like|need)|you need)",
    r"\bis there anything (?:specific|else|in particular)",
    r"\b(?:happy|glad|here) to (?:help|assist)\b",
    r"\blet me know (?:if (?:you|there)|how i can)",
    r"\bfeel free to\b",
    r"^i (?:completely |totally |fully |truly )?understand,(?: |$)",
    r"\bi understand (?:the|your|this) (?:situation|problem|issue|urgency)\b",
    r"\bbut i can(?:'t|not) help\b",
    r"\bi apologi[sz]e(?:,? but\b|,$)",
    r"\b(?:don't|do not) have (?:enough|sufficient|any) information\b",
    r"\b(?:can't|cannot|unable to|not able to) (?:provide|determine|access|assist|disclose|fulfil+)\b",
    r"\b(?:additional|more|further) (?:details|information|context)\b.*\bprovide\b",
    r"\b(?:provide|give|share|offer)\b.*\b(?:additional|more|further|any other) (?:details|information|context)\b",
    r"\bneed (?:to know |some )?more (?:details|information|context)\b",
    r"\binconvenience\b|\brest assured\b|\bassist(?:ance|ing)?\b|\bvalued customers?\b",
    r"^(?:i'm|i am) (?:so |very |really |truly )?sorry,? (?:but i need|to hear|for (?:the|any|your))",
    r"\bi(?:'m| am) doing (?:very |really |quite |pretty )?(?:well|great|fine|good)\b",
    r"\bif you have any\b|\bto better (?:assist|help|understand)\b",
    r"\bplease provide\b",
    r"^(?:certainly|absolutely|of course|sure thing|great question|good question)\b[,!.]",
    r"\bthank(?:s| you) for (?:reaching out|your (?:question|patience|understanding|message|concern|call))",
    r"\bunderstand your (?:concern|frustration)s?\b",
    r"\bi (?:\w+ )?understand (?:that |how |why )?you(?:'re| are)? "
    r"(?:feel|frustrat|disappoint|upset|concern|worr|angry|hurt)",
    r"\bit(?:'s| is) (?:important|crucial|essential) to (?:remember|note|feel|understand|consider|stay)",
    r"\bwhat you can do to improve\b",
    r"\bdo you have any (?:other |more )?questions",
    r"\bmy (?:instructions|prompt|training|guidelines|system prompt)\b",
    r"\bpretend(?:ing)? to be\b",
    r"\brole-?play",
)
_ASSISTANT = re.compile("|".join(_ASSISTANT_TALK), re.IGNORECASE)
_STAGE = re.compile(r"[*_#<>{}\[\]()|`~]|^\s*(?:[-–•]|\d+[.)])\s|^\s*[\"“].*[\"”]\s*$", re.DOTALL)
_LABEL = re.compile(r"^\s*[A-Z][\w. ]{0,24}:(?:\s|$)")
_EMOJI = re.compile("[\U0001f000-\U0001faff☀-➿]")
_FREE_NUMBERS = frozenset({1.0})
_STRANGE_WORDS = 2
_SMALL = 10
_COMMON_NAMES = frozenset(
    "i ok okay ceo cto cfo coo vp hr pr it eta sla sql api db cpu ram ci qa am pm tv us uk english monday tuesday"
    " wednesday thursday friday saturday sunday january february march april may june july august september"
    " october november december god jesus christ sir boss".split()
)
_FIRST_NAME = re.compile(
    r"^(?:(?:and|but|so|okay|yeah|well|no|yes),? )?([A-Z][a-z]{2,})(?:'s\b|,? (?:is|was|says|said|has|had|thinks|"
    r"wants|will|told|called|calls|keeps|knows|and I|and me|can|could|would|did|does|from)\b)"
)
_ADDRESSED = re.compile(
    r"^(?i:okay|ok|thanks|thank you|hey|hi|hello|sorry|listen|look|good),? ([A-Z][a-z]+)[.,!?]|"
    r"^(?:I|You|We)\b[^,]*, ([A-Z][a-z]+)[.!?]$"
)
"""Who is spoken to. "Yes, Priya." may be an answer."""
_CALLED = re.compile(r"\b(?:this is|it's|i'm|i am|my name is|call me|here is) (\w+)|^(\w+) here\b", re.IGNORECASE)
_FIRST_WORDS = frozenset(
    "everything anything everybody anybody everyone someone anyone half most each either neither another two three"
    " first second last next perhaps later today tomorrow tonight whatever whoever who which where when how why"
    " this there here she his her its mine yours ours even only just because since while"
    " other others people work part".split()
)
"""What begins a sentence and is no name, besides the words of our own lines."""
_CAPITAL = re.compile(r"(?<![.!?…:\"“'] )(?<!^)\b[A-Z][A-Za-z]*(?:['’][a-z]+)?")


@dataclass(frozen=True, slots=True)
class Claim:
    """The numbers of one sentence about a fact, what they count, and the words of meaning they belong to."""

    numbers: frozenset[float]
    measured: frozenset[tuple[float, str]]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence is checked against.

    `name` is the persona's, `known` every text whose numbers and names are fair to use, `said` the persona's
    earlier sentences, `heard` the executive's last line, `directions` what only the model was told, `you` the
    executive's role, `claims` what is true of which number, `measured` the numbers of `known` with their units,
    `character` what the model is told about the persona, `caller` what the executive called themselves.
    """

    name: str
    known: str
    you: str = ""
    said: tuple[str, ...] = ()
    heard: str = ""
    directions: tuple[str, ...] = ()
    numbers: frozenset[float] = field(default=frozenset())
    names: frozenset[str] = field(default=frozenset())
    claims: tuple[Claim, ...] = ()
    measured: frozenset[tuple[float, str]] = field(default=frozenset())
    character: str = ""
    caller: frozenset[str] = field(default=frozenset())


def context(
    scenario: Scenario,
    facts: Iterable[str],
    heard: Iterable[str],
    said: Iterable[str],
    directions: Iterable[str] = (),
) -> Context:
    """The context of a scenario: its situation and persona, the texts of `facts`, and what both have said."""
    heard, said = tuple(heard), tuple(said)
    stock, now = _stock(scenario), _Stock.of("\n".join((*facts, *heard, *said)))
    return Context(
        name=scenario.persona.name,
        known=f"{stock.text}\n{now.text}",
        you=scenario.you,
        said=said,
        heard=heard[-1] if heard else "",
        directions=tuple(directions),
        numbers=stock.numbers | now.numbers | _FREE_NUMBERS,
        names=stock.names | now.names | _COMMON_NAMES,
        claims=stock.claims,
        measured=stock.measured | now.measured,
        character=f"{scenario.persona.character} {scenario.persona.wants}",
        caller=frozenset[str]().union(*map(_names_given, heard)),
    )


@functools.lru_cache(maxsize=words.KEPT)
def _names_given(line: str) -> frozenset[str]:
    """What somebody calls themselves in `line`."""
    return frozenset(name.lower() for found in _CALLED.findall(line.replace("’", "'")) for name in found)


@dataclass(frozen=True, slots=True)
class _Stock:
    """A text with what is looked up in it."""

    text: str
    numbers: frozenset[float]
    names: frozenset[str]
    measured: frozenset[tuple[float, str]]
    claims: tuple[Claim, ...] = ()

    @classmethod
    def of(cls, text: str, claims: tuple[Claim, ...] = ()) -> _Stock:
        """Everything about `text`."""
        numbers, measured = frozenset(words.numbers(text)), frozenset(words.measured(text))
        return cls(text, numbers, frozenset(words.words(text)), measured, claims)


_stocks: deque[tuple[Scenario, _Stock]] = deque(maxlen=4)


def _stock(scenario: Scenario) -> _Stock:
    """What a scenario itself says, looked through once: some hold 15,000 words."""
    for known, stock in tuple(_stocks):
        if known is scenario:
            return stock
    persona = scenario.persona
    own = (scenario.situation, scenario.you, scenario.clock_start, persona.name, persona.role, persona.character)
    authored = [line for beat in scenario.beats for lines in beat.lines.values() for line in lines]
    events = [beat.event for beat in scenario.beats]
    text = "\n".join((*own, persona.wants, *persona.opening, *authored, *events))
    stock = _Stock.of(text, _claims(scenario))
    _stocks.append((scenario, stock))
    return stock


def _claims(scenario: Scenario) -> tuple[Claim, ...]:
    texts = [text for fact in scenario.facts for text in (fact.text, *fact.lines)]
    sentences = [sentence for text in texts for sentence in words.sentences(text)]
    found = [
        Claim(frozenset(words.numbers(each)), frozenset(words.measured(each)), _meaning(each))
        for each in sentences
    ]
    return tuple(claim for claim in found if claim.numbers)


def _meaning(sentence: str) -> frozenset[str]:
    """The words that say what a sentence is about: neither numbers nor units."""
    found = frozenset(words.content_words(sentence))
    return frozenset(
        word for word in found if not words.numbers(word) and word.removesuffix("s") not in words.UNITS
    )


def check(sentence: str, context: Context) -> tuple[str, ...]:
    """The names of the rules that `sentence` breaks, none when it may be spoken."""
    return tuple(name for name, broken in RULES.items() if broken(sentence, context))


def _assistant_talk(sentence: str, _context: Context) -> bool:
    return bool(_ASSISTANT.search(sentence.replace("’", "'")))


def _narration(sentence: str, context: Context) -> bool:
    if _STAGE.search(sentence) or _LABEL.match(sentence) or _EMOJI.search(sentence) or "\n" in sentence.strip():
        return True
    if any(words.holds(sentence, told) for told in context.directions):
        return True
    return _third_person(sentence, context) or _reads_out(sentence, context)


def _reads_out(sentence: str, context: Context) -> bool:
    """ "You are tired and proud.": what the prompt tells the model about the persona, as it stands there."""
    told = words.words(sentence)[:1] in (["you"], ["you're"])
    return told and words.holds(context.character, sentence)


def _third_person(sentence: str, context: Context) -> bool:
    """The persona's own name, unless he gives it: "Kenji sighs", "Kenji's tired"."""
    first, last = context.name.split()[0], context.name.split()[-1]
    own = rf"\b(?:{re.escape(first)}|{re.escape(last)})\b"
    presented = rf"(?:this is|it's|i'm|i am|name is) {own}|^{own}(?: {own})?(?: here|\.|,? speaking)"
    return bool(re.search(own, sentence)) and not re.search(presented, sentence.replace("’", "'"), re.IGNORECASE)


def _unknown_number(sentence: str, context: Context) -> bool:
    return bool(words.numbers(sentence) - context.numbers)


def _unknown_name(sentence: str, context: Context) -> bool:
    for match in _CAPITAL.finditer(sentence.strip().lstrip(".… ")):
        parts = words.words(match.group())
        if parts and parts[0] not in context.names and parts[0].removesuffix("'s") not in context.names:
            return not parts[0].startswith(("i'", "ok"))
    return _begins_with_unknown_name(sentence, context)


def _begins_with_unknown_name(sentence: str, context: Context) -> bool:
    """A word nobody has used yet that begins the sentence and does what a person does: "Sarah is on it." """
    match = _FIRST_NAME.match(sentence.strip().replace("’", "'"))
    if match is None:
        return False
    word = match.group(1).lower()
    used = word in context.names or word in _FIRST_WORDS or word in lines.vocabulary()
    return not used and not word.endswith(("ing", "ly", "tion"))


def _contradiction(sentence: str, context: Context) -> bool:
    """A fact's number with another unit ("ninety hours") or with the words of another fact."""
    return _other_unit(sentence, context) or _other_fact(sentence, context)


def _other_unit(sentence: str, context: Context) -> bool:
    known = {pair for claim in context.claims for pair in claim.measured} | context.measured
    counted = {number for number, _unit in known}
    return any(number in counted for number, _unit in words.measured(sentence) - known)


def _other_fact(sentence: str, context: Context) -> bool:
    said = _meaning(sentence)
    counted = {number for number, _unit in words.measured(sentence)}
    for number in words.numbers(sentence):
        if number < _SMALL and number not in counted:
            continue  # "since nine", "the two of us"
        own = [claim for claim in context.claims if number in claim.numbers]
        of_own = frozenset[str]().union(*(claim.words for claim in own))
        for other in context.claims if own else ():
            strange = number not in other.numbers and len(said & (other.words - of_own)) >= _STRANGE_WORDS
            if strange and not said & (of_own - other.words):
                return True
    return False


def _repeat(sentence: str, context: Context) -> bool:
    if len(words.words(sentence)) <= _SHORT:
        recent = context.said[-_RECENT:]
        return any(words.words(sentence) == words.words(other) for other in recent)
    earlier = (*context.said, *words.sentences(context.heard))
    return any(words.likeness(sentence, other) >= ALIKE for other in earlier)


def _length(sentence: str, _context: Context) -> bool:
    return len(words.words(sentence)) > MAX_WORDS


def _role(sentence: str, context: Context) -> bool:
    """He speaks as the executive, calls them by somebody else's name, or answers in another language."""
    if _calls_them_another(sentence, context):
        return True
    foreign = sum(1 for letter in sentence if letter.isalpha() and ord(letter) > 0x24F)
    if foreign:
        return True
    role = context.you.split(" of ")[0].removeprefix("the ").removeprefix("a ").strip()
    return bool(role) and bool(
        re.search(rf"\b(?:as|i'm|i am|being) (?:the|your|a|an) {re.escape(role)}\b", sentence, re.IGNORECASE)
    )


def _calls_them_another(sentence: str, context: Context) -> bool:
    """ "Okay, Marcus.": who is on the phone is not the Marcus of the story."""
    match = _ADDRESSED.search(sentence.strip())
    name = (match.group(1) or match.group(2)).lower() if match else ""
    own = {part.lower() for part in context.name.split()}
    return name in context.names - _COMMON_NAMES - own - context.caller and name not in lines.vocabulary()


def _empty(sentence: str, _context: Context) -> bool:
    return not any(letter.isalpha() for letter in sentence)


RULES: dict[str, Callable[[str, Context], bool]] = {
    "assistant_talk": _assistant_talk,
    "narration": _narration,
    "unknown_number": _unknown_number,
    "unknown_name": _unknown_name,
    "contradiction": _contradiction,
    "repeat": _repeat,
    "length": _length,
    "role": _role,
    "empty": _empty,
}
"""Rule name -> whether a sentence breaks it. The names are those of the counters in logs and evaluations."""
