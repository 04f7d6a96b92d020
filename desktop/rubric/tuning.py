"""What was trained of the embedder's network: biases, norms and the scales of its weights.

They come with the app and stand in for the file's own where the model is the one they were trained on; the head
(`meaning.py`) was trained over them. docs/rubric.md says how, and what they do.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np

from desktop.rubric.embedding import Matrix

FILE = Path(__file__).parent / "tuning.npz"
_OF = "model_sha256"


@cache
def tuning_sha256() -> str:
    """What else than the model makes an embedding."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()


@cache
def tuned_initializers(model_sha256: str, path: Path = FILE) -> dict[str, Matrix]:
    """Arrays by the names they have in the model's file; none where another model was the one that was tuned."""
    with np.load(path, allow_pickle=False) as stored:
        if str(stored[_OF]) != model_sha256:
            return {}
        return {name: np.asarray(stored[name], np.float32) for name in stored.files if name != _OF}


def write(path: Path, model_sha256: str, initializers: dict[str, Matrix]) -> None:
    """Keep `initializers`, in 16 bits each."""
    half = {name: value.astype(np.float16) for name, value in initializers.items()}
    np.savez_compressed(path, **{_OF: np.array(model_sha256)}, **half)  # type: ignore[arg-type]
