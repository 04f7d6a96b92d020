"""The small condition language of scenario packs.

    trust < 25 and not decided        at 4:00        (asked or pressed) and stress >= 60

Names are rubric items, steps, beats or events that have happened; `stress`, `trust`, `clarity` and `turn`
compare with numbers; `at M:SS` holds from that moment of the call on. An empty condition always holds.
"""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Callable, Set
from dataclasses import dataclass, field

from desktop.events import State

_TOKEN = re.compile(r"\s*(>=|<=|==|<|>|\(|\)|\d+:\d\d|\d+(?:\.\d+)?|[A-Za-z][\w.\-]*)")
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}
_NUMBERS = ("stress", "trust", "clarity", "turn")
RESERVED = frozenset({"and", "or", "not", "at", *_NUMBERS})
MAX_LENGTH = 300
_TRIED = 12
"""Names of which every subset is tried: 4,096."""
_TIMES = ((0.0, 1), (86_400.0, 1_000))
"""(second, turn) at the beginning of a call and at its latest."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a condition is asked about: `happened` holds names, `at_s` the time of the call in seconds."""

    state: State
    at_s: float
    turn: int
    happened: Set[str]


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition: `source` as written, `names` it mentions. Call it with a `Moment`."""

    source: str
    names: frozenset[str]
    _holds: Callable[[Moment], bool] = field(compare=False, repr=False)

    def __call__(self, moment: Moment) -> bool:
        """Whether the condition holds at `moment`."""
        return self._holds(moment)


def possible(condition: Condition, state: State, names: Set[str]) -> bool:
    """Whether `condition` can hold in `state` at any time, whichever of `names` have happened.

    All subsets of those it mentions are tried, if they are no more than `_TRIED`; of more only all and none.
    """
    asked = sorted(condition.names & names)
    sizes = range(len(asked), -1, -1) if len(asked) <= _TRIED else (len(asked), 0)
    happened = (frozenset(some) for size in sizes for some in itertools.combinations(asked, size))
    return any(condition(Moment(state, at_s, turn, some)) for some in happened for at_s, turn in _TIMES)


class ConditionError(ValueError):
    """The condition can't be read; the message says where and what was expected."""


def parse(source: str) -> Condition:
    """Parse `source`. Raises `ConditionError`."""
    if len(source) > MAX_LENGTH:
        raise ConditionError(f"a condition may have {MAX_LENGTH} characters, this one has {len(source)}")
    if not source.strip():
        return Condition(source, frozenset(), lambda _m: True)
    parser = _Parser(_tokens(source))
    holds = parser.either()
    if parser.peek() is not None:
        raise ConditionError(f"unexpected '{parser.peek()}'; expected 'and', 'or' or the end")
    return Condition(source, frozenset(parser.names), holds)


def _tokens(source: str) -> list[str]:
    tokens, at = [], 0
    while source[at:].strip():
        match = _TOKEN.match(source, at)
        if match is None:
            raise ConditionError(f"can't read '{source[at:].strip()[:20]}'")
        tokens.append(match.group(1))
        at = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self.names: set[str] = set()

    def peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def take(self, expected: str) -> str:
        token = self.peek()
        if token is None:
            raise ConditionError(f"ends too early; expected {expected}")
        self._at += 1
        return token

    def either(self) -> Callable[[Moment], bool]:
        terms = [self.both()]
        while self.peek() == "or":
            self.take("or")
            terms.append(self.both())
        return terms[0] if len(terms) == 1 else lambda m: any(term(m) for term in terms)

    def both(self) -> Callable[[Moment], bool]:
        terms = [self.single()]
        while self.peek() == "and":
            self.take("and")
            terms.append(self.single())
        return terms[0] if len(terms) == 1 else lambda m: all(term(m) for term in terms)

    def single(self) -> Callable[[Moment], bool]:
        token = self.take("a name, a comparison, 'at M:SS', 'not' or '('")
        if token == "not":
            inner = self.single()
            return lambda m: not inner(m)
        if token == "(":
            inside = self.either()
            if self.take("')'") != ")":
                raise ConditionError("expected ')'")
            return inside
        if token == "at":
            return self._at_time()
        if token in _NUMBERS:
            return self._comparison(token)
        if token in RESERVED or not token[0].isalpha():
            raise ConditionError(f"unexpected '{token}'; expected a name or a comparison")
        if self.peek() in _OPERATORS:
            raise ConditionError(f"'{token}' is no number; {', '.join(_NUMBERS)} can be compared")
        self.names.add(token)
        return lambda m: token in m.happened

    def _at_time(self) -> Callable[[Moment], bool]:
        token = self.take("a time such as 4:00")
        minutes, colon, seconds = token.partition(":")
        if not colon:
            raise ConditionError(f"'at' needs a time such as 4:00, not '{token}'")
        from_s = int(minutes) * 60 + int(seconds)
        return lambda m: m.at_s >= from_s

    def _comparison(self, name: str) -> Callable[[Moment], bool]:
        sign, number = self.take("a comparison such as <"), self.take("a number")
        if sign not in _OPERATORS or not number.replace(".", "", 1).isdigit():
            raise ConditionError(f"'{name}' needs a comparison such as '{name} < 25'")
        compare, bound = _OPERATORS[sign], float(number)
        if name == "turn":
            return lambda m: compare(float(m.turn), bound)
        return lambda m: compare(float(getattr(m.state, name)), bound)
