"""What only a whole-utterance ear does: level, length, giving up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from desktop.recognition.messages import Heard, Transcribe
from desktop.recognition.wer import error_rate
from tests.helpers.ears import Ear
from tests.helpers.speech import Pcm, Speaker, noise, silence

pytestmark = pytest.mark.models

LINE = "Nobody is getting fired tonight. Walk me through the two options."


@pytest.fixture(scope="module")
def line(speaker: Speaker) -> Pcm:
    return speaker.say(LINE)


def test_the_text_has_case_and_punctuation(second: Ear, line: Pcm) -> None:
    assert second.hear(line).text == LINE


@pytest.mark.parametrize("gain", [0.02, 0.2])
def test_a_soft_voice_between_silences_is_heard(second: Ear, line: Pcm, gain: float) -> None:
    soft = np.concatenate([silence(0.7), (line * gain).astype(np.int16), silence(1.5)])
    heard = second.hear(soft + noise(len(soft) / 16_000, 3)[: len(soft)])
    assert error_rate([(LINE, heard.text)]) <= 0.2


def test_a_long_speech_is_heard_to_its_end(second: Ear, line: Pcm) -> None:
    copies = 9
    speech = np.concatenate([line, silence(0.5)] * copies)
    assert len(speech) > 35 * 16_000
    heard = second.hear(speech)
    assert error_rate([(" ".join([LINE] * copies), heard.text)]) <= 0.1


def test_work_that_nobody_waits_for_ends_early(second: Ear, line: Pcm) -> None:
    @dataclass
    class GivesUp:
        looks: int = 0

        @property
        def cancelled(self) -> bool:
            self.looks += 1
            return self.looks > 6

        def emit(self, item: object, payload: bytes = b"") -> None:
            raise AssertionError(item)

    context = GivesUp()
    heard = second.call("transcribe", Transcribe(), line, context)
    assert isinstance(heard, Heard)
    assert 0 < len(heard.text) < len(LINE) / 2
    assert context.looks < 20


def test_an_utterance_is_no_quotation(second: Ear, speaker: Speaker) -> None:
    said = "Okay, stop. That was not fair of me. Take a breath. Nobody is getting fired tonight."
    heard = second.hear(speaker.say(said, "joe"))
    assert '"' not in heard.text
    assert error_rate([(said, heard.text)]) <= 0.1
