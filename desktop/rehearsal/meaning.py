"""The embedder at work: as an engine of a call, or in this process for a command."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from desktop import paths
from desktop.catalog import Catalog
from desktop.engines.host import EngineHost
from desktop.errors import EngineError, EngineFailed
from desktop.rubric.embedding import SIZE, Embed, Embedded, Embedder, Matrix, is_sound, plain
from desktop.rubric.tuning import tuning_sha256

_EXAMPLES_S = 10.0
"""For a pack's examples, while the call connects; they take about half a second."""
_LINE_S, _LINE_S_A_TEXT, _LINE_S_AT_MOST = 0.4, 0.03, 1.5
"""For what was said: a text takes 1 to 4 ms, some 20 on a busy machine. A turn waits for it, so not for long."""
PATIENT_S = 30.0
"""For the same where nobody waits: on a busy machine less would cost hits, other ones each time."""
_LOADS_S = 3.0
"""More for the same while the engine loads: the call begins before it is there, and may have a turn that is over
by then."""
_REMEMBERED = 2000
"""Texts whose embeddings are kept: a growing turn pays for its new clauses only."""
_FORM = "mean of states, 96 tokens, plain text, 2"
"""What else than the model makes an embedding; another form, other files."""


class EngineEmbedder:
    """The embedder in a process of its own. `on_trouble` is told when it stops giving answers.

    `patience_s`: so long it may take over what was said where nobody waits, as over a recording.
    """

    def __init__(
        self,
        host: EngineHost,
        on_trouble: Callable[[EngineError], None] = lambda _wrong: None,
        patience_s: float = 0.0,
    ) -> None:
        self.host = host
        self.patience_s = patience_s
        self._on_trouble = on_trouble
        self._known: dict[str, Matrix] = {}
        self._answers = True
        self._awaited = False
        """Whether it was waited for while it loaded, and did not come: nobody waits for it again."""

    @property
    def model(self) -> str:
        """The model's id in the catalog."""
        return str(self.host.spec.options["model"])

    @property
    def model_sha256(self) -> str:
        """What the model's bytes are."""
        return str(self.host.spec.options["model_sha256"])

    def embed(self, texts: Sequence[str]) -> Matrix:
        """One embedding a text. Raises `EngineError`, at once when the engine is neither ready nor about to be."""
        asked = list(dict.fromkeys(map(plain, texts)))
        if len(self._known) + len(asked) > _REMEMBERED:
            self._known.clear()
        new = [text for text in asked if text not in self._known]
        if new:
            quick_s = min(_LINE_S_AT_MOST, _LINE_S + _LINE_S_A_TEXT * len(new))
            self._known.update(zip(new, self._asked(new, max(quick_s, self.patience_s)), strict=True))
        rows = [self._known[plain(text)] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, SIZE), dtype=np.float32)

    def embed_examples(self, texts: Sequence[str]) -> Matrix:
        """The same, with patience."""
        return self._asked(texts, _EXAMPLES_S) if texts else np.zeros((0, SIZE), dtype=np.float32)

    def _asked(self, texts: Sequence[str], deadline_s: float) -> Matrix:
        try:
            vectors = self._answer(texts, deadline_s)
        except EngineError as wrong:
            if self._answers:
                self._on_trouble(wrong)
            self._answers = False
            raise
        self._answers = True
        return vectors

    def _answer(self, texts: Sequence[str], deadline_s: float) -> Matrix:
        if self.host.loading and not self._awaited:
            deadline_s += _LOADS_S
        elif self.host.condition != "ready":
            raise EngineFailed(f"the embedder is {self.host.condition}")
        try:
            _reply, payload = self.host.call("embed", Embed(tuple(texts)), Embedded, deadline_s=deadline_s)
        finally:
            self._awaited = self._awaited or self.host.loading
        if len(payload) != len(texts) * SIZE * 4:
            raise EngineFailed(f"the embedder gave {len(payload)} bytes for {len(texts)} texts")
        vectors = np.frombuffer(payload, dtype="<f4").astype(np.float32).reshape(len(texts), SIZE)
        if not is_sound(vectors, len(texts)):
            raise EngineFailed("the embedder gave no embeddings")
        return vectors


class _Around:
    """An embedder around another one, whose model it goes by."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def model(self) -> str:
        """The model's id in the catalog."""
        return self._embedder.model

    @property
    def model_sha256(self) -> str:
        """What the model's bytes are."""
        return self._embedder.model_sha256


class WatchedEmbedder(_Around):
    """An embedder of which every failure is told: where words alone stand in for it, they would cost hits.

    `on_failure` may raise an error of its own; else the embedder's is raised.
    """

    def __init__(self, embedder: Embedder, on_failure: Callable[[EngineError], None]) -> None:
        super().__init__(embedder)
        self._on_failure = on_failure

    def embed(self, texts: Sequence[str]) -> Matrix:
        """As the embedder's."""
        return self._told(self._embedder.embed, texts)

    def embed_examples(self, texts: Sequence[str]) -> Matrix:
        """As the embedder's."""
        return self._told(self._embedder.embed_examples, texts)

    def _told(self, embed: Callable[[Sequence[str]], Matrix], texts: Sequence[str]) -> Matrix:
        try:
            return embed(texts)
        except EngineError as wrong:
            self._on_failure(wrong)
            raise


class CachedEmbedder(_Around):
    """An embedder that keeps the embeddings of examples in `folder`, one file for each set of them."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        super().__init__(embedder)
        self._folder = folder

    def embed(self, texts: Sequence[str]) -> Matrix:
        """As the embedder's."""
        return self._embedder.embed(texts)

    def embed_examples(self, texts: Sequence[str]) -> Matrix:
        """From the folder where it is there and whole, else the embedder's, kept."""
        about = "\n".join((self.model_sha256, version("onnxruntime"), _FORM, tuning_sha256(), *map(plain, texts)))
        path = self._folder / f"{hashlib.sha256(about.encode()).hexdigest()}.f32"
        kept = _read(path, len(texts))
        if kept is None:
            kept = self._embedder.embed_examples(texts)
            _keep(path, kept)
        return kept


def _read(path: Path, count: int) -> Matrix | None:
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    if len(raw) != count * SIZE * 4:
        return None
    vectors = np.frombuffer(raw, dtype="<f4").astype(np.float32).reshape(count, SIZE)
    return vectors if is_sound(vectors, count) else None


def _keep(path: Path, vectors: Matrix) -> None:
    """Write what it took a moment to make; a full or read-only disk costs that moment, no hits."""
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(vectors.astype("<f4").tobytes())
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def kept_folder() -> Path:
    """Where the embeddings of packs' examples are kept."""
    return paths.cache_dir() / "meaning"


def embedder_here(catalog: Catalog) -> Embedder | None:
    """The installed embedder, loaded into this process; None where there is none.

    Raises `UserError` when its files are damaged.
    """
    # Imported here: the app itself runs the embedder as an engine, and need not load onnxruntime.
    from desktop.rubric.embedder import MiniLm

    model = next(iter(catalog.usable_models("embedder")), None)
    folder = catalog.installed(model.id) if model else None
    if model is None or folder is None:
        return None
    found = MiniLm({"model_dir": str(folder), "model": model.id, "model_sha256": model.main_sha256})
    found.load()
    return found
