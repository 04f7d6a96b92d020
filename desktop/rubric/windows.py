"""The best window of a text for an example line.

Two views of a window are averaged. Spelling: the letters of window and example, spaces left out, so that "time
line" is "timeline" and "past aging" nearly "pass staging". Words: how much of the example's weight is found in
the window and how much of the window's weight belongs to the example, whatever the order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz import fuzz

from desktop.rubric.tokens import Token
from desktop.rubric.weights import weight

Similar = Mapping[int, float]
"""Vocabulary index -> similarity (0 to 1) of the words that resemble one word of a text."""


@dataclass(frozen=True, slots=True)
class Example:
    """A prepared example line. `item` indexes the rubric's items; `counter` marks what the item is not."""

    item: int
    tokens: tuple[Token, ...]
    indices: tuple[int, ...]
    weights: tuple[float, ...]
    joined: str
    counter: bool = False

    @property
    def total(self) -> float:
        """The weight of all its words."""
        return sum(self.weights)


@dataclass(frozen=True, slots=True)
class Window:
    """Words `first` to `last` (exclusive) of a text, as like an example as `score` says (0 to 1)."""

    first: int
    last: int
    score: float
    example: Example
    matched: frozenset[int]


def best_window(example: Example, similar: Sequence[Similar], tokens: Sequence[Token]) -> Window | None:
    """The window of `tokens` most like `example`; the first of equals. None when no word resembles one of it."""
    rows = _rows(example, similar)
    hits = [at for at, row in enumerate(rows) if row]
    search = _Search(example, rows, tokens)
    for first in hits:
        search.grow(first)
    return search.window()


def _rows(example: Example, similar: Sequence[Similar]) -> list[dict[int, float]]:
    """For each word of the text the positions of the example it resembles."""
    places = list(enumerate(example.indices))
    return [{at: row[index] for at, index in places if index in row} if row else {} for row in similar]


class _Search:
    def __init__(self, example: Example, rows: list[dict[int, float]], tokens: Sequence[Token]) -> None:
        self._example = example
        self._rows = rows
        self._words = [token.text for token in tokens]
        weights = [weight(word) for word in self._words]
        own = [w * max(row.values(), default=0.0) for w, row in zip(weights, rows, strict=True)]
        self._weight_to = [0.0, *accumulate(weights)]
        self._own_to = [0.0, *accumulate(own)]
        self._shortest = max(2, len(example.indices) // 2)
        self._longest = int(len(example.indices) * 1.6) + 2
        self._best: tuple[float, int, int] = (0.0, 0, 0)

    def grow(self, first: int) -> None:
        """Try every window that begins at `first` and ends at a word that resembles one of the example."""
        example, covered, recall = self._example, [0.0] * len(self._example.indices), 0.0
        for last in range(first + 1, min(len(self._words), first + self._longest) + 1):
            row = self._rows[last - 1]
            for at, similarity in row.items():
                if similarity > covered[at]:
                    recall += (similarity - covered[at]) * example.weights[at]
                    covered[at] = similarity
            if row and last - first >= self._shortest:
                self._consider(first, last, recall / example.total)

    def _consider(self, first: int, last: int, recall: float) -> None:
        weighed = self._weight_to[last] - self._weight_to[first]
        precision = (self._own_to[last] - self._own_to[first]) / weighed
        words = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
        if (1 + words) / 2 <= self._best[0]:
            return
        letters = fuzz.ratio(self._example.joined, "".join(self._words[first:last])) / 100
        score = round((letters + words) / 2, 4)
        if score > self._best[0]:
            self._best = (score, first, last)

    def window(self) -> Window | None:
        score, first, last = self._best
        if score == 0.0:
            return None
        matched = frozenset(at for row in self._rows[first:last] for at in row)
        first, last = self._spelled_on(*self._widened(first, last, matched))
        return Window(first, last, score, self._example, matched)

    def _widened(self, first: int, last: int, matched: frozenset[int]) -> tuple[int, int]:
        """Take in the example's other words close by: "i need" in "i need some kind of guaranteed timeline"."""
        missing = set(range(len(self._example.indices))) - matched
        for at in range(first - 1, max(-1, first - 5), -1):
            if missing & self._rows[at].keys():
                missing -= self._rows[at].keys()
                first = at
        for at in range(last, min(len(self._words), last + 3)):
            if missing & self._rows[at].keys():
                missing -= self._rows[at].keys()
                last = at + 1
        return first, last

    def _spelled_on(self, first: int, last: int) -> tuple[int, int]:
        """Take in neighbours that bring the spelling nearer: the "line" of "time line", the "no" of "no body"."""
        nearest = self._letters(first, last)
        for step in (2, 1):
            if last + step <= len(self._words) and self._letters(first, last + step) > nearest:
                last += step
                nearest = self._letters(first, last)
        if first > 0 and self._letters(first - 1, last) > nearest:
            first -= 1
        return first, last

    def _letters(self, first: int, last: int) -> float:
        return float(fuzz.ratio(self._example.joined, "".join(self._words[first:last])))
