from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.events import CAPTURE_RATE
from desktop.recognition.speech import LONGEST_S, Samples, is_silent, pieces, trimmed


def tone(seconds: float, level: float = 0.3) -> Samples:
    return (level * np.sin(np.arange(int(seconds * CAPTURE_RATE)) * 0.3)).astype(np.float32)


def hush(seconds: float) -> Samples:
    return np.zeros(int(seconds * CAPTURE_RATE), np.float32)


def test_silence_goes_and_a_margin_stays() -> None:
    kept = trimmed(np.concatenate([hush(1), tone(0.5), hush(2)]))
    assert len(kept) / CAPTURE_RATE == pytest.approx(0.5 + 2 * 0.1, abs=0.021)
    assert np.abs(kept).max() == pytest.approx(0.3, abs=0.01)


def test_soft_speech_beside_loud_speech_stays() -> None:
    sound = np.concatenate([tone(0.5, 0.02), tone(0.5)])
    assert np.array_equal(trimmed(sound), sound)


@pytest.mark.parametrize(
    ("sound", "silent"),
    [(hush(1), True), (hush(0), True), (tone(1, 0.0005), True), (tone(1, 0.01), False), (tone(0.01), True)],
    ids=["zero", "none", "faint", "soft", "click"],
)
def test_what_counts_as_silent(sound: Samples, silent: bool) -> None:
    assert is_silent(sound) is silent


def test_a_long_utterance_is_cut_in_its_pauses() -> None:
    part, pause = tone(9), hush(0.6)
    sound = np.concatenate([part, pause, part, pause, part])
    first, second = (len(piece) / CAPTURE_RATE for piece in pieces(sound))
    assert 9.05 < first < 9.55
    assert first + second == pytest.approx(28.2)


@given(st.floats(0, 130))
def test_pieces_join_to_the_whole(seconds: float) -> None:
    sound = np.linspace(0, 1, int(seconds * 160), dtype=np.float32).repeat(100)
    cut = pieces(sound)
    assert np.array_equal(np.concatenate(cut), sound)
    assert all(len(piece) <= LONGEST_S * CAPTURE_RATE for piece in cut)
