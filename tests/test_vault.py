"""All that is kept, through the application: counted, exported, deleted. Real store, real rooms, real threads."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import filelock
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop import logs, paths, settings
from desktop.app import Application
from desktop.app.start import apply_scale
from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.events import Event, LevelMeasured, State, Utterance
from desktop.records import SessionStart
from desktop.rehearsal.compose import silent_device
from desktop.rehearsal.offline import open_store
from desktop.rehearsal.recorder import to_flac
from desktop.settings import Settings
from desktop.store import keys
from desktop.store.database import Store
from desktop.ui.bridge import Bridge
from desktop.ui.vault import Kept

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytestmark = pytest.mark.timeout(120)
WAIT_MS = 60_000


class Stage:
    """An application with one stored call, its key in a file, and everything it answered."""

    def __init__(self, home: Path, qtbot: QtBot) -> None:
        self.qtbot, self.home = qtbot, home
        database = paths.database_path()
        self.store = Store.open(database, keys.resolve(database, paths.config_dir() / "sessions.key"))
        start = SessionStart("s1", "eleven-pm", "T", "ab", "realistic", "2026-01-01T10:00:00+00:00", True)
        self.store.begin(start, State(1, 1, 1))
        self.store.add_utterance("s1", Utterance(1, "user", "we roll back now", 0.0, 1.0, "typed"))
        self.flac = to_flac(np.ones((16000, 2), dtype=np.int16))
        self.store.save_audio("s1", self.flac)
        self.events: list[Event] = []
        self.answers: list[object] = []
        self.progress: list[tuple[int, int]] = []
        bridge = Bridge()
        bridge.arrived.connect(self.events.append)
        self.app = Application(self.store, Catalog.load(), Settings(), bridge)

    def until(self, wanted: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(wanted, timeout=WAIT_MS)

    def answer(self) -> object:
        self.until(lambda: bool(self.answers))
        return self.answers.pop()

    def export(self, path: Path) -> object:
        self.app.vault().export(
            path, lambda done, of: self.progress.append((done, of)), self.answers.append, self.answers.append
        )
        return self.answer()

    def lying(self) -> set[str]:
        found = (path for path in self.home.rglob("*") if path.is_file() and path.suffix != ".lock")
        return {path.relative_to(self.home).as_posix() for path in found}


@pytest.fixture
def stage(home: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stage]:
    monkeypatch.setenv("STEADYHAND_MODELS", str(tmp_path / "none"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setattr(Application, "_live_device", lambda _self, *, keep: silent_device())
    logs.configure(paths.log_dir())
    made = Stage(home, qtbot)
    yield made
    ended: list[bool] = []
    made.app.shutdown(lambda: ended.append(True))
    if not made.app._rooms.office._shutdown:
        made.until(lambda: bool(ended))


def test_what_is_kept_is_counted_and_its_key_found(stage: Stage) -> None:
    stage.app.vault().kept(stage.answers.append)
    kept = stage.answer()
    assert isinstance(kept, Kept)
    assert kept.cipher[0].isdigit()
    assert (kept.key, kept.key_file) == ("key_file", str(stage.home / "config" / "sessions.key"))
    assert (kept.calls, kept.calls_with_sound, kept.sound_bytes) == (1, 1, len(stage.flac))


def test_everything_is_exported_with_progress(stage: Stage, tmp_path: Path) -> None:
    assert stage.export(tmp_path / "all.zip") == 1
    assert stage.progress == [(0, 1), (1, 1)]
    with zipfile.ZipFile(tmp_path / "all.zip") as file:
        assert sum(name.endswith("review.html") for name in file.namelist()) == 1


def test_a_stopped_export_writes_nothing(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = stage.store.sessions

    def stopped_meanwhile() -> object:
        stage.app.vault().cancel()
        return sessions()

    monkeypatch.setattr(stage.store, "sessions", stopped_meanwhile)
    wrong = stage.export(tmp_path / "all.zip")
    assert isinstance(wrong, UserError)
    assert str(wrong) == "Stopped. Nothing was written."
    assert not list(tmp_path.glob("all.zip*"))


def test_everything_is_deleted_after_all_work_has_ended(stage: Stage) -> None:
    settings.save(Settings(scale=150))
    logs.get_logger().warning("something")
    assert {"data/sessions.db", "config/sessions.key", "config/settings.json"} <= stage.lying()
    stage.app.vault().delete_everything(stage.answers.append, stage.answers.append)
    assert stage.answer() == ()
    assert stage.lying() == set()
    stage.app.set_settings(Settings())  # what a screen may still ask for
    stage.app.stop_microphone_check()
    logs.get_logger().warning("after the end")
    assert stage.lying() == set()
    with open_store(lambda _event: None) as anew:
        assert anew.sessions() == ()


def test_nothing_ends_while_another_call_goes_on(stage: Stage) -> None:
    with filelock.FileLock(paths.data_dir() / ".microphone.lock", thread_local=False):
        stage.app.vault().delete_everything(stage.answers.append, stage.answers.append)
        wrong = stage.answer()
    assert isinstance(wrong, UserError)
    assert "A call is going on" in wrong.message
    assert "data/sessions.db" in stage.lying()
    found: list[object] = []
    stage.app.history(found.append)  # the window goes on as before
    stage.until(lambda: bool(found))


def test_what_can_t_be_deleted_is_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    unlink = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.name == "sessions.db":
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    stage.app.vault().delete_everything(stage.answers.append, stage.answers.append)
    wrong = stage.answer()
    assert isinstance(wrong, UserError)
    assert "sessions delete --everything --yes" in wrong.fix
    assert "config/sessions.key" in stage.lying()


def test_a_microphone_is_heard_before_any_engine_was_started(stage: Stage) -> None:
    stage.app.start_microphone_check()
    stage.until(lambda: any(isinstance(event, LevelMeasured) for event in stage.events))
    stage.app.stop_microphone_check()


@pytest.mark.parametrize(("percent", "before", "after"), [(150, None, "1.5"), (100, None, None), (200, "3", "3")])
def test_the_size_reaches_qt_unless_the_person_set_it_there(
    monkeypatch: pytest.MonkeyPatch, percent: int, before: str | None, after: str | None
) -> None:
    monkeypatch.delenv("QT_SCALE_FACTOR", raising=False)
    if before is not None:
        monkeypatch.setenv("QT_SCALE_FACTOR", before)
    apply_scale(percent)
    assert os.environ.get("QT_SCALE_FACTOR") == after
    monkeypatch.setenv("QT_SCALE_FACTOR", "1")  # so that it is taken back
