"""Level, edges and joints of what is played."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.synthesis import pcm

RATE = 16_000


def tone(seconds: float, strength: float, *, before: float = 0.0, after: float = 0.0) -> pcm.Floats:
    wave = np.sin(np.arange(int(seconds * RATE)) * 0.2) * strength
    return np.pad(wave, (int(before * RATE), int(after * RATE))).astype(np.float32)


@pytest.mark.parametrize("strength", [0.01, 0.3, 3.0])
def test_every_clip_has_the_same_level(strength: float) -> None:
    samples = pcm.finish([tone(1.0, strength)], RATE)
    loud = np.sqrt(np.mean((samples[800:-800] / 32768) ** 2))
    assert loud == pytest.approx(pcm.LEVEL, rel=0.05)


def test_a_peak_is_never_clipped() -> None:
    spiky = tone(1.0, 0.01)
    spiky[8000] = 2.0
    assert np.abs(pcm.finish([spiky], RATE).astype(int)).max() == pytest.approx(pcm.PEAK * 32767, abs=2)


def test_silence_around_speech_is_cut_to_a_breath() -> None:
    samples = pcm.finish([tone(1.0, 0.3, before=0.8, after=0.9)], RATE)
    assert len(samples) / RATE == pytest.approx(1.0 + pcm.LEAD_S + pcm.TAIL_S, abs=0.02)
    loud = np.flatnonzero(np.abs(samples) > 500)
    assert loud[0] / RATE == pytest.approx(pcm.LEAD_S, abs=0.011)
    assert pcm.LEAD_S <= 0.06
    assert pcm.TAIL_S <= 0.12


def test_edges_are_faded() -> None:
    samples = pcm.finish([np.full(RATE, 0.5, np.float32)], RATE)
    assert samples[0] == 0
    assert samples[-1] == 0
    assert np.abs(np.diff(samples.astype(int))).max() < 200


def test_sentences_are_joined_with_a_pause_that_follows_the_pace() -> None:
    pieces = [tone(0.5, 0.3, after=0.5), tone(0.5, 0.3, before=0.5)]
    pauses = []
    for pace in (0.5, 1.0, 2.0):
        quiet = np.abs(pcm.finish(pieces, RATE, pace)) < 300
        edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(int), [0]])))
        pauses.append(max(edges[1::2] - edges[::2]) / RATE)
    assert pauses == pytest.approx([2 * pcm.PAUSE_S, pcm.PAUSE_S, pcm.LEAD_S + pcm.TAIL_S], abs=0.03)


@pytest.mark.parametrize("pieces", [[], [np.zeros(0, np.float32)], [np.zeros(5000, np.float32)]])
def test_silence_gives_nothing(pieces: list[pcm.Floats]) -> None:
    assert len(pcm.finish(pieces, RATE)) == 0
