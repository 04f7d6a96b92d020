"""The silence that a voice's clips begin with."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.rehearsal.speaking import PersonaTurn
from desktop.rehearsal.voice import Clip, without_lead_in

RATE = 22_050


def clip(lead_in_s: float, quiet: int = 30) -> Clip:
    """Room tone, then a voice."""
    lead_in = np.full(round(lead_in_s * RATE), quiet, dtype=np.int16)
    return Clip("Okay.", np.concatenate([lead_in, np.full(RATE, 8000, dtype=np.int16)]), RATE)


@pytest.mark.parametrize(("lead_in_s", "left_s"), [(0.06, 0.015), (0.4, 0.015), (0.01, 0.01), (0.0, 0.0)])
def test_nobody_waits_for_the_silence_a_clip_begins_with(lead_in_s: float, left_s: float) -> None:
    whole = clip(lead_in_s)
    short = without_lead_in(whole)
    assert len(short.pcm) / RATE == pytest.approx(1.0 + left_s, abs=0.001)
    assert (short.text, short.rate, short.voiced) == (whole.text, whole.rate, whole.voiced)
    assert np.array_equal(short.pcm, whole.pcm[len(whole.pcm) - len(short.pcm) :])


def test_a_soft_first_consonant_is_no_silence() -> None:
    assert len(without_lead_in(clip(0.06, quiet=120)).pcm) == len(clip(0.06).pcm)


@pytest.mark.parametrize("pcm", [np.zeros(500, dtype=np.int16), np.zeros(0, dtype=np.int16)])
def test_captions_without_a_voice_take_their_time(pcm: np.ndarray[tuple[int], np.dtype[np.int16]]) -> None:
    assert np.array_equal(without_lead_in(Clip("Okay.", pcm, 1000, voiced=False)).pcm, pcm)


def test_a_turn_knows_whether_it_has_begun_to_be_played() -> None:
    turn = PersonaTurn(3)
    assert not turn.queued
    turn.queue(1, clip(0.05), 0)
    turn.started(1, 0)
    turn.ended(1, 16_000, RATE)
    assert turn.queued
