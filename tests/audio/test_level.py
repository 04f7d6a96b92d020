from __future__ import annotations

import numpy as np

from desktop.audio.device import Samples
from desktop.audio.level import InputWatch, Limits, Trouble
from desktop.events import BLOCK, CAPTURE_RATE

QUIET, NOISE = np.zeros(BLOCK, dtype=np.int16), np.full(BLOCK, 60, dtype=np.int16)


def said(watch: InputWatch, block: Samples, first_s: float, seconds: float, clipped: int = 0) -> list[Trouble]:
    times = first_s + np.arange(0, seconds, BLOCK / CAPTURE_RATE)
    heard = [watch.feed(block, float(at), clipped=clipped) for at in times]
    return [trouble for trouble in heard if trouble is not None]


def test_a_silent_microphone_is_told_once_and_when_it_is_heard_again() -> None:
    watch = InputWatch()
    assert said(watch, QUIET, 0, 7.9) == []
    assert said(watch, QUIET, 8, 20) == ["silent"]
    assert said(watch, NOISE, 28, 1) == ["fine"]


def test_a_room_that_is_only_quiet_is_not_silent() -> None:
    assert said(InputWatch(), NOISE, 0, 60) == []


def test_silence_while_nobody_need_speak_does_not_count() -> None:
    watch = InputWatch()
    for at in range(0, 60, 6):
        assert said(watch, QUIET, at, 6) == []
        watch.rest()


def test_one_loud_word_is_no_trouble_and_repeated_clipping_is() -> None:
    watch = InputWatch(Limits(clipped_blocks=4, clipped_within_s=6.0))
    assert said(watch, NOISE, 0, 0.09, clipped=3) == []
    assert said(watch, NOISE, 10, 5, clipped=3) == ["clipping"]
    assert said(watch, NOISE, 15, 20) == ["fine"]
