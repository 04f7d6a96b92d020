"""`sessions show` and `sessions export` of a rehearsal whose pack lies in a folder."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from desktop import cli, paths
from desktop.events import State, Utterance
from desktop.packs import install_pack
from desktop.records import SessionStart, StoredTurn
from desktop.rehearsal.offline import open_store
from desktop.rehearsal.result import ready_folder, reviews_folder


@pytest.fixture
def pack(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack called "mine" in the working folder, and one stored session of it called "one"."""
    folder = tmp_path / "mine"
    shutil.copytree(paths.shipped("scenarios") / "eleven-pm", folder)
    for path in (folder / "pack.toml", folder / "scenarios/eleven-pm.toml"):
        path.write_text(path.read_text("utf-8").replace('id = "eleven-pm"', 'id = "mine"'), "utf-8")
    monkeypatch.chdir(tmp_path)
    with open_store(lambda _event: None) as store:
        started = "2026-05-01T10:00:00+00:00"
        start = SessionStart("one", "mine", "My call", "0" * 64, "realistic", started, keep_audio=False)
        store.begin(start, State(50, 50, 50))
        store.end("one", ended_at=started, reason="hung_up", duration_s=1.0)
    return folder


def test_a_folder_that_happens_to_have_the_name_is_not_taken(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sessions", "show", "one"]) == 1
    assert 'The scenario "My call" is not installed' in capsys.readouterr().err


def test_the_pack_is_given_by_its_path_or_installed(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sessions", "show", "one", "--scenario", str(pack)]) == 0
    assert "2026-05-01" in capsys.readouterr().out
    install_pack(pack)
    assert cli.main(["sessions", "export", "one", "review.html"]) == 0
    assert "<h2>" in Path("review.html").read_text("utf-8")


def test_another_pack_is_refused(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sessions", "show", "one", "--scenario", "eleven-pm"]) == 1
    assert "eleven-pm holds eleven-pm, this was mine" in capsys.readouterr().err


def test_a_review_that_can_t_be_written_is_a_sentence(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sessions", "export", "one", "no/such/a.html", "--scenario", str(pack)]) == 1
    assert "can't be written: No such file or directory" in capsys.readouterr().err


def written(folder: Path, session_id: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "review.json").write_text(json.dumps({"session_id": session_id}))
    for name in ("review.html", "review.png", "call.wav"):
        (folder / name).write_text("what was said")
    return folder


def test_deleting_a_session_deletes_its_review_and_no_other(
    pack: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = written(paths.data_dir() / "reviews/call", "one")
    noted = written(paths.data_dir() / "reviews/call-2", "one")
    (noted / "notes.txt").write_text("my own")
    other = written(paths.data_dir() / "demo", "another")
    outside = written(tmp_path / "outside", "one")
    assert cli.main(["sessions", "delete", "one"]) == 0
    said = capsys.readouterr().out
    assert str(mine) in said
    assert not mine.exists()
    assert [path.name for path in noted.iterdir()] == ["notes.txt"]
    assert len(list(other.iterdir())) == len(list(outside.iterdir())) == 4


@pytest.mark.parametrize(("answer", "status"), [("n\n", 130), ("y\n", 0)])
def test_a_terminal_is_asked_before_a_session_is_deleted(
    pack: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    status: int,
) -> None:
    typed = io.StringIO(answer)
    monkeypatch.setattr(typed, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdin", typed)
    assert cli.main(["sessions", "delete", "one"]) == status
    assert "Delete My call of 2026-05-01 10:00" in capsys.readouterr().out
    with open_store(lambda _event: None) as store:
        assert len(store.sessions()) == (1 if status else 0)


def test_a_file_that_can_t_be_deleted_keeps_its_session(
    pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(paths.data_dir() / "demo", "one")
    unlink = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.name == "call.wav":
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", held)
        assert cli.main(["sessions", "delete", "one"]) == 1
    assert f"{folder / 'call.wav'} can't be deleted: Permission denied" in capsys.readouterr().err
    with open_store(lambda _event: None) as store:
        assert [one.session_id for one in store.sessions()] == ["one"]


def test_a_link_to_a_folder_of_one_s_own_is_left_alone(pack: Path, tmp_path: Path) -> None:
    mine = written(tmp_path / "mine-too", "one")
    (paths.data_dir() / "reviews").mkdir(parents=True)
    (paths.data_dir() / "reviews/link").symlink_to(mine)
    assert cli.main(["sessions", "delete", "one"]) == 0
    assert len(list(mine.iterdir())) == 4


def test_a_second_review_of_the_same_recording_gets_a_folder_of_its_own(home: Path) -> None:
    first = reviews_folder("call")
    first.mkdir(parents=True)
    assert (first.name, reviews_folder("call").name) == ("call", "call-2")


@pytest.mark.skipif(sys.platform == "win32", reason="rights are kept otherwise there")
def test_what_was_said_is_for_its_owner_alone(pack: Path, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = tmp_path / "new" / "inner"
        ready_folder(folder)
        assert cli.main(["sessions", "export", "one", "review.html", "--scenario", str(pack)]) == 0
        with open_store(lambda _event: None) as store:
            kept = store.path
    finally:
        os.umask(before)
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, folder.parent, Path("review.html"), kept)] == [
        "0o700",
        "0o700",
        "0o600",
        "0o600",
    ]


def test_a_session_is_named_by_the_beginning_of_its_id_or_as_the_last(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sessions", "show", "last"]) == 1
    assert "There are no sessions yet." in capsys.readouterr().err
    with open_store(lambda _event: None) as store:
        for number, name in enumerate(("abcd-1", "abce-2", "other-3"), 1):
            started = f"2026-05-0{number}T10:00:00+00:00"
            start = SessionStart(name, "eleven-pm", "The 11 PM call", "", "realistic", started, keep_audio=False)
            store.begin(start, State(50, 50, 50))
            store.end(name, ended_at=started, reason="hung_up", duration_s=1.0)
    assert cli.main(["sessions", "show", "abce"]) == 0
    assert "2026-05-02" in capsys.readouterr().out
    assert cli.main(["sessions", "show", "last"]) == 0
    assert "2026-05-03" in capsys.readouterr().out
    assert cli.main(["sessions", "show", "abc"]) == 1
    assert "2 sessions begin with abc." in capsys.readouterr().err
    assert cli.main(["sessions", "delete", "o"]) == 1
    assert cli.main(["sessions", "delete", "othe"]) == 0
    assert "other-3 is deleted" in capsys.readouterr().out


def test_a_retry_is_listed_and_shown_as_one(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = "2026-05-01T10:00:00+00:00"
    first = SessionStart("abcdefghij", "eleven-pm", "The 11 PM call", "", "realistic", at, keep_audio=False)
    again = replace(first, session_id="again-1", retry_of="abcdefghij", from_turn=2, begins_s=5.0)
    said = Utterance(1, "persona", "We're still down.", 5.0, 6.0, "authored")
    with open_store(lambda _event: None) as store:
        store.begin(first, State(50, 50, 50))
        store.begin(again, State(50, 50, 50), before=[StoredTurn(said, None, State(50, 50, 50), (), ())])
        store.add_utterance("again-1", Utterance(2, "user", "Talk to me.", 7.0, 8.0, "typed"))
    assert cli.main(["sessions", "list"]) == 0
    assert "The 11 PM call (unfinished), turn 2 of abcdefgh again, 1 turn" in capsys.readouterr().out
    assert cli.main(["sessions", "show", "again-1"]) == 0
    shown = capsys.readouterr().out
    assert "Kenji (in the first call): We're still down." in shown
    assert "You: Talk to me." in shown
