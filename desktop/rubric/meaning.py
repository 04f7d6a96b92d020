"""What a stretch of words means, whatever its words: likeness to an item's examples in a trained space.

The embedder's space puts texts of one topic close together; the head moves them so that texts that do the same
thing in a conversation are close, and weighs what tells an item from its neighbours. docs/rubric.md says on which
lines it was trained; none of them is of the packs that ship.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from desktop.rubric.embedding import Embedder, Matrix
from desktop.rubric.items import Item
from desktop.rubric.questions import questions_in
from desktop.rubric.scope import clause_start, denials, disowned, reported
from desktop.rubric.tokens import Token, tokens_of
from desktop.rubric.word_classes import ME, YOU

FEATURES = (
    "nearness",
    "nearest",
    "before_others",
    "above_all",
    "spelling",
    "both",
    "words",
    "denied_otherwise",
    "asked_otherwise",
    "reported",
    "about_me_otherwise",
    "about_you_otherwise",
)
"""What a stretch is judged by, for each item. "otherwise": than in the item's nearest example."""
_REPORTED, _DENIED, _DISOWNED, _OWNED = 0.3, 0.5, 0.35, 0.3
"""What a likelihood is multiplied by where a stretch reports, denies otherwise than the example, disowns what it
says where none of the item's examples does, or says of the speaker what an avoid item's example says of "you": a
wrong accusation costs more than a missed hit."""
LEAST_ITEMS = 4
"""Items with examples that it takes: the head knows nearness only as nearer to one item than to others."""
_FORMS = 4
"""Parts of a `Stretch.form`."""
_COUNTED = 6
"""Examples of an item that count, the nearest ones: more of them are no burden."""
_SHARP = 12.0
"""How much the nearest example of an item counts before its others."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that may say one thing, with what they do besides naming it."""

    text: str
    words: int
    denied: bool
    asked: bool
    reported: bool
    about_me: bool
    about_you: bool
    disowned: bool

    @property
    def form(self) -> tuple[bool, bool, bool, bool]:
        """What an example that says the same has in common with it."""
        return self.denied, self.asked, self.about_me, self.about_you


def said_in(text: str, tokens: Sequence[Token], bounds: Sequence[tuple[int, int]]) -> list[Stretch]:
    """Words `first` to `last` (exclusive) of `text`, for each of `bounds`, seen among the words around them."""
    told = [reported(tokens, at) for at in range(len(tokens))]
    return [_stretch(text, tokens, first, last, told) for first, last in bounds]


def _stretch(text: str, tokens: Sequence[Token], first: int, last: int, told: Sequence[bool]) -> Stretch:
    part = text[tokens[first].start : tokens[last - 1].end]
    words = {token.text for token in tokens[first:last]}
    return Stretch(
        text=part,
        words=last - first,
        denied=len(denials(tokens, clause_start(tokens, first), last)) % 2 == 1,
        asked=bool(questions_in(part)),
        reported=any(told[first : last - 1]),
        about_me=bool(words & ME),
        about_you=bool(words & YOU),
        disowned=disowned(tokens, first, last),
    )


def with_products(features: Matrix) -> Matrix:
    """The last axis of `features`, followed by every product of two of them."""
    ones, others = np.triu_indices(len(FEATURES))
    return np.concatenate([features, features[..., ones] * features[..., others]], axis=-1)


@dataclass(frozen=True, slots=True)
class Head:
    """The trained part: `down` (384 x r) and `up` (r x 384) move an embedding; `weights` and `bias` judge.

    They judge `FEATURES` and every product of two of them, each less its `mean` and by its `spread`.
    """

    down: Matrix
    up: Matrix
    mean: Matrix
    spread: Matrix
    weights: Matrix
    bias: float

    def moved(self, vectors: Matrix) -> Matrix:
        """Embeddings (n x 384) in the trained space, each of length 1."""
        moved = vectors + vectors @ self.down @ self.up
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        return np.asarray(moved / lengths, dtype=np.float32)

    def likelihoods(self, features: Matrix) -> Matrix:
        """0 to 1 for each row of the last axis of `features`."""
        judged = ((with_products(features) - self.mean) / self.spread) @ self.weights + self.bias
        return np.asarray(1 / (1 + np.exp(-judged)), dtype=np.float32)


@cache
def shipped_head() -> Head:
    """The head that comes with the app."""
    with np.load(Path(__file__).parent / "head.npz", allow_pickle=False) as stored:
        parts = {name: np.asarray(stored[name], dtype=np.float32) for name in stored.files}
    down, up = parts["down"] * parts["steps"][0], parts["up"] * parts["steps"][1]
    return Head(down, up, parts["mean"], parts["spread"], parts["weights"], float(parts["bias"]))


class Meaning:
    """Items made ready for one embedder. Those without examples have no meaning here and are never likely."""

    def __init__(self, items: Sequence[Item], embedder: Embedder, head: Head | None = None) -> None:
        """Raises `EngineError` when the embedder does not answer."""
        self._head = head or shipped_head()
        self._embedder = embedder
        self._count = len(items)
        self._columns = [n for n, item in enumerate(items) if item.examples]
        with_examples = [items[n] for n in self._columns]
        lines = [(n, line) for n, item in enumerate(with_examples) for line in dict.fromkeys(item.examples)]
        excuses = [(n, line) for n, item in enumerate(with_examples) for line in item.counter_examples]
        vectors = self._moved(embedder.embed_examples([line for _n, line in (*lines, *excuses)]))
        self._examples, self._excuses = vectors[: len(lines)], vectors[len(lines) :]
        self._owners = np.array([n for n, _line in lines], dtype=np.intp)
        self._excused = np.array([n for n, _line in excuses], dtype=np.intp)
        self._forms = np.array([_form_of(line) for _n, line in lines], dtype=np.bool_).reshape(len(lines), _FORMS)
        self._disown = np.array([any(map(_disowns, item.examples)) for item in with_examples], dtype=np.bool_)
        self._avoid = np.array([item.kind == "avoid" for item in with_examples], dtype=np.bool_)

    def likelihoods(self, said: Sequence[Stretch], spelling: Matrix) -> Matrix:
        """How likely each stretch says each item, 0 to 1: stretches x items. `spelling` holds the fuzzy scores.

        Raises `EngineError` when the embedder does not answer.
        """
        likely = np.zeros((len(said), self._count), dtype=np.float32)
        if said and self._columns:
            vectors = self._moved(self._embedder.embed([each.text for each in said]))
            features = self._features(said, vectors, spelling[:, self._columns])
            judged = self._head.likelihoods(features) * self._doubts(said, features)
            likely[:, self._columns] = np.where(self._is_excused(vectors, features), 0.0, judged)
        return likely

    def features(self, said: Sequence[Stretch], spelling: Matrix) -> Matrix:
        """What the head judges by: stretches x items with examples x `FEATURES`."""
        vectors = self._moved(self._embedder.embed([each.text for each in said]))
        return self._features(said, vectors, spelling[:, self._columns])

    def _moved(self, vectors: Matrix) -> Matrix:
        return self._head.moved(vectors) if len(vectors) else vectors

    def _features(self, said: Sequence[Stretch], vectors: Matrix, spelling: Matrix) -> Matrix:
        alike = vectors @ self._examples.T
        shape = (len(said), len(self._columns))
        nearness, nearest = np.empty(shape, np.float32), np.empty(shape, np.float32)
        otherwise = np.empty((*shape, _FORMS), np.float32)
        forms = np.array([each.form for each in said], dtype=np.bool_)
        for n in range(len(self._columns)):
            own = np.flatnonzero(self._owners == n)
            nearness[:, n] = _soft_maximum(alike[:, own])
            nearest[:, n] = alike[:, own].max(axis=1)
            otherwise[:, n] = forms != self._forms[own[alike[:, own].argmax(axis=1)]]
        words = np.log1p([each.words for each in said]).astype(np.float32)[:, None]
        reports = np.array([[each.reported] for each in said], dtype=np.float32)
        denied, asked, about_me, about_you = np.moveaxis(otherwise, -1, 0)
        every = {
            "nearness": nearness,
            "nearest": nearest,
            "before_others": nearness - _best_other(nearness),
            "above_all": nearness - nearness.mean(axis=1, keepdims=True),
            "spelling": spelling,
            "both": nearness * spelling,
            "words": np.broadcast_to(words, shape),
            "denied_otherwise": denied,
            "asked_otherwise": asked,
            "reported": np.broadcast_to(reports, shape),
            "about_me_otherwise": about_me,
            "about_you_otherwise": about_you,
        }
        return np.stack([every[name] for name in FEATURES], axis=-1).astype(np.float32)

    def _doubts(self, said: Sequence[Stretch], features: Matrix) -> Matrix:
        """What each likelihood is multiplied by."""
        holds = {name: features[..., at] > 0 for at, name in enumerate(FEATURES)}
        about_me = np.array([[each.about_me and not each.about_you] for each in said], dtype=np.bool_)
        owned = self._avoid & about_me & holds["about_me_otherwise"] & holds["about_you_otherwise"]
        disowning = np.array([[each.disowned] for each in said], dtype=np.bool_)
        doubts = np.ones(features.shape[:-1], dtype=np.float32)
        for doubtful, doubt in (
            (holds["reported"], _REPORTED),
            (holds["denied_otherwise"], _DENIED),
            (disowning & ~self._disown, _DISOWNED),
            (owned, _OWNED),
        ):
            doubts[doubtful] *= doubt
        return doubts

    def _is_excused(self, vectors: Matrix, features: Matrix) -> Matrix:
        """Where a counter-example is at least as near as the nearest example."""
        excused = np.zeros(features.shape[:-1], dtype=np.bool_)
        for n in np.unique(self._excused):
            excuse = (vectors @ self._excuses[self._excused == n].T).max(axis=1)
            excused[:, n] = excuse >= features[:, n, FEATURES.index("nearest")]
        return excused


def _form_of(line: str) -> tuple[bool, ...]:
    tokens = tokens_of(line)
    if not tokens:
        return (False,) * _FORMS
    (whole,) = said_in(line, tokens, [(0, len(tokens))])
    return whole.form


def _disowns(line: str) -> bool:
    tokens = tokens_of(line)
    return bool(tokens) and disowned(tokens, 0, len(tokens))


def _soft_maximum(every: Matrix) -> Matrix:
    """The likeness to the `_COUNTED` nearest of an item's examples, of which the nearest counts most."""
    own = np.sort(every, axis=1)[:, -_COUNTED:]
    peak = own.max(axis=1, keepdims=True)
    shared = np.log(np.exp((own - peak) * _SHARP).mean(axis=1)) / _SHARP
    return np.asarray(peak[:, 0] + shared, dtype=np.float32)


def _best_other(nearness: Matrix) -> Matrix:
    """For each item the best nearness among the others."""
    second, best = np.moveaxis(np.sort(nearness, axis=1)[:, -2:], -1, 0)
    return np.asarray(np.where(nearness == best[:, None], second[:, None], best[:, None]), dtype=np.float32)
