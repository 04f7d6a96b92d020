"""What the tables hold and what the application reads of it: one row from a value, one value from its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import msgspec

from desktop.events import (
    EngineInfo,
    Evidence,
    Hesitation,
    State,
    StateMove,
    Timing,
    Transcript,
    Utterance,
    Word,
)
from desktop.records import (
    HeardAgain,
    PastCall,
    Scoring,
    SessionStart,
    SessionSummary,
    StoredTurn,
)


def as_json(value: Any) -> str:
    """`value` as it stands in a column."""
    return msgspec.json.encode(value).decode()


def scoring_row(session_id: str, scoring: Scoring) -> dict[str, object]:
    """A row of `scorings`; its evidence is apart."""
    names = ("made_at", "pack_sha256", "version", "embedder")
    return {"session_id": session_id, **{name: getattr(scoring, name) for name in names}}


def state_row(
    session_id: str, turn_id: int, state: State, moves: Sequence[StateMove], plot: str
) -> dict[str, object]:
    """A row of `states`."""
    moved = as_json(tuple(moves))
    return {"session_id": session_id, "turn_id": turn_id, **asdict(state), "moves": moved, "plot": plot}


def evidence_row(scoring: int, one: Evidence) -> dict[str, object]:
    """A row of `evidence`."""
    return {
        "scoring": scoring,
        "turn_id": one.turn_id,
        "item": one.item,
        "kind": one.kind,
        "tier": one.tier,
        "words": one.words,
        "char_start": one.chars[0],
        "char_end": one.chars[1],
        "audio_start_s": one.audio_s[0],
        "audio_end_s": one.audio_s[1],
        "part": one.part,
    }


def start_of(row: dict[str, Any]) -> SessionStart:
    """How a session began."""
    about = ("session_id", "scenario_id", "scenario_title", "pack_sha256", "difficulty", "started_at")
    names = (*about, "retry_of", "from_turn", "resumed_from", "begins_s", "limit_s")
    return SessionStart(
        **{name: row[name] for name in names}, keep_audio=bool(row["keep_audio"]), example=bool(row["example"])
    )


def engine_of(row: dict[str, Any]) -> EngineInfo:
    """An engine that took part."""
    names = ("name", "version", "model", "model_sha256", "load_s", "threads")
    return EngineInfo(**{name: row[name] for name in names})


def duration_of(row: dict[str, Any]) -> float:
    """The call's length; of one that was killed before its end, as far as it is known."""
    return float(row["duration_s"] if row["ended_at"] else row["last_s"] or row["begins_s"])


def summary_of(row: dict[str, Any]) -> SessionSummary:
    """A line of the history, from a row of the summary."""
    names = ("session_id", "scenario_id", "scenario_title", "started_at", "ended_at")
    counts = ("turns", "attempt", "steps_heard", "retry_of", "from_turn", "begins_s", "limit_s", "reason")
    values = {name: row[name] for name in (*names, *counts)}
    values["duration_s"] = duration_of(row)
    values.update({name: bool(row[name]) for name in ("has_audio", "example", "typed")})
    return SessionSummary(**values)


def by_session(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Rows by their session, in their order."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["session_id"], []).append(row)
    return groups


def past_call_of(
    row: dict[str, Any],
    said: Sequence[dict[str, Any]],
    evidence: Sequence[dict[str, Any]],
    states: Mapping[str, State],
) -> PastCall:
    """A past call, from its row of the summary and the rows that belong to it."""
    return PastCall(
        start=start_of(row),
        start_state=state_of(row),
        end_state=states.get(row["session_id"]),
        reason=row["reason"],
        duration_s=duration_of(row),
        attempt=row["attempt"],
        utterances=tuple(_wordless(one) for one in said),
        evidence=tuple(evidence_of(one) for one in evidence),
    )


def _wordless(row: dict[str, Any]) -> Utterance:
    """An utterance without the words as shown; each ear's own are there, which measures take their times from."""
    names = ("turn_id", "role", "text", "start_s", "end_s", "source", "ear")
    transcripts = msgspec.json.decode(row["transcripts"], type=tuple[Transcript, ...])
    hesitated = msgspec.json.decode(row["hesitations"], type=tuple[Hesitation, ...] | None)
    return Utterance(**{name: row[name] for name in names}, transcripts=transcripts, hesitations=hesitated)


def state_of(row: dict[str, Any]) -> State:
    """The persona's state."""
    return State(row["stress"], row["trust"], row["clarity"])


def again_row(session_id: str, turn_id: int, again: HeardAgain) -> dict[str, object]:
    """A row of `heard_again`."""
    kept = asdict(again) | {"fell_away": as_json(again.fell_away)}
    return {"session_id": session_id, "turn_id": turn_id, **kept}


def again_of(row: dict[str, Any]) -> HeardAgain:
    """What a second hearing changed."""
    fell_away = msgspec.json.decode(row["fell_away"], type=tuple[Evidence, ...])
    return HeardAgain(row["ear"], row["first_text"], row["words_changed"], fell_away)


def turn_of(
    row: dict[str, Any],
    words: list[dict[str, Any]],
    evidence: list[Evidence],
    states: list[dict[str, Any]],
    again: list[dict[str, Any]],
) -> StoredTurn:
    """A turn, from the rows that belong to it."""
    utterance = Utterance(
        turn_id=row["turn_id"],
        role=row["role"],
        text=row["text"],
        start_s=row["start_s"],
        end_s=row["end_s"],
        source=row["source"],
        words=tuple(
            Word(w["text"], w["start_s"], w["end_s"], w["confidence"], bool(w["interpolated"])) for w in words
        ),
        transcripts=msgspec.json.decode(row["transcripts"], type=tuple[Transcript, ...]),
        ear=row["ear"],
        hesitations=msgspec.json.decode(row["hesitations"], type=tuple[Hesitation, ...] | None),
    )
    state = state_of(states[0]) if states else None
    return StoredTurn(
        utterance=utterance,
        timing=msgspec.json.decode(row["timing"], type=Timing | None),
        state=state,
        moves=msgspec.json.decode(states[0]["moves"], type=tuple[StateMove, ...]) if states else (),
        evidence=tuple(evidence),
        again=again_of(again[0]) if again else None,
        plot=states[0]["plot"] if states else "",
    )


def scoring_of(row: dict[str, Any], evidence: list[dict[str, Any]]) -> Scoring:
    """A scoring with its evidence."""
    names = ("made_at", "pack_sha256", "version", "embedder")
    return Scoring(**{name: row[name] for name in names}, evidence=tuple(evidence_of(one) for one in evidence))


def evidence_of(row: dict[str, Any]) -> Evidence:
    """One hit of the rubric."""
    return Evidence(
        item=row["item"],
        kind=row["kind"],
        tier=row["tier"],
        words=row["words"],
        turn_id=row["turn_id"],
        chars=(row["char_start"], row["char_end"]),
        audio_s=(row["audio_start_s"], row["audio_end_s"]),
        part=row["part"],
    )
