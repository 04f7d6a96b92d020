from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from desktop.audio.device import Samples
from desktop.audio.files import read_recording
from desktop.audio.level import dbfs
from desktop.audio.vad import SpeechDetector
from desktop.events import BLOCK


def probabilities(detector: SpeechDetector, samples: Samples) -> list[float]:
    return [detector.probability(samples[at : at + BLOCK]) for at in range(0, len(samples) - BLOCK + 1, BLOCK)]


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    path: Path = tmp_path_factory.mktemp("speech") / "speech.wav"
    subprocess.run(["espeak-ng", "-w", str(path), "Walk me through the two options you have now."], check=True)
    return read_recording(path)


def test_speech_is_told_from_silence_and_noise(speech: Samples) -> None:
    detector = SpeechDetector()
    assert float(np.median(probabilities(detector, speech))) > 0.9
    detector.reset()
    hiss = (np.random.default_rng(0).standard_normal(40 * BLOCK) * 300).astype(np.int16)
    assert max(probabilities(detector, hiss)) < 0.3
    assert max(probabilities(detector, np.zeros(20 * BLOCK, dtype=np.int16))) < 0.3


def test_a_reset_detector_hears_as_a_new_one(speech: Samples) -> None:
    detector = SpeechDetector()
    first = probabilities(detector, speech[: 20 * BLOCK])
    again_without_reset = probabilities(detector, speech[: 20 * BLOCK])
    detector.reset()
    assert probabilities(detector, speech[: 20 * BLOCK]) == first
    assert again_without_reset != first


@pytest.mark.parametrize(
    ("block", "level"),
    [
        (np.zeros(BLOCK, dtype=np.int16), -90.0),
        (np.zeros(0, dtype=np.int16), -90.0),
        (np.full(BLOCK, -32768, dtype=np.int16), 0.0),
        (np.full(BLOCK, 3277, dtype=np.int16), -20.0),
        (np.tile(np.array([32767, -32767], dtype=np.int16), BLOCK // 2), 0.0),
        (np.array([1, *[0] * 511], dtype=np.int16), -90.0),
    ],
)
def test_levels_are_relative_to_full_scale(block: Samples, level: float) -> None:
    assert dbfs(block) == pytest.approx(level, abs=0.01)
