"""Past calls for the Progress screen's tests and screenshots, told by the real builder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from desktop.events import Evidence, EvidenceKind, State, Utterance
from desktop.packs import load_scenario
from desktop.records import PastCall, SessionStart
from desktop.review.progress import build_progress
from desktop.review.progress_document import Progress
from desktop.scenario import Scenario

START, CALM, LOST = State(78.0, 42.0, 30.0), State(44.0, 66.0, 64.0), State(90.0, 12.0, 22.0)
OPENINGS = (
    "Kenji, what happened? How did this pass staging? The board is going to want to know.",
    "Kenji, it's me. Before anything else: where are we, and how did it get this far?",
    "Stop typing for a second. Take a breath. I'm here, and we do this one thing at a time.",
)


def hit(kind: EvidenceKind, item: str, words: str, turn_id: int = 2, part: str = "") -> Evidence:
    return Evidence(item, kind, "found", words, turn_id, (0, len(words)), (10.0, 12.0), part)


BLAME = hit("avoid", "blame", "how did this pass staging")
OPTIONS = hit("say", "blame", "walk me through the two options", 4)
PRESSURE = hit("avoid", "pressure", "the board is going to want to know")
SHIELD = hit("say", "pressure", "I handle Sales and the customers", 6)
BREATH = hit("step", "regulate", "take a breath")
RHYTHM = hit("step", "rhythm", "one sentence every forty-five minutes", 6)


def past(
    number: int,
    days_ago: float,
    evidence: Sequence[Evidence],
    *,
    reason: str = "hung_up",
    end: State = CALM,
    own_s: float = 30.0,
    opening: str = OPENINGS[0],
    scenario: Scenario | None = None,
) -> PastCall:
    """One call of `scenario` (the 11 PM one), in which the executive spoke for `own_s` seconds."""
    told = scenario or kenji()
    started = (datetime.now().astimezone() - timedelta(days=days_ago)).isoformat()
    start = SessionStart(f"{told.id}-{number}", told.id, told.title, told.pack_sha256, "realistic", started, False)
    turns = (
        Utterance(1, "persona", "Yeah. We're still down. I don't know yet.", 0.0, 30.0, "authored"),
        Utterance(2, "user", opening, 31.0, 31.0 + own_s, "speech"),
        Utterance(3, "persona", "The fixture was small. I signed it off.", 62.0, 80.0, "model"),
        Utterance(4, "user", "What is the worst case? What does your gut say?", 81.0, 90.0, "speech"),
    )
    return PastCall(start, START, end, reason, 312.0, number, turns, tuple(evidence))


@lru_cache
def kenji() -> Scenario:
    return load_scenario("eleven-pm")


@lru_cache
def five_calls() -> tuple[PastCall, ...]:
    """Five calls at eleven, better and better."""
    parts = [part.label for part in next(s for s in kenji().steps if s.id == "three-questions").parts]
    asked = [hit("step", "three-questions", "what does your gut say", 4, part) for part in parts]
    return (
        past(1, 12, (BLAME, PRESSURE), end=LOST, reason="gave_up", own_s=60.0),
        past(2, 9, (BLAME, BREATH), own_s=44.0, opening=OPENINGS[1]),
        past(3, 6, (BREATH, OPTIONS, asked[1]), reason="time", own_s=33.0, opening=OPENINGS[1]),
        past(4, 3, (BREATH, OPTIONS, SHIELD, *asked[:2]), reason="time", own_s=31.0, opening=OPENINGS[2]),
        past(5, 1, (BREATH, OPTIONS, SHIELD, RHYTHM, *asked), reason="settled", own_s=24.0, opening=OPENINGS[2]),
    )


def told(calls: Sequence[PastCall]) -> Progress:
    """Progress over `calls` of installed scenarios."""
    scenarios = {"eleven-pm": kenji(), "another": another()}
    return build_progress(calls, scenarios, datetime.now().astimezone())


@lru_cache
def another() -> Scenario:
    """A second scenario, with the first's pairs and a name that is far too long."""
    title = "A conversation about Rechtsschutzversicherungsgesellschaften with everybody who ever signed for one"
    return replace(kenji(), id="another", title=title, steps=())


@lru_cache
def usual() -> Progress:
    """What the fake controller shows."""
    return told(five_calls())


def two_scenarios() -> Progress:
    """Calls of two scenarios, and of one that is gone."""
    gone = replace(
        past(1, 20, (BLAME,)), start=replace(past(1, 20, ()).start, scenario_id="gone", session_id="g-1")
    )
    return told((gone, *five_calls()[:2], past(1, 2, (BLAME,), scenario=another()), *five_calls()[2:]))


def many(count: int = 40) -> Progress:
    """Very many calls: every third with blame, the share of talking up and down."""
    return told(
        [
            past(n, count - n, (BLAME,) if n % 3 == 0 else (BREATH, OPTIONS), own_s=20.0 + 13 * (n % 4))
            for n in range(1, count + 1)
        ]
    )
