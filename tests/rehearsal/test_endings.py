"""How a call ended, as it is stored and told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.conditions import parse
from desktop.events import SessionEnded
from desktop.packs import load_scenario
from desktop.persona.reply import PersonaActor
from desktop.scenario import Beat
from desktop.store.database import Store
from tests.rehearsal.stage import Stage, store_in
from tests.rehearsal.test_session import Watch

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = store_in(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize(("when", "reason"), [("trust < 90", "gave_up"), ("turn >= 1", "settled")])
def test_a_persona_that_gives_up_is_stored_as_such(store: Store, when: str, reason: str) -> None:
    scenario = load_scenario("eleven-pm")
    last = Beat("last", parse(when), "", lines={"any": ("I'm going to go now. Goodbye.",)}, ends=True)
    actor = PersonaActor(replace(scenario, beats=(last, *scenario.beats)), freedom="ranks")
    watch = Watch()
    stage = Stage(store, watch, actor=actor)
    stage.past_the_opening()
    stage.session.say("How are you?")
    stage.device.finish_clip(stage.device.next_clip())
    assert stage.session.wait(20)
    assert store.session("stage").reason == reason
    assert SessionEnded("stage", reason, stage.session.duration_s) in watch.events
    assert [one.reason for one in store.sessions()] == [reason]
