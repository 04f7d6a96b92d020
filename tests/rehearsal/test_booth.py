"""Sound after a call: one at a time, silent when told, and no process left behind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import psutil
import pytest

from desktop.audio.loudspeaker import Loudspeaker
from desktop.catalog import Catalog
from desktop.events import CAPTURE_RATE, Collected
from desktop.rehearsal.booth import Booth, Coach, Samples, moment
from desktop.scenario import VoiceWish
from desktop.settings import Settings
from tests.helpers.pulse import Pulse

pytestmark = pytest.mark.timeout(60)


def tone(seconds: float) -> Samples:
    return (8000 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * CAPTURE_RATE)) / CAPTURE_RATE)).astype(
        np.int16
    )


def loud_s(heard: Samples) -> float:
    """From the first to the last loud sample, in seconds."""
    loud = np.flatnonzero(np.abs(heard.astype(int)) > 1000)
    return float(loud[-1] - loud[0]) / CAPTURE_RATE if len(loud) else 0.0


def test_a_moment_has_both_sides_and_a_margin() -> None:
    sound = np.zeros((CAPTURE_RATE * 3, 2), dtype=np.int16)
    sound[CAPTURE_RATE] = (1, 2)
    heard = moment(sound, 1.0, 1.5)
    assert len(heard) == round(0.8 * CAPTURE_RATE)
    assert heard[round(0.15 * CAPTURE_RATE)] == 3


def test_a_sound_is_heard_to_its_end(pulse: Pulse) -> None:
    booth = Booth()
    with pulse.listening() as loudspeaker:
        booth.play(booth.stop(), lambda: (tone(0.6), CAPTURE_RATE), "")
        heard = loudspeaker.next(3.0)
    assert loud_s(heard) == pytest.approx(0.6, abs=0.02)


def test_stopping_what_is_still_being_made_ready_keeps_it_silent(pulse: Pulse) -> None:
    booth = Booth()

    def make() -> tuple[Samples, int]:
        booth.stop()
        return tone(1.0), CAPTURE_RATE

    with pulse.listening() as loudspeaker:
        booth.play(booth.stop(), make, "")
        assert loud_s(loudspeaker.next(2.0)) == 0.0


def test_a_stopped_loudspeaker_plays_nothing_any_more(pulse: Pulse) -> None:
    speaker = Loudspeaker()
    speaker.stop()
    with pulse.listening() as loudspeaker:
        speaker.play(tone(1.0), CAPTURE_RATE)
        heard = loudspeaker.next(1.5)
    speaker.close()
    assert loud_s(heard) == 0.0


def test_a_loudspeaker_that_stops_calling_does_not_hold_up_the_booth(
    pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.audio.loudspeaker._STALL_S", 0.2)
    speaker = Loudspeaker()
    speaker._stream.stop(ignore_errors=True)
    speaker._stopped = False  # as when the system tells nobody
    speaker.play(tone(0.1), CAPTURE_RATE)
    speaker.close()


def test_the_coach_uses_one_process_and_leaves_none(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STEADYHAND_MODELS", str(tmp_path / "none"))
    before = set(psutil.Process().children(recursive=True))
    coach = Coach(Catalog.load(), Collected())
    for line in ("Take a breath.", "Nobody is getting fired tonight."):
        assert coach.say(line, Settings(), VoiceWish()).text == line
    engines = set(psutil.Process().children()) - before
    assert len(engines) <= 1
    coach.close()
    assert set(psutil.Process().children(recursive=True)) <= before
