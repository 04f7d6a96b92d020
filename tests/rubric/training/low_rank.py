"""The embedder's network in torch with low-rank changes of the matrices in its upper layers.

It begins at what `desktop/rubric/tuning.npz` holds. What the lower layers say of a text is worked out once and
kept: they stay as they are, and a third of the work is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from desktop.rubric.embedding import SIZE, Matrix, plain
from desktop.rubric.tuning import LowRank, changes_in
from tests.rubric.training.network import BIASES, BUCKET, HEADS, LAYERS, MATRICES, Network

RANK = 16
LOWER = 2
"""Layers that stay."""
_SIDE_BY_SIDE = ((0, 1, 2), (3,), (4,), (5,))
"""Matrices of a layer that share a change: query, key and value; what follows attention; up; down."""
_NORMS = ("attention.output", "output")


class _Changed(torch.autograd.Function):
    """`x (w + down up)`, by one product instead of three, and without a gradient for `w`."""

    @staticmethod
    def forward(
        context: Any, x: torch.Tensor, w: torch.Tensor, down: torch.Tensor, up: torch.Tensor
    ) -> torch.Tensor:
        changed = torch.addmm(w, down, up)
        context.save_for_backward(x, changed, down, up)
        return x @ changed

    @staticmethod
    def backward(context: Any, by: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        x, changed, down, up = context.saved_tensors
        of_x = by @ changed.T if context.needs_input_grad[0] else None
        x, by = x.reshape(-1, x.shape[-1]), by.reshape(-1, by.shape[-1])
        return of_x, None, x.T @ (by @ up.T), (x @ down).T @ by


class LowRankNetwork(nn.Module):
    """MiniLM as it was tuned before, and changes of the upper layers' matrices, biases and norms."""

    def __init__(self, folder: Path, tuned: Path) -> None:
        """`folder`: the model's; `tuned`: a file as `desktop.rubric.tuning.write` makes it."""
        super().__init__()
        self._network = Network(folder)
        with np.load(tuned, allow_pickle=False) as stored:
            self._start = {name: np.asarray(stored[name], np.float32) for name in self._network.names()}
            self._changes = changes_in(stored)
        self._first = [self._tensor(f"inner.embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
        self.own = nn.ParameterDict()
        self.down, self.up = nn.ParameterDict(), nn.ParameterDict()
        self._wholes: dict[str, torch.Tensor] = {}
        self._known: dict[str, torch.Tensor] = {}
        for layer in range(LAYERS):
            for kind, beside in enumerate(_SIDE_BY_SIDE):
                self._prepare(layer, kind, [MATRICES[layer][n] for n in beside], [BIASES[n] for n in beside])
            for n, where in enumerate(_NORMS):
                for part in ("weight", "bias"):
                    value = self._tensor(f"inner.encoder.layer.{layer}.{where}.LayerNorm.{part}")
                    self.own[f"{layer} norm {n} {part}"] = nn.Parameter(value, requires_grad=layer >= LOWER)

    def _prepare(self, layer: int, kind: int, numbers: Sequence[int], biases: Sequence[str]) -> None:
        whole = torch.cat([self._whole(number) for number in numbers], 1).contiguous()
        bias = torch.cat([self._tensor(f"inner.encoder.layer.{layer}.{bias}.bias") for bias in biases])
        key = f"{layer} {kind}"
        self._wholes[key] = whole
        self.own[key] = nn.Parameter(bias, requires_grad=layer >= LOWER)
        if layer >= LOWER:
            rows, columns = whole.shape
            before = self._changes.get(tuple(f"val_{number}" for number in numbers))
            down = torch.from_numpy(before.down) if before else torch.randn(rows, RANK) / rows**0.5
            up = torch.from_numpy(before.up) if before else torch.zeros(RANK, columns)
            self.down[key], self.up[key] = nn.Parameter(down), nn.Parameter(up)

    def values(self) -> dict[str, Matrix]:
        """Biases, norms and scales, by the names and in the shapes of the model's file."""
        every = dict(self._start)
        for key, parameter in self.own.items():
            value = parameter.detach().numpy()
            layer, *rest = key.split(" ")
            where = f"inner.encoder.layer.{layer}"
            if len(rest) == 3:
                every[f"{where}.{_NORMS[int(rest[1])]}.LayerNorm.{rest[2]}"] = value
                continue
            beside = _SIDE_BY_SIDE[int(rest[0])]
            for n, part in zip(beside, np.split(value, len(beside)), strict=True):
                every[f"{where}.{BIASES[n]}.bias"] = part
        return every

    def changes(self) -> list[LowRank]:
        """The changes of the matrices, named as in the model's file."""
        found = []
        for key, down in self.down.items():
            layer, kind = map(int, key.split(" "))
            names = tuple(f"val_{MATRICES[layer][n]}" for n in _SIDE_BY_SIDE[kind])
            found.append(LowRank(names, down.detach().numpy(), self.up[key].detach().numpy()))
        return found

    def places(self) -> dict[str, int]:
        """Where in the model's file is what is changed."""
        matrices = [f"{name}_q" for change in self.changes() for name in change.names]
        return self._network.places([*self._start, *matrices])

    def remember(self, texts: Iterable[str]) -> None:
        """Work out what the lower layers say of `texts`."""
        new = [text for text in dict.fromkeys(map(plain, texts)) if text not in self._known]
        ids = sorted(((self._network.tokens(text), text) for text in new), key=lambda each: len(each[0]))
        with torch.no_grad():
            for n in range(0, len(ids), BUCKET):
                some = ids[n : n + BUCKET]
                padded, there = _padded([torch.tensor(row) for row, _text in some])
                states = self._network.summed(padded.long()[..., 0])
                states = functional.layer_norm(states, (SIZE,), *self._first, 1e-12)
                for layer in range(LOWER):
                    states = self._layer(states, there, layer)
                for row, (own, text) in zip(states, some, strict=True):
                    self._known[text] = row[: len(own)].half().clone()

    def embed(self, texts: Sequence[str]) -> torch.Tensor:
        """One row a text, all of which are remembered."""
        known = [self._known[plain(text)] for text in texts]
        order = sorted(range(len(known)), key=lambda at: len(known[at]))
        parts = [self._embedded([known[at] for at in order[n : n + BUCKET]]) for n in range(0, len(order), BUCKET)]
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back]

    def _embedded(self, some: Sequence[torch.Tensor]) -> torch.Tensor:
        states, there = _padded(some)
        for layer in range(LOWER, LAYERS):
            states = self._layer(states, there, layer)
        counted = there[:, :, None].float()
        return functional.normalize((states * counted).sum(1) / counted.sum(1), dim=-1)

    def _layer(self, states: torch.Tensor, there: torch.Tensor, layer: int) -> torch.Tensor:
        count, longest, _size = states.shape
        parted = self._linear(states, layer, 0).view(count, longest, 3, HEADS, SIZE // HEADS)
        query, key, value = parted.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=there[:, None, None, :])
        seen = self._linear(seen.transpose(1, 2).reshape(count, longest, SIZE), layer, 1)
        states = self._normed(states + seen, layer, 0)
        wide = functional.gelu(self._linear(states, layer, 2))
        return self._normed(states + self._linear(wide, layer, 3), layer, 1)

    def _linear(self, states: torch.Tensor, layer: int, kind: int) -> torch.Tensor:
        key = f"{layer} {kind}"
        if layer < LOWER:
            return states @ self._wholes[key] + self.own[key]
        changed: torch.Tensor = _Changed.apply(states, self._wholes[key], self.down[key], self.up[key])
        return changed + self.own[key]

    def _normed(self, states: torch.Tensor, layer: int, n: int) -> torch.Tensor:
        weight, bias = (self.own[f"{layer} norm {n} {part}"] for part in ("weight", "bias"))
        return functional.layer_norm(states, (SIZE,), weight, bias, 1e-12)

    def _whole(self, number: int) -> torch.Tensor:
        weights = torch.from_numpy(self._network.file[f"val_{number}_q"].astype(np.float32))
        return weights * self._tensor(f"val_{number}_scale")

    def _tensor(self, name: str) -> torch.Tensor:
        return torch.from_numpy(self._start[name])


def _padded(rows: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """States (or token numbers) of several texts, texts x longest x size, and where there is a token."""
    longest = max(map(len, rows))
    parts = [row[:, None] if row.dim() == 1 else row for row in rows]
    padded = torch.zeros(len(rows), longest, parts[0].shape[1])
    for into, row in zip(padded, parts, strict=True):
        into[: len(row)] = row
    return padded, torch.arange(longest)[None] < torch.tensor([len(row) for row in rows])[:, None]
