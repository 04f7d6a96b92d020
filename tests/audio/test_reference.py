from __future__ import annotations

import numpy as np
import pytest

from desktop.audio.device import Samples
from desktop.audio.reference import Reference
from desktop.events import CAPTURE_RATE


def ramp(first: int, count: int) -> Samples:
    return (np.arange(first, first + count) % 30_000).astype(np.int16)


def test_what_was_played_is_found_by_the_session_sample_at_which_it_sounded() -> None:
    reference = Reference(CAPTURE_RATE)
    reference.add(0, ramp(1, 1000))
    assert not reference.aligned
    assert not reference.at(0, 1000).any()
    reference.align(300.2, 0)
    assert reference.aligned
    assert np.array_equal(reference.at(100, 50), ramp(401, 50))
    assert reference.session_sample(400) == 100


def test_what_is_not_known_is_silence() -> None:
    reference = Reference(CAPTURE_RATE)
    reference.add(200, ramp(1, 100))
    reference.align(0, 0)
    assert reference.at(-50, 20).tolist() == [0] * 20
    assert reference.at(190, 20).tolist() == [0] * 10 + list(range(1, 11))
    assert reference.at(290, 20).tolist() == list(range(91, 101)) + [0] * 10


@pytest.mark.parametrize("block", [160, 441, 9000])
def test_the_last_seconds_are_kept_however_long_a_call_lasts(block: int) -> None:
    reference = Reference(CAPTURE_RATE)
    reference.align(0, 0)
    played = 0
    while played < 20 * CAPTURE_RATE:
        reference.add(played, ramp(played, block))
        played += block
    first = played - 3 * CAPTURE_RATE
    assert np.array_equal(reference.at(first, 3 * CAPTURE_RATE), ramp(first, 3 * CAPTURE_RATE))


def test_a_gap_longer_than_what_is_kept_is_silence_and_the_count_goes_on() -> None:
    reference = Reference(CAPTURE_RATE)
    reference.align(0, 0)
    reference.add(0, ramp(1, 160))
    reference.add(10 * CAPTURE_RATE, ramp(1, 160))
    assert not reference.at(0, 160).any()
    assert np.array_equal(reference.at(10 * CAPTURE_RATE, 160), ramp(1, 160))


def test_another_rate_is_resampled_as_one_stream() -> None:
    reference = Reference(48_000)
    reference.align(0, 0)
    sound = (8000 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)).astype(np.int16)
    for at in range(0, 48_000, 480):
        reference.add(at, sound[at : at + 480])
    expected = 8000 * np.sin(2 * np.pi * 440 * np.arange(15_000) / 16_000)
    assert np.abs(reference.at(0, 15_000) - expected)[200:].max() < 20


def aligned(reference: Reference, offset: float, first: int, times: int = 1) -> int:
    return sum(reference.align(offset, first) for _time in range(times))


def test_jitter_does_not_move_what_sounds() -> None:
    reference = Reference(CAPTURE_RATE)
    reference.add(0, np.full(2 * CAPTURE_RATE, 8000, dtype=np.int16))
    assert aligned(reference, 1000, 8000, 50) == 0
    for sway in range(20):
        assert aligned(reference, 1000 + 150 * (-1) ** sway, 8000) == 0
    assert aligned(reference, 1150, 8000, 3000) == 0
    assert reference.session_sample(1000) == 0


def test_an_error_that_lasts_is_mended_in_silence_and_a_break_at_once() -> None:
    reference = Reference(CAPTURE_RATE)
    sound = np.full(2 * CAPTURE_RATE, 8000)
    reference.add(0, np.concatenate([sound, np.zeros(CAPTURE_RATE)]).astype(np.int16))
    aligned(reference, 1000, 8000, 50)
    assert aligned(reference, 1500, 8000, 3000) == 0
    assert aligned(reference, 1500, 40_000) > 300
    assert aligned(reference, 100, 8000) < -1000
    assert reference.session_sample(100) == 0


def test_until_something_sounds_it_follows_the_mean_and_after_a_pause_at_once() -> None:
    reference = Reference(CAPTURE_RATE)
    reference.add(0, np.zeros(CAPTURE_RATE, dtype=np.int16))
    aligned(reference, 1000, 8000, 50)
    assert aligned(reference, 1150, 8000) == 0
    assert aligned(reference, 1150, 8000, 3000) > 60
    reference.align(1110, 8000, at_once=True)
    assert reference.session_sample(1110) == 0


def test_what_is_about_to_sound_is_not_moved_either() -> None:
    reference = Reference(CAPTURE_RATE)
    reference.add(0, np.concatenate([np.zeros(6000), np.full(4000, 8000)]).astype(np.int16))
    aligned(reference, 1000, 0)
    assert aligned(reference, 1200, 4000, 5) == 0


def test_it_says_whether_something_was_audible_a_moment_ago() -> None:
    reference = Reference(CAPTURE_RATE)
    reference.align(0, 0)
    reference.add(0, np.concatenate([np.full(100, 5000), np.full(4000, 50)]).astype(np.int16))
    assert reference.audible(50, 0, 10)
    assert reference.audible(1000, 950)
    assert not reference.audible(1000, 800, 512)
