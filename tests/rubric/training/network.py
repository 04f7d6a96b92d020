"""A copy of the embedder's network in torch, whose biases, norms and weights' scales can be trained.

The matrices themselves (int8 in the model's file) stay as they are here: what is trained is 51,000 numbers of 22
million, and the app puts them in place of the file's own (`desktop/rubric/tuning.py`).
`low_rank.py` goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from desktop.rubric.embedding import SIZE, Matrix, plain

LAYERS, HEADS = 6, 12
MATRICES = (
    (49, 57, 65, 105, 109, 118),
    (122, 130, 138, 176, 180, 189),
    (193, 201, 209, 247, 251, 260),
    (264, 272, 280, 318, 322, 331),
    (335, 343, 351, 389, 393, 402),
    (406, 414, 422, 460, 464, 473),
)
"""How the file calls a layer's matrices: query, key, value, what follows attention, up, down."""
BIASES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
BUCKET = 64
"""Texts of a batch; they go in by length, so that little is padded."""
_MOST_TOKENS = 96
_RAW_DATA = b"\x4a"
"""What follows an array's name in the file: its bytes, their number first."""


class Network(nn.Module):
    """MiniLM: texts to embeddings of length 1. Matrices are bfloat16 here: fast, and near enough."""

    def __init__(self, folder: Path) -> None:
        """`folder`: the model's, with model.onnx and tokenizer.json."""
        super().__init__()
        self._bytes = (folder / "model.onnx").read_bytes()
        stored = onnx.load_model_from_string(self._bytes).graph.initializer
        self.file = {each.name: numpy_helper.to_array(each) for each in stored}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._words = self._whole("inner.embeddings.word_embeddings.weight")
        self._places = self._whole("inner.embeddings.position_embeddings.weight")
        self._kind = torch.from_numpy(self.file["inner.embeddings.token_type_embeddings.weight"].copy())[0]
        names = [name for name in self.file if name.endswith((".bias", "LayerNorm.weight"))]
        self._names = {name.replace(".", "/"): name for name in names}
        self.own = nn.ParameterDict(
            {key: nn.Parameter(torch.from_numpy(self.file[name].copy())) for key, name in self._names.items()}
        )
        every = [number for layer in MATRICES for number in layer]
        self._matrices = {n: self._whole(f"val_{n}").to(torch.bfloat16).contiguous() for n in every}
        self.gains = nn.ParameterDict(
            {str(n): nn.Parameter(torch.ones(self._matrices[n].shape[1])) for n in every}
        )

    def values(self) -> dict[str, Matrix]:
        """What was trained, by the names and in the shapes of the model's file."""
        own = {name: self.own[key].detach().numpy() for key, name in self._names.items()}
        scales = {
            name: self.file[name] * gain.detach().numpy()
            for name, gain in ((f"val_{number}_scale", gain) for number, gain in self.gains.items())
        }
        return {name: np.asarray(value, np.float32) for name, value in (own | scales).items()}

    def places(self, names: Iterable[str]) -> dict[str, int]:
        """The bytes of the model's file before each of these arrays."""
        found = {}
        for name in names:
            own = self.file[name].tobytes()
            begin = self._bytes.index(name.encode() + _RAW_DATA + _varint(len(own)) + own)
            found[name] = begin + len(name.encode() + _RAW_DATA + _varint(len(own)))
        return found

    def names(self) -> list[str]:
        """The names of what is trained, as in the model's file."""
        return [*self._names.values(), *(f"val_{number}_scale" for number in self.gains)]

    def tokens(self, text: str) -> list[int]:
        """What the network reads of a text."""
        ids: list[int] = self._tokenizer.encode(text).ids
        return ids

    def summed(self, ids: torch.Tensor) -> torch.Tensor:
        """Texts x tokens to texts x tokens x size: each word and its place, before any layer."""
        return self._words[ids] + self._places[: ids.shape[1]] + self._kind

    def embed(self, texts: Sequence[str]) -> torch.Tensor:
        """One row a text."""
        ids = [self.tokens(plain(text)) for text in texts]
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        parts = [self._batch([ids[at] for at in order[n : n + BUCKET]]) for n in range(0, len(order), BUCKET)]
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back]

    def _batch(self, ids: Sequence[list[int]]) -> torch.Tensor:
        longest = max(map(len, ids))
        padded = torch.tensor([row + [0] * (longest - len(row)) for row in ids])
        there = torch.tensor([[1.0] * len(row) + [0.0] * (longest - len(row)) for row in ids])
        states = self._normed(self.summed(padded), "embeddings")
        for layer in range(LAYERS):
            states = self._layer(states, there, layer)
        mean = (states * there[:, :, None]).sum(1) / there.sum(1, keepdim=True)
        return functional.normalize(mean, dim=-1)

    def _layer(self, states: torch.Tensor, there: torch.Tensor, layer: int) -> torch.Tensor:
        count, longest, _size = states.shape

        def heads(kind: int) -> torch.Tensor:
            return self._linear(states, layer, kind).view(count, longest, HEADS, SIZE // HEADS).transpose(1, 2)

        seen = functional.scaled_dot_product_attention(
            heads(0), heads(1), heads(2), attn_mask=there[:, None, None, :].bool()
        )
        seen = self._linear(seen.transpose(1, 2).reshape(count, longest, SIZE), layer, 3)
        states = self._normed(states + seen, f"encoder.layer.{layer}.attention.output")
        wide = functional.gelu(self._linear(states, layer, 4))
        return self._normed(states + self._linear(wide, layer, 5), f"encoder.layer.{layer}.output")

    def _linear(self, states: torch.Tensor, layer: int, kind: int) -> torch.Tensor:
        number = MATRICES[layer][kind]
        product = (states.to(torch.bfloat16) @ self._matrices[number]).float() * self.gains[str(number)]
        return product + self._own(f"encoder.layer.{layer}.{BIASES[kind]}.bias")

    def _normed(self, states: torch.Tensor, where: str) -> torch.Tensor:
        weight, bias = (self._own(f"{where}.LayerNorm.{part}") for part in ("weight", "bias"))
        return functional.layer_norm(states, (SIZE,), weight, bias, 1e-12)

    def _own(self, name: str) -> torch.Tensor:
        return self.own[f"inner.{name}".replace(".", "/")]

    def _whole(self, name: str) -> torch.Tensor:
        return torch.from_numpy(self.file[f"{name}_q"].astype(np.float32) * self.file[f"{name}_scale"])


def _varint(number: int) -> bytes:
    """As protobuf writes a number: seven bits a byte, the lowest first."""
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])
