"""Whose words open a reply."""

from __future__ import annotations

import pytest

from desktop.packs import load_scenario
from desktop.persona.reply import PersonaActor, TurnPlan
from desktop.rehearsal.opening import Opening


@pytest.fixture(scope="module")
def plan() -> TurnPlan:
    actor = PersonaActor(load_scenario("eleven-pm"))
    actor.opened(actor.opening())
    return actor.hear("What happened?", at_s=10.0, turn_id=2)


def test_an_authored_line_opens_until_the_model_has_shown_that_it_is_quick(plan: TurnPlan) -> None:
    opening = Opening(0.5)
    assert opening.opener(plan) == plan.slots[0][0]
    opening.note(0.3)
    assert opening.opener(plan) == ""


def test_one_slow_reply_is_no_habit_but_several_are(plan: TurnPlan) -> None:
    opening = Opening(0.5)
    opening.note(0.3)
    opening.note(0.7)
    assert opening.opener(plan) == ""
    for _ in range(3):
        opening.note(0.9)
    assert opening.opener(plan) == plan.slots[0][0]


def test_who_has_patience_lets_the_model_open(plan: TurnPlan) -> None:
    assert Opening(None).opener(plan) == ""


def test_a_beat_that_is_all_authored_needs_no_opener() -> None:
    actor = PersonaActor(load_scenario("eleven-pm"))
    actor.opened(actor.opening())
    marcus = actor.hear("Okay.", at_s=200.0, turn_id=2)
    assert marcus.decision.authored
    assert Opening(0.5).opener(marcus) == ""
