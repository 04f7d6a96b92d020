"""The words that a hit shows: whole clauses, in one sentence.

What resembles an example may begin behind the first words of its clause ("see this coming" of "how did you not see
this coming") or end with the first word of the next ("you handle the fix I"). A quote of half a thought reads like
a mistake, so a run's edges move to those of its clauses where they are near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop.rubric.clauses import beginnings
from desktop.rubric.runs import Run
from desktop.rubric.tokens import Token, sentence_starts

_BEFORE, _BEHIND = 4, 3
"""Words by which a run may grow to the begin and to the end of its clause."""
_OVER = 3
"""Words of a clause up to which they were only brushed; the clause must go on behind them."""
_LEAST = 3
"""Words that a run keeps."""
_LEAD_IN = frozenset("and but so because okay um uh er well then or oh yeah yes look listen honestly".split())
_DISMISSING = frozenset("forget stop avoid skip".split())
_JOINS = frozenset("and but so because".split())
"""These join a clause to the one before and are no part of what it says."""


def fitted(runs: Sequence[Run], tokens: Sequence[Token]) -> list[Run]:
    """`runs` with their edges where clauses begin and end; none grows into another one, the first grow first."""
    bounds = [*beginnings(tokens), len(tokens)]
    stops = set(sentence_starts(tokens))
    out: list[Run] = []
    for at, run in enumerate(runs):
        others = [*out, *runs[at + 1 :]]  # those before have grown
        first, last = _cut(run, bounds, stops)
        start = _grown_back(_led_in(first, last, tokens), bounds, tokens)
        end = _grown_on(last, bounds, tokens)
        while start < first and _taken(start, first, others):
            start += 1
        while end > last and _taken(last, end, others):
            end -= 1
        out.append(replace(run, first=start, last=end))
    return out


def _cut(run: Run, bounds: Sequence[int], stops: set[int]) -> tuple[int, int]:
    """`run` without the first words of a clause it only brushed."""
    last = run.last
    begin = max(at for at in bounds if at < last)
    brushed = run.first < begin and last not in bounds and last - begin <= _OVER and begin - run.first >= _LEAST
    return run.first, begin if brushed else last


def _grown_back(first: int, bounds: Sequence[int], tokens: Sequence[Token]) -> int:
    start = max(at for at in bounds if at <= first)
    apart = [at for at in range(start + 1, first + 1) if tokens[at].opens or tokens[at - 1].text in _DISMISSING]
    start = max([start, *apart])
    while start < first and tokens[start].text in _LEAD_IN:
        start += 1
    return start if first - start <= _BEFORE else first


def _led_in(first: int, last: int, tokens: Sequence[Token]) -> int:
    while last - first > _LEAST and tokens[first].text in _JOINS:
        first += 1
    return first


def _grown_on(last: int, bounds: Sequence[int], tokens: Sequence[Token]) -> int:
    end = min(at for at in bounds if at >= last)
    end = next((at for at in range(last, end) if tokens[at].opens), end)
    while end > last and tokens[end - 1].text in _LEAD_IN:
        end -= 1
    return end if end - last <= _BEHIND else last


def _taken(first: int, last: int, others: Sequence[Run]) -> bool:
    return any(other.first < last and first < other.last for other in others)
