"""The embedder at work: as an engine of a call, or in this process for a command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from desktop import paths
from desktop.catalog import Catalog
from desktop.engines.host import EngineHost
from desktop.rubric.embedding import SIZE, Embed, Embedded, Embedder, Matrix

_DEADLINE_S, _DEADLINE_S_A_TEXT = 1.0, 0.05
"""For one request: a text takes 2 to 4 ms, and some 20 on a busy machine. A turn waits for it, so not for long."""


class EngineEmbedder:
    """The embedder in a process of its own."""

    def __init__(self, host: EngineHost) -> None:
        self.host = host

    @property
    def model(self) -> str:
        """The model's id in the catalog."""
        return str(self.host.spec.options["model"])

    @property
    def model_sha256(self) -> str:
        """What the model's bytes are."""
        return str(self.host.spec.options["model_sha256"])

    def embed(self, texts: Sequence[str]) -> Matrix:
        """One embedding a text. Raises `EngineError`."""
        if not texts:
            return np.zeros((0, SIZE), dtype=np.float32)
        deadline_s = _DEADLINE_S + _DEADLINE_S_A_TEXT * len(texts)
        _reply, payload = self.host.call("embed", Embed(tuple(texts)), Embedded, deadline_s=deadline_s)
        return np.frombuffer(payload, dtype="<f4").astype(np.float32).reshape(len(texts), SIZE)


def kept_folder() -> Path:
    """Where the embeddings of packs' examples are kept."""
    return paths.cache_dir() / "meaning"


def embedder_here(catalog: Catalog) -> Embedder | None:
    """The installed embedder, loaded into this process; None where there is none.

    Raises `UserError` when its files are damaged.
    """
    # Imported here: the app itself runs the embedder as an engine, and need not load onnxruntime.
    from desktop.rubric.embedder import MiniLm

    for model in catalog.installed_models("embedder"):
        folder = catalog.installed(model.id)
        if model.adapter and folder is not None:
            found = MiniLm({"model_dir": str(folder), "model": model.id, "model_sha256": model.main_sha256})
            found.load()
            return found
    return None
