"""Promises: what the executive says they will do, best with a time, so that it can be kept or broken.

Found by form, and cautiously: "I" or "we", a future or a plain present, a verb of doing something for somebody,
and a time in the same clause. Without a time only verbs that reach another person count.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.rubric.items import Hit
from desktop.rubric.scope import clause_start, denials, reported
from desktop.rubric.tokens import Token

_CONTACT = frozenset("call ring phone email text message tell write send speak talk update".split())
_DO = _CONTACT | frozenset(
    "do hold have meet review look discuss check come be get join bring run set start finish let take".split()
)
_ADVERBS = frozenset("personally also then just still now gladly definitely always certainly".split())
_NOT_A_PROMISE = frozenset(
    "if when until before after while unless should would could can did do will shall what how".split()
)
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday tomorrow tonight today noon midnight".split()
)
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty half quarter a an the few couple of".split()
)
_CLOCK = _NUMBERS | frozenset("past to o clock oclock am pm p m".split())
_SPAN = _NUMBERS | {"next"}
_UNITS = frozenset("minute minutes hour hours day days".split())
_REACH = 14
_OBJECT = 3


def promises_in(tokens: Sequence[Token], item: str) -> tuple[Hit, ...]:
    """Every promise among `tokens`, as hits on `item`, each from its subject to its time."""
    hits: list[Hit] = []
    free_from = 0
    for at, token in enumerate(tokens):
        if at < free_from or token.text not in ("i", "we"):
            continue
        end = _promised(tokens, at)
        if end:
            hits.append(Hit(item, "promise", "found", token.start, tokens[end - 1].end, 1.0))
            free_from = end
    return tuple(hits)


def has_time(tokens: Sequence[Token]) -> bool:
    """Whether a promise of these words says when it will be kept."""
    return any(_time_end(tokens, at, len(tokens)) for at in range(len(tokens)))


def _promised(tokens: Sequence[Token], subject: int) -> int:
    """The end (exclusive) of the promise that begins at `subject`, 0 when there is none."""
    verb, future = _verb(tokens, subject)
    if not verb or _unreal(tokens, subject, verb):
        return 0
    limit = _clause_end(tokens, verb)
    for at in range(verb + 1, limit):
        end = _time_end(tokens, at, limit)
        if end:
            return end
    reaches = future and tokens[subject].text == "i" and tokens[verb].text in _CONTACT and verb + 1 < limit
    return _object_end(tokens, verb + 1, limit) if reaches else 0


def _object_end(tokens: Sequence[Token], at: int, limit: int) -> int:
    """Behind who or what is reached: a few words, not into what is promised next."""
    end = at + 1
    while end < min(limit, at + _OBJECT) and tokens[end].text not in ("i", "we"):
        end += 1
    return end - 1 if end > at + 1 and tokens[end - 1].text == "and" else end


def _verb(tokens: Sequence[Token], subject: int) -> tuple[int, bool]:
    """Where the verb of the promise stands (0: none), and whether it is in the future."""
    words = [token.text for token in tokens[subject + 1 : subject + 6]]
    at, future = 0, False
    if words[:1] == ["will"]:
        at, future = 1, True
    elif words[1:3] == ["going", "to"] and words[0] in ("am", "are"):
        at, future = 3, True
    while at < len(words) and words[at] in _ADVERBS:
        at += 1
    if at >= len(words) or words[at] not in (_DO if future or tokens[subject].text == "we" else _CONTACT):
        return 0, future
    return subject + 1 + at, future


def _unreal(tokens: Sequence[Token], subject: int, verb: int) -> bool:
    first = clause_start(tokens, subject)
    before = {token.text for token in tokens[max(first, subject - 2) : subject]}
    denied = len(denials(tokens, first, verb + 1)) % 2 == 1
    return denied or bool(before & _NOT_A_PROMISE) or reported(tokens, subject)


def _clause_end(tokens: Sequence[Token], at: int) -> int:
    end = at + 1
    while end < len(tokens) and end - at < _REACH and tokens[end].opens != "." and tokens[end].text != "but":
        end += 1
    return end


def _time_end(tokens: Sequence[Token], at: int, limit: int) -> int:
    word = tokens[at].text
    if word in _DAYS:
        return at + 1
    if word in ("at", "by", "until", "around", "before"):
        end = _run(tokens, at + 1, limit, _CLOCK)
        named = end < limit and tokens[end].text in _DAYS
        clock = any(tokens[n].text not in ("a", "an", "the", "to", "of") for n in range(at + 1, end))
        return end + 1 if named else end if clock else 0
    if word in ("in", "within", "every", "each"):
        end = _run(tokens, at + 1, limit, _SPAN)
        return end + 1 if end < limit and tokens[end].text in _UNITS else 0
    return 0


def _run(tokens: Sequence[Token], at: int, limit: int, words: frozenset[str]) -> int:
    while at < limit and tokens[at].text in words:
        at += 1
    return at
