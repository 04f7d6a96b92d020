"""ONNX networks loaded: as onnxruntime optimises them for this machine, once, and then as it was kept.

Optimising is most of what loading costs: three quarters for the second ear. What is kept is weights, nothing else,
for this release of onnxruntime and this processor; where it can't be kept or read the network itself is loaded.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import onnxruntime

from desktop import paths
from desktop.folders import PARTS, own_folder, trim

SUFFIX = ".onnx"
_MOST_KEPT = 8
"""Networks that are kept, those used last: a voice has 60 MB."""

Options = Callable[[], onnxruntime.SessionOptions]
"""Makes the settings of a session: each has its own."""


def folder() -> Path:
    """Where optimised networks are kept."""
    return paths.cache_dir() / "graphs"


def open_session(path: Path, sha256: str, options: Options) -> onnxruntime.InferenceSession:
    """A session of the network at `path` on the processor, the same whether or not it was kept before.

    `sha256` is that of its model; without one nothing is kept. Raises whatever onnxruntime does: a dozen unrelated
    types.
    """
    if not sha256 or not path.is_file():
        return _session(path, options())
    place = _place(path, sha256)
    if (kept := _kept(place)) is not None:
        settings = options()
        settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        try:
            session = _session(kept, settings)
        except Exception:  # damaged: of as many types as above
            _forget(place)
        else:
            with contextlib.suppress(OSError):
                os.utime(kept)  # used now
            return session
    return _optimised(path, place, options)


def _optimised(path: Path, place: Path, options: Options) -> onnxruntime.InferenceSession:
    """The session of `path`, which is kept at `place`, where that can be done."""
    part = place.with_name(PARTS.replace("*", f"{place.stem}-{os.getpid()}"))
    settings = options()
    settings.optimized_model_filepath = str(part)
    try:
        own_folder(place.parent)
        session = _session(path, settings)
        _put(part, place)
    except Exception:  # no room, say; a network that is damaged is so the second time, too
        session = _session(path, options())
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return session


def _session(path: Path, settings: onnxruntime.SessionOptions) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(path), settings, providers=["CPUExecutionProvider"])


def _put(part: Path, place: Path) -> None:
    """Keep `part`: whole on disk before it has its name, in which its SHA-256 is."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.chmod(0o600)
    _forget(place)
    part.replace(place.with_name(f"{place.stem}-{_sha256(part)}{SUFFIX}"))
    trim(place.parent, f"*{SUFFIX}", _MOST_KEPT)


def _kept(place: Path) -> Path | None:
    """What is kept at `place`, and whole; None, too, when another process takes it away meanwhile."""
    with contextlib.suppress(OSError):
        return next((one for one in _files(place) if one.stem.endswith(f"-{_sha256(one)}")), None)
    return None


def _forget(place: Path) -> None:
    with contextlib.suppress(OSError):
        for one in _files(place):
            with contextlib.suppress(OSError):
                one.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(place: Path) -> Iterator[Path]:
    yield from place.parent.glob(f"{place.stem}-*{SUFFIX}")


def _place(path: Path, sha256: str) -> Path:
    about = "\n".join((sha256, path.name, str(path.stat().st_size), onnxruntime.__version__, _machine()))
    return folder() / f"{path.stem}-{hashlib.sha256(about.encode()).hexdigest()[:32]}{SUFFIX}"


@cache
def _machine() -> str:
    """The processor: some of what is optimised is laid out for it."""
    lines: set[str] = set()
    with contextlib.suppress(OSError):
        said = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        lines = {line for line in said if line.startswith(("model name", "flags", "Features"))}
    return " ".join((platform.machine(), platform.processor(), *sorted(lines)))
