"""Two versions of one moment side by side, and the review of a retry."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from desktop.events import Evidence, State, StateMove, Utterance
from desktop.packs import load_scenario
from desktop.records import SessionStart, StoredSession, StoredTurn
from desktop.review import html
from desktop.review.build import build_review
from desktop.review.comparison import compare, tried_again
from desktop.scenario import Scenario

START, HURT, SAFE = State(78.0, 42.0, 30.0), State(94.0, 26.0, 20.0), State(70.0, 52.0, 40.0)
BLAME, BETTER = "how did this pass staging", "nobody is getting fired tonight"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("eleven-pm")


def said(turn_id: int, role: str, text: str, start_s: float, state: State, *found: Evidence) -> StoredTurn:
    moves = (StateMove(turn_id, found[0].item, text, START, state),) if found else ()
    spoken = Utterance(turn_id, role, text, start_s, start_s + 2.0, "speech")  # type: ignore[arg-type]
    return StoredTurn(spoken, None, state, moves, found)


OPENING = said(1, "persona", "We're still down.", 5.0, START)
THEN = said(2, "user", BLAME, 10.0, HURT, Evidence("blame", "avoid", "found", BLAME, 2, (0, 25), (10.0, 12.0)))
NOW = said(2, "user", BETTER, 9.0, SAFE, Evidence("threat", "say", "found", BETTER, 2, (0, 31), (9.0, 11.0)))


def session(scenario: Scenario, *turns: StoredTurn, before: tuple[StoredTurn, ...] = ()) -> StoredSession:
    start = SessionStart("s1", scenario.id, scenario.title, "00", "realistic", "2026-11-17T23:00:00+01:00", False)
    if before:
        start = replace(start, session_id="s2", retry_of="s1", from_turn=2, begins_s=5.0)
    return StoredSession(
        start, START, "2026-11-17T23:01:00+01:00", "hung_up", 60.0, 1, {}, turns, False, before=before
    )


@pytest.fixture
def first(scenario: Scenario) -> StoredSession:
    later = said(4, "user", "what now", 20.0, HURT)
    return session(scenario, OPENING, THEN, said(3, "persona", "It passed.", 15.0, HURT), later)


@pytest.fixture
def again(scenario: Scenario) -> StoredSession:
    return session(scenario, NOW, said(3, "persona", "Okay. Thanks.", 14.0, SAFE), before=(OPENING,))


def test_a_retry_shows_what_it_answers_and_counts_only_its_own(again: StoredSession, scenario: Scenario) -> None:
    document = build_review(again, scenario)
    assert [(turn.turn_id, turn.carried) for turn in document.turns] == [(1, True), (2, False), (3, False)]
    assert [moment.turn_id for moment in document.moments] == [2]
    assert document.summary == "You tried again from 0:05. You never lost him. " + (
        "Nothing that was recognised is on the list of things to avoid."
    )
    assert document.curve[0].at_s == 5.0
    assert all(step.status != "not_heard" for step in document.steps)
    assert not any("not heard" in line for line in document.next_time)
    assert (document.retry_of, document.from_turn, document.begins_s) == ("s1", 2, 5.0)
    whole = build_review(replace(again, start=replace(again.start, retry_of="", begins_s=0.0)), scenario)
    assert len(whole.steps) > len(document.steps)


def test_the_waveform_of_a_retry_begins_where_it_does(again: StoredSession, scenario: Scenario) -> None:
    sound = np.zeros((16_000 * 60, 2), dtype=np.int16)
    sound[16_000 * 5 : 16_000 * 10, 1] = 8_000
    bars = build_review(again, scenario, sound).waveform
    assert 5.0 == bars[0].at_s < bars[-1].at_s < 60.0
    assert {bar.at_s < 10.4 for bar in bars if bar.level > 0} == {True}


def test_both_versions_with_what_each_did(first: StoredSession, again: StoredSession, scenario: Scenario) -> None:
    both = compare(build_review(first, scenario), build_review(again, scenario))
    assert both is not None
    assert both.cue is not None
    assert both.cue.text == "We're still down."
    assert [turn.text for turn in both.first.turns] == [BLAME, "It passed."]
    assert [turn.text for turn in both.again.turns] == [BETTER, "Okay. Thanks."]
    assert (both.first.stress, both.first.trust) == (16.0, -16.0)
    assert (both.again.stress, both.again.trust) == (-8.0, 10.0)
    assert both.first.effect == "Kenji's stress rose by 16 and trust in you fell by 16."
    assert [moment.item for moment in (*both.first.moments, *both.again.moments)] == ["blame", "threat"]
    assert both.first.said == (10.0, 12.0)
    assert both.at_s == 10.0
    assert both.verdict == "It went better this time."
    assert (both.first.ended, both.again.ended) == ((94.0, 26.0), (70.0, 52.0))


@pytest.mark.parametrize(
    ("state", "verdict", "effect"),
    [
        (HURT, "It went about the same both times.", "stress rose by 16"),
        (State(99.0, 10.0, 5.0), "It went better the first time.", "trust in you fell by 32"),
        (START, "It went better this time.", "Kenji's stress and trust in you stayed as they were."),
    ],
)
def test_the_verdict_goes_by_what_each_did(
    first: StoredSession, again: StoredSession, scenario: Scenario, state: State, verdict: str, effect: str
) -> None:
    turns = (replace(NOW, state=state), *again.turns[1:])
    both = compare(build_review(first, scenario), build_review(replace(again, turns=turns), scenario))
    assert both is not None
    assert both.verdict == verdict
    assert effect in both.again.effect


def test_a_thought_in_two_turns_is_one_version(
    first: StoredSession, again: StoredSession, scenario: Scenario
) -> None:
    more = said(3, "user", "and breathe", 12.0, SAFE)
    turns = (NOW, more, said(4, "persona", "Okay.", 15.0, SAFE))
    both = compare(build_review(first, scenario), build_review(replace(again, turns=turns), scenario))
    assert both is not None
    assert [turn.turn_id for turn in both.again.turns] == [2, 3, 4]
    assert both.again.said == (9.0, 14.0)


def test_without_a_state_nothing_is_claimed(
    first: StoredSession, again: StoredSession, scenario: Scenario
) -> None:
    turns = (replace(NOW, state=None, moves=()),)
    both = compare(build_review(first, scenario), build_review(replace(again, turns=turns), scenario))
    assert both is not None
    assert (both.again.trust, both.again.effect, both.verdict) == (None, "", "")


def test_a_retry_in_which_nothing_was_said_has_no_versions(
    first: StoredSession, again: StoredSession, scenario: Scenario
) -> None:
    silent = build_review(replace(again, turns=()), scenario)
    assert compare(build_review(first, scenario), silent) is None
    assert tried_again(build_review(first, scenario), silent) is None
    assert silent.summary == "The call was over before you said anything."


def test_a_line_on_what_came_of_it(first: StoredSession, again: StoredSession, scenario: Scenario) -> None:
    line = tried_again(build_review(first, scenario), build_review(again, scenario))
    assert line is not None
    assert (line.session_id, line.turn_id, line.at_s, line.said) == ("s2", 2, 10.0, BETTER)
    assert line.verdict == "It went better this time."


def test_the_page_of_a_retry_tells_the_two_calls_apart(again: StoredSession, scenario: Scenario) -> None:
    document = build_review(again, scenario)
    page = html.render(document)
    assert "Kenji, in the first call" in page
    assert "again from 0:05" in page
    assert page.count("in the first call") == 1
    plain = msgspec.structs.replace(document, turns=document.turns[1:], retry_of="")
    assert "in the first call" not in html.render(plain)
