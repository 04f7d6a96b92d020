"""The vocoder against signals whose sound is known."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.synthesis import vocoder

FRAMES = 80
SILENT = -30.0


def outputs(pitch: float, **levels: float) -> dict[str, np.ndarray]:
    parts = {
        name: np.full((1, vocoder.BINS, FRAMES), value, np.float32)
        for name, value in {"lh": SILENT, "theta": 0.0, "ln": SILENT, "lr": SILENT, "phi": 0.0, **levels}.items()
    }
    return {**parts, "f0": np.full((1, FRAMES), pitch, np.float32)}


def sound(parts: dict[str, np.ndarray], seed: int = 1) -> np.ndarray:
    return vocoder.to_sound(parts, np.random.default_rng(seed))


@pytest.mark.parametrize("pitch", [100.0, 240.0])
def test_a_voiced_part_of_unit_strength_is_the_pulse_train(pitch: float) -> None:
    parts = outputs(pitch, lh=0.0)
    train = vocoder.pulses(parts["f0"][0])
    middle = slice(2 * vocoder.SIZE, -2 * vocoder.SIZE)
    assert np.abs(sound(parts) * vocoder.HOP - train)[middle].max() < 0.02 * train.max()


def test_pulses_have_all_harmonics_of_the_pitch_at_equal_strength() -> None:
    train = vocoder.pulses(np.full(FRAMES, 200.0, np.float32))
    spectrum = np.abs(np.fft.rfft(train)) / (len(train) / 2)
    step = 200 * len(train) // vocoder.RATE
    assert spectrum[step : 50 * step : step] == pytest.approx(np.ones(49), abs=0.05)
    assert np.delete(spectrum, np.arange(0, len(spectrum), step)).max() < 0.05


def test_an_unvoiced_frame_has_no_pulses() -> None:
    assert not vocoder.pulses(np.zeros(FRAMES, np.float32)).any()


def test_noise_follows_its_seed() -> None:
    parts = outputs(0.0, ln=-1.0)
    first = sound(parts)
    assert len(first) == FRAMES * vocoder.HOP
    assert first.std() > 0.001
    assert (first == sound(parts)).all()
    assert (first != sound(parts, seed=2)).any()
