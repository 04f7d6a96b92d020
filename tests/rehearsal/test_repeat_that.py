"""Hearing the persona's last words once more: no turn, nothing stored, and the floor is free again after it."""

from __future__ import annotations

import pytest

from desktop.events import PersonaSaid
from desktop.rehearsal.persona_side import pieces
from desktop.store.database import Store
from tests.rehearsal.stage import LOUD, QUIET, Stage
from tests.rehearsal.test_session import Watch
from tests.rehearsal.test_unasked import LINE, answered, persona_lines, play_all

pytestmark = pytest.mark.timeout(60)


def said(watch: Watch) -> list[str]:
    return [event.text for event in watch.events if isinstance(event, PersonaSaid)]


def test_the_last_words_sound_again_and_stand_once(stage: Stage, store: Store, watch: Watch) -> None:
    answered(stage)
    before, plot = said(watch), stage.cast.actor.plot
    stage.session.repeat_that()
    stage.recited(persona_lines(store)[-1])
    assert said(watch)[len(before) :] == pieces(persona_lines(store)[-1])
    assert len(persona_lines(store)) == 2
    assert stage.cast.actor.plot == plot
    stage.say("what does your gut say")
    stage.hearing.settle("What does your gut say?")
    stage.device.blocks(2.5, QUIET)
    play_all(stage)
    turns = store.session("stage").turns
    assert [turn.utterance.turn_id for turn in turns] == [1, 2, 3, 4, 5]
    assert turns[3].utterance.text == "What does your gut say?"


def test_the_opening_can_be_heard_again(stage: Stage, store: Store, watch: Watch) -> None:
    stage.past_the_opening()
    opening = said(watch)
    stage.session.repeat_that()
    stage.recited(" ".join(opening))
    assert said(watch) == opening * 2
    assert persona_lines(store) == [" ".join(opening)]


def test_speaking_over_a_repetition_is_no_interruption(stage: Stage, store: Store) -> None:
    answered(stage)
    stage.session.repeat_that()
    stage.device.next_clip()
    stage.device.blocks(1.0, LOUD)
    stage.say(LINE)
    stage.hearing.settle(LINE)
    stage.device.blocks(2.5, QUIET)
    play_all(stage)
    moved = [move.by for turn in store.session("stage").turns for move in turn.moves]
    assert "interrupted" not in moved
    assert "spoke_over" not in moved


def test_nothing_is_repeated_while_somebody_speaks(stage: Stage, watch: Watch) -> None:
    answered(stage)
    clips = len(stage.device.clips)
    stage.device.blocks(0.5, LOUD)
    stage.session.repeat_that()
    stage.device.blocks(0.1, LOUD)
    assert len(stage.device.clips) == clips
