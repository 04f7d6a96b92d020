"""The best window of a text for an example line.

Two views of a window are averaged. Letters: those of window and example, spaces left out, so that "time line" is
"timeline" and "past aging" nearly "pass staging"; as they are spelled or as they sound, whichever is nearer.
Words: how much of the example's weight is found in the window and how much of the window's weight belongs to the
example, whatever the order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from rapidfuzz import fuzz

from desktop.rubric.sounds import sound
from desktop.rubric.tokens import Token, sentence_starts
from desktop.rubric.weights import FUNCTION, weight
from desktop.rubric.word_classes import NAMING

_SOUND_COUNTS = 0.92
"""What nearness of sound counts beside nearness of spelling: the keys have fewer signs, so chance finds more."""

_FEWEST = 2
_RECALL_OF = {2: 0.95, 3: 0.75, 4: 0.75}
"""How much of a longer example's weight a window must have that holds so few of its words."""
_MEANING, _ENOUGH = 0.5, 3
"""What a word of meaning weighs at least, and how many of them are enough, whatever else is missing."""
_SPELLED_WHOLE = 0.85
"""Nearness of the letters from which a window has all of the example, whatever its words are taken for."""
_ALONE = 2
"""Words between two pauses up to which an example of one word is what is said there."""
_LITTLE = 0.72
"""The most a window scores that has less: worth checking, never found."""
_EMPTY = FUNCTION | NAMING
"""Words that stand in any sentence: less of an example than these alone is nothing of it, as "what do" is."""

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

    @property
    def several(self) -> bool:
        """Whether it has more than one sentence."""
        return bool(sentence_starts(self.tokens))


@dataclass(frozen=True, slots=True)
class Window:
    """Words `first` to `last` (exclusive) of a text, as like an example as `score` says (0 to 1)."""

    first: int
    last: int
    score: float
    example: Example
    matched: frozenset[int]


def best_window(example: Example, similar: Sequence[Similar], tokens: Sequence[Token]) -> Window | None:
    """The window of `tokens` most like `example`; the first of equals. None when no word resembles one of it.

    It lies in one sentence, unless the example has several.
    """
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
        self._sounds = [sound(word) for word in self._words]
        self._sound = "".join([sound(token.text) for token in example.tokens])
        self._starts = [] if example.several else sentence_starts(tokens)
        weights = [weight(word) for word in self._words]
        own = [w * max(row.values(), default=0.0) for w, row in zip(weights, rows, strict=True)]
        self._weight_to = [0.0, *accumulate(weights)]
        self._own_to = [0.0, *accumulate(own)]
        self._single = len(example.indices) == 1
        self._shortest = 1 if self._single else max(2, len(example.indices) // 2)
        self._opens = [bool(token.opens) for token in tokens]
        self._longest = int(len(example.indices) * 1.6) + 2
        self._best: tuple[float, int, int] = (0.0, 0, 0)

    def grow(self, first: int) -> None:
        """Try every window that begins at `first` and ends at a word that resembles one of the example."""
        example, covered, recall = self._example, [0.0] * len(self._example.indices), 0.0
        if self._single and not self._stands_alone(first):
            return
        end = self._sentence(first)[1]
        for last in range(first + 1, min(end, first + self._longest) + 1):
            row = self._rows[last - 1]
            for at, similarity in row.items():
                if similarity > covered[at]:
                    recall += (similarity - covered[at]) * example.weights[at]
                    covered[at] = similarity
            if row and last - first >= self._shortest:
                self._consider(first, last, recall / example.total)

    def _stands_alone(self, at: int) -> bool:
        """Whether a word is all that is said between two pauses, but for one other: "Breathe, Kenji"."""
        first, last = at, at + 1
        while first > 0 and not self._opens[first]:
            first -= 1
        while last < len(self._words) and not self._opens[last]:
            last += 1
        return last - first <= _ALONE and max(self._rows[at].values()) >= 1.0

    def _sentence(self, at: int) -> tuple[int, int]:
        """The words among which a window that holds the word at `at` must stay."""
        number = bisect_right(self._starts, at)
        start = self._starts[number - 1] if number else 0
        return start, self._starts[number] if number < len(self._starts) else len(self._words)

    def _consider(self, first: int, last: int, recall: float) -> None:
        weighed = self._weight_to[last] - self._weight_to[first]
        precision = (self._own_to[last] - self._own_to[first]) / weighed
        words = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
        if (1 + words) / 2 <= self._best[0]:
            return
        letters = self._letters(first, last, 2 * self._best[0] - words)
        score = round((letters + words) / 2, 4)
        if score > self._best[0]:
            self._best = (score, first, last)

    def window(self) -> Window | None:
        score, first, last = self._best
        if score == 0.0:
            return None
        matched = frozenset(at for row in self._rows[first:last] for at in row)
        first, last = self._spelled_on(*self._widened(first, last, matched))
        if not self._example.counter and self._says_little(first, last):
            if all(self._example.tokens[at].text in _EMPTY for at in matched):
                return None
            score = min(score, _LITTLE)
        return Window(first, last, score, self._heard(first, last, matched), matched)

    def _says_little(self, first: int, last: int) -> bool:
        """Whether few words stand for a longer example without most of it: "the supplier" let nobody down."""
        if last - first >= len(self._example.indices) or self._letters(first, last) >= _SPELLED_WHOLE:
            return False
        weights, covered = self._example.weights, dict[int, float]()
        for row in self._rows[first:last]:
            for at, similarity in row.items():
                covered[at] = max(similarity, covered.get(at, 0.0))
        if sum(weight(self._example.tokens[at].text) >= _MEANING for at in covered) >= _ENOUGH:
            return False
        recall = sum(similarity * weights[at] for at, similarity in covered.items())
        return recall / self._example.total < _RECALL_OF.get(max(len(covered), _FEWEST), 0.0)

    def _heard(self, first: int, last: int, matched: frozenset[int]) -> Example:
        """The example as the text has it, "know" for "no", "with" (out) for "without": it denies as much."""
        words, sounds = self._words[first:last], self._sounds[first:last]
        as_heard = {s + t: word for word, (s, t) in zip(words, pairwise(sounds), strict=False)}
        as_heard |= dict(zip(sounds, words, strict=True))
        tokens = list(self._example.tokens)
        for at in matched:
            text = tokens[at].text
            if text not in words:
                tokens[at] = replace(tokens[at], text=as_heard.get(sound(text), text))
        return replace(self._example, tokens=tuple(tokens))

    def _widened(self, first: int, last: int, matched: frozenset[int]) -> tuple[int, int]:
        """Take in the example's other words close by: "i need" in "i need some kind of guaranteed timeline"."""
        missing = set(range(len(self._example.indices))) - matched
        start, end = self._sentence(first)
        for at in range(first - 1, max(start - 1, first - 5), -1):
            if missing & self._rows[at].keys():
                missing -= self._rows[at].keys()
                first = at
        for at in range(last, min(end, last + 3)):
            if missing & self._rows[at].keys():
                missing -= self._rows[at].keys()
                last = at + 1
        return first, last

    def _spelled_on(self, first: int, last: int) -> tuple[int, int]:
        """Take in neighbours that bring the spelling nearer: the "line" of "time line", the "no" of "no body"."""
        nearest = self._letters(first, last)
        start, end = self._sentence(first)
        for step in (2, 1):
            if last + step <= end and self._letters(first, last + step) > nearest:
                last += step
                nearest = self._letters(first, last)
        if first > start and self._letters(first - 1, last) > nearest:
            first -= 1
        return first, last

    def _letters(self, first: int, last: int, least: float = 0.0) -> float:
        """How near the letters are (0 to 1), by spelling or by sound; any less than `least` may be told as 0."""
        least = max(0.0, least * 100)
        spelled = fuzz.ratio(self._example.joined, "".join(self._words[first:last]), score_cutoff=least)
        least = max(least, spelled) / _SOUND_COUNTS
        if least >= 100:
            return spelled / 100
        heard = fuzz.ratio(self._sound, "".join(self._sounds[first:last]), score_cutoff=least)
        return max(spelled, heard * _SOUND_COUNTS) / 100
