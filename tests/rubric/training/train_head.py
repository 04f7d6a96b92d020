"""Train the head of `desktop/rubric/meaning.py` and write `desktop/rubric/head.npz`.

    pip install torch scikit-learn     # beside the app's own packages; the app needs neither
    python -m tests.rubric.training.train_head [--out FILE]

Two steps. The projection learns, over frozen embeddings, to bring lines near the examples of the items they are
labelled with; in half of the steps other positive lines stand in for the examples, so that it learns how things
are said and not these packs. The judge is a logistic regression over `FEATURES` and their products, on packs that
its projection has not seen; the projection that ships has seen all of them.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import nn
from torch.nn import functional

from desktop.catalog import Catalog
from desktop.rehearsal.meaning import embedder_here
from desktop.rubric import clauses, meaning
from desktop.rubric.embedding import SIZE, Embedder, Matrix, plain
from desktop.rubric.meaning import Head, Meaning, said_in, with_products
from desktop.rubric.rubric import Rubric
from desktop.rubric.tokens import tokens_of
from tests.rubric.training.labelled import TRAINING, Line, Pack, packs

RANK = 64
EPOCHS = 14
SEED = 0
JUDGED = 4
"""Every fourth pack judges; the projection behind those features has not seen it."""
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
        for text in texts:
            if plain(text) not in self._known:
                self._known[plain(text)] = self._embedder.embed([text])[0]
        rows = [self._known[plain(text)] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, SIZE), np.float32)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A pack as tensors: lines, their labels (1, 0, -1 for may be), examples and whose they are."""

    lines: torch.Tensor
    labels: torch.Tensor
    examples: torch.Tensor
    owners: torch.Tensor


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
            near.append((torch.logsumexp(own * _SHARP, 1) - float(np.log(own.shape[1]))) / _SHARP)
        near_all = torch.stack(near, 1)
        best = near_all.topk(2, 1).values
        others = torch.where(near_all == best[:, :1], best[:, 1:], best[:, :1])
        return near_all * torch.exp(self.scale) + self.margin * (near_all - others) + self.bias


def prepared(pack: Pack, embedder: Embedder) -> Prepared:
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
    return Prepared(
        torch.from_numpy(embedder.embed(texts)),
        torch.tensor(labels),
        torch.from_numpy(embedder.embed([text for _n, text in lines])),
        torch.tensor([n for n, _text in lines]),
    )


def projection(train: Sequence[Prepared]) -> tuple[Matrix, Matrix]:
    """The trained `down` and `up`."""
    torch.manual_seed(SEED)
    dice = np.random.default_rng(SEED)
    model = Projection()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS * len(train) * 4)
    model.train()
    for _epoch in range(EPOCHS):
        for at in dice.permutation(len(train)):
            for part in np.array_split(dice.permutation(len(train[at].lines)), 4):
                loss = _loss(model, train[at], torch.from_numpy(part), dice)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                schedule.step()
    return model.down.weight.detach().numpy().T, model.up.weight.detach().numpy().T


def _loss(model: Projection, pack: Prepared, part: torch.Tensor, dice: np.random.Generator) -> torch.Tensor:
    count = pack.labels.shape[1]
    examples, owners = pack.examples, pack.owners
    if dice.random() < 0.5:
        examples, owners = _stand_ins(pack, set(part.tolist()), dice)
    judged = model(pack.lines[part], examples, owners, count)
    wanted = pack.labels[part]
    clear = wanted >= 0
    return functional.binary_cross_entropy_with_logits(judged[clear], wanted[clear].float())


def _stand_ins(pack: Prepared, asked: set[int], dice: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Four to eight of each item's examples and positive lines, none of those that are asked about."""
    rows, owners = [], []
    for item in range(pack.labels.shape[1]):
        positive = [n for n in torch.nonzero(pack.labels[:, item] == 1)[:, 0].tolist() if n not in asked]
        pool = torch.cat([pack.examples[pack.owners == item], pack.lines[positive]])
        chosen = dice.permutation(len(pool))[: dice.integers(4, 9)]
        rows.append(pool[chosen])
        owners += [item] * len(chosen)
    return torch.cat(rows), torch.tensor(owners)


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


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path(meaning.__file__).parent / "head.npz")
    out = parser.parse_args().out
    found = embedder_here(Catalog.load())
    if found is None:
        raise SystemExit("The embedder is not installed: ./run models fetch --default")
    embedder = Remembering(found)
    every = packs(TRAINING)
    ready = [prepared(pack, embedder) for pack in every]
    unseen = projection([pack for n, pack in enumerate(ready) if n % JUDGED])
    parts = [features(pack, embedder, *unseen) for pack in every[::JUDGED]]
    seen, wanted = (np.concatenate(each) for each in zip(*parts, strict=True))
    seen = with_products(seen)
    mean, spread = seen.mean(0), seen.std(0) + 1e-6
    judge = LogisticRegression(C=0.3, max_iter=3000).fit((seen - mean) / spread, wanted)
    down, up = projection(ready)
    steps = np.array([np.abs(down).max() / 127, np.abs(up).max() / 127], np.float32)
    np.savez_compressed(
        out,
        down=np.round(down / steps[0]).astype(np.int8),
        up=np.round(up / steps[1]).astype(np.int8),
        steps=steps,
        mean=mean.astype(np.float32),
        spread=spread.astype(np.float32),
        weights=judge.coef_[0].astype(np.float32),
        bias=np.float32(judge.intercept_[0]),
    )
    print(f"{out}: {out.stat().st_size} bytes, {hashlib.sha256(out.read_bytes()).hexdigest()}, {len(every)} packs")


if __name__ == "__main__":
    main()
