"""An utterance leaves the ears with its fillers, on the session clock."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.engines.calls import Done, PendingCall
from desktop.engines.host import EngineHost
from desktop.errors import EngineDied, EngineError
from desktop.events import BLOCK, CAPTURE_RATE, Hesitation
from desktop.recognition.messages import Heard, HeardWord
from desktop.rehearsal.hearing import Ear, HeardUtterance, Hearing
from tests.recognition.test_hesitation import voice

FIRST = 10 * BLOCK
LEAD = round(0.4 * CAPTURE_RATE / BLOCK)


class Live:
    """A live ear's engine that heard "we" and "wait"; `dead` it answers nothing."""

    def __init__(self, *, dead: bool = False) -> None:
        self.dead = dead

    def call(self, method: str, *_args: object, **_options: object) -> tuple[Heard, bytes]:
        if self.dead:
            raise EngineDied("it is gone")
        if method != "finish":
            return Heard("we wait"), b""
        return Heard(
            "we wait", (HeardWord("we", 0.5, 0.7, 1.0), HeardWord("wait", 1.6, 1.9, 1.0)), final=True
        ), b""


class Second:
    """A second ear's engine that hears `text` at once."""

    failed_to_load = False

    def __init__(self, text: str) -> None:
        self.text = text

    def submit(self, *_args: object, **options: object) -> PendingCall:
        options["on_done"](Done(Heard(self.text)))  # type: ignore[operator]
        return PendingCall(0, lambda: None)


def hear(live: object, second: object | None) -> HeardUtterance:
    """0.4 s of lead-in from block 10 on, then a vowel from 1.0 to 1.4 s of the utterance."""
    ears = [Ear(host, name, rating) if host else None for host, name, rating in ((live, "a", 1), (second, "b", 2))]  # type: ignore[arg-type]

    def trouble(_ear: Ear, _wrong: EngineError) -> None:
        return

    hearing = Hearing(ears[0], ears[1], settle_s=1.0, on_trouble=trouble)
    sound = np.random.default_rng(1).normal(0, 20, 2 * CAPTURE_RATE).astype(np.int16)
    sound[CAPTURE_RATE : CAPTURE_RATE + round(0.4 * CAPTURE_RATE)] += voice(0.4)
    blocks = [sound[begin : begin + BLOCK] for begin in range(0, len(sound) - BLOCK + 1, BLOCK)]
    for number, block in enumerate(blocks):
        if number < LEAD:
            hearing.idle(FIRST + number * BLOCK, block)
            continue
        if number == LEAD:
            hearing.begin(FIRST + number * BLOCK)
        hearing.hear(block)
    hearing.soft_end()
    return hearing.finish(FIRST / CAPTURE_RATE + 2.0)


@pytest.mark.parametrize("second", [None, Second("We wait.")], ids=["one ear", "two ears"])
def test_a_filler_that_nobody_wrote_is_told_by_its_sound(second: Second | None) -> None:
    heard = hear(Live(), second)
    assert heard.hesitations is not None
    (found,) = heard.hesitations
    assert not found.written
    assert found.start_s == pytest.approx(FIRST / CAPTURE_RATE + 1.0, abs=0.08)
    assert found.end_s == pytest.approx(FIRST / CAPTURE_RATE + 1.4, abs=0.08)
    assert heard.as_turn(2).hesitations == heard.hesitations


def test_a_filler_that_was_written_is_not_told_again() -> None:
    heard = hear(Live(), Second("We, um, wait."))
    assert heard.hesitations is not None
    assert [each.written for each in heard.hesitations] == [True]


def test_without_times_only_what_is_written_counts() -> None:
    heard = hear(Live(dead=True), Second("We wait."))
    assert (heard.text, heard.hesitations) == ("We wait.", ())
    written = hear(Live(dead=True), Second("We, um, wait.")).hesitations
    assert written is not None
    assert [each.written for each in written] == [True]


def test_an_utterance_does_not_know_the_last_one_s() -> None:
    hearing = Hearing(Ear(_host(Live()), "a", 1), None, settle_s=1.0, on_trouble=lambda *_trouble: None)
    for sound, count in ((voice(0.4), 1), (np.zeros(BLOCK, dtype=np.int16), 0)):
        hearing.begin(0)
        hearing.hear(np.zeros(round(0.9 * CAPTURE_RATE), dtype=np.int16))
        hearing.hear(sound)
        hearing.hear(np.zeros(CAPTURE_RATE, dtype=np.int16))
        found = hearing.finish(2.3).hesitations
        assert found is not None
        assert [type(each) for each in found] == [Hesitation] * count


def _host(live: Live) -> EngineHost:
    return live  # type: ignore[return-value]
