"""Folders that hold what is nobody else's business."""

from __future__ import annotations

from pathlib import Path


def own_folder(path: Path) -> None:
    """Make `path` and every folder above it that is missing, for this user alone (mode 700); others are left.

    Raises `OSError`.
    """
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    path.mkdir(exist_ok=True)
