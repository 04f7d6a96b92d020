"""Runs: the words in which an item was met, from windows that resemble it and from stretches that mean it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.rubric.embedding import Matrix
from desktop.rubric.items import ItemKind
from desktop.rubric.windows import Window

FOUND = 0.73
POSSIBLE = 0.62
"""Scores from which a hit is found, or possible and worth checking. From the development set (docs/rubric.md)."""
FOUND_MEANT = 0.7
POSSIBLE_MEANT = 0.3
"""Likelihoods that a stretch means an item from which it is found, or possible (docs/rubric.md)."""
UNLIKELY = 0.05
"""Likelihood under which words that resemble an example are only possible."""

_JOIN_GAP = 2
_LENGTH_BONUS = 0.01


@dataclass(frozen=True, slots=True)
class Part:
    """Words `first` to `last` (exclusive) that may say one thing."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Run:
    """Words `first` to `last` (exclusive) in which an item was met."""

    item: int
    first: int
    last: int
    score: float


def shared(one: Part | Run | Window, other: Part | Run | Window) -> int:
    """Words that two places have in common."""
    return max(0, min(one.last, other.last) - max(one.first, other.first))


def runs_meant(item: int, parts: Sequence[Part], likely: Matrix, starts: Sequence[int] = ()) -> list[Run]:
    """The parts that say an item, none of which overlap: likelier ones first, then longer ones.

    Of a part that holds one of `starts`, where sentences begin, its likeliest part within a sentence is shown.
    """
    rows = [row for row in range(len(parts)) if likely[row] >= POSSIBLE_MEANT]
    runs: list[Run] = []
    for row in sorted(
        rows, key=lambda r: (-round(float(likely[r]), 2), parts[r].first - parts[r].last, parts[r].first)
    ):
        shown = _in_one_sentence(row, parts, likely, starts)
        run = Run(item, shown.first, shown.last, _as_score(float(likely[row])))
        if not any(shared(run, other) for other in runs):
            runs.append(run)
    return sorted(runs, key=lambda r: r.first)


def _in_one_sentence(row: int, parts: Sequence[Part], likely: Matrix, starts: Sequence[int]) -> Part:
    whole = parts[row]
    if not _crosses(whole, starts):
        return whole
    inside = [
        n
        for n, part in enumerate(parts)
        if whole.first <= part.first and part.last <= whole.last and not _crosses(part, starts)
    ]
    return parts[max(inside, key=lambda n: (round(float(likely[n]), 2), -n))] if inside else whole


def _crosses(part: Part | Run, starts: Sequence[int]) -> bool:
    return any(part.first < start < part.last for start in starts)


def _as_score(likely: float) -> float:
    """A likelihood on the scale of windows, on which `FOUND` and `POSSIBLE` divide the tiers."""
    if likely >= FOUND_MEANT:
        return FOUND + (1 - FOUND) * (likely - FOUND_MEANT) / (1 - FOUND_MEANT)
    return POSSIBLE + (FOUND - 0.01 - POSSIBLE) * (likely - POSSIBLE_MEANT) / (FOUND_MEANT - POSSIBLE_MEANT)


def runs_of(item: int, windows: Sequence[Window], starts: Sequence[int] = ()) -> list[Run]:
    """An item's windows without overlaps; possible ones only where none is found.

    Neighbours are one run, unless one of `starts`, where sentences begin, lies between.
    """
    mine = sorted(
        (w for w in windows if w.example.item == item),
        key=lambda w: (-round(w.score + _LENGTH_BONUS * (w.last - w.first), 4), w.first, w.last),
    )
    if any(w.score >= FOUND for w in mine):
        mine = [w for w in mine if w.score >= FOUND]
    chosen: list[Window] = []
    for window in mine:
        if all(window.last <= other.first or other.last <= window.first for other in chosen):
            chosen.append(window)
    runs: list[Run] = []
    for run in sorted((_around(window, mine) for window in chosen), key=lambda r: r.first):
        apart = bool(runs) and any(runs[-1].last <= start <= run.first for start in starts)
        if runs and not apart and run.first - runs[-1].last <= _JOIN_GAP:
            before = runs.pop()
            run = Run(item, before.first, max(before.last, run.last), max(before.score, run.score))
        runs.append(run)
    return runs


def _around(window: Window, others: Sequence[Window]) -> Run:
    """The words of a window and of found ones that hold it whole: "i need a guaranteed" in its "time line"."""
    holding = [w for w in others if w.first <= window.first and window.last <= w.last and w.score >= FOUND]
    widest = max([window, *holding], key=lambda w: (w.last - w.first, w.score, -w.first))
    return Run(window.example.item, widest.first, widest.last, window.score)


def doubted(run: Run, parts: Sequence[Part], likely: Matrix) -> Run:
    """`run`, only possible where the stretches it lies in hardly mean its item (`likely`: parts x items)."""
    around = [
        likely[row, run.item] for row, part in enumerate(parts) if 2 * shared(part, run) > run.last - run.first
    ]
    unlikely = bool(around) and max(around) < UNLIKELY and run.score >= FOUND
    return replace(run, score=FOUND - 0.01) if unlikely else run


def excused(run: Run, counters: Sequence[Window]) -> bool:
    """Whether more than half of a run's words are a line that its item's author declared fine."""
    return any(
        window.example.item == run.item
        and window.score >= FOUND
        and 2 * shared(run, window) > run.last - run.first
        for window in counters
    )


def together(by_words: Sequence[Run], meant: Sequence[Run]) -> list[Run]:
    """Runs by words and by meaning: of an item's that overlap the one by words if it is found, else by meaning."""

    def meet(run: Run, others: Sequence[Run]) -> bool:
        return any(run.item == other.item and shared(run, other) for other in others)

    found = [run for run in by_words if run.score >= FOUND]
    added = [run for run in meant if not meet(run, found)]
    return [run for run in by_words if not meet(run, added)] + added


def resolved(runs: Sequence[Run], kinds: Sequence[ItemKind]) -> list[Run]:
    """One run of words for each meeting of an item; `kinds` are the items'.

    An avoid and a say item never claim the same words, and where an item is found no other is only possible.
    """
    kept: list[Run] = []
    for run in sorted(runs, key=lambda r: (-r.score, r.first, r.item)):
        if not any(_rivals(run, other, kinds) for other in kept):
            kept.append(run)
    return kept


def _rivals(one: Run, other: Run, kinds: Sequence[ItemKind]) -> bool:
    doubtful = one.score < FOUND <= other.score
    claimed = 2 * shared(one, other) > min(one.last - one.first, other.last - other.first)
    return claimed and (doubtful or {kinds[one.item], kinds[other.item]} == {"avoid", "say"})
