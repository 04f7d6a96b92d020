"""What an embedder is asked and answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol

import msgspec
import numpy as np

SIZE = 384
"""Numbers in an embedding."""
_MARKS = re.compile(r"[^\w' ]+|_")

Matrix = np.ndarray[Any, np.dtype[np.float32]]


class Embed(msgspec.Struct, frozen=True):
    """Method "embed": each text's embedding. Answered by `Embedded`; the payload holds `SIZE` float32 a text."""

    texts: tuple[str, ...]


class Embedded(msgspec.Struct, frozen=True):
    """The reply to `Embed`: the number of texts."""

    count: int


class Embedder(Protocol):
    """What turns texts into their meaning."""

    @property
    def model(self) -> str:
        """The model's id in the catalog."""
        ...

    @property
    def model_sha256(self) -> str:
        """What the model's bytes are."""
        ...

    def embed(self, texts: Sequence[str]) -> Matrix:
        """One row of `SIZE` float32 numbers a text, each of length 1; the same text always gives the same ones.

        Raises `EngineError` where the model gives no answer in time.
        """
        ...

    def embed_examples(self, texts: Sequence[str]) -> Matrix:
        """The same for the examples of a pack, which are asked once and may take their time."""
        ...


def plain(text: str) -> str:
    """`text` as ears without punctuation write it, so that case and marks don't count as meaning."""
    return " ".join(_MARKS.sub(" ", text.replace("’", "'")).lower().split())


def is_sound(vectors: Matrix, count: int) -> bool:
    """Whether these are `count` embeddings: the shape, and each of length 1."""
    whole = vectors.shape == (count, SIZE) and bool(np.isfinite(vectors).all())
    return whole and bool(np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3))
