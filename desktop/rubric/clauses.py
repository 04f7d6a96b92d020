"""The stretches of a text that may say one thing: clauses, and neighbouring clauses together.

Ears often write no punctuation, so a clause also begins where the words show it: at a joining word behind a few
others, at a subject with its verb, at a question that turns its verb round.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.rubric.scope import begins_clause
from desktop.rubric.tokens import Token

_LEAST = 3
"""Words of a clause; less joins its neighbour."""
_SHORTEST, _LONGEST = 2, 30
"""Words of a stretch."""
_TOGETHER, _TOGETHER_IN_LONG, _MANY = 3, 2, 40
"""Clauses of a stretch, at most: in a text of up to `_LONGEST` words, in a longer one; one from `_MANY` on."""
_LONGEST_IN_LONG = 24
"""Words of several clauses together in a longer text: every word of a stretch costs time."""
_JOINS = frozenset("and but so because then or if when while until unless since which".split())


def stretches(tokens: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    """Stretches as words `first` to `last` (exclusive), in order of place: each clause, and a few in a row.

    A text of up to 30 words is also taken whole.
    """
    bounds = [*beginnings(tokens), len(tokens)]
    most = _TOGETHER if len(tokens) <= _LONGEST else _TOGETHER_IN_LONG
    if len(bounds) > _MANY:
        most = 1
    longest = _LONGEST if len(tokens) <= _LONGEST else _LONGEST_IN_LONG
    found = {
        (bounds[at], bounds[to])
        for at in range(len(bounds) - 1)
        for to in range(at + 1, min(at + 1 + most, len(bounds)))
        if _SHORTEST <= bounds[to] - bounds[at] <= (_LONGEST if to == at + 1 else longest)
    }
    if _SHORTEST <= len(tokens) <= _LONGEST:
        found.add((0, len(tokens)))
    return tuple(sorted(found))


def beginnings(tokens: Sequence[Token]) -> list[int]:
    """Where clauses begin, the first at 0."""
    begins = [0] if tokens else []
    for at in range(1, len(tokens)):
        long_enough = at - begins[-1] >= _LEAST and len(tokens) - at >= _LEAST
        if tokens[at].opens == "." or (long_enough and _begins(tokens, at)):
            begins.append(at)
    return begins


def _begins(tokens: Sequence[Token], at: int) -> bool:
    joined = tokens[at - 1].text in _JOINS
    return not joined and (tokens[at].text in _JOINS or begins_clause(tokens, at))
