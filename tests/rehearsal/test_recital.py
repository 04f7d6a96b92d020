"""A line that stands already is heard from its first sentence on, and stops where somebody interrupts it."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from desktop.engines.host import EngineHost
from desktop.errors import EngineError, EngineUnavailable
from desktop.events import Notice, PersonaSaid
from desktop.packs import load_scenario
from desktop.persona.reply import PersonaActor
from desktop.rehearsal.persona_side import SILENT_S, pieces
from desktop.rehearsal.voice import Clip, Voice, VoiceLadder
from desktop.store.database import Store
from desktop.turns.inputs import Floor
from tests.rehearsal.stage import QUIET, Stage
from tests.rehearsal.test_session import Watch

OPENING = "Yeah. Kenji here. We're still down. I should have called. I didn't. I'm sorry."

pytestmark = pytest.mark.timeout(60)


class Slow:
    """A voice that takes its time from the second sentence on, until it is `free`; then it may `break`."""

    current = None
    info = None

    def __init__(self) -> None:
        self._silent = VoiceLadder((), lambda *_trouble: None)
        self.free = threading.Event()
        self.breaks = False
        self.asked: list[str] = []
        self.waits = threading.Event()

    def speak(self, text: str) -> Clip:
        self.asked.append(text)
        if len(self.asked) > 1:
            self.waits.set()
            assert self.free.wait(20)
            if self.breaks:
                raise RuntimeError("the voice broke")
        return self._silent.speak(text)

    def ready(self, text: str) -> Clip | None:
        return None


@pytest.fixture
def voice() -> Slow:
    return Slow()


@pytest.fixture
def slow(store: Store, watch: Watch, voice: Slow) -> Stage:
    scenario = load_scenario("eleven-pm")
    persona = replace(scenario.persona, opening=(OPENING,))
    return Stage(
        store, watch, voice=voice, actor=PersonaActor(replace(scenario, persona=persona), freedom="ranks")
    )


def said(watch: Watch) -> list[str]:
    return [event.text for event in watch.events if isinstance(event, PersonaSaid)]


def end(stage: Stage) -> None:
    stage.session.hang_up()
    assert stage.session.wait(20)


def test_the_first_sentence_sounds_before_the_others_are_there(slow: Stage, watch: Watch, voice: Slow) -> None:
    parts = pieces(slow.cast.actor.opening())
    assert parts == ["Yeah. Kenji here. We're still down.", "I should have called.", "I didn't.", "I'm sorry."]
    slow.device.finish_clip(slow.device.next_clip())
    slow.device.blocks(0.2, QUIET)
    assert said(watch) == parts[:1]
    assert slow.cast.turns.floor is Floor.PERSONA_SPEAKING
    voice.free.set()
    for _sentence in parts[1:]:
        slow.device.finish_clip(slow.device.next_clip())
    slow.device.blocks(0.2, QUIET)
    assert said(watch) == parts
    assert slow.cast.turns.floor is Floor.LISTENING
    end(slow)


def test_who_types_over_the_first_sentence_hears_no_other(slow: Stage, store: Store, voice: Slow) -> None:
    first, *others = pieces(slow.cast.actor.opening())
    slow.device.next_clip()
    assert voice.waits.wait(20)
    slow.device.at = (1, len(slow.device.clips[0][1]))
    slow.session.say("Walk me through the two options.")
    slow.device.blocks(0.1, QUIET)
    voice.free.set()
    slow.device.next_clip()
    slow.device.blocks(0.1, QUIET)
    end(slow)
    turns = [turn.utterance for turn in store.session("stage").turns]
    assert turns[0].text == first
    assert turns[1].role == "user"
    assert not set(others[1:]) & set(voice.asked), "what is not wanted is not spoken"


def test_who_answers_into_a_hole_of_the_opening_interrupts_nobody(slow: Stage, store: Store, voice: Slow) -> None:
    slow.device.finish_clip(slow.device.next_clip())
    slow.device.blocks(0.5, QUIET)
    slow.say("walk me through it")
    slow.hearing.settle("Walk me through it.")
    slow.device.blocks(2.5, QUIET)
    voice.free.set()
    end(slow)
    turns = store.session("stage").turns
    assert [turn.utterance.role for turn in turns][:2] == ["persona", "user"]
    moved = {move.by for turn in turns for move in turn.moves}
    assert not moved & {"interrupted", "spoke_over"}


def test_a_voice_that_does_not_go_on_gives_the_floor_back(slow: Stage, watch: Watch, voice: Slow) -> None:
    slow.device.finish_clip(slow.device.next_clip())
    slow.device.blocks(SILENT_S + 0.5, QUIET)
    assert slow.cast.turns.floor is Floor.LISTENING
    voice.free.set()
    end(slow)
    assert said(watch) == pieces(slow.cast.actor.opening())[:1]


def test_engines_that_end_with_the_call_are_no_trouble_of_the_voice() -> None:
    told: list[EngineError] = []
    host = SimpleNamespace(info=None, call=lambda *_args, **_more: raised())

    def raised() -> None:
        ladder.retire()
        raise EngineUnavailable("closed")

    voice = Voice(cast(EngineHost, host), "joe", "Joe")
    ladder = VoiceLadder([voice], lambda _voice, wrong, _given_up: told.append(wrong))
    assert not ladder.speak("Hello.").voiced
    assert told == []


def test_a_voice_that_breaks_gives_the_floor_back(slow: Stage, store: Store, watch: Watch, voice: Slow) -> None:
    voice.breaks = True
    voice.free.set()
    slow.device.finish_clip(slow.device.next_clip())
    slow.device.blocks(0.2, QUIET)
    assert slow.cast.turns.floor is Floor.LISTENING
    end(slow)
    assert store.session("stage").turns[0].utterance.text == pieces(slow.cast.actor.opening())[0]
    assert [event.message for event in watch.events if isinstance(event, Notice)] == [
        "That answer got lost in an error in Steadyhand."
    ]
