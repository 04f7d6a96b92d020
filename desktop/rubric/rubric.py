"""Matching a text against a scenario's items: words, meaning, their vetoes, and the resolver.

The same text always gives the same hits while the embedder answers; without one, words alone are heard. Nothing
here learns or keeps state between texts.
"""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Prefix

from desktop.errors import EngineError
from desktop.events import Tier
from desktop.rubric.clauses import stretches
from desktop.rubric.embedding import Embedder, Matrix
from desktop.rubric.items import Hit, Item, items_of
from desktop.rubric.meaning import LEAST_ITEMS, Meaning, said_in
from desktop.rubric.promises import promises_in
from desktop.rubric.runs import (
    FOUND,
    POSSIBLE,
    POSSIBLE_MEANT,
    Part,
    Run,
    doubted,
    excused,
    resolved,
    runs_meant,
    runs_of,
    shared,
    together,
)
from desktop.rubric.scope import clause_start, denials, owned, put_off, reported
from desktop.rubric.sounds import sound
from desktop.rubric.spans import fitted
from desktop.rubric.tokens import Token, sentence_starts, tokens_of
from desktop.rubric.weights import SWAPPED, weight
from desktop.rubric.windows import Example, Similar, Window, best_window

__all__ = ["FOUND", "POSSIBLE", "Rubric", "items_of"]

_COVERED = 0.4
_ALIKE = 0.75
_SAME_STEM, _STEM_SCORE, _STEM_LETTERS = 0.55, 0.85, 4
_SWAPPED_SCORE = 0.75
"""Likeness of two numbers, or two days: "every thirty minutes" is a rhythm as "every forty-five minutes" is."""
_SAME_SOUND, _NEAR_SOUND, _SOUND_LETTERS = 0.9, 80, 4
"""Likeness of words that sound the same; how near (0 to 100) longer ones must be, and what key is long."""
_SHARED = 0.15
_LEAST_WORDS = 3
_MAX_WORDS = 400
_SENTENCE = re.compile(r"(?<=[.?!:;])\s+")


class Rubric:
    """Items made ready to be matched, once for all texts of a call."""

    def __init__(self, items: Iterable[Item], embedder: Embedder | None = None) -> None:
        """Without `embedder`, and while it gives no answer, words alone are heard."""
        self.items = tuple(items)
        self._comparable = sum(bool(item.examples) for item in self.items) >= LEAST_ITEMS
        self._embedder = embedder if self._comparable else None
        self._meaning: Meaning | None = None
        self._ready_meaning()
        lines = [(n, line, False) for n, item in enumerate(self.items) for line in item.examples]
        lines += [(n, line, True) for n, item in enumerate(self.items) for line in item.counter_examples]
        prepared = _prepared(lines)
        self._vocabulary = sorted({token.text for _n, tokens, _c in prepared for token in tokens})
        self._lengths = np.array([len(word) for word in self._vocabulary])
        self._sounds = [sound(word) for word in self._vocabulary]
        self._short = np.array([len(key) < _SOUND_LETTERS for key in self._sounds], dtype=bool)
        weights = _vocabulary_weights(self._vocabulary, prepared)
        self._examples = [_example(n, tokens, counter, weights) for n, tokens, counter in prepared]
        self._coverage = np.zeros((len(self._examples), len(self._vocabulary)))
        for row, example in enumerate(self._examples):
            for index, each in zip(example.indices, example.weights, strict=True):
                self._coverage[row, index] += each / example.total
        self._several = {example.item for example in self._examples if example.several and not example.counter}
        self._promises = tuple(item for item in self.items if item.kind == "promise")

    def with_meaning(self, embedder: Embedder) -> Rubric:
        """The same items heard by meaning too, as one made with `embedder`. Raises `EngineError` when it doesn't
        answer."""
        other = copy.copy(self)
        if self._comparable:
            other._embedder, other._meaning = embedder, Meaning(self.items, embedder)
        return other

    def _ready_meaning(self) -> Meaning | None:
        if self._meaning is None and self._embedder is not None:
            with contextlib.suppress(EngineError):
                self._meaning = Meaning(self.items, self._embedder)
        return self._meaning

    def match(self, text: str) -> tuple[Hit, ...]:
        """Every hit in `text`, in order of place; offsets are characters of `text`, on word boundaries."""
        tokens = tokens_of(text)
        hits: list[Hit] = []
        for begin in range(0, len(tokens), _MAX_WORDS):
            hits += self._match(text, tokens[begin : begin + _MAX_WORDS])
        hits += [hit for item in self._promises for hit in promises_in(tokens, item.id)]
        return tuple(sorted(hits, key=lambda h: (h.start, h.end, h.kind, h.item, h.part)))

    def _match(self, text: str, tokens: Sequence[Token]) -> list[Hit]:
        if not self._examples or not tokens:
            return []
        windows, counters = self._windows(tokens)
        starts = sentence_starts(tokens)
        runs = [run for n in sorted({w.example.item for w in windows}) for run in runs_of(n, windows, starts)]
        if (meaning := self._ready_meaning()) is not None:
            with contextlib.suppress(EngineError):  # whoever owns the embedder reports it
                runs = self._with_meaning(runs, meaning, text, tokens, windows, counters)
        chosen = resolved(runs, [item.kind for item in self.items])
        return [self._hit(run, tokens) for run in fitted(chosen, tokens)]

    def _windows(self, tokens: Sequence[Token]) -> tuple[list[Window], list[Window]]:
        """The windows that resemble an example and mean it; those that resemble a counter-example."""
        similar, best = self._similar(tokens)
        near = np.flatnonzero(self._coverage @ best >= _COVERED)
        windows = [w for at in near if (w := best_window(self._examples[at], similar, tokens)) is not None]
        kept = [w for w in windows if w.score >= POSSIBLE]
        counters = [w for w in kept if w.example.counter]
        meant = [
            w
            for w in kept
            if not (w.example.counter or _vetoed(w, counters, tokens) or self._put_off(w.example.item, w, tokens))
            and not (self._avoid(w.example.item) and owned(tokens, w.first, w.last, w.example.tokens))
        ]
        return meant, counters

    def spelling(self, tokens: Sequence[Token], bounds: Sequence[tuple[int, int]]) -> Matrix:
        """The fuzzy score of each item (columns) in each stretch (rows): what meaning is judged together with."""
        windows, _counters = self._windows(tokens)
        return self._spelling([Part(*each) for each in bounds], windows)

    def _spelling(self, parts: Sequence[Part], windows: Sequence[Window]) -> Matrix:
        best = np.zeros((len(parts), len(self.items)), dtype=np.float32)
        for row, part in enumerate(parts):
            for window in windows:
                if 2 * shared(part, window) > window.last - window.first:
                    column = window.example.item
                    best[row, column] = max(best[row, column], window.score)
        return best

    def _with_meaning(
        self,
        runs: Sequence[Run],
        meaning: Meaning,
        text: str,
        tokens: Sequence[Token],
        windows: Sequence[Window],
        counters: Sequence[Window],
    ) -> list[Run]:
        """`runs` by words together with runs by meaning. Words that mean something else are only possible."""
        bounds, starts = stretches(tokens), sentence_starts(tokens)
        parts = [Part(*each) for each in bounds]
        likely = meaning.likelihoods(said_in(text, tokens, bounds), self._spelling(parts, windows))
        by_words = [doubted(run, parts, likely) for run in runs]
        meant = [
            run
            for item in np.flatnonzero((likely >= POSSIBLE_MEANT).any(axis=0))
            for run in runs_meant(int(item), parts, likely[:, item], [] if item in self._several else starts)
            if not self._put_off(run.item, run, tokens) and not excused(run, counters)
        ]
        return together(by_words, meant)

    def _similar(self, tokens: Sequence[Token]) -> tuple[list[Similar], np.ndarray]:
        """For each word of the text the vocabulary it resembles; and each vocabulary word's best likeness."""
        words = [token.text for token in tokens]
        alike = process.cdist(words, self._vocabulary, scorer=fuzz.ratio, dtype=np.float64) / 100
        alike[alike < _ALIKE] = 0.0
        stems = process.cdist(words, self._vocabulary, scorer=Prefix.normalized_similarity, dtype=np.float64)
        lengths = np.array([[len(word)] for word in words])
        same = (stems >= _SAME_STEM) & (stems * np.maximum(lengths, self._lengths) >= _STEM_LETTERS)
        alike = np.where(same, np.maximum(alike, _STEM_SCORE), alike)
        alike = np.maximum(alike, self._sounding(words))
        for kind in SWAPPED:
            if kind.isdisjoint(words):
                continue
            swapped = np.outer([word in kind for word in words], [word in kind for word in self._vocabulary])
            alike = np.where(swapped, np.maximum(alike, _SWAPPED_SCORE), alike)
        rows: list[Similar] = [{} for _ in words]
        places = np.nonzero(alike)
        for row, column, likeness in zip(*(each.tolist() for each in (*places, alike[places])), strict=True):
            rows[row][column] = likeness
        return rows, alike.max(axis=0)

    def _sounding(self, words: Sequence[str]) -> np.ndarray:
        """How much each word sounds like each of the vocabulary, alone or with the one beside it ("up stairs")."""
        keys = [sound(word) for word in words]
        keys += [one + other for one, other in pairwise(keys)]
        near = (
            process.cdist(keys, self._sounds, scorer=fuzz.ratio, score_cutoff=_NEAR_SOUND, dtype=np.uint8) / 100.0
        )
        near[:, self._short] *= near[:, self._short] == 1.0
        alone, joined = near[: len(words)], near[len(words) :]
        alone[:-1] = np.maximum(alone[:-1], joined)
        alone[1:] = np.maximum(alone[1:], joined)
        return alone * _SAME_SOUND

    def _avoid(self, item: int) -> bool:
        return self.items[item].kind == "avoid"

    def _put_off(self, item: int, part: Run | Window, tokens: Sequence[Token]) -> bool:
        """Whether a wrong line is only named, as something for later."""
        return self._avoid(item) and put_off(tokens, part.first, part.last)

    def _hit(self, run: Run, tokens: Sequence[Token]) -> Hit:
        item = self.items[run.item]
        start, end = tokens[run.first].start, tokens[run.last - 1].end
        tier: Tier = "found" if run.score >= FOUND else "possible"
        return Hit(item.id, item.kind, tier, start, end, min(run.score, 1.0), item.part)


def _vetoed(window: Window, counters: Sequence[Window], tokens: Sequence[Token]) -> bool:
    """Whether a window does not mean what it resembles: a counter-example is nearer, it is denied, or reported."""
    for counter in counters:
        overlaps = counter.first < window.last and window.first < counter.last
        if counter.example.item == window.example.item and overlaps and counter.score >= window.score:
            return True
    said = denials(tokens, clause_start(tokens, window.first), window.last)
    return len(said) % 2 != _denials_meant(window) % 2 or reported(tokens, window.first)


def _denials_meant(window: Window) -> int:
    """How many of the example's own denials the window took over: those with a matched word behind them."""
    tokens = window.example.tokens
    meant = 0
    for at in denials(tokens, 0, len(tokens)):
        end = next((n for n in range(at + 1, len(tokens)) if tokens[n].opens), len(tokens))
        meant += at in window.matched or any(n in window.matched for n in range(at + 1, end))
    return meant


def _prepared(lines: Iterable[tuple[int, str, bool]]) -> list[tuple[int, tuple[Token, ...], bool]]:
    """Each line, and each sentence of it, as tokens; every one once an item."""
    seen: set[tuple[int, tuple[str, ...], bool]] = set()
    prepared = []
    for number, line, counter in lines:
        for part in [line, *_SENTENCE.split(line)]:
            tokens = tokens_of(part)
            key = (number, tuple(token.text for token in tokens), counter)
            if len(tokens) >= (1 if part == line else _LEAST_WORDS) and key not in seen:
                seen.add(key)
                prepared.append((number, tokens, counter))
    return prepared


def _vocabulary_weights(
    vocabulary: Sequence[str], prepared: Iterable[tuple[int, tuple[Token, ...], bool]]
) -> dict[str, float]:
    """A word's weight, less the more items use it: "fix" stands in half of them and tells them apart badly."""
    users: dict[str, set[int]] = {word: set() for word in vocabulary}
    for number, tokens, _counter in prepared:
        for token in tokens:
            users[token.text].add(number)
    return {word: weight(word) / (1 + _SHARED * (len(users[word]) - 1)) for word in vocabulary}


def _example(number: int, tokens: tuple[Token, ...], counter: bool, weights: dict[str, float]) -> Example:
    words = [token.text for token in tokens]
    order = {word: at for at, word in enumerate(weights)}
    return Example(
        item=number,
        tokens=tokens,
        indices=tuple(order[word] for word in words),
        weights=tuple(weights[word] for word in words),
        joined="".join(words),
        counter=counter,
    )
