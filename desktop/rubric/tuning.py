"""What was trained of the embedder's network: biases, norms, scales, and low-rank changes of its matrices.

They come with the app and take the places of the file's own numbers, in memory, where the model is the one they
were trained on; the head (`meaning.py`) was trained over them. A change is `down @ up`, added to one matrix or to
several side by side. docs/rubric.md says how all of it was trained, and what it does.

onnxruntime's own way to replace numbers (`SessionOptions.add_initializer`) is of no use: it comes after matrices
have been made of int8 weights and scales, so that it leaves these as they were and says nothing.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from desktop.errors import UserError
from desktop.rubric.embedding import Matrix

FILE = Path(__file__).parent / "tuning.npz"
_OF, _NAMES, _PLACES = "model_sha256", "names", "places"
_DOWN, _UP = "down ", "up "
_BESIDE = "+"
"""Between the names of matrices that share one change."""
_MOST = 127
"""An int8 weight is at most that many of its column's scale."""

Weights = np.ndarray[Any, np.dtype[np.int8]]


@dataclass(frozen=True, slots=True)
class LowRank:
    """A change of the matrices `names`, side by side: `down` (rows x rank) times `up` (rank x their columns)."""

    names: tuple[str, ...]
    down: Matrix
    up: Matrix


@cache
def tuning_sha256() -> str:
    """What else than the model makes an embedding."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()


def tuned_model(model_sha256: str, model: Path, path: Path = FILE) -> bytes:
    """The bytes of the file `model` with what was trained in place; as they are where another model was tuned.

    Raises OSError where `model` can't be read, ValueError where its bytes are others than `model_sha256` says, and
    `UserError` where `path` is damaged.
    """
    every = model.read_bytes()
    parts = _stored(path)
    if str(parts[_OF]) != model_sha256:
        return every
    if hashlib.sha256(every).hexdigest() != model_sha256:
        raise ValueError("these are not the bytes of the model that was tuned")
    places = dict(zip(parts[_NAMES].tolist(), parts[_PLACES].tolist(), strict=True))
    changed = bytearray(every)
    for name, value in _values(parts, places, every):
        changed[places[name] : places[name] + value.nbytes] = value.tobytes()
    return bytes(changed)


def _stored(path: Path) -> dict[str, Any]:
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            return {_OF: "", **{name: stored[name] for name in stored.files}}
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error) as broken:
        raise UserError(f"Steadyhand's own file {path} is damaged.", "Install Steadyhand again.") from broken


def write(
    path: Path,
    model_sha256: str,
    values: Mapping[str, Matrix],
    changes: Sequence[LowRank],
    places: Mapping[str, int],
) -> None:
    """Keep `values` and `changes`, in 16 bits a number.

    `places`: the bytes in the model's file before each of `values` and, as "NAME_q", before each changed matrix.
    """
    half = {name: value.astype(np.float16) for name, value in values.items()}
    for change in changes:
        names = _BESIDE.join(change.names)
        half |= {_DOWN + names: change.down.astype(np.float16), _UP + names: change.up.astype(np.float16)}
    about = {
        _OF: np.array(model_sha256),
        _NAMES: np.array(list(places)),
        _PLACES: np.array(list(places.values()), np.int64),
    }
    np.savez_compressed(path, **about, **half)  # type: ignore[arg-type]


def changes_in(parts: Mapping[str, Any]) -> dict[tuple[str, ...], LowRank]:
    """What a file holds of changes, by the names of the matrices that each is of."""
    together = [name.removeprefix(_DOWN) for name in parts if name.startswith(_DOWN)]
    return {
        (names := tuple(each.split(_BESIDE))): LowRank(
            names, parts[_DOWN + each].astype(np.float32), parts[_UP + each].astype(np.float32)
        )
        for each in together
    }


def _values(
    parts: Mapping[str, Any], places: Mapping[str, int], every: bytes
) -> Iterator[tuple[str, Matrix | Weights]]:
    """What takes places, by name."""
    plain = {name: parts[name].astype("<f4") for name in places if name in parts}
    for names, change in changes_in(parts).items():
        down = change.down.astype(np.float64)
        for name, up in zip(names, np.split(change.up.astype(np.float64), len(names), axis=1), strict=True):
            shape = (len(down), up.shape[1])
            own = np.frombuffer(every, np.int8, shape[0] * shape[1], places[f"{name}_q"]).reshape(shape)
            change_of = (down @ up).astype(np.float32)  # in 64 bits first: the same on every processor
            weights, scale = _in_bytes(own * plain[f"{name}_scale"] + change_of)
            plain[f"{name}_scale"] = scale
            yield f"{name}_q", weights
    yield from plain.items()


def _in_bytes(whole: Matrix) -> tuple[Weights, Matrix]:
    """A matrix as int8 and a scale for each of its columns: near it by half a scale."""
    most = np.maximum(whole.max(axis=0, keepdims=True), -whole.min(axis=0, keepdims=True))
    scale = (np.maximum(most, np.finfo(np.float32).tiny) / _MOST).astype("<f4")
    return np.rint(whole / scale).clip(-_MOST, _MOST).astype(np.int8), scale
