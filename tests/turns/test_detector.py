"""The turn machine in the executive's turn: starts, pauses, ends, and the key."""

from __future__ import annotations

import pytest

from desktop.turns.detector import (
    AnswerExpected,
    BargeIn,
    Floor,
    Hold,
    Opinion,
    PersonaEnds,
    PersonaStarts,
    RecordingEnds,
    ReplyWithdrawn,
    SoftEnd,
    SpeechStarted,
    TurnEnded,
    TurnResumed,
    Typed,
    Words,
)
from tests.helpers.turns import FRAME_S, Driver, kinds

ASKS = "walk me through the two options"
COMPLETE = "nobody is getting fired tonight"
UNKNOWN = "send priya home"
TRAILING = "what i need from you is the"


def silence_until_the_end(
    words: str, pauses: str = "natural", opinion: float | None = None, *, settled: bool = True
) -> float:
    """How much silence ends a turn with such words."""
    call = Driver(pauses)
    call.frames(1.0, 0.9)
    soft_s = call.until(SoftEnd, 0.0)
    call.give(Words(words, settled=settled))
    if opinion is not None:
        call.give(Opinion(opinion))
    return soft_s + call.until(TurnEnded, 0.0)


def test_a_turn_ends_after_silence() -> None:
    call = Driver()
    assert kinds(call.frames(1.0, 0.9)) == [SpeechStarted]
    call.give(Words(ASKS, settled=True))
    ended = call.frames(1.0, 0.0)
    assert kinds(ended) == [SoftEnd, AnswerExpected, TurnEnded]
    assert isinstance(ended[2], TurnEnded)
    assert ended[2].speech_end_s == pytest.approx(1.0, abs=0.04)
    assert call.detector.floor is Floor.THINKING


def test_who_asks_and_falls_silent_expects_an_answer_once_a_pause() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words(ASKS, settled=True))
    assert call.until(AnswerExpected, 0.0) <= 0.25
    assert kinds(call.frames(2 * FRAME_S, 0.0)) == []
    assert kinds(call.frames(0.2, 0.9)) == [TurnResumed]
    assert kinds(call.frames(0.25, 0.0)) == [SoftEnd, AnswerExpected]


@pytest.mark.parametrize("words", ["", COMPLETE, UNKNOWN, TRAILING])
def test_who_does_not_ask_is_waited_for_in_silence(words: str) -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words(words))
    assert AnswerExpected not in kinds(call.frames(3.0, 0.0))


def test_a_breath_in_the_microphone_does_not_resume_the_turn_it_answers() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words(ASKS, settled=True))
    call.until(AnswerExpected, 0.0)
    assert kinds(call.frames(0.128, 0.95, echo=True)) == []
    assert kinds(call.frames(0.192, 0.0)) == [TurnEnded]


@pytest.mark.parametrize(
    ("words", "at_least", "at_most"),
    [(ASKS, 0.35, 0.4), (COMPLETE, 1.05, 1.15), (UNKNOWN, 1.1, 1.2), ("", 1.1, 1.2), (TRAILING, 2.1, 2.3)],
)
def test_the_silence_that_ends_a_turn_depends_on_its_words(words: str, at_least: float, at_most: float) -> None:
    assert at_least <= silence_until_the_end(words) <= at_most


def test_a_question_that_only_the_live_ear_heard_waits_for_the_words_to_settle() -> None:
    assert 0.6 <= silence_until_the_end(ASKS, settled=False) <= 0.65
    assert 0.45 <= silence_until_the_end(ASKS, "lively", settled=False) <= 0.5
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words("so would i suggest a rollback"))
    call.frames(0.4, 0.0)
    call.give(Words("So what I would suggest", settled=True))
    assert call.frames(0.5, 0.0) == []


def test_words_that_still_change_hold_the_end_back() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words("walk me through"))
    call.frames(0.5, 0.0)
    call.give(Words(ASKS))
    assert call.frames(0.16, 0.0) == []
    assert kinds(call.frames(0.1, 0.0)) == [TurnEnded]


def test_words_with_punctuation_count_at_once_and_live_ones_no_more() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words("how are you holding of the"))
    call.frames(0.48, 0.0)
    call.give(Words("How are you holding up?"))
    call.give(Words("how are you holding of a"))
    assert kinds(call.frames(FRAME_S, 0.0)) == [TurnEnded]


def test_after_a_pause_live_words_count_again() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.frames(0.25, 0.0)
    call.give(Words("How are you?"))
    call.frames(0.5, 0.9)
    call.give(Words("how are you i mean because"))
    assert kinds(call.frames(1.9, 0.0)) == [SoftEnd]


@pytest.mark.parametrize(
    ("words", "opinion", "longer"),
    [
        (COMPLETE, 0.95, -1),
        (UNKNOWN, 0.95, -1),
        (COMPLETE, 0.1, 1),
        (ASKS, 0.1, 1),
        (ASKS, 0.95, 0),
        (TRAILING, 0.95, 0),
    ],
)
def test_the_sound_of_an_end_shifts_it(words: str, opinion: float, longer: int) -> None:
    plain, judged = silence_until_the_end(words), silence_until_the_end(words, opinion=opinion)
    assert (judged > plain + 0.02) - (judged < plain - 0.02) == longer


def test_an_opinion_is_void_once_one_goes_on() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words(UNKNOWN))
    call.until(SoftEnd, 0.0)
    call.give(Opinion(0.99))
    call.until(TurnResumed, 0.9)
    assert call.until(TurnEnded, 0.0) == pytest.approx(silence_until_the_end(UNKNOWN), abs=0.04)


def test_a_pause_in_mid_thought_does_not_end_the_turn() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words(TRAILING))
    assert kinds(call.frames(1.5, 0.0)) == [SoftEnd]
    assert kinds(call.frames(0.5, 0.9)) == [TurnResumed]
    assert call.detector.floor is Floor.USER_SPEAKING


def test_a_turn_does_not_end_under_somebody_who_begins_to_speak_again() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words(ASKS, settled=True))
    call.frames(0.32, 0.0)
    assert kinds(call.frames(0.16, 0.9)) == [TurnResumed]


def test_words_of_the_turn_before_say_nothing_about_this_one() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words(ASKS, settled=True))
    call.until(TurnEnded, 0.0)
    call.give(PersonaEnds())
    call.frames(1.0, 0.9)
    assert call.until(TurnEnded, 0.0) > 0.9


def test_a_click_does_not_start_a_turn() -> None:
    call = Driver()
    assert call.frames(FRAME_S * 2, 0.9) == []
    assert call.frames(0.5, 0.1) == []
    assert call.detector.floor is Floor.LISTENING


def test_what_may_be_our_own_loudspeaker_must_be_surer_to_start_a_turn() -> None:
    call = Driver()
    assert call.frames(0.5, 0.6, echo=True) == []
    assert kinds(call.frames(0.1, 0.6)) == [SpeechStarted]


@pytest.mark.parametrize("words", [ASKS, COMPLETE, UNKNOWN, TRAILING])
def test_a_learners_pauses_scale_every_end(words: str) -> None:
    lively, natural, patient = (
        silence_until_the_end(words, pauses) for pauses in ("lively", "natural", "patient")
    )
    assert lively < natural < patient


def test_a_speaker_who_was_cut_off_is_given_more_time() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words(COMPLETE))
    before = call.until(TurnEnded, 0.0)
    call.until(ReplyWithdrawn, 0.95)
    call.give(Words(COMPLETE))
    assert call.until(TurnEnded, 0.0) > before + 0.1


def test_a_speaker_who_speaks_up_later_was_not_cut_off() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words(COMPLETE))
    before = call.until(TurnEnded, 0.0)
    call.frames(2.0, 0.0)
    call.until(ReplyWithdrawn, 0.95)
    call.give(Words(COMPLETE))
    assert call.until(TurnEnded, 0.0) == pytest.approx(before, abs=0.04)


def test_hold_to_think_keeps_the_floor_however_long() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    call.give(Words(ASKS, settled=True))
    call.give(Hold(True))
    assert call.frames(10.0, 0.0) == []
    call.give(Hold(False))
    assert call.frames(0.128, 0.0) == [], "the pause is counted from where the key was let go"
    assert kinds(call.frames(1.0, 0.0)) == [SoftEnd, AnswerExpected, TurnEnded]


def test_hold_takes_the_floor_from_the_speaking_persona() -> None:
    call = Driver()
    call.persona_speaks()
    assert kinds(call.give(Hold(True))) == [BargeIn]
    assert call.detector.floor is Floor.LISTENING


def test_speaking_while_the_persona_thinks_withdraws_the_reply() -> None:
    call = Driver()
    call.give(Typed())
    assert kinds(call.frames(0.6, 0.95)) == [ReplyWithdrawn, SpeechStarted]
    assert call.detector.floor is Floor.USER_SPEAKING


def test_a_reply_that_never_comes_gives_the_floor_back() -> None:
    call = Driver()
    call.give(Typed())
    assert call.frames(29.0, 0.0) == []
    assert kinds(call.frames(2.0, 0.0)) == [ReplyWithdrawn]
    assert call.detector.floor is Floor.LISTENING


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


def test_the_persona_never_takes_the_floor_from_a_speaking_executive() -> None:
    call = Driver()
    call.frames(1.0, 0.9)
    assert call.give(PersonaStarts()) == call.give(PersonaEnds()) == []
    assert call.detector.floor is Floor.USER_SPEAKING
