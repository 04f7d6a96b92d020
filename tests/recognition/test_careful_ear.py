"""What only the careful ear does: times and sureness of its own, and no words that nobody said."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.events import CAPTURE_RATE
from desktop.recognition.wer import error_rate
from tests.helpers.ears import Ear
from tests.helpers.speech import Pcm, Speaker, noise, silence

pytestmark = pytest.mark.models

LINE = "Nobody is getting fired tonight. Walk me through the two options."
LINES = [
    "Nobody is getting fired tonight, and I mean that.",
    "Walk me through the two options that we have on the table.",
    "What do you need from me so that your team can go on working?",
    "Send me the next update in thirty minutes, even when nothing has changed.",
    "I will keep the board away from you until this is over.",
    "Give me your best guess, and tell me how sure you are of it.",
    "The customers hear from me, not from your engineers.",
    "Get some sleep when this is done, and we will talk about the rest tomorrow.",
]


@pytest.fixture(scope="module")
def line(speaker: Speaker) -> Pcm:
    return speaker.say(LINE, "joe")


def test_words_have_times_of_their_own(careful: Ear, line: Pcm) -> None:
    alone = careful.hear(line)
    later = careful.hear(np.concatenate([silence(2.0), line]))
    assert [word.text for word in later.words] == [word.text for word in alone.words]
    shifts = [b.start_s - a.start_s for a, b in zip(alone.words, later.words, strict=True)]
    assert shifts[1:] == pytest.approx([2.0] * (len(shifts) - 1), abs=0.1)
    assert len({word.start_s for word in alone.words}) > len(alone.words) - 2


def test_clear_words_are_sure(careful: Ear, line: Pcm) -> None:
    heard = careful.hear(line)
    assert np.median([word.confidence for word in heard.words]) > 0.8


def test_a_word_that_is_drowned_is_less_sure(careful: Ear, line: Pcm) -> None:
    clear = careful.hear(line)
    loud = noise(len(line) / CAPTURE_RATE + 1, 1500)[: len(line)]
    drowned = careful.hear((line.astype(np.int32) + loud).clip(-32768, 32767).astype(np.int16))
    mean = [np.mean([word.confidence for word in heard.words] or [0.0]) for heard in (clear, drowned)]
    assert mean[1] < mean[0]


@pytest.mark.parametrize("seconds", [1.0, 6.0, 25.0])
@pytest.mark.parametrize("rms", [30, 300, 3000])
def test_it_makes_nothing_up_from_noise(careful: Ear, seconds: float, rms: float) -> None:
    assert careful.hear(noise(seconds, rms, seed=7)).words == ()


def test_it_makes_nothing_up_from_a_hum(careful: Ear) -> None:
    hum = 3000 * np.sin(2 * np.pi * 120 * np.arange(5 * CAPTURE_RATE) / CAPTURE_RATE)
    assert careful.hear(hum.astype(np.int16)).words == ()


def test_a_long_speech_is_heard_to_its_end_and_in_its_place(careful: Ear, speaker: Speaker) -> None:
    sounds = [np.concatenate([speaker.say(said, "joe"), silence(0.8)]) for said in LINES]
    assert sum(map(len, sounds)) > 25 * CAPTURE_RATE
    heard = careful.hear(np.concatenate(sounds))
    assert error_rate([(" ".join(LINES), heard.text)]) <= 0.1
    last = next(word for word in heard.words if word.text.startswith("tomorrow"))
    assert last.start_s > sum(map(len, sounds[:-1])) / CAPTURE_RATE


def test_the_same_words_again_and_again_are_a_loop(
    careful: Ear, line: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    whisper = careful.adapter
    stuck = whisper._tokenizer.encode(" thank you" * 12, add_special_tokens=False).ids  # type: ignore[attr-defined]
    monkeypatch.setattr(whisper, "_tokens", lambda _encoded, _samples: stuck)
    assert careful.hear(line).words == ()
