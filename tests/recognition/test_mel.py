"""The bands that Whisper hears."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.events import CAPTURE_RATE
from desktop.recognition.mel import BANDS, FRAMES_PER_S, filters, log_mel
from desktop.recognition.speech import Samples


def tone(hertz: float, seconds: float = 1.0) -> Samples:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * CAPTURE_RATE)) / CAPTURE_RATE)


def test_every_sound_fills_thirty_seconds() -> None:
    assert log_mel(tone(300)).shape == log_mel(tone(300, 31)).shape == log_mel(np.zeros(0)).shape == (80, 3000)
    assert log_mel(tone(300)).dtype == np.float32


def test_bands_are_even_below_a_kilohertz_and_wider_above() -> None:
    peaks = np.argmax(filters(), axis=1) * CAPTURE_RATE / 400
    assert filters().shape == (BANDS, 201)
    assert np.all(np.diff(peaks) >= 0)
    low, high = np.flatnonzero(peaks < 1000), np.flatnonzero(peaks > 1100)
    assert np.diff(peaks[low]).max() <= 40.0
    assert np.diff(peaks[high]).mean() > 2 * np.diff(peaks[low]).mean()


@pytest.mark.parametrize(("hertz", "band"), [(200.0, 4), (1000.0, 25), (4000.0, 62)])
def test_a_tone_is_loudest_in_its_own_band_while_it_lasts(hertz: float, band: int) -> None:
    bands = log_mel(tone(hertz))
    assert abs(int(bands[:, FRAMES_PER_S // 2].argmax()) - band) <= 1
    assert bands[:, : FRAMES_PER_S - 2].max(axis=0).min() > bands[:, FRAMES_PER_S + 2 :].max() + 1


def test_ten_times_the_level_is_half_a_step_up() -> None:
    soft, loud = log_mel(tone(500) / 10), log_mel(tone(500))
    at = loud.argmax()
    assert loud.flat[at] - soft.flat[at] == pytest.approx(0.5, abs=0.01)  # two decades of power, over four


def test_what_is_eight_decades_below_the_loudest_is_not_heard() -> None:
    bands = log_mel(tone(500))
    assert bands.max() - bands.min() == pytest.approx(2.0)
