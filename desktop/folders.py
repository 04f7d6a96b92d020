"""Folders and files that hold what is nobody else's business."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

PARTS = ".steadyhand-*.part"
"""What a file is called while it is written; one that is found was left by a crash."""
_WRITING_NS = 600 * 10**9
"""A part that was not written to for so long is nobody's any more."""


def own_folder(path: Path) -> None:
    """Make `path` and every folder above it that is missing, for this user alone (mode 700); others are left.

    Raises `OSError`.
    """
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    path.mkdir(exist_ok=True)


@contextlib.contextmanager
def own_file(path: Path, last: Callable[[], None] = lambda: None) -> Iterator[BinaryIO]:
    """A stream that becomes `path` when all went well, for this user alone (mode 600); else `path` is left.

    `last` is called when everything is written, just before it takes its place; what that raises prevents it.
    Raises `OSError`.
    """
    part = path.with_name(PARTS.replace("*", secrets.token_hex(8)))
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(handle)  # else a power cut can leave the new name on an empty file
        last()
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def write_own(path: Path, content: bytes, last: Callable[[], None] = lambda: None) -> None:
    """Write `path` whole or not at all, for this user alone (mode 600); `last` as in `own_file`.

    Raises `OSError`, which names `path`.
    """
    try:
        with own_file(path, last) as stream:
            stream.write(content)
    except OSError as wrong:  # a full disk names no file, the others the half-written one
        raise OSError(wrong.errno, wrong.strerror, str(path)) from wrong


def trim(folder: Path, pattern: str, most: int) -> None:
    """Of the files of `pattern` in `folder` leave the `most` that were used last; and no part that a crash left.

    What can't be deleted stays. Other processes may do the same meanwhile.
    """
    long_ago = time.time_ns() - _WRITING_NS
    with contextlib.suppress(OSError):
        kept = sorted(folder.glob(pattern), key=_used_ns, reverse=True)
        left = [part for part in folder.glob(PARTS) if _used_ns(part) < long_ago]
        for path in (*kept[most:], *left):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _used_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # gone already
        return 0


_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def safe_path(path: str) -> bool:
    """Whether `path` stays below its folder on every system: relative, no parents, no device names."""
    parts = path.split("/")
    return 0 < len(path) <= 240 and len(parts) <= 8 and all(_safe_name(part) for part in parts)


def _safe_name(name: str) -> bool:
    return (
        bool(name)
        and not name.startswith("..")
        and name != "."
        and name == name.rstrip(". ")
        and not _RESERVED.fullmatch(name)
        and not any(character in '<>:"|?*\\' or ord(character) < 32 for character in name)
    )
