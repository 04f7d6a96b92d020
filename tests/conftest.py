"""Shared fixtures."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

from desktop import paths, policyfile
from desktop import settings as chosen
from tests.helpers.pulse import Pulse

# Property tests measure nothing: on a busy machine an example may take its time.
settings.register_profile("steadyhand", deadline=None)
settings.load_profile("steadyhand")
# A window's test says what must come, not how soon: the 5 s of pytest-qt are short where others compute as well.
QtBot.waitUntil.__kwdefaults__["timeout"] = 30_000


@pytest.fixture(autouse=True)
def no_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where this machine's policy would be read; there is none unless a test writes it."""
    place = tmp_path / "machine" / "policy.toml"
    monkeypatch.setattr(policyfile, "place", lambda: place)
    monkeypatch.setattr(policyfile, "ROOT", getattr(os, "getuid", lambda: 0)())
    chosen.policy.cache_clear()
    yield place
    chosen.policy.cache_clear()


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
    """An empty home of the application's own folders; the models that are installed stay visible, read-only."""
    installed = (*paths.machine_models_dirs(), paths.models_dir())
    monkeypatch.setenv("STEADYHAND_MODELS", os.pathsep.join(map(str, installed)))
    monkeypatch.setenv("STEADYHAND_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="session")
def sound_server() -> Iterator[Pulse]:
    """A private sound server for the whole run; `pulse` makes it this process's sound card."""
    server = Pulse()
    yield server
    server.close()


@pytest.fixture
def pulse(sound_server: Pulse, monkeypatch: pytest.MonkeyPatch) -> Pulse:
    """A loudspeaker that can be recorded and a microphone that can be spoken into, as the system's defaults."""
    for name, value in sound_server.environment.items():
        monkeypatch.setenv(name, value)
    return sound_server
