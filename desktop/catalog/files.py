"""Bytes on their way to the disk: hashed, counted, flushed, and refused in one sentence when they do not fit."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from desktop.catalog.models import IsCancelled, ModelFile
from desktop.errors import Cancelled, SteadyhandError, UserError

CHUNK = 1 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
OnBytes = Callable[[int], None]


class SourceFailed(SteadyhandError):
    """One source did not give the file; the next one is tried. The text is one sentence without its stop."""


class DiskFull(UserError):
    """There is no room. No other source can help."""


def never() -> bool:
    """A fetch that nobody cancels."""
    return False


def no_bytes(_count: int) -> None:
    """Progress that nobody watches."""


def copy(source: IO[bytes], target: IO[bytes], limit: int, on_bytes: OnBytes, cancelled: IsCancelled) -> int:
    """Copy until the end; the bytes copied. Raises `SourceFailed` beyond `limit` bytes, and `Cancelled`."""
    copied = 0
    while chunk := source.read(CHUNK):
        stop_if(cancelled)
        copied += len(chunk)
        if copied > limit:
            raise SourceFailed(f"it holds more than the {limit} bytes that were published")
        target.write(chunk)
        on_bytes(len(chunk))
    return copied


def stop_if(cancelled: IsCancelled) -> None:
    """Raise `Cancelled` when the person stopped the work."""
    if cancelled():
        raise Cancelled


def sha256_of(path: Path, cancelled: IsCancelled = never) -> str:
    """The file's SHA-256 in lower-case hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            stop_if(cancelled)
            digest.update(chunk)
    return digest.hexdigest()


def is_file_of(path: Path, file: ModelFile, cancelled: IsCancelled = never) -> bool:
    """Whether `path` holds exactly the published bytes."""
    return has_size(path, file) and sha256_of(path, cancelled) == file.sha256


def has_size(path: Path, file: ModelFile) -> bool:
    """Whether `path` is there in the published size. 0 stands for any size."""
    with suppress(OSError):
        return path.is_file() and file.bytes in (0, path.stat().st_size)
    return False


def accept(part: Path, file: ModelFile, target: Path, cancelled: IsCancelled = never) -> None:
    """Rename `part` to `target` when it is the published file; else delete it and raise `SourceFailed`."""
    size, found = part.stat().st_size, sha256_of(part, cancelled)
    if found != file.sha256 or file.bytes not in (0, size):
        part.unlink()
        raise SourceFailed(
            f"{file.path} is not the published file: expected sha256 {file.sha256}"
            f" ({file.bytes} bytes), found {found} ({size} bytes)"
        )
    flush(part)
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(target)


def flush(path: Path) -> None:
    """Put a file, or a folder's entries where the system can, on the disk before going on."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def room_for(needed: int, folder: Path, what: str) -> None:
    """Raise `DiskFull` when `folder`'s disk has less than `needed` bytes left."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DiskFull(
            f"Not enough room for {what}: {size_text(needed)} is needed and {size_text(free)} is free on the disk"
            f" of {folder}.",
            "Free some space and repeat the command; what was fetched is kept.",
        )


@contextmanager
def disk_errors(folder: Path, what: str) -> Iterator[None]:
    """Turn a disk that runs full, or refuses to be written, into one sentence."""
    try:
        yield
    except PermissionError as wrong:
        raise UserError(
            f"The folder {folder} can't be written ({wrong.strerror}).",
            "Give yourself the right to write there, or set STEADYHAND_HOME to another folder.",
        ) from wrong
    except OSError as wrong:
        if wrong.errno not in _FULL:
            raise
        raise DiskFull(
            f"The disk of {folder} ran full while {what} was written.",
            "Free some space and repeat the command; what was fetched is kept.",
        ) from wrong


def size_text(count: int) -> str:
    """Bytes as people read them: "1.1 GB"."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"
