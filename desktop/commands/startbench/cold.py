"""Files as they are after a restart of the machine: on the disk alone."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path


def forget_files(folders: Iterable[Path]) -> int:
    """Ask the system to drop what it keeps of these folders' files in memory; how many megabytes they have.

    What another process has mapped stays, and where the system can't be asked (macOS, Windows) all of it does: 0.
    """
    if not hasattr(os, "posix_fadvise"):
        return 0
    return round(sum(_forget(path) for folder in folders for path in folder.rglob("*") if path.is_file()) / 1e6)


def _forget(path: Path) -> int:
    with contextlib.suppress(OSError), path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return os.fstat(file.fileno()).st_size
    return 0
