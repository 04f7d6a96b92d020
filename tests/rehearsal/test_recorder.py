"""A disk that fills up in a call: what can be saved is saved, and the person knows what could not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.errors import UserError
from desktop.events import Collected, Notice, State, Utterance
from desktop.records import SessionStart
from desktop.rehearsal.recorder import Recorder
from desktop.store.database import Store
from desktop.store.keys import Key

FULL = UserError("The disk is full.", "Free some space.")
SOUND = np.zeros((16_000, 2), dtype=np.int16)


class Disk:
    """Refuses writes of the kinds in `full`."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full: set[str] = set()
        for kind in ("add_utterance", "end", "save_audio"):
            monkeypatch.setattr(store, kind, self._guarded(kind, getattr(store, kind)))

    def _guarded(self, kind: str, write: Any) -> Any:
        def guarded(*values: object, **named: object) -> None:
            if kind in self.full:
                raise FULL
            write(*values, **named)

        return guarded


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "sessions.db", Key(f"\"x'{'17' * 32}'\"", "key_file"))
    yield opened
    opened.close()


@pytest.fixture
def disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(store, monkeypatch)


@pytest.fixture
def told() -> Collected:
    return Collected()


@pytest.fixture
def recorder(store: Store, told: Collected) -> Recorder:
    recorder = Recorder(store, "s1", told)
    recorder.begin(
        SessionStart("s1", "eleven-pm", "T", "ab", "realistic", "2026-01-01", keep_audio=True), State(1, 1, 1)
    )
    return recorder


def line(turn_id: int) -> Utterance:
    return Utterance(turn_id, "user", f"line {turn_id}", turn_id, turn_id + 1, "typed")


def texts(store: Store) -> list[str]:
    return [turn.utterance.text for turn in store.session("s1").turns]


def notices(told: Collected) -> list[str]:
    return [event.message for event in told.events if isinstance(event, Notice)]


def test_what_a_full_disk_refused_is_saved_when_there_is_room(
    store: Store, disk: Disk, recorder: Recorder, told: Collected
) -> None:
    disk.full = {"add_utterance"}
    recorder.utterance(line(1))
    recorder.utterance(line(2))
    assert texts(store) == []
    assert notices(told) == ["The disk is full."]
    disk.full = set()
    recorder.utterance(line(3))
    assert texts(store) == ["line 1", "line 2", "line 3"]
    assert recorder.unsaved == 0


def test_what_can_be_saved_at_the_end_is_and_the_rest_is_said(
    store: Store, disk: Disk, recorder: Recorder, told: Collected
) -> None:
    disk.full = {"add_utterance"}
    recorder.utterance(line(1))
    recorder.close(SOUND, "hung_up", 9.0)
    assert store.session("s1").reason == "hung_up"
    assert notices(told)[-1] == "Part of this call could not be saved. The disk is full."
    assert recorder.unsaved == 1


def test_a_call_whose_sound_finds_no_room_is_saved_all_the_same(
    store: Store, disk: Disk, recorder: Recorder, told: Collected
) -> None:
    disk.full = {"save_audio"}
    recorder.utterance(line(1))
    recorder.close(SOUND, "hung_up", 9.0)
    assert texts(store) == ["line 1"]
    assert notices(told) == ["The call is saved, its sound is not. The disk is full."]


def test_sound_is_kept_only_by_choice(store: Store, told: Collected) -> None:
    for session_id, keep in (("kept", True), ("not", False)):
        recorder = Recorder(store, session_id, told)
        start = SessionStart(session_id, "eleven-pm", "T", "ab", "realistic", "2026-01-01", keep_audio=keep)
        recorder.begin(start, State(1, 1, 1))
        recorder.close(SOUND, "hung_up", 1.0)
    assert store.load_audio("kept") is not None
    assert store.load_audio("not") is None
