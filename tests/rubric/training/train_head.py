"""Train what the app hears meaning by, and write `desktop/rubric/tuning.npz` and `desktop/rubric/head.npz`.

    pip install torch scikit-learn onnx     # beside the app's own packages, which need none of them
    python -m tests.rubric.training.train_head [--out FOLDER] [--from network|low-rank|judge]

Three steps, of which `--from` leaves out the first ones and goes on from what is shipped. Biases, norms and scales
of the embedder's network, and a projection over its embeddings, learn together to bring lines near the examples of
the items they are labelled with; in half of the steps other positive lines stand in for the examples, so that they
learn how things are said and not these packs. Then low-rank changes of the upper layers' matrices learn the same,
beside what was learned before. The judge is a logistic regression over `FEATURES` and their products, on the packs
that the first steps have not seen.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import cos, log, pi
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import nn
from torch.nn import functional

from desktop.catalog import Catalog
from desktop.rubric import clauses, tuning
from desktop.rubric.embedder import MiniLm
from desktop.rubric.embedding import SIZE, Embedder, Matrix, plain
from desktop.rubric.meaning import Head, Meaning, said_in, shipped_head, with_products
from desktop.rubric.rubric import Rubric
from desktop.rubric.tokens import tokens_of
from tests.rubric.training.labelled import TRAINING, Line, Pack, packs
from tests.rubric.training.low_rank import LowRankNetwork
from tests.rubric.training.network import Network

RANK = 64
EPOCHS, LOW_RANK_EPOCHS = 6, 2
PARTS = 2
"""Steps a pack and epoch."""
SEED = 0
STEPS = ("network", "low-rank", "judge")
JUDGED = 4
"""Every fourth pack judges; what is trained before has not seen it."""
_PROJECTION_RATE, _NETWORK_RATE = 3e-3, 1e-3
_LOW_RATE, _SCALE_RATE, _OWN_RATE = 1e-3, 5e-3, 3e-4
"""For low-rank changes and the projection; for what makes likeness a logit; for biases and norms beside them."""
_WARM = 0.05
_KEPT = {"verb": 0.15, "near": 0.5, "asr": 0.5, "neu": 0.6}
"""How many lines of a kind low-rank changes learn from: the easy ones teach them least."""
_SAME = 0.6
"""Overlap from which a stretch is what a label marks."""
_SHARP = 12.0


class Remembering:
    """An embedder that asks each text once."""

    model = model_sha256 = ""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Matrix] = {}

    def embed_examples(self, texts: Sequence[str]) -> Matrix:
        return self.embed(texts)

    def embed(self, texts: Sequence[str]) -> Matrix:
        new = [text for text in dict.fromkeys(map(plain, texts)) if text not in self._known]
        self._known.update(zip(new, self._embedder.embed(new), strict=True))
        rows = [self._known[plain(text)] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, SIZE), np.float32)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A pack's lines, their labels (1, 0, -1 for may be), its examples and whose they are."""

    lines: list[str]
    labels: torch.Tensor
    examples: list[str]
    owners: list[int]


class Projection(nn.Module):
    """`x + x down up`, and the scale that makes likeness a logit."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.Linear(SIZE, RANK, bias=False)
        self.up = nn.Linear(RANK, SIZE, bias=False)
        nn.init.zeros_(self.up.weight)
        self.scale, self.bias, self.margin = (nn.Parameter(torch.tensor(v)) for v in (2.5, -8.0, 0.0))
        self.drop = nn.Dropout(0.35)

    def moved(self, x: torch.Tensor) -> torch.Tensor:
        return functional.normalize(x + self.up(self.down(self.drop(x))), dim=-1)

    def forward(
        self, lines: torch.Tensor, examples: torch.Tensor, owners: torch.Tensor, count: int
    ) -> torch.Tensor:
        alike = self.moved(lines) @ self.moved(examples).T
        near = []
        for item in range(count):
            own = alike[:, owners == item]
            near.append((torch.logsumexp(own * _SHARP, 1) - log(own.shape[1])) / _SHARP)
        near_all = torch.stack(near, 1)
        best = near_all.topk(2, 1).values
        others = torch.where(near_all == best[:, :1], best[:, 1:], best[:, :1])
        return near_all * torch.exp(self.scale) + self.margin * (near_all - others) + self.bias


def prepared(pack: Pack) -> Prepared:
    ids = [item.id for item in pack.items]
    texts, labels = [], []
    for line in pack.lines:
        row = [1 if id_ in line.labels else -1 if id_ in line.acceptable else 0 for id_ in ids]
        if line.kind != "long":
            texts.append(line.text)
            labels.append(row)
            continue
        for id_, start, end in line.spans:
            texts.append(line.text[start:end])
            labels.append([1 if each == id_ else min(0, value) for each, value in zip(ids, row, strict=True)])
    lines = [
        (n, text) for n, item in enumerate(pack.items) for text in dict.fromkeys((*item.examples, item.title))
    ]
    return Prepared(texts, torch.tensor(labels), [text for _n, text in lines], [n for n, _text in lines])


def tuned(train: Sequence[Prepared], network: Network) -> tuple[Matrix, Matrix]:
    """Train `network` and a projection; the projection's `down` and `up`."""
    model = Projection()
    groups = [
        {"params": list(model.parameters()), "lr": _PROJECTION_RATE, "weight_decay": 0.05},
        {"params": list(network.parameters()), "lr": _NETWORK_RATE, "weight_decay": 0.0},
    ]
    return _trained(train, network, model, groups, EPOCHS)


def changed(train: Sequence[Prepared], network: LowRankNetwork, down: Matrix, up: Matrix) -> tuple[Matrix, Matrix]:
    """Train low-rank changes of `network` and the projection `down` and `up`; its new `down` and `up`."""
    model = Projection()
    with torch.no_grad():
        model.down.weight.copy_(torch.from_numpy(down.T.copy()))
        model.up.weight.copy_(torch.from_numpy(up.T.copy()))
    for pack in train:
        network.remember([*pack.lines, *pack.examples])
    own = [parameter for parameter in network.own.values() if parameter.requires_grad]
    groups = [
        {"params": [model.down.weight, model.up.weight], "lr": _LOW_RATE, "weight_decay": 0.05},
        {"params": [model.scale, model.bias, model.margin], "lr": _SCALE_RATE, "weight_decay": 0.0},
        {"params": own, "lr": _OWN_RATE, "weight_decay": 0.0},
        {"params": [*network.down.values(), *network.up.values()], "lr": _LOW_RATE, "weight_decay": 0.01},
    ]
    return _trained(train, network, model, groups, LOW_RANK_EPOCHS)


def thinned(pack: Pack, dice: np.random.Generator) -> Pack:
    """The pack without some of its easy lines."""
    kept = [line for line in pack.lines if dice.random() < _KEPT.get(line.kind, 1.0)]
    return replace(pack, lines=tuple(kept))


def _trained(
    train: Sequence[Prepared],
    network: Network | LowRankNetwork,
    model: Projection,
    groups: list[dict[str, Any]],
    epochs: int,
) -> tuple[Matrix, Matrix]:
    dice = np.random.default_rng(SEED)
    every = [parameter for group in groups for parameter in group["params"]]
    optimizer = torch.optim.AdamW(groups)
    steps = epochs * len(train) * PARTS
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: _rate(at, steps))
    for number, (pack, part) in enumerate(_batches(train, epochs, dice)):
        loss = _loss(model, network, pack, part, dice)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(every, 1.0)
        optimizer.step()
        schedule.step()
        if number % 20 == 0:
            print(f"{number} of {steps}, loss {loss.item():.4f}", flush=True)
    return model.down.weight.detach().numpy().T, model.up.weight.detach().numpy().T


def _rate(at: int, steps: int) -> float:
    return min((at + 1) / (_WARM * steps), 0.5 * (1 + cos(pi * min(1.0, at / steps))))


def _batches(
    train: Sequence[Prepared], epochs: int, dice: np.random.Generator
) -> Iterator[tuple[Prepared, np.ndarray]]:
    for _epoch in range(epochs):
        for at in dice.permutation(len(train)):
            for part in np.array_split(dice.permutation(len(train[at].lines)), PARTS):
                yield train[at], part


def _loss(
    model: Projection,
    network: Network | LowRankNetwork,
    pack: Prepared,
    part: np.ndarray,
    dice: np.random.Generator,
) -> torch.Tensor:
    examples, owners = pack.examples, pack.owners
    if dice.random() < 0.5:
        examples, owners = _stand_ins(pack, set(part.tolist()), dice)
    lines = [pack.lines[at] for at in part]
    vectors = network.embed([*lines, *examples])
    count = pack.labels.shape[1]
    judged = model(vectors[: len(lines)], vectors[len(lines) :], torch.tensor(owners), count)
    wanted = pack.labels[torch.from_numpy(part)]
    clear = wanted >= 0
    return functional.binary_cross_entropy_with_logits(judged[clear], wanted[clear].float())


def _stand_ins(pack: Prepared, asked: set[int], dice: np.random.Generator) -> tuple[list[str], list[int]]:
    """Four to eight of each item's examples and positive lines, none of those that are asked about."""
    texts: list[str] = []
    owners: list[int] = []
    for item in range(pack.labels.shape[1]):
        positive = [n for n in torch.nonzero(pack.labels[:, item] == 1)[:, 0].tolist() if n not in asked]
        own = [text for text, owner in zip(pack.examples, pack.owners, strict=True) if owner == item]
        pool = own + [pack.lines[n] for n in positive]
        chosen = dice.permutation(len(pool))[: dice.integers(4, 9)]
        texts += [pool[n] for n in chosen]
        owners += [item] * len(chosen)
    return texts, owners


def features(pack: Pack, embedder: Embedder, down: Matrix, up: Matrix) -> tuple[Matrix, np.ndarray[Any, Any]]:
    """What the judge sees of a pack's stretches, and what it should say; stretches that half fit are left out."""
    none = np.zeros(0, np.float32)
    rubric = Rubric(pack.items)
    judge = Meaning(pack.items, embedder, Head(down, up, none, none, none, 0.0))
    seen, wanted = [], []
    for line in pack.lines:
        tokens = tokens_of(line.text)
        bounds = clauses.stretches(tokens)
        if not bounds:
            continue
        rows = judge.features(said_in(line.text, tokens, bounds), rubric.spelling(tokens, bounds))
        for column, item in enumerate(pack.items):
            for row, (first, last) in enumerate(bounds):
                label = _label(line, item.id, tokens[first].start, tokens[last - 1].end)
                if label is not None:
                    seen.append(rows[row, column])
                    wanted.append(label)
    return np.array(seen, np.float32), np.array(wanted)


def _label(line: Line, item: str, start: int, end: int) -> bool | None:
    if item not in line.labels:
        return None if item in line.acceptable else False
    shares = [
        (max(0, min(end, b) - max(start, a)), max(end, b) - min(start, a))
        for id_, a, b in line.spans
        if id_ == item
    ]
    return True if max(shared / whole for shared, whole in shares) >= _SAME else None


def judged(judging: Sequence[Pack], embedder: Embedder, down: Matrix, up: Matrix) -> dict[str, Any]:
    """The judge's part of a head."""
    remembering = Remembering(embedder)
    parts = [features(pack, remembering, down, up) for pack in judging]
    seen, wanted = (np.concatenate(each) for each in zip(*parts, strict=True))
    seen = with_products(seen)
    mean, spread = seen.mean(0), seen.std(0) + 1e-6
    judge = LogisticRegression(C=0.3, max_iter=3000).fit((seen - mean) / spread, wanted)
    return {
        "mean": mean.astype(np.float32),
        "spread": spread.astype(np.float32),
        "weights": judge.coef_[0].astype(np.float32),
        "bias": np.float32(judge.intercept_[0]),
    }


def _in_bytes(matrix: Matrix) -> tuple[np.ndarray[Any, Any], np.float32]:
    step = np.float32(np.abs(matrix).max() / 127)
    return np.round(matrix / step).astype(np.int8), step


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=tuning.FILE.parent)
    parser.add_argument("--from", dest="first", choices=STEPS, default=STEPS[0])
    given = parser.parse_args()
    torch.manual_seed(SEED)
    catalog = Catalog.load()
    model = next(iter(catalog.usable_models("embedder")), None)
    folder = catalog.installed(model.id) if model else None
    if model is None or folder is None:
        raise SystemExit("The embedder is not installed: ./run models fetch --default")
    every = packs(TRAINING)
    train = [pack for n, pack in enumerate(every) if n % JUDGED]
    network_file = tuning.FILE
    down, up = shipped_head().down, shipped_head().up
    if given.first == "network":
        network = Network(folder)
        down, up = tuned([prepared(pack) for pack in train], network)
        network_file = given.out / tuning.FILE.name
        tuning.write(network_file, model.main_sha256, network.values(), (), network.places(network.names()))
    if given.first != "judge":
        dice = np.random.default_rng(SEED)
        changing = LowRankNetwork(folder, network_file)
        down, up = changed([prepared(thinned(pack, dice)) for pack in train], changing, down, up)
        network_file = given.out / tuning.FILE.name
        tuning.write(network_file, model.main_sha256, changing.values(), changing.changes(), changing.places())
    options = {"model_dir": str(folder), "model": model.id, "model_sha256": model.main_sha256}
    embedder = MiniLm(options | {"tuning": str(network_file)})
    embedder.load()
    (small_down, step_down), (small_up, step_up) = _in_bytes(down), _in_bytes(up)
    head = given.out / "head.npz"
    np.savez_compressed(
        head,
        down=small_down,
        up=small_up,
        steps=np.array([step_down, step_up], np.float32),
        **judged(every[::JUDGED], embedder, small_down * step_down, small_up * step_up),
    )
    for path in (network_file, head):
        print(f"{path}: {path.stat().st_size} bytes, {hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
