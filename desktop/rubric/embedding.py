"""What an embedder is, and where the embeddings of a pack's examples are kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
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

        Raises `EngineError` where the model gives no answer.
        """
        ...


def plain(text: str) -> str:
    """`text` as ears without punctuation write it, so that case and marks don't count as meaning."""
    return " ".join(_MARKS.sub(" ", text.replace("’", "'")).lower().split())


class Kept:
    """An embedder that keeps what it was asked in `folder`, one file for each set of texts: a pack's examples."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self._folder = folder

    def embed(self, texts: Sequence[str]) -> Matrix:
        """As the embedder's, from the folder where it is there and whole."""
        about = "\n".join((self._embedder.model_sha256, version("onnxruntime"), *map(plain, texts)))
        path = self._folder / f"{hashlib.sha256(about.encode()).hexdigest()}.npy"
        try:
            kept = np.load(path, allow_pickle=False)
            if kept.dtype == np.float32 and kept.shape == (len(texts), SIZE):
                return np.asarray(kept, dtype=np.float32)
        except (OSError, ValueError, EOFError):
            pass  # not there, or damaged: it is made anew
        made = self._embedder.embed(texts)
        self._keep(path, made)
        return made

    def _keep(self, path: Path, made: Matrix) -> None:
        part = path.with_suffix(f".{id(made):x}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as stream:
                np.save(stream, made, allow_pickle=False)
            part.replace(path)
        except OSError:  # a full or read-only disk costs time, not hits
            part.unlink(missing_ok=True)
