from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop import paths


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the built-in pack, to be broken."""
    folder = tmp_path / "copy"
    shutil.copytree(paths.shipped("scenarios") / "eleven-pm", folder)
    return folder


@pytest.fixture
def edit(pack: Path) -> Callable[..., Path]:
    """Replace `old` (met exactly once) by `new` in a file of the copy."""

    def change(old: str, new: str, member: str = "scenarios/eleven-pm.toml") -> Path:
        path = pack / member
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {member}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return pack

    return change
