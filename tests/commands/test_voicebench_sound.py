"""The waveform analysis on signals whose every sample is known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from desktop.commands.voicebench.echo import echo_of
from desktop.commands.voicebench.sound import (
    RATE,
    Stretch,
    amplitude,
    begun_between,
    first_from,
    quietest,
    silent_from,
    stretches,
    summary,
    threshold,
    within,
)

Samples = npt.NDArray[np.int16]


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.int16)


def square(seconds: float, level: int = 8000) -> Samples:
    """A tone whose every sample has the amplitude `level`, the first and the last as well."""
    signs = np.where(np.arange(round(seconds * RATE)) // 20 % 2, -1, 1)
    return (level * signs).astype(np.int16)


def test_a_tone_is_found_to_the_sample() -> None:
    sound = np.concatenate([silence(1.0), np.zeros(37, np.int16), square(0.5), silence(1.0)])
    (found,) = stretches(sound)
    assert found == Stretch((RATE + 37) / RATE, (RATE + 37 + RATE // 2) / RATE)


def test_stops_of_consonants_join_and_pauses_part() -> None:
    sound = np.concatenate([square(0.3), silence(0.1), square(0.3), silence(0.3), square(0.3)])
    assert stretches(sound) == (Stretch(0.0, 0.7), Stretch(1.0, 1.3))


def test_what_lies_far_below_the_loudest_is_not_heard() -> None:
    breath, word = square(0.3, 100), square(0.3, 10_000)
    assert stretches(np.concatenate([breath, silence(0.2), word])) == (Stretch(0.5, 0.8),)
    assert stretches(np.concatenate([breath * 6, silence(0.2), word])) == (Stretch(0.0, 0.3), Stretch(0.5, 0.8))


def test_the_threshold_follows_the_signal_down_to_silence() -> None:
    assert threshold(square(0.1, 16_000)) == pytest.approx(16_000 * 10 ** (-35 / 20))
    assert threshold(square(0.1, 200)) == amplitude(-50.0)
    assert stretches(square(0.5, 90)) == ()
    assert stretches(silence(1.0)) == ()
    assert stretches(silence(0.0)) == ()


def test_silence_for_good_begins_after_the_last_sample_above_the_floor() -> None:
    fading = np.concatenate([square(0.2), square(0.1, 110), square(0.1, 100), silence(0.5)])
    assert silent_from(fading) == pytest.approx(0.3)
    assert silent_from(np.concatenate([square(0.2), silence(0.4), square(0.1), silence(0.1)])) == pytest.approx(
        0.7
    )
    assert silent_from(np.concatenate([square(0.2), silence(0.4), square(0.1)]), gap_s=0.3) == pytest.approx(0.2)
    assert silent_from(np.concatenate([square(0.2), silence(0.4), square(0.1)]), gap_s=0.5) == pytest.approx(0.7)
    assert silent_from(np.concatenate([silence(0.6), square(0.1)]), gap_s=0.5) == 0.0
    assert silent_from(silence(1.0)) == 0.0


def test_who_sounds_when() -> None:
    found = (Stretch(1.0, 2.0), Stretch(3.0, 4.0), Stretch(6.0, 7.0))
    assert first_from(found, 0.0) == 1.0
    assert first_from(found, 1.5) == 1.5
    assert first_from(found, 2.0) == 3.0
    assert first_from(found, 7.0) is None
    assert begun_between(found, 3.0, 6.0) == (Stretch(3.0, 4.0),)
    assert within(found, 2.5, 6.5) == Stretch(3.0, 7.0)
    assert within(found, 2.0, 3.0) is None


def test_a_cut_goes_where_it_is_quietest() -> None:
    sound = np.concatenate([square(0.5), silence(0.06), square(0.5)])
    cut = quietest(sound, 0.45, 0.25)
    assert 0.5 <= cut / RATE <= 0.56
    assert quietest(square(0.01), 5.0, 0.1) == round(0.01 * RATE)


def test_the_95th_of_a_hundred_is_what_95_percent_do_not_exceed() -> None:
    values = [number / 100 for number in range(100, 0, -1)]
    assert summary(values) == {"median": 0.505, "p95": 0.95}
    assert summary([0.5]) == {"median": 0.5, "p95": 0.5}
    assert summary([]) == {"median": None, "p95": None}


def test_delay_and_gain_of_an_echo_are_read_from_the_recording() -> None:
    far = np.random.default_rng(3).normal(0, 3000, 2 * RATE).astype(np.int16)
    near = (np.concatenate([silence(0.09), far])[: len(far)] / 8).astype(np.int16)
    found = echo_of(near, far)
    assert found is not None
    assert found == pytest.approx((0.09, -18.3), abs=0.2)
    assert found[0] == 0.09


def test_without_an_echo_there_is_none() -> None:
    assert echo_of(silence(1.0), square(1.0)) is None
