"""The turn machine while the persona speaks: duck, hold, and who gets the floor."""

from __future__ import annotations

import pytest

from desktop.turns.backchannel import claim
from desktop.turns.detector import (
    BargeIn,
    Duck,
    FalseAlarm,
    Floor,
    Frame,
    Hold,
    Hush,
    NewDevice,
    PersonaEnds,
    PersonaStarts,
    RecordingEnds,
    SpeechStarted,
    Typed,
    Words,
)
from tests.helpers.turns import FRAME_S, Driver, kinds


def interrupted() -> Driver:
    """A call in which the persona has just been hushed."""
    call = Driver()
    call.persona_speaks()
    call.until(Hush, 0.9, echo=True)
    call.decisions.clear()
    return call


def test_speech_ducks_then_hushes_the_persona() -> None:
    call = Driver()
    call.persona_speaks()
    began = call.now
    decided = call.frames(0.3, 0.9, echo=True)
    assert kinds(decided) == [Duck, Hush]
    assert isinstance(decided[1], Hush)
    assert decided[1].at_s == pytest.approx(began, abs=0.04)
    assert call.detector.floor is Floor.INTERRUPTED


def test_from_the_first_loud_block_to_the_hush() -> None:
    """Microphone, voice detector, loudspeaker and 160 ms of this make the 350 ms that a barge-in may take."""
    for echo, at_most in ((True, 0.16), (False, 0.128)):
        call = Driver()
        call.persona_speaks()
        assert call.until(Hush, 0.9, echo=echo) <= at_most + 0.001


def test_a_voice_that_flickers_in_the_echo_still_adds_up() -> None:
    call = Driver()
    call.persona_speaks()
    for _ in range(3):
        call.frames(3 * FRAME_S, 0.9, echo=True)
        call.frames(FRAME_S, 0.4, echo=True)
    assert kinds(call.decisions) == [Duck, Hush]


def test_a_click_ducks_at_most() -> None:
    call = Driver()
    call.persona_speaks()
    call.frames(3 * FRAME_S, 0.9, echo=True)
    call.frames(1.0, 0.05, echo=True)
    assert kinds(call.decisions) == [Duck, FalseAlarm]
    assert call.detector.floor is Floor.PERSONA_SPEAKING


@pytest.mark.parametrize(
    "words", ["stop", "wait", "hold on", "no", "okay but what about the orders", "I need a number"]
)
def test_words_take_the_floor_at_once(words: str) -> None:
    call = interrupted()
    assert kinds(call.give(Words(words))) == [BargeIn]
    assert call.detector.floor is Floor.USER_SPEAKING


def test_a_word_or_two_may_be_misheard_and_take_the_floor_only_when_more_is_said() -> None:
    call = interrupted()
    assert call.give(Words("go home")) == []
    assert kinds(call.frames(1.0, 0.0, echo=True)) == [FalseAlarm]
    call = interrupted()
    call.give(Words("kenji"))
    assert call.until(BargeIn, 0.9) < interrupted().until(BargeIn, 0.9)


@pytest.mark.parametrize("words", ["", "mhm", "okay", "yeah", "uh huh", "I see.", "right right", "Got it, go on."])
def test_a_listener_does_not_interrupt(words: str) -> None:
    call = interrupted()
    assert call.give(Words(words)) == []
    call.frames(0.3, 0.9)
    assert kinds(call.frames(0.8, 0.0, echo=True)) == [FalseAlarm]
    assert call.detector.floor is Floor.PERSONA_SPEAKING


def test_long_speech_takes_the_floor_without_words() -> None:
    call = interrupted()
    assert call.until(BargeIn, 0.9) <= 1.0


def test_a_long_yeah_does_not() -> None:
    call = interrupted()
    call.give(Words("yeah yeah"))
    assert kinds(call.frames(2.2, 0.9))[0] is FalseAlarm


def test_an_interruption_without_a_word_does_not_last() -> None:
    call = interrupted()
    for _ in range(30):  # bursts: neither silence for long nor speech in sum
        call.frames(FRAME_S, 0.9)
        call.frames(3 * FRAME_S, 0.0)
    assert kinds(call.decisions)[0] is FalseAlarm


def test_a_noisy_room_does_not_make_the_persona_stutter() -> None:
    call = Driver()
    call.persona_speaks()
    for _ in range(10):
        call.frames(0.3, 0.9, echo=True)
        call.frames(0.7, 0.0, echo=True)
    assert kinds(call.decisions).count(Hush) == 2
    call.frames(25.0, 0.0, echo=True)
    assert call.until(Hush, 0.9, echo=True) < 0.2, "a while later it is trusted again"


def test_a_listener_is_no_noise() -> None:
    call = Driver()
    call.persona_speaks()
    for _ in range(4):
        assert call.until(Hush, 0.9, echo=True) < 0.2
        call.give(Words("mhm"))
        call.until(FalseAlarm, 0.0, echo=True)


def test_alarms_that_lie_far_apart_are_no_noisy_room() -> None:
    call = Driver()
    call.persona_speaks()
    for _ in range(3):
        assert call.until(Hush, 0.9, echo=True) < 0.2
        call.frames(12.0, 0.0, echo=True)


def test_a_listener_of_a_moment_ago_may_want_the_floor_now() -> None:
    call = interrupted()
    call.give(Words("mhm"))
    call.until(FalseAlarm, 0.0, echo=True)
    call.until(Hush, 0.9, echo=True)
    assert call.until(BargeIn, 0.9) <= 1.0


def test_a_hush_waits_for_words() -> None:
    assert interrupted().until(FalseAlarm, 0.0) > 0.6


def test_what_was_not_heard_is_no_speech() -> None:
    call = Driver()
    call.persona_speaks()
    call.now += 1.0
    assert call.frames(FRAME_S, 0.9, echo=True) == []


def test_speech_over_one_reply_does_not_count_against_the_next() -> None:
    call = interrupted()
    call.give(Typed())
    call.give(PersonaStarts())
    assert call.frames(FRAME_S, 0.9, echo=True) == []


def test_until_the_echo_canceller_has_settled_it_takes_more() -> None:
    call = Driver()
    call.give(Typed())
    call.give(PersonaStarts())
    assert call.frames(0.2, 0.9, echo=True) == [Duck()]
    call.frames(1.0, 0.05, echo=True)
    assert call.until(Hush, 0.9, echo=True) < 0.2


def test_after_a_barge_in_the_turn_runs_its_course() -> None:
    call = interrupted()
    call.give(Words("wait what is the worst case"))
    call.frames(0.5, 0.9)
    call.frames(0.6, 0.0)
    assert call.detector.floor is Floor.THINKING
    assert SpeechStarted not in kinds(call.decisions), "the hush began the utterance"


def test_with_push_to_talk_the_key_interrupts_and_nothing_else() -> None:
    call = Driver("push_to_talk")
    call.persona_speaks()
    assert call.frames(3.0, 0.95) == []
    assert kinds(call.give(Hold(True))) == [BargeIn, SpeechStarted]


def test_the_key_settles_an_interruption() -> None:
    call = interrupted()
    assert kinds(call.give(Hold(True))) == [BargeIn]
    assert call.detector.floor is Floor.USER_SPEAKING


def test_a_typed_line_interrupts() -> None:
    call = interrupted()
    assert kinds(call.give(Typed())) == [BargeIn]
    assert call.detector.floor is Floor.THINKING


def test_a_duck_is_undone_when_the_persona_ends() -> None:
    call = Driver()
    call.persona_speaks()
    call.until(Duck, 0.9, echo=True)
    assert kinds(call.give(PersonaEnds())) == [FalseAlarm]
    assert call.detector.floor is Floor.LISTENING


def test_a_recording_that_ends_in_an_interruption_lets_the_persona_finish() -> None:
    call = interrupted()
    assert kinds(call.give(RecordingEnds())) == [FalseAlarm]
    assert call.detector.floor is Floor.PERSONA_SPEAKING


def test_time_that_stands_still_proves_nothing() -> None:
    call = Driver()
    call.persona_speaks()
    for _ in range(50):
        assert call.give(Frame(0.9, echo=True)) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", "nothing"),
        ("...", "nothing"),
        ("Mm-hmm.", "listening"),
        ("of course", "listening"),
        ("oh my", "words"),
        ("no", "floor"),
    ],
)
def test_claims(text: str, meant: str) -> None:
    assert claim(text) == meant


@pytest.mark.parametrize("new", [False, True])
def test_the_first_second_after_another_device_is_as_careful_as_the_call_s_first(new: bool) -> None:
    call = Driver()
    for _ in range(2):
        call.persona_speaks()
        call.frames(1.5, 0.0, echo=True)
        call.give(PersonaEnds())
    if new:
        call.give(NewDevice())
    call.persona_speaks(for_s=0.1)
    hushed_after = call.until(Hush, 0.9, echo=True)
    assert (hushed_after > 0.3) is new


@pytest.mark.parametrize(("settling", "decided"), [(True, []), (False, [Duck, Hush])])
def test_an_echo_that_has_not_been_learned_yet_needs_more_to_be_a_voice(
    settling: bool, decided: list[type]
) -> None:
    call = Driver()
    call.persona_speaks()
    for _ in range(5):
        call.now += FRAME_S
        call.decisions += call.detector.feed(Frame(0.95, echo=True, settling=settling), call.now)
    assert kinds(call.decisions) == decided
