"""What became of the promises of a stored call, and that its review knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.events import Evidence, State, Utterance
from desktop.packs import load_scenario
from desktop.records import PromiseRecord, SessionStart, StoredSession, StoredTurn
from desktop.rehearsal.reviewing import promises_of, review_of
from desktop.scenario import Measure

CALM = State(40, 60, 50)


def turn(turn_id: int, text: str, *promised: str, role: str = "user") -> StoredTurn:
    hits = tuple(
        Evidence("promise", "promise", "found", words, turn_id, (0, len(words)), (0.0, 1.0)) for words in promised
    )
    source = "typed" if role == "user" else "model"
    line = Utterance(turn_id, role, text, float(turn_id), float(turn_id), source)  # type: ignore[arg-type]
    return StoredTurn(line, None, CALM, (), hits)


SALES, BACK = "I'll call Sales", "I'll call you at nine"
CALL = (
    turn(1, "We are down.", role="persona"),
    turn(2, f"{SALES}. {BACK}.", SALES, BACK),
    turn(3, "I've called Sales.", role="persona"),
    turn(4, "I have not called Sales."),
    turn(5, "Okay.", role="persona"),
    turn(6, "I've called Sales. And I'll call you at nine.", BACK),
    turn(7, "Okay.", role="persona"),
    turn(8, "I've called Sales."),
)


def test_a_promise_is_kept_in_the_turn_that_says_so() -> None:
    assert promises_of(CALL) == (PromiseRecord(2, SALES, 6), PromiseRecord(2, BACK, None))
    assert promises_of(CALL[:4]) == (PromiseRecord(2, SALES), PromiseRecord(2, BACK))
    assert promises_of(()) == ()


@pytest.mark.parametrize(("turns", "shown"), [(CALL, "1 of 2"), (CALL[:1] + CALL[3:4], "none made")])
def test_the_review_measures_them(turns: tuple[StoredTurn, ...], shown: str) -> None:
    scenario = replace(load_scenario("eleven-pm"), measures=(Measure("timed-promises", "Promises with a time"),))
    start = SessionStart("s1", scenario.id, scenario.title, "", "realistic", "2026-11-17T23:00:00+01:00", False)
    session = StoredSession(start, CALM, "", "", 9.0, 1, {}, turns, has_audio=False)
    (measured,) = review_of(session, scenario).measures
    assert measured.shown == shown
    assert review_of(session, scenario) == review_of(session, scenario)
