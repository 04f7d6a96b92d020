"""The turn machine: who has the floor."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.turns.completeness import completeness
from desktop.turns.detector import (
    BargeIn,
    Decision,
    Floor,
    Frame,
    Hold,
    Input,
    PersonaEnds,
    PersonaStarts,
    RecordingEnds,
    ReplyWithdrawn,
    SoftEnd,
    SpeechStarted,
    TurnDetector,
    TurnEnded,
    TurnResumed,
    Typed,
    Words,
    thresholds_for,
)

FRAME_S = 0.032


class Driver:
    """Feeds a detector as a microphone would, one frame every 32 ms."""

    def __init__(self, pauses: str = "natural") -> None:
        self.detector = TurnDetector(thresholds_for(pauses))
        self.now = 0.0
        self.decisions: list[Decision] = []

    def frames(self, seconds: float, speech: float) -> list[Decision]:
        got: list[Decision] = []
        for _ in range(round(seconds / FRAME_S)):
            self.now += FRAME_S
            got += self.detector.feed(Frame(speech), self.now)
        return got

    def give(self, item: Input) -> list[Decision]:
        return list(self.detector.feed(item, self.now))


def kinds(decisions: list[Decision]) -> list[type]:
    return [type(decision) for decision in decisions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("walk me through the two options", "complete"),
        ("I was thinking that maybe we could, um", "trailing"),
        ("the worst case is the rollback and", "trailing"),
        ("rollback", "unknown"),
        ("okay", "complete"),
        ("", "unknown"),
    ],
)
def test_completeness(text: str, expected: str) -> None:
    assert completeness(text) == expected


def test_a_turn_ends_after_silence() -> None:
    call = Driver()
    assert kinds(call.frames(1.0, 0.9)) == [SpeechStarted]
    call.give(Words("walk me through the two options"))
    ended = call.frames(1.0, 0.0)
    assert kinds(ended) == [SoftEnd, TurnEnded]
    assert isinstance(ended[1], TurnEnded)
    assert ended[1].speech_end_s == pytest.approx(1.0, abs=0.04)
    assert call.detector.floor is Floor.THINKING


def test_a_pause_in_mid_thought_does_not_end_the_turn() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words("what I need from you is the"))
    assert kinds(call.frames(1.5, 0.0)) == [SoftEnd]
    assert kinds(call.frames(0.5, 0.9)) == [TurnResumed]
    assert call.detector.floor is Floor.USER_SPEAKING


def test_a_click_does_not_start_a_turn() -> None:
    call = Driver()
    assert call.frames(FRAME_S * 2, 0.9) == []
    assert call.frames(0.5, 0.1) == []
    assert call.detector.floor is Floor.LISTENING


def test_patient_waits_longer_than_lively() -> None:
    ended = {}
    for pauses in ("lively", "patient"):
        call = Driver(pauses)
        call.frames(1.0, 0.9)
        call.give(Words("walk me through the two options"))
        ended[pauses] = TurnEnded in kinds(call.frames(0.8, 0.0))
    assert ended == {"lively": True, "patient": False}


def test_hold_to_think_keeps_the_floor_however_long() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words("walk me through the two options"))
    call.give(Hold(True))
    assert call.frames(10.0, 0.0) == []
    call.give(Hold(False))
    assert kinds(call.frames(1.0, 0.0)) == [SoftEnd, TurnEnded]


def test_hold_takes_the_floor_from_the_speaking_persona() -> None:
    call = Driver()
    call.give(Typed())
    call.give(PersonaStarts())
    assert call.frames(1.0, 0.3) == []
    assert kinds(call.give(Hold(True))) == [BargeIn]
    assert call.detector.floor is Floor.LISTENING


def test_speaking_while_the_persona_thinks_withdraws_the_reply() -> None:
    call = Driver()
    call.give(Typed())
    assert kinds(call.frames(0.6, 0.95)) == [ReplyWithdrawn, SpeechStarted]
    assert call.detector.floor is Floor.USER_SPEAKING


def test_push_to_talk_hears_only_while_the_key_is_down() -> None:
    call = Driver("push_to_talk")
    assert call.frames(1.0, 0.9) == []
    assert kinds(call.give(Hold(True))) == [SpeechStarted]
    assert call.frames(3.0, 0.0) == []
    assert kinds(call.give(Hold(False))) == [TurnEnded]


def test_the_end_of_a_recording_ends_the_running_turn() -> None:
    call = Driver()
    assert call.give(RecordingEnds()) == []
    call.frames(1.0, 0.9)
    assert kinds(call.give(RecordingEnds())) == [TurnEnded]


INPUTS = st.one_of(
    st.builds(Frame, st.floats(0, 1)),
    st.builds(Words, st.sampled_from(["", "and", "walk me through the two options", "rollback"])),
    st.builds(Hold, st.booleans()),
    st.just(Typed()),
    st.just(PersonaStarts()),
    st.just(PersonaEnds()),
    st.just(RecordingEnds()),
)


@given(
    st.lists(st.tuples(INPUTS, st.floats(0, 3)), max_size=120),
    st.sampled_from(["lively", "natural", "patient", "push_to_talk"]),
)
def test_any_sequence_keeps_the_rules_and_comes_back_to_listening(
    steps: list[tuple[Input, float]], pauses: str
) -> None:
    detector, now = TurnDetector(thresholds_for(pauses)), 0.0
    for item, later in steps:
        before, now = detector.floor, now + later
        decisions = detector.feed(item, now)
        if TurnEnded in kinds(list(decisions)):
            assert before in (Floor.USER_SPEAKING, Floor.SOFT_END)
            assert detector.floor is Floor.THINKING
        if isinstance(item, PersonaStarts) and before in (Floor.USER_SPEAKING, Floor.SOFT_END):
            assert detector.floor is before, "the persona never takes the floor from a speaking executive"
    detector.feed(Hold(False), now)
    detector.feed(RecordingEnds(), now)
    detector.feed(PersonaEnds(), now)
    assert detector.floor is Floor.LISTENING
