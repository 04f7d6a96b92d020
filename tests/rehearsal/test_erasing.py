"""Deleting everything: what goes, what stays, and what happens when something can't go."""

from __future__ import annotations

from pathlib import Path

import filelock
import keyring
import pytest

from desktop import cli, logs, paths, settings
from desktop.errors import UserError
from desktop.events import State
from desktop.records import SessionStart
from desktop.rehearsal.erasing import KEPT, erase_everything
from desktop.rehearsal.meaning import kept_folder
from desktop.rehearsal.offline import open_store
from desktop.rehearsal.result import FILE_NAMES, demo_folder, reviews_folder


class Ring:
    """A keyring in memory. No subclass of keyring's own: that one would be found, and used by every other test."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(params=["keyring", "key_file"])
def ring(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    if request.param == "keyring":
        monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    else:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    return made


@pytest.fixture
def used(home: Path, ring: Ring) -> Path:
    """A home after some use: a session with sound, every kind of file, and a model."""
    logs.configure(paths.log_dir())
    with open_store(lambda _event: None) as store:
        store.begin(SessionStart("s1", "eleven-pm", "T", "ab", "realistic", "2026-01-01", True), State(1, 1, 1))
        store.save_audio("s1", b"fLaC")
    logs.get_logger().warning("something")
    settings.save(settings.Settings())
    (settings.path().parent / ".steadyhand-0a.part").write_bytes(b"left by a crash")
    for folder in (reviews_folder("call"), demo_folder()):
        folder.mkdir(parents=True)
        for name in FILE_NAMES:
            (folder / name).write_text("what was said")
    for path in (
        paths.data_dir() / "sessions.db.before-0002",
        paths.data_dir() / "sessions.db.damaged-20260101T000000-wal",
        paths.data_dir() / "models" / "own" / "model.gguf",
        paths.data_dir() / "voice_speeds.json",
        paths.log_dir() / "steadyhand.log.1",
        paths.log_dir() / "crash-20260101T000000.txt",
        paths.config_dir() / "window.ini",
        kept_folder() / "ab.f32",
        *(paths.cache_dir() / folder / ".steadyhand-0b.part" for folder in ("heads", "graphs", "packs")),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return home


def lying(home: Path) -> set[str]:
    return {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}


DECLARED = {"data/models/own/model.gguf", "data/voice_speeds.json"}


def test_nothing_is_left_but_what_is_declared(used: Path, ring: Ring) -> None:
    assert "logs/steadyhand.log" in lying(used)
    assert ring.kept or (used / "config/sessions.key").exists()
    assert erase_everything() == ()
    assert lying(used) == DECLARED
    assert not ring.kept
    assert {path.name for path in (used / "data").iterdir()} <= set(KEPT)
    assert not (used / "config").exists()
    assert not (used / "logs").exists()


def test_no_log_begins_again_and_a_new_start_finds_an_empty_store(used: Path) -> None:
    (used / "logs" / "other.txt").write_text("keeps the folder")
    logs.configure(paths.log_dir())
    erase_everything()
    logs.get_logger().warning("after the end")
    assert lying(used) == DECLARED | {"logs/other.txt"}
    with open_store(lambda _event: None) as store:
        assert store.sessions() == ()


def test_what_somebody_else_put_there_stays_and_is_told(used: Path) -> None:
    mine = used / "data" / "reviews" / "call" / "notes.txt"
    mine.write_text("my own")
    elsewhere = used.parent / "diary"
    elsewhere.mkdir()
    (elsewhere / "review.html").write_text("an export")
    (used / "data" / "reviews" / "linked").symlink_to(elsewhere)
    (used / "config" / "other.txt").write_text("not ours")
    assert erase_everything() == (used / "config" / "other.txt", used / "data" / "reviews")
    assert mine.exists()
    assert (elsewhere / "review.html").exists()


def test_the_key_stays_as_long_as_something_could_not_go(
    used: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.name == "sessions.db":
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", held)
        with pytest.raises(UserError, match=r"sessions\.db can't be deleted"):
            erase_everything()
    with open_store(lambda _event: None) as store:
        assert [one.session_id for one in store.sessions()] == ["s1"]
    assert not (used / "data" / "demo").exists()
    erase_everything()
    assert lying(used) == DECLARED


def test_the_command_deletes_everything(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sessions", "delete", "--everything", "--yes"]) == 0
    assert "Everything is deleted." in capsys.readouterr().out
    assert {name for name in lying(used) if not name.endswith(".lock")} == DECLARED


def test_the_command_deletes_nothing_during_a_call(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    use = filelock.FileLock(paths.data_dir() / ".microphone.lock", is_singleton=False)
    with use:
        assert cli.main(["sessions", "delete", "--everything", "--yes"]) == 1
    assert "A call is going on in another Steadyhand, so nothing was deleted." in capsys.readouterr().err
    assert "data/sessions.db" in lying(used)


@pytest.mark.parametrize("words", [["--everything"], [], ["s1", "--everything", "--yes"]])
def test_the_command_deletes_nothing_unless_it_is_sure(
    used: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = lying(used)
    assert cli.main(["sessions", "delete", *words]) == 2
    assert lying(used) == before


def test_the_command_deletes_nothing_under_an_open_window(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with filelock.FileLock(paths.data_dir() / paths.WINDOW_LOCK):
        assert cli.main(["sessions", "delete", "--everything", "--yes"]) == 1
    assert "window is open" in capsys.readouterr().err
    assert "data/sessions.db" in lying(used)
