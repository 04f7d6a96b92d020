"""What the executive promised the persona: kept with its words, recalled, and seen to be done. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop.events import Evidence
from desktop.persona import acts, words

_RECALLED_AFTER = 3
"""So many turns later the persona may come back to a promise."""
_TIMES = frozenset(
    "every each half quarter couple few tonight tomorrow today morning evening noon midnight monday tuesday"
    " wednesday thursday friday saturday sunday oclock within until before after again back update".split()
)
_REACHING = frozenset(
    words.stem(word)
    for word in "call called ring rang phone email text message tell told write wrote written send sent speak"
    " spoke spoken talk take took taken keep kept get got give gave make made have had going go will not".split()
)
"""Verbs that stand for one another: who said "I'll call Sales" has kept it with "I spoke to Sales"."""
_ACTED = (
    "called|rang|rung|told|sent|wrote|written|texted|spoke|spoken|talked|messaged|emailed|posted|gave|given|handed|"
    "informed|briefed|updated|blocked|stopped|moved|cancelled|asked|taken|done"
)
_DONE = re.compile(
    rf"\b(?:i|we)(?:'ve| have| had)(?: just| already)* (?:{_ACTED}|\w\w\w+ed)\b"
    rf"|\b(?:i|we)(?: just| already)* (?:{_ACTED})\b"
    r"|\b(?:is|it's|that's|are|been|all) (?:done|told|sent|sorted|handled|posted|blocked|taken care of)\b"
    r"|\b(?:knows?|is aware|are aware) now\b|^(?:they|he|she) knows?$|^(?:all )?done$",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"\b(?:haven't|hasn't|didn't|not|never|no|nothing|nobody|will|'ll|going to|would|should|could|if|when|once)\b",
    re.IGNORECASE,
)
_ANYBODY = frozenset(
    "i we have had just already them him her it they he she is all it's that's now done okay".split()
)
"""Words of a report that does not say of whom: "I've called them." """
_CLAUSE = re.compile(r"[,;.!]\s|(?<=\?)\s|\b(?:and|but|so) (?=they|he|she|it)")
_LEAD = re.compile(
    r"^(?:i|we)(?:'ll|'m going to|'re going to| will| am going to| are going to)\s+(?:(?:personally|also|now) )*",
    re.IGNORECASE,
)
_TURNED = {
    "you": "me",
    "your": "my",
    "yours": "mine",
    "yourself": "myself",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
}
_OTHERS = frozenset("i i'm i'll i've we we'll we've our us you're you've you'll".split())
"""Words that would have to be turned as well."""
_BEFORE_YOU = frozenset({"to", "with", "for", "from", "at"})
_OPEN_END = frozenset(
    "a an the of to and with for from at in on by tell my your his her their our vp that".split()
)
_WHOLE = 2
_RECALLS = {
    True: ("You said you'd {}. I'm counting on that.", "You told me you'd {}. Please don't forget that."),
    False: ("You said you'd {}. That takes a weight off.", "And you'd {}, you said. Good."),
}
"""By whether the persona is tense."""


@dataclass(frozen=True, slots=True)
class Promise:
    """`words` as said in the executive's turn `turn_id`, the persona's turn `at_turn`; `kept` once it was done."""

    turn_id: int
    at_turn: int
    words: str
    kept: bool = False
    recalled: bool = False


def made(
    promises: tuple[Promise, ...], evidence: Iterable[Evidence], *, turn_id: int, at_turn: int
) -> tuple[Promise, ...]:
    """`promises` with those of a turn; one that says the same as an earlier one is the same."""
    found = list(promises)
    for hit in evidence:
        new = hit.kind == "promise" and hit.tier == "found"
        if new and not any(words.likeness(hit.words, old.words) >= 80 for old in found):
            found.append(Promise(turn_id, at_turn, hit.words))
    return tuple(found)


def settled(promises: tuple[Promise, ...], line: str) -> tuple[Promise, ...]:
    """`promises` with those marked as kept that `line` says are done: "I've called Sales." With a single promise
    open, "I've called them" and "Done" mean that one.
    """
    clauses = [_plain(part).strip(" .,;!?") for part in _CLAUSE.split(line)]
    reports = [
        words.spelled_out(part)
        for part in clauses
        if _DONE.search(part) and not _NOT_DONE.search(part) and not acts.asks_anything(part)
    ]
    single = sum(not each.kept for each in promises) == 1
    return tuple(
        replace(each, kept=True)
        if not each.kept and any(_reports(said, each, single) for said in reports)
        else each
        for each in promises
    )


def to_recall(promises: tuple[Promise, ...], turn: int) -> Promise | None:
    """The oldest promise that the persona may come back to at `turn`."""
    for each in promises:
        open_long = not each.kept and not each.recalled and turn - each.at_turn >= _RECALLED_AFTER
        if open_long and turned(each.words):
            return each
    return None


def recalls(promise: Promise, *, tense: bool) -> tuple[str, ...]:
    """How the persona comes back to it."""
    return tuple(line.format(turned(promise.words)) for line in _RECALLS[tense])


def turned(said: str) -> str:
    """What was promised as the other side would say it: "I'll send you a line" is "send me a line"; "" where it
    can't be told, or where the words break off."""
    plain = re.split(r"[,;.!?]|\b(?:and|but|so|because)\b", _plain(said))[0].strip()
    rest = _LEAD.sub("", plain, count=1)
    spoken = rest.split()
    for at, word in enumerate(spoken):
        if word.lower() == "you" and at > 1 and spoken[at - 1].lower() not in _BEFORE_YOU:
            spoken = spoken[:at]  # "I'll call Marcus you focus on the fix"
            break
    lower = {word.lower() for word in spoken}
    if rest == plain or len(spoken) < _WHOLE or spoken[-1].lower() in _OPEN_END or lower & _OTHERS:
        return ""
    return " ".join(_TURNED.get(word.lower(), word) for word in spoken)


def _reports(said: list[str], promise: Promise, single: bool) -> bool:
    vague = all(word in _ANYBODY or word in _ACTED.split("|") or word in ("know", "knows") for word in said)
    return (single and vague) or _is_about(set(map(words.stem, said)), promise)


def _is_about(said: set[str], promise: Promise) -> bool:
    plain = [word for word in words.spelled_out(promise.words) if word in words.content_words(word)]
    wanted = {
        words.stem(word)
        for word in plain
        if word not in _TIMES and word.removesuffix("s") not in words.UNITS and not words.numbers(word)
    } - _REACHING
    return bool(wanted) and len(wanted & said) >= len(wanted) / 2


def _plain(text: str) -> str:
    return text.replace("’", "'")
