"""Everything in one file: what is in it, and that it is whole or not there."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.errors import Cancelled, UserError
from desktop.events import State, Utterance
from desktop.packs import scenario_called
from desktop.records import Comment, SessionStart
from desktop.rehearsal.exporting import export_everything
from desktop.rehearsal.recorder import from_flac, to_flac
from desktop.store.database import Store
from desktop.store.keys import from_passphrase

SCENARIOS = {"eleven-pm": scenario_called("eleven-pm")}
START = SessionStart("s1", "eleven-pm", "The 11/PM: call", "ab", "realistic", "2026-01-02T10:30:00+00:00", True)
FOLDER = "2026-01-02 1030 The 11-PM- call s1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "sessions.db", from_passphrase("for a test"))
    opened.begin(START, State(50, 50, 50))
    opened.add_utterance("s1", Utterance(1, "user", "we roll back now", 0.0, 1.0, "typed"))
    opened.save_audio("s1", to_flac(np.full((16000, 2), 7, dtype=np.int16)))
    opened.notebook.write("s1", 1, "slower next time")
    opened.begin(replace(START, session_id="s2", scenario_id="gone", keep_audio=False), State(50, 50, 50))
    opened.add_utterance("s2", Utterance(1, "user", "words of another pack", 0.0, 1.0, "typed"))
    opened.notebook.write("s2", None, "a note on another pack")
    opened.notebook.keep_share("share/1", "Anna's call", b"sealed bytes", ())
    yield opened
    opened.close()


def test_each_call_is_there_with_its_review_and_its_sound(store: Store, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    target = tmp_path / "all.zip"
    assert export_everything(store, SCENARIOS, target, lambda done, of: told.append((done, of))) == 2
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as file:
        assert "NOT encrypted" in file.read("READ ME.txt").decode()
        assert "we roll back now" in file.read(f"{FOLDER}/review.html").decode()
        assert "slower next time" in file.read(f"{FOLDER}/review.html").decode()
        assert file.read("Shared by others/Anna-s call share-1.steadyshare") == b"sealed bytes"
        assert json.loads(file.read(f"{FOLDER}/review.json"))["session_id"] == "s1"
        assert from_flac(file.read(f"{FOLDER}/call.flac")).shape == (16000, 2)


def test_a_call_whose_scenario_is_gone_keeps_its_words(store: Store, tmp_path: Path) -> None:
    export_everything(store, SCENARIOS, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as file:
        notes, name = sorted(one for one in file.namelist() if "s2/" in one)
        assert name.endswith("session.json")
        assert "words of another pack" in file.read(name).decode()
        assert "a note on another pack" in file.read(notes).decode()


def test_one_that_was_stopped_leaves_what_was_there(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "all.zip"
    target.write_text("an earlier one")
    asked: list[None] = []

    def second() -> bool:
        asked.append(None)
        return len(asked) == 2

    with pytest.raises(Cancelled):
        export_everything(store, SCENARIOS, target, cancelled=second)
    assert target.read_text() == "an earlier one"
    assert not list(tmp_path.glob("*.part"))


def test_a_place_that_can_t_be_written_is_a_sentence(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="can't be written: No such file"):
        export_everything(store, SCENARIOS, tmp_path / "no" / "all.zip")


def test_comments_on_a_kept_call_come_along(store: Store, tmp_path: Path) -> None:
    said = Comment("c", "Ruth", "2026", "Ask first.")
    store.notebook.keep_share("share/1", "Anna's call", b"sealed bytes", [said])
    export_everything(store, SCENARIOS, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as file:
        (one,) = json.loads(file.read("Shared by others/Anna-s call share-1 comments.json"))
        assert one["text"] == "Ask first."


def test_what_is_deleted_meanwhile_is_left_out(store: Store, tmp_path: Path) -> None:
    def delete(done: int, _of: int) -> None:
        if done == 0:
            store.delete("s2")
            store.notebook.forget_share("share/1")

    assert export_everything(store, SCENARIOS, tmp_path / "all.zip", delete) == 1
    with zipfile.ZipFile(tmp_path / "all.zip") as file:
        assert {name.split("/")[0] for name in file.namelist()} == {"READ ME.txt", FOLDER}
