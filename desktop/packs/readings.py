"""What was read of a built-in pack's file, kept: TOML is slow to read, and the same files are read at each start.

Only built-in packs: what a stranger's pack says is read and checked anew each time.
"""

from __future__ import annotations

import contextlib
import hashlib
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from desktop import __version__, paths
from desktop.folders import own_folder, trim, write_own

_MOST_KEPT = 200
"""Files of readings: when there are more, those written first go, which older releases left behind."""

_File = TypeVar("_File", bound=msgspec.Struct)


def kept(content: bytes, kind: type[_File]) -> _File | None:
    """What the same bytes were read as before; None when they were not, or not by this release."""
    try:
        return msgspec.msgpack.decode(_place(content, kind).read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        return None


def keep(content: bytes, reading: msgspec.Struct) -> None:
    """Keep what `content`, in which nothing was wrong, was read as. Where nothing can be kept it is read again."""
    place = _place(content, type(reading))
    with contextlib.suppress(OSError):
        own_folder(place.parent)
        write_own(place, msgspec.msgpack.encode(reading))
        trim(place.parent, "*.reading", _MOST_KEPT)


def _place(content: bytes, kind: type[msgspec.Struct]) -> Path:
    name = hashlib.sha256(f"{_reader()} {kind.__name__}\n".encode() + content).hexdigest()
    return paths.cache_dir() / "packs" / f"{name}.reading"


@cache
def _reader() -> str:
    """Which code reads: this release, and in a source tree these very files."""
    here = Path(__file__).resolve().parent
    files = [*sorted(here.glob("*.py")), here.parent / "conditions.py", here.parent / "scenario.py"]
    stamps = [f"{file.stat().st_size}.{file.stat().st_mtime_ns}" for file in files if file.is_file()]
    return " ".join([__version__, *stamps])
