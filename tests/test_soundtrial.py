"""A loudspeaker and a voice tried out, through a sound server that can be recorded."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.app import soundtrial
from desktop.app.latesounds import LateSounds
from desktop.app.rooms import Rooms
from desktop.app.soundtrial import SoundTrial, two_tones
from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.settings import Settings
from desktop.ui.bridge import Bridge
from tests.helpers.pulse import Pulse

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytestmark = pytest.mark.timeout(120)


class Stage:
    """A trial in real rooms, with what it answered."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.settings = Settings()
        self.bridge = Bridge()
        self.rooms = Rooms(self.bridge)
        self.trial = SoundTrial(Catalog.load(), self.rooms, lambda: self.settings)
        self.answers: list[UserError | None] = []

    def answer(self) -> UserError | None:
        self.qtbot.waitUntil(lambda: bool(self.answers), timeout=60_000)
        return self.answers.pop()

    def tones(self) -> None:
        self.trial.play_tones(lambda: self.answers.append(None), self.answers.append)

    def sample(self) -> None:
        self.trial.speak_sample(lambda: self.answers.append(None), self.answers.append)


@pytest.fixture
def stage(home: Path, qtbot: QtBot) -> Iterator[Stage]:
    made = Stage(qtbot)
    yield made
    made.trial.stop()
    made.rooms.close()
    for room in (made.rooms.booth, made.rooms.desk):
        room.shutdown()
    made.trial.close()


def test_two_tones_are_loud_enough_and_do_not_click() -> None:
    sound = two_tones()
    assert sound.dtype == np.int16
    assert 6000 < np.abs(sound).max() < 12000
    assert abs(int(sound[0])) == 0
    assert np.abs(np.diff(sound.astype(int))).max() < 1200
    halves = [np.abs(np.fft.rfft(half)).argmax() * 48_000 / len(half) for half in np.split(sound, 2)]
    assert halves == pytest.approx([523, 784], abs=3)


def test_a_loudspeaker_that_is_not_there_is_told(stage: Stage) -> None:
    stage.settings = Settings(output_device="no such loudspeaker")
    stage.tones()
    wrong = stage.answer()
    assert isinstance(wrong, UserError)
    assert wrong.message


def test_a_voice_that_can_t_speak_is_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    class Mute:
        def __init__(self, *_given: object) -> None: ...

        def speak(self, text: str) -> object:
            return type("Clip", (), {"voiced": False})

    monkeypatch.setattr(soundtrial, "VoiceLadder", Mute)
    stage.sample()
    wrong = stage.answer()
    assert isinstance(wrong, UserError)
    assert wrong.message == "This voice can't speak here."


def test_the_tones_are_played(stage: Stage, pulse: Pulse) -> None:
    stage.tones()
    assert stage.answer() is None


def test_a_stop_ends_it_as_an_end(stage: Stage, pulse: Pulse) -> None:
    stage.tones()
    stage.trial.stop()
    assert stage.answer() is None


@pytest.mark.models
def test_the_chosen_voice_speaks(stage: Stage, pulse: Pulse) -> None:
    stage.sample()
    assert stage.answer() is None
    assert stage.trial._hired is not None


def test_what_is_stopped_while_it_is_loaded_ends_and_is_not_played(stage: Stage) -> None:
    waiting: list[Callable[[SoundTrial], None]] = []
    late = LateSounds(lambda ready, _failed: waiting.append(ready))
    late.play_tones(lambda: stage.answers.append(None), stage.answers.append)
    late.stop()
    stage.trial.play_tones = lambda *_given: pytest.fail("played")  # type: ignore[method-assign]
    waiting.pop()(stage.trial)
    assert stage.answers == [None]
