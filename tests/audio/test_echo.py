"""Echo taken out of real speech, without a sound card."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.audio.device import Samples
from desktop.audio.echo import EchoCanceller, load_canceller
from desktop.audio.vad import SpeechDetector
from desktop.events import BLOCK, CAPTURE_RATE
from tests.helpers.speech import Speaker, noise, silence

PERSONA = (
    "We have been at this for six hours and the database is still refusing connections from the primary region.",
    "I already told the team what happened, and I am not going to sit here and be asked whose fault it was.",
)


@pytest.fixture(scope="module")
def speaker(model_dir: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Speaker:
    return Speaker(model_dir, tmp_path_factory.mktemp("lines"))


@pytest.fixture(scope="module")
def played(speaker: Speaker) -> Samples:
    return np.concatenate([speaker.say(line, "joe") for line in PERSONA])


def in_the_room(played: Samples, delay_s: float, gain: float = 0.25) -> Samples:
    """Its echo: late, quiet and dull, in a room with noise of its own."""
    dull = np.convolve(played.astype(np.float64), np.hamming(9) / np.hamming(9).sum())[: len(played)]
    late = np.concatenate([silence(delay_s), dull])[: len(played)]
    return (late * gain + noise(len(played) / CAPTURE_RATE, 12)[: len(late)]).astype(np.int16)


def cancelled(heard: Samples, played: Samples) -> Samples:
    """Block by block, as a call does."""
    canceller = EchoCanceller()
    blocks = [slice(at, at + BLOCK) for at in range(0, len(heard), BLOCK)]
    return np.concatenate([canceller.process(heard[block], played[block]) for block in blocks])


def power_db(samples: Samples) -> float:
    return 10 * float(np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-9))


def speech(samples: Samples) -> list[bool]:
    detector = SpeechDetector()
    return [
        detector.probability(samples[at : at + BLOCK]) > 0.5 for at in range(0, len(samples) - BLOCK + 1, BLOCK)
    ]


@pytest.mark.models
@pytest.mark.parametrize("delay_s", [0.02, 0.06, 0.15])
def test_the_echo_of_a_voice_is_gone_from_the_first_second_on(played: Samples, delay_s: float) -> None:
    heard = in_the_room(played, delay_s)
    clean = cancelled(heard, played)
    assert power_db(heard[:CAPTURE_RATE]) - power_db(clean[:CAPTURE_RATE]) > 20
    assert power_db(heard) - power_db(clean) > 25
    assert sum(speech(heard)) > 100
    assert not any(speech(clean))


@pytest.mark.models
def test_an_echo_that_comes_earlier_than_it_did_is_learnt_anew_at_once(played: Samples) -> None:
    half = len(played) // 2
    heard = in_the_room(played, 0.06)
    later = np.concatenate([played[:half], played[half - 640 :]])[: len(played)]
    canceller = EchoCanceller()
    before = canceller.process(heard[:half], later[:half])
    canceller.restart()
    clean = np.concatenate([before, canceller.process(heard[half:], later[half:])])
    part = slice(half + CAPTURE_RATE // 4, half + 2 * CAPTURE_RATE)
    assert power_db(heard[part]) - power_db(clean[part]) > 20
    assert abs(len(clean) - len(cancelled(heard, later))) < 160


@pytest.mark.models
def test_who_speaks_over_it_is_heard(speaker: Speaker, played: Samples) -> None:
    said = speaker.say("Hang on Kenji, stop for a second, I want to hear how you are doing.", "af_bella")
    own = np.zeros(len(played), dtype=np.int16)
    own[4 * CAPTURE_RATE : 4 * CAPTURE_RATE + len(said)] = said
    clean = cancelled(np.clip(in_the_room(played, 0.06).astype(int) + own, -32768, 32767).astype(np.int16), played)
    alone, over = speech(own), speech(clean)
    spoken = [there for here, there in zip(alone, over, strict=False) if here]
    assert sum(spoken) > 0.85 * len(spoken)
    assert abs(alone.index(True) - over.index(True)) <= 3


def test_what_is_said_while_nothing_is_played_keeps_its_place_and_level() -> None:
    said = np.concatenate([noise(0.3, 2000, seed) for seed in range(4)])
    clean = cancelled(said, np.zeros_like(said))
    assert len(said) - len(clean) < 0.02 * CAPTURE_RATE
    alike = [float(np.dot(said[1000:9000].astype(float), clean[1000 + by : 9000 + by])) for by in range(-200, 201)]
    assert int(np.argmax(alike)) - 200 in range(-2, 3)
    assert power_db(clean[4000:]) == pytest.approx(power_db(said[4000:]), abs=1.5)


def test_pieces_of_any_length_give_the_same_sound() -> None:
    said, played = noise(0.5, 2000, 1), noise(0.5, 2000, 2)
    canceller, at, pieces = EchoCanceller(), 0, []
    for length in (1, 159, 160, 700, 33, 0, 4000, len(said)):
        pieces.append(canceller.process(said[at : at + length], played[at : at + length]))
        at += length
    assert np.array_equal(np.concatenate(pieces), cancelled(said, played))


def test_without_the_library_there_is_no_canceller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "livekit.rtc", None)
    assert load_canceller() is None
