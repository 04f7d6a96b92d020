"""Calls to measure with: each other turn the executive's, in words that the scenario's rubric knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from desktop.events import State, StateMove, Timing, Utterance, Word
from desktop.records import SessionStart
from desktop.rehearsal.scoring import evidence_in
from desktop.rubric.rubric import Rubric
from desktop.scenario import Scenario
from desktop.store.database import Store

_TURN_S, _SPOKEN_S = 12.0, 8.0
_CALM, _HURT = State(60.0, 40.0, 35.0), State(72.0, 30.0, 30.0)


def utterance(scenario: Scenario, number: int) -> Utterance:
    """The `number`-th turn of a call, from 1 on: the persona's are odd."""
    at_s = (number - 1) * _TURN_S
    if number % 2:
        lines = [*scenario.persona.opening, scenario.situation.split("\n\n")[0]]
        return Utterance(number, "persona", lines[number // 2 % len(lines)], at_s, at_s + _SPOKEN_S, "model")
    said: Sequence[str] = [*(pair.avoid for pair in scenario.pairs), *(pair.say for pair in scenario.pairs)]
    text = said[number // 2 % len(said)]
    parts = text.split()
    step_s = _SPOKEN_S / max(1, len(parts))
    words = tuple(Word(part, at_s + n * step_s, at_s + (n + 1) * step_s) for n, part in enumerate(parts))
    return Utterance(number, "user", text, at_s, at_s + _SPOKEN_S, "speech", words)


def begin(store: Store, scenario: Scenario, session_id: str, days_ago: int = 0) -> None:
    """Begin a call that is told to be that old."""
    began = (datetime.now(UTC) - timedelta(days=days_ago, hours=1)).isoformat(timespec="seconds")
    start = SessionStart(
        session_id, scenario.id, scenario.title, scenario.pack_sha256, "realistic", began, keep_audio=False
    )
    store.begin(start, _CALM)


def add_turn(store: Store, session_id: str, said: Utterance) -> None:
    """Put a turn into the store, with where the persona stands after it."""
    store.add_utterance(session_id, said, Timing(said.end_s) if said.role == "user" else None)
    if said.role == "user":
        after = _HURT if said.turn_id % 4 else _CALM
        store.add_state(
            session_id, said.turn_id, after, [StateMove(said.turn_id, "turn", said.text, _CALM, after)]
        )


def score(store: Store, session_id: str, said: Utterance, rubric: Rubric) -> int:
    """Put into the store what the rubric hears in a turn; how much that is."""
    found = evidence_in(said, rubric)
    store.add_evidence(session_id, found)
    return len(found)


def end(store: Store, session_id: str, turns: int) -> None:
    """End a call of so many turns as one that was hung up."""
    ended = datetime.now(UTC).isoformat(timespec="seconds")
    store.end(session_id, ended_at=ended, reason="hung_up", duration_s=turns * _TURN_S)
