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

from desktop.rubric.embedding import Embedder, Kept, Matrix
from desktop.rubric.items import Item
from desktop.rubric.questions import questions_in
from desktop.rubric.scope import clause_start, denials, reported
from desktop.rubric.tokens import Token, tokens_of

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
_DOUBTS = {"reported": 0.3, "denied_otherwise": 0.5}
"""What a likelihood is multiplied by where this holds: a wrong accusation costs more than a missed hit."""
_ME = frozenset("i me my mine we us our ours".split())
_YOU = frozenset("you your yours".split())
_COUNTED = 6
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

    @property
    def form(self) -> tuple[bool, bool, bool, bool]:
        """What an example that says the same has in common with it."""
        return self.denied, self.asked, self.about_me, self.about_you


def stretch(text: str, tokens: Sequence[Token], first: int, last: int) -> Stretch:
    """Words `first` to `last` (exclusive) of `text`, seen among the words around them."""
    words = tokens[first:last]
    said = {token.text for token in words}
    start = clause_start(tokens, first)
    return Stretch(
        text=text[words[0].start : words[-1].end],
        words=len(words),
        denied=len(denials(tokens, start, last)) % 2 == 1,
        asked=bool(questions_in(text[words[0].start : words[-1].end])),
        reported=any(reported(tokens, at) for at in range(first, last - 1)),
        about_me=bool(said & _ME),
        about_you=bool(said & _YOU),
    )


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
        pairs = [(one, other) for one in range(len(FEATURES)) for other in range(one, len(FEATURES))]
        ones, others = np.array(pairs).T
        every = np.concatenate([features, features[..., ones] * features[..., others]], axis=-1)
        judged = ((every - self.mean) / self.spread) @ self.weights + self.bias
        return np.asarray(1 / (1 + np.exp(-judged)), dtype=np.float32)


@cache
def shipped_head() -> Head:
    """The head that comes with the app."""
    with np.load(Path(__file__).parent / "head.npz", allow_pickle=False) as stored:
        parts = {name: np.asarray(stored[name], dtype=np.float32) for name in stored.files}
    down, up = parts["down"] * parts["steps"][0], parts["up"] * parts["steps"][1]
    return Head(down, up, parts["mean"], parts["spread"], parts["weights"], float(parts["bias"]))


class Meaning:
    """Items made ready for one embedder. An item without examples has no meaning here and scores 0.

    `kept`: the folder in which the examples' embeddings are kept for the next time.
    """

    def __init__(
        self, items: Sequence[Item], embedder: Embedder, head: Head | None = None, kept: Path | None = None
    ) -> None:
        self._head = head or shipped_head()
        self._embedder = embedder
        lines = [(n, line) for n, item in enumerate(items) for line in dict.fromkeys(item.examples)]
        self._owners = np.array([n for n, _line in lines], dtype=np.intp)
        self._forms = np.array([_whole(line).form for _n, line in lines], dtype=np.bool_).reshape(len(lines), -1)
        examples = (Kept(embedder, kept) if kept else embedder).embed([line for _n, line in lines])
        self._examples = self._head.moved(examples)
        self._count = len(items)

    def likelihoods(self, said: Sequence[Stretch], spelling: Matrix) -> Matrix:
        """How likely each stretch says each item, 0 to 1: stretches x items. `spelling` holds the fuzzy scores."""
        if not said or not len(self._owners):
            return np.zeros((len(said), self._count), dtype=np.float32)
        features = self.features(said, spelling)
        judged = self._head.likelihoods(features)
        for name, doubt in _DOUBTS.items():
            judged[features[..., FEATURES.index(name)] > 0] *= doubt
        judged[:, np.setdiff1d(np.arange(self._count), self._owners)] = 0.0
        return judged

    def features(self, said: Sequence[Stretch], spelling: Matrix) -> Matrix:
        """What the head judges by: stretches x items x `FEATURES`."""
        alike = self._head.moved(self._embedder.embed([each.text for each in said])) @ self._examples.T
        shape = (len(said), self._count)
        nearness, nearest = np.full(shape, -1.0, np.float32), np.full(shape, -1.0, np.float32)
        otherwise = np.zeros((*shape, self._forms.shape[1]), np.float32)
        forms = np.array([each.form for each in said], dtype=np.bool_)
        for n in np.unique(self._owners):
            own = np.flatnonzero(self._owners == n)
            nearness[:, n] = _soft_maximum(alike[:, own])
            nearest[:, n] = alike[:, own].max(axis=1)
            otherwise[:, n] = forms != self._forms[own[alike[:, own].argmax(axis=1)]]
        words = np.log1p([each.words for each in said]).astype(np.float32)[:, None]
        told = np.array([[each.reported] for each in said], dtype=np.float32)
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
            "reported": np.broadcast_to(told, shape),
            "about_me_otherwise": about_me,
            "about_you_otherwise": about_you,
        }
        return np.stack([every[name] for name in FEATURES], axis=-1).astype(np.float32)


def _whole(line: str) -> Stretch:
    tokens = tokens_of(line)
    return stretch(line, tokens, 0, len(tokens)) if tokens else Stretch(line, 0, *([False] * 5))


def _soft_maximum(every: Matrix) -> Matrix:
    """The likeness to the `_COUNTED` nearest of an item's examples; more of them are no burden."""
    own = np.sort(every, axis=1)[:, -_COUNTED:]
    peak = own.max(axis=1, keepdims=True)
    shared = np.log(np.exp((own - peak) * _SHARP).mean(axis=1)) / _SHARP
    return np.asarray(peak[:, 0] + shared, dtype=np.float32)


def _best_other(nearness: Matrix) -> Matrix:
    """For each item the best nearness among the others."""
    if nearness.shape[1] == 1:
        return np.zeros_like(nearness)
    second, best = np.moveaxis(np.sort(nearness, axis=1)[:, -2:], -1, 0)
    return np.asarray(np.where(nearness == best[:, None], second[:, None], best[:, None]), dtype=np.float32)
