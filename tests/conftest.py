"""Shared fixtures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop import paths


@pytest.fixture(scope="session")
def model_dir() -> Callable[[str], Path]:
    """The folder of an installed model by catalog id; the test fails when it is not installed."""
    roots = (*paths.machine_models_dirs(), paths.models_dir())

    def find(model_id: str) -> Path:
        for root in roots:
            if (root / model_id).is_dir():
                return root / model_id
        pytest.fail(f"model {model_id} is not installed: ./run models fetch {model_id}")

    return find


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of the application's own folders; machine-wide models stay visible."""
    monkeypatch.setenv("STEADYHAND_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
