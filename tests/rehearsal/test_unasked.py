"""What the persona says though nobody has spoken: into a silence, and when the time is up."""

from __future__ import annotations

import pytest

from desktop.events import StateChanged
from desktop.persona import lines
from desktop.rehearsal.silence import SILENCE_S
from desktop.store.database import Store
from tests.rehearsal.stage import LOUD, QUIET, Stage
from tests.rehearsal.test_session import Watch

pytestmark = pytest.mark.timeout(60)

LINE = "Walk me through the two options."


def answered(stage: Stage) -> None:
    """The executive has asked, and been answered; the floor is free."""
    stage.past_the_opening()
    stage.say(LINE)
    stage.hearing.settle(LINE)
    stage.device.blocks(2.5, QUIET)
    play_all(stage)


def play_all(stage: Stage) -> None:
    while len(stage.device.clips) > len(stage.device._started):
        stage.device.finish_clip(stage.device.next_clip())
        stage.device.blocks(0.1, QUIET)


def persona_lines(store: Store) -> list[str]:
    return [turn.utterance.text for turn in store.session("stage").turns if turn.utterance.role == "persona"]


def test_a_silence_is_asked_about_twice_and_not_a_third_time(stage: Stage, store: Store, watch: Watch) -> None:
    answered(stage)
    clips = len(stage.device.clips)
    stage.device.blocks(SILENCE_S - 1.0, QUIET)
    assert len(stage.device.clips) == clips
    for _ in range(4):
        stage.device.blocks(2.0, QUIET)
        play_all(stage)
        stage.device.blocks(SILENCE_S - 1.0, QUIET)
    said = persona_lines(store)
    assert len(said) == 4, "the opening, the answer, and two questions into the silence"
    beat = next(beat for beat in stage.cast.actor.scenario.beats if beat.id == "still-there")
    own = {line for band in beat.lines.values() for line in band}
    assert all(line in own or line in lines.generic("silence", tense=True) for line in said[2:])
    turns = store.session("stage").turns
    assert [[move.by for move in turn.moves] for turn in turns][3:] == [["silence"], ["silence"]]
    changed = [event for event in watch.events if isinstance(event, StateChanged) and event.moves]
    assert [event.turn_id for event in changed if event.moves[0].by == "silence"] == [4, 5]


def test_who_speaks_again_is_asked_again(stage: Stage, store: Store) -> None:
    answered(stage)
    for _ in range(2):
        stage.device.blocks(SILENCE_S + 1.0, QUIET)
        play_all(stage)
    stage.say("what does your gut say")
    stage.hearing.settle("What does your gut say?")
    stage.device.blocks(2.5, QUIET)
    play_all(stage)
    before = len(persona_lines(store))
    stage.device.blocks(SILENCE_S + 1.0, QUIET)
    play_all(stage)
    assert len(persona_lines(store)) == before + 1


@pytest.mark.parametrize("why", ["typed", "key", "muted", "never spoke"])
def test_nobody_is_nagged_who_types_holds_the_key_is_muted_or_has_not_begun(stage: Stage, why: str) -> None:
    if why == "never spoke":
        stage.past_the_opening()
    else:
        answered(stage)
    if why == "typed":
        stage.session.say("And the odds?")
        stage.device.blocks(0.1, QUIET)
        stage.device.next_clip()
        play_all(stage)
        stage.device.finish_clip(stage.device._started[-1])
        stage.device.blocks(0.1, QUIET)
        play_all(stage)
    if why == "key":
        stage.session.hold_to_think(True)
    if why == "muted":
        stage.session.set_muted(True)
    clips = len(stage.device.clips)
    stage.device.blocks(2 * SILENCE_S, QUIET)
    assert len(stage.device.clips) == clips


def test_a_plan_for_a_silence_that_somebody_ends_leaves_no_trace(stage: Stage, store: Store) -> None:
    answered(stage)
    before = stage.cast.actor.plot
    clips = len(stage.device.clips)
    while len(stage.device.clips) == clips:
        stage.device.blocks(0.2, QUIET)
    stage.device.blocks(0.5, LOUD)
    assert stage.cast.actor.plot == before
    assert len(persona_lines(store)) == 2


def test_when_the_time_is_up_the_persona_takes_its_leave(store: Store, watch: Watch) -> None:
    stage = Stage(store, watch, limit_s=4.0)
    stage.past_the_opening()
    stage.device.blocks(5.0, QUIET)
    stage.device.finish_clip(stage.device.next_clip())
    assert stage.session.wait(20)
    farewells = [*lines.generic("time_up", tense=True), *lines.generic("time_up", tense=False)]
    assert persona_lines(store)[-1] in farewells
    assert store.session("stage").reason == "time"


def test_who_speaks_over_the_farewell_is_answered_and_then_it_is_over(store: Store, watch: Watch) -> None:
    stage = Stage(store, watch, limit_s=4.0)
    stage.past_the_opening()
    stage.device.blocks(5.0, QUIET)
    stage.device.next_clip()
    stage.device.blocks(1.2, QUIET)
    stage.say("wait one more thing what does your gut say", 1.5)
    stage.hearing.settle("Wait, one more thing. What does your gut say?")
    stage.device.blocks(2.5, QUIET)
    while len(stage.device.clips) > len(stage.device._started):
        stage.device.finish_clip(stage.device.next_clip())
    assert stage.session.wait(20)
    assert store.session("stage").reason == "time"
    assert [turn.utterance.role for turn in store.session("stage").turns][-2:] == ["user", "persona"]
