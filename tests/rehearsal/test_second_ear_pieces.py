"""The second ear's pieces: what is asked for, what is kept, what is heard again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from desktop.engines.calls import Done, Failed, Outcome, PendingCall
from desktop.errors import EngineCancelled, EngineDied
from desktop.events import CAPTURE_RATE
from desktop.recognition.messages import Heard
from desktop.rehearsal.second_ear import CUT_S, Pieces


class Ear:
    """An engine host that answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.answers: list[Callable[[Outcome], None]] = []
        self.cancelled: list[int] = []

    def submit(
        self, _method: str, _request: object, _reply: type, payload: bytes, **options: object
    ) -> PendingCall:
        number = len(self.asked)
        self.asked.append(len(payload) / 2 / CAPTURE_RATE)
        self.answers.append(options["on_done"])  # type: ignore[arg-type]
        return PendingCall(number, lambda: self.cancelled.append(number))

    def say(self, number: int, text: str) -> None:
        self.answers[number](Done(Heard(text)))


def speech(seconds: float) -> np.ndarray:
    return (np.random.default_rng(0).standard_normal(round(seconds * CAPTURE_RATE)) * 3000).astype(np.int16)


def pieces(ear: Ear) -> tuple[Pieces, list[bool]]:
    told: list[bool] = []
    return Pieces(ear, lambda: told.append(True)), told  # type: ignore[arg-type]


def test_a_short_utterance_is_one_piece() -> None:
    ear = Ear()
    made, told = pieces(ear)
    made.soft_end(speech(2.0))
    assert (made.asked, made.complete, made.text) == (True, False, None)
    ear.say(0, "Walk me through it.")
    assert (made.complete, made.text, told) == (True, "Walk me through it.", [True])


def test_a_short_piece_is_heard_again_with_what_follows() -> None:
    ear = Ear()
    made, _told = pieces(ear)
    made.soft_end(speech(2.0))
    made.resume()
    assert ear.cancelled == [0]
    made.soft_end(speech(4.0))
    ear.say(1, "I hear you, walk me through it.")
    assert ear.asked == [2.0, 4.0]
    assert made.text == "I hear you, walk me through it."


def test_a_long_piece_is_kept_and_the_next_begins_where_it_ended() -> None:
    ear = Ear()
    made, _told = pieces(ear)
    made.soft_end(speech(5.0))
    made.resume()
    assert not made.asked
    made.soft_end(speech(7.0))
    ear.say(1, "Walk me through it.")
    assert not made.complete
    ear.say(0, "I hear you.")
    assert (ear.asked, ear.cancelled) == ([5.0, 2.0], [])
    assert made.text == "I hear you. Walk me through it."


def test_speech_without_a_pause_is_cut_at_its_quietest_point() -> None:
    ear = Ear()
    made, _told = pieces(ear)
    sound = speech(9.5)
    quiet = slice(round(7.4 * CAPTURE_RATE), round(7.6 * CAPTURE_RATE))
    sound[quiet] = 0
    assert not made.wants(round((CUT_S[1] - 0.1) * CAPTURE_RATE))
    assert made.wants(len(sound))
    made.cut(sound)
    assert 7.4 <= ear.asked[0] <= 7.6
    assert not made.wants(len(sound))
    made.soft_end(sound)
    assert ear.asked[0] + ear.asked[1] == 9.5


def test_a_piece_is_tried_again_once_in_the_ears_next_process() -> None:
    ear = Ear()
    made, told = pieces(ear)
    made.soft_end(speech(2.0))
    ear.answers[0](Failed(EngineDied("it died")))
    assert (ear.asked, told) == ([2.0, 2.0], [])
    ear.answers[1](Failed(EngineDied("it died")))
    assert isinstance(made.error, EngineDied)
    assert (made.complete, made.text, told) == (True, None, [True])


def test_a_cancelled_piece_is_not_tried_again() -> None:
    ear = Ear()
    made, _told = pieces(ear)
    made.soft_end(speech(2.0))
    made.cancel()
    ear.answers[0](Failed(EngineCancelled("given up")))
    assert ear.asked == [2.0]
