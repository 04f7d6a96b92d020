"""Echo taken out where there is one, and a voice over headphones left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.audio.device import Samples
from desktop.audio.echo import EchoCanceller
from desktop.audio.echo_control import EchoControl, EchoReturnLoss
from desktop.events import BLOCK, CAPTURE_RATE
from tests.audio.test_echo import PERSONA, cancelled, in_the_room, speech
from tests.helpers.speech import Speaker, noise, silence

ROOM = 12
"""Noise of a quiet room, -69 dBFS."""


@pytest.fixture(scope="module")
def speaker(model_dir: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Speaker:
    return Speaker(model_dir, tmp_path_factory.mktemp("lines"))


@pytest.fixture(scope="module")
def played(speaker: Speaker) -> Samples:
    return np.concatenate([speaker.say(line, "joe") for line in PERSONA])


@pytest.fixture(scope="module")
def cry(speaker: Speaker) -> Samples:
    return speaker.say("Hang on Kenji, stop for a second, I want to hear how you are doing.", "af_bella")


def controlled(heard: Samples, played: Samples) -> tuple[Samples, EchoControl]:
    control = EchoControl(EchoCanceller())
    blocks = [slice(at, at + BLOCK) for at in range(0, len(heard), BLOCK)]
    return np.concatenate([control.process(heard[block], played[block]) for block in blocks]), control


def mixed(*sounds: Samples) -> Samples:
    return np.clip(np.sum([sound.astype(np.int32) for sound in sounds], axis=0), -32768, 32767).astype(np.int16)


def at(seconds: float, sound: Samples, length: int) -> Samples:
    placed = np.concatenate([silence(seconds), sound])
    return np.pad(placed, (0, max(0, length - len(placed))))[:length]


def room(length: int) -> Samples:
    return noise(length / CAPTURE_RATE + 0.1, ROOM)[:length]


@pytest.mark.models
def test_over_headphones_a_voice_is_passed_on_from_its_first_moment(played: Samples, cry: Samples) -> None:
    """The persona falls silent meanwhile."""
    heard = mixed(room(len(played)), at(4.0, cry, len(played)))
    played = played.copy()
    played[round(4.4 * CAPTURE_RATE) :] = 0
    clean, control = controlled(heard, played)
    assert control.isolated
    alone, over, suppressed = speech(heard), speech(clean), speech(cancelled(heard, played))
    onset = alone.index(True)
    assert abs(over.index(True) - onset) <= 1
    assert sum(over) > 0.97 * sum(alone)
    assert sum(suppressed[onset : onset + 30]) < sum(over[onset : onset + 30]), "the canceller alone damps it"


@pytest.mark.models
@pytest.mark.parametrize("gain", [0.7, 0.25, 0.06])
def test_where_there_is_an_echo_the_canceller_s_word_stands(played: Samples, cry: Samples, gain: float) -> None:
    heard = mixed(in_the_room(played, 0.09, gain), at(4.0, cry, len(played)))
    clean, control = controlled(heard, played)
    assert not control.isolated
    assert np.array_equal(clean, cancelled(heard, played))


@pytest.mark.models
def test_what_leaks_from_headphones_is_not_taken_for_a_voice(played: Samples) -> None:
    heard = in_the_room(played, 0.02, 0.008)
    clean, control = controlled(heard, played)
    assert control.isolated
    assert any(speech(heard)), "it would be"
    assert not any(speech(clean))


def in_a_bad_room(played: Samples, gain: float = 0.25) -> Samples:
    """A small loudspeaker, nothing below 500 Hz, in a hall: an echo that hardly resembles what was played."""
    dice = np.random.default_rng(3)
    tail = dice.normal(0, 1, round(0.25 * CAPTURE_RATE)) * np.exp(-np.arange(round(0.25 * CAPTURE_RATE)) / 1200)
    tail[0] = np.sqrt(np.sum(tail[1:] ** 2))
    spectrum = np.fft.rfft(np.convolve(played.astype(np.float64), tail / np.sqrt(np.sum(tail**2)))[: len(played)])
    spectrum[: round(500 * len(played) / CAPTURE_RATE)] = 0
    late = np.concatenate([silence(0.06), np.fft.irfft(spectrum, len(played))])[: len(played)]
    return mixed((gain * late).astype(np.int16), room(len(played)))


@pytest.mark.models
@pytest.mark.parametrize("before", ["muted", "quiet"])
def test_an_echo_that_comes_of_a_sudden_is_not_taken_for_a_voice_for_ever(played: Samples, before: str) -> None:
    """A microphone that is unmuted, a loudspeaker that is turned up: no device is lost."""
    turned = 4 * CAPTURE_RATE
    quiet = in_a_bad_room(played, 0.006)[:turned] if before == "quiet" else np.zeros(turned, dtype=np.int16)
    heard = np.concatenate([quiet, in_a_bad_room(played)[turned:]])
    clean, control = controlled(heard, played)
    assert not control.isolated
    assert not any(speech(clean[turned + round(1.5 * CAPTURE_RATE) :]))


@pytest.mark.models
def test_when_headphones_are_pulled_the_echo_is_cancelled_again(played: Samples) -> None:
    pulled = 5 * CAPTURE_RATE
    heard = np.concatenate([room(pulled), in_the_room(played, 0.06)[pulled:]])
    clean, control = controlled(heard, played)
    assert not control.isolated
    late = pulled + round(0.8 * CAPTURE_RATE)
    assert not any(speech(clean[late:]))


def test_the_loss_is_what_comes_back_of_what_is_loud() -> None:
    loss = EchoReturnLoss()
    for _ in range(60):
        loss.feed(-90.0, -45.0)
    assert loss.db is None, "too quiet to tell"
    for number in range(120):
        loss.feed(-38.0, -20.0)
        assert (loss.db is None) == (number < 49)
    assert loss.db == pytest.approx(18.0)
    for _ in range(40):
        loss.feed(-15.0, -20.0)
    assert loss.db == pytest.approx(18.0), "somebody who speaks changes little"
    for _ in range(100):
        loss.feed(-5.0, -20.0, counts=False)
    assert loss.db == pytest.approx(18.0)
    loss.forget()
    assert loss.db is None


def test_an_echo_that_comes_late_counts() -> None:
    loss = EchoReturnLoss()
    for number in range(100):
        loss.feed(-38.0 if number >= 19 else -90.0, -20.0 if number % 20 == 0 else -60.0)
    assert loss.db == pytest.approx(18.0)


def test_pieces_of_any_length_give_the_same_sound() -> None:
    said, sounding = mixed(noise(3.0, ROOM), at(2.0, noise(0.25, 3000, 1), 3 * CAPTURE_RATE)), noise(3.0, 2000, 2)
    control, begin, pieces = EchoControl(EchoCanceller()), 0, []
    for length in (1, 159, 160, 700, 33, 0, 20_000, len(said)):
        pieces.append(control.process(said[begin : begin + length], sounding[begin : begin + length]))
        begin += length
    whole, _control = controlled(said, sounding)
    assert control.isolated
    assert np.array_equal(np.concatenate(pieces), whole)
    loud = slice(round(2.02 * CAPTURE_RATE), round(2.24 * CAPTURE_RATE))
    assert np.array_equal(whole[loud], said[loud]), "as it was said"


def doubts(heard: Samples, played: Samples) -> list[bool]:
    """Block by block, whether what is heard may be the loudspeaker's echo."""
    control, found = EchoControl(EchoCanceller()), []
    for start in range(0, len(heard) - BLOCK, BLOCK):
        control.process(heard[start : start + BLOCK], played[start : start + BLOCK])
        found.append(control.may_be_echo)
    return found


@pytest.mark.models
@pytest.mark.parametrize("late_s", [0.09, 0.16])
def test_an_echo_is_no_louder_than_an_echo_even_where_it_comes_late(played: Samples, late_s: float) -> None:
    """Where the loudspeaker ran dry, its echo is no longer where the canceller looks for it."""
    found = doubts(in_the_room(played, late_s, 0.25), played)
    known = found[round(2.0 / BLOCK * CAPTURE_RATE) :]
    assert sum(known) > 0.95 * len(known)


@pytest.mark.models
def test_a_voice_over_the_echo_is_louder(played: Samples, cry: Samples) -> None:
    found = doubts(mixed(in_the_room(played, 0.09, 0.25), at(4.0, cry, len(played))), played)
    spoken = found[round(4.1 / BLOCK * CAPTURE_RATE) : round(4.6 / BLOCK * CAPTURE_RATE)]
    assert not found[0], "nothing is known yet"
    assert sum(spoken) <= 1
