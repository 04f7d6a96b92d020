"""A copy of the embedder's network in torch, whose biases, norms and weights' scales can be trained.

The matrices themselves (int8 in the model's file) stay as they are: what is trained is 51,000 numbers of 22
million, and onnxruntime takes them in place of the file's own when it loads it (`desktop/rubric/tuning.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from desktop.rubric.embedding import SIZE, Matrix, plain

_LAYERS, _HEADS = 6, 12
_MATRICES = (
    (49, 57, 65, 105, 109, 118),
    (122, 130, 138, 176, 180, 189),
    (193, 201, 209, 247, 251, 260),
    (264, 272, 280, 318, 322, 331),
    (335, 343, 351, 389, 393, 402),
    (406, 414, 422, 460, 464, 473),
)
"""How the file calls a layer's matrices: query, key, value, what follows attention, up, down."""
_BIASES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_BUCKET = 64
"""Texts of a batch; they go in by length, so that little is padded."""
_MOST_TOKENS = 96


class Network(nn.Module):
    """MiniLM: texts to embeddings of length 1. Matrices are bfloat16 here: fast, and near enough."""

    def __init__(self, folder: Path) -> None:
        """`folder`: the model's, with model.onnx and tokenizer.json."""
        super().__init__()
        stored = onnx.load(folder / "model.onnx").graph.initializer
        self._file = {each.name: numpy_helper.to_array(each) for each in stored}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._words = self._whole("inner.embeddings.word_embeddings.weight")
        self._places = self._whole("inner.embeddings.position_embeddings.weight")
        self._kind = torch.from_numpy(self._file["inner.embeddings.token_type_embeddings.weight"].copy())[0]
        names = [name for name in self._file if name.endswith((".bias", "LayerNorm.weight"))]
        self._names = {name.replace(".", "/"): name for name in names}
        self.own = nn.ParameterDict(
            {key: nn.Parameter(torch.from_numpy(self._file[name].copy())) for key, name in self._names.items()}
        )
        every = [number for layer in _MATRICES for number in layer]
        self._matrices = {n: self._whole(f"val_{n}").to(torch.bfloat16).contiguous() for n in every}
        self.gains = nn.ParameterDict(
            {str(n): nn.Parameter(torch.ones(self._matrices[n].shape[1])) for n in every}
        )

    def initializers(self) -> dict[str, Matrix]:
        """What was trained, by the names and in the shapes of the model's file."""
        own = {name: self.own[key].detach().numpy() for key, name in self._names.items()}
        scales = {
            name: self._file[name] * gain.detach().numpy()
            for name, gain in ((f"val_{number}_scale", gain) for number, gain in self.gains.items())
        }
        return {name: np.asarray(value, np.float32) for name, value in (own | scales).items()}

    def embed(self, texts: Sequence[str]) -> torch.Tensor:
        """One row a text."""
        ids = [self._tokenizer.encode(plain(text)).ids for text in texts]
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        parts = [self._batch([ids[at] for at in order[n : n + _BUCKET]]) for n in range(0, len(order), _BUCKET)]
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back]

    def _batch(self, ids: Sequence[list[int]]) -> torch.Tensor:
        longest = max(map(len, ids))
        padded = torch.tensor([row + [0] * (longest - len(row)) for row in ids])
        there = torch.tensor([[1.0] * len(row) + [0.0] * (longest - len(row)) for row in ids])
        states = self._normed(self._words[padded] + self._places[:longest] + self._kind, "embeddings")
        for layer in range(_LAYERS):
            states = self._layer(states, there, layer)
        mean = (states * there[:, :, None]).sum(1) / there.sum(1, keepdim=True)
        return functional.normalize(mean, dim=-1)

    def _layer(self, states: torch.Tensor, there: torch.Tensor, layer: int) -> torch.Tensor:
        count, longest, _size = states.shape

        def heads(kind: int) -> torch.Tensor:
            return self._linear(states, layer, kind).view(count, longest, _HEADS, SIZE // _HEADS).transpose(1, 2)

        seen = functional.scaled_dot_product_attention(
            heads(0), heads(1), heads(2), attn_mask=there[:, None, None, :].bool()
        )
        seen = self._linear(seen.transpose(1, 2).reshape(count, longest, SIZE), layer, 3)
        states = self._normed(states + seen, f"encoder.layer.{layer}.attention.output")
        wide = functional.gelu(self._linear(states, layer, 4))
        return self._normed(states + self._linear(wide, layer, 5), f"encoder.layer.{layer}.output")

    def _linear(self, states: torch.Tensor, layer: int, kind: int) -> torch.Tensor:
        number = _MATRICES[layer][kind]
        product = (states.to(torch.bfloat16) @ self._matrices[number]).float() * self.gains[str(number)]
        return product + self._own(f"encoder.layer.{layer}.{_BIASES[kind]}.bias")

    def _normed(self, states: torch.Tensor, where: str) -> torch.Tensor:
        weight, bias = (self._own(f"{where}.LayerNorm.{part}") for part in ("weight", "bias"))
        return functional.layer_norm(states, (SIZE,), weight, bias, 1e-12)

    def _own(self, name: str) -> torch.Tensor:
        return self.own[f"inner.{name}".replace(".", "/")]

    def _whole(self, name: str) -> torch.Tensor:
        return torch.from_numpy(self._file[f"{name}_q"].astype(np.float32) * self._file[f"{name}_scale"])
