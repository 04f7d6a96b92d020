"""The embedder: all-MiniLM-L6-v2 on onnxruntime, texts of about one length together.

A run of the network reads all of its weights, whatever it is fed, so several texts in one run cost little more
than one. The same text must always give the same hits, alone or in company: each is padded to its own next
multiple of `_STEP` tokens and runs only with texts of that length, so that every sum is made of the same numbers
in the same order. (The network's weights are int8, its arithmetic is float.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from desktop import paths
from desktop.adapter import Context, Method
from desktop.errors import EngineFailed, UserError
from desktop.events import EngineInfo
from desktop.rubric import tuning
from desktop.rubric.embedding import SIZE, Embed, Embedded, Matrix, plain
from desktop.rubric.tuning import tuned_model
from desktop.settings import fetch_or_ask

_MOST_TOKENS = 96
_STEP = 4
"""Fewer lengths make fewer runs, and more padding."""
_TOGETHER = 32
"""Texts in a run, at most: a pack's examples need no more memory than a call's lines."""


class MiniLm:
    """The model, in this process or as an engine; method "embed".

    Options: "model_dir" (model.onnx, tokenizer.json), "model", "model_sha256", "threads"; "tuning", another file
    than the app's (`tuning.py`).
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options

    @property
    def model(self) -> str:
        """The model's id in the catalog."""
        return str(self._options["model"])

    @property
    def model_sha256(self) -> str:
        """What the model's bytes are."""
        return str(self._options["model_sha256"])

    def load(self) -> EngineInfo:
        """Load the network. Raises `UserError` when a file is missing or damaged."""
        folder = Path(self._options["model_dir"])
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = 1
        settings.log_severity_level = 3
        try:
            changes = Path(self._options.get("tuning", tuning.FILE))
            tuned = tuned_model(self.model_sha256, folder / "model.onnx", changes)
            self._session = onnxruntime.InferenceSession(tuned, settings, providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except UserError:
            raise
        except Exception as broken:  # both libraries raise bare exceptions
            fix = fetch_or_ask(f"Fetch it again: {paths.command(f'models fetch {self.model}')}")
            raise UserError(f"The embedder in {folder} can't be loaded.", fix) from broken
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        return EngineInfo("minilm", onnxruntime.__version__, self.model, self.model_sha256, threads=1)

    def methods(self) -> Mapping[str, Method]:
        """Embed."""
        return {"embed": Method(Embed, self._answer)}

    def embed(self, texts: Sequence[str]) -> Matrix:
        """The mean of each text's word states, of length 1. Raises `EngineFailed`."""
        try:
            return self._embedded([self._tokenizer.encode(plain(text)).ids for text in texts])
        except Exception as broken:  # onnxruntime and tokenizers raise bare exceptions
            raise EngineFailed(f"the embedder failed: {type(broken).__name__}") from broken

    def embed_examples(self, texts: Sequence[str]) -> Matrix:
        """The same."""
        return self.embed(texts)

    def _answer(self, request: Embed, _payload: memoryview, _context: Context) -> tuple[Embedded, bytes]:
        return Embedded(len(request.texts)), self.embed(request.texts).astype("<f4").tobytes()

    def _embedded(self, texts: Sequence[Sequence[int]]) -> Matrix:
        """The embeddings of texts given as tokens."""
        vectors = np.zeros((len(texts), SIZE), dtype=np.float32)
        for length, rows in _by_length(texts).items():
            for begin in range(0, len(rows), _TOGETHER):
                some = rows[begin : begin + _TOGETHER]
                states = self._states([texts[row] for row in some], length)
                for row, each in zip(some, states, strict=True):
                    mean = each[: len(texts[row])].mean(axis=0)
                    vectors[row] = mean / np.linalg.norm(mean)
        return vectors

    def _states(self, texts: Sequence[Sequence[int]], length: int) -> Matrix:
        ids = np.zeros((len(texts), length), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(texts):
            ids[row, : len(text)], mask[row, : len(text)] = text, 1
        fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return np.asarray(self._session.run(None, fed)[0], dtype=np.float32)


def _by_length(texts: Sequence[Sequence[int]]) -> dict[int, list[int]]:
    """Padded length -> the places of the texts that have it."""
    rows: dict[int, list[int]] = {}
    for row, text in enumerate(texts):
        rows.setdefault(-(-len(text) // _STEP) * _STEP, []).append(row)
    return rows
