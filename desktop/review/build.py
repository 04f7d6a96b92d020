"""From a stored session to its review document. Pure: the same session gives the same document, byte for byte."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from desktop.events import CAPTURE_RATE, Evidence, StateMove
from desktop.records import PromiseRecord, StoredSession, StoredTurn
from desktop.review.document import (
    SCHEMA,
    Bar,
    CurvePoint,
    MeasureResult,
    Moment,
    PartResult,
    Rescoring,
    ReviewDocument,
    ReviewEngine,
    ReviewTurn,
    StepResult,
)
from desktop.review.sentences import effect_of, heard_again, next_time, scored_again, summary
from desktop.rubric.changes import compare
from desktop.rubric.measures import measure
from desktop.rubric.steps import StepReached, steps_reached
from desktop.scenario import Pair, Scenario, Step

Samples = npt.NDArray[np.int16]
BARS = 180
"""Bars of the waveform."""
_AUDIBLE = 0.004
"""Share of full scale below which a stretch counts as silence."""


def build_review(
    session: StoredSession,
    scenario: Scenario,
    sound: Samples | None = None,
    promises: Sequence[PromiseRecord] = (),
) -> ReviewDocument:
    """The review of `session`. `sound`: both sides, int16 at 16 kHz, shape (samples, 2); None when not kept.

    `promises`: those made in the call, with what became of them.
    """
    moments = _moments(session.turns, scenario)
    steps = tuple(_step(one, moments) for one in steps_reached(scenario.steps, _evidence(session)))
    measures = _measures(session, scenario, promises)
    again = bool(session.start.retry_of)
    if again:  # a try at one moment owes no other step
        steps = tuple(step for step in steps if step.status != "not_heard")
    owed = () if again else steps
    return ReviewDocument(
        schema=SCHEMA,
        session_id=session.start.session_id,
        scenario_id=session.start.scenario_id,
        title=session.start.scenario_title,
        persona=scenario.persona.name,
        persona_role=scenario.persona.role,
        started_at=session.start.started_at,
        duration_s=session.duration_s,
        attempt=session.attempt,
        summary=summary(session, scenario, moments, owed),
        shown_ear=_shown_ear(session),
        engines=tuple(
            ReviewEngine(role, info.name, info.version, info.model, info.model_sha256)
            for role, info in sorted(session.engines.items())
        ),
        turns=(
            *(_turn(turn, scenario, carried=True) for turn in session.before),
            *(_turn(turn, scenario) for turn in session.turns),
        ),
        moments=moments,
        steps=steps,
        measures=measures,
        curve=_curve(session),
        waveform=_waveform(sound, session.start.begins_s) if sound is not None else (),
        next_time=next_time(moments, owed, measures),
        notices=_notices(session, scenario),
        rescoring=_rescoring(session),
        retry_of=session.start.retry_of,
        from_turn=session.start.from_turn,
        begins_s=session.start.begins_s,
        resumed_from=session.start.resumed_from,
        limit_s=session.start.limit_s,
        ended=session.reason,
    )


def _evidence(session: StoredSession) -> tuple[Evidence, ...]:
    return tuple(one for turn in session.turns for one in turn.evidence)


def _turn(turn: StoredTurn, scenario: Scenario, *, carried: bool = False) -> ReviewTurn:
    spoken, state = turn.utterance, turn.state
    return ReviewTurn(
        turn_id=spoken.turn_id,
        role=spoken.role,
        speaker="You" if spoken.role == "user" else scenario.persona.name.split()[0],
        text=spoken.text,
        audio_s=(spoken.start_s, spoken.end_s),
        source=spoken.source,
        ear=spoken.ear,
        state=(state.stress, state.trust, state.clarity) if state else None,
        carried=carried,
    )


def _moments(turns: Sequence[StoredTurn], scenario: Scenario) -> tuple[Moment, ...]:
    found = [(one, turn.moves) for turn in turns for one in sorted(turn.evidence, key=lambda e: (e.chars, e.item))]
    shown = [(one, moves) for one, moves in found if one.kind != "measure"]
    return tuple(_moment(n, one, moves, scenario) for n, (one, moves) in enumerate(shown))


def _moment(number: int, one: Evidence, moves: Sequence[StateMove], scenario: Scenario) -> Moment:
    label, title, say, why, order = _about(one, scenario)
    return Moment(
        id=number,
        turn_id=one.turn_id,
        kind="promise" if one.kind == "measure" else one.kind,
        tier=one.tier,
        item=one.item,
        label=label,
        title=title,
        words=one.words,
        chars=one.chars,
        audio_s=one.audio_s,
        say_this=say,
        why=why,
        effect=effect_of(one, moves, scenario.persona),
        order=order,
    )


def label_of(one: Evidence, scenario: Scenario) -> str:
    """A word or two for a piece of evidence, such as "safety" or "worst case"."""
    return _about(one, scenario)[0]


def _about(one: Evidence, scenario: Scenario) -> tuple[str, str, str, str, int]:
    """(label, title, better line, why, step number) of one piece of evidence."""
    pair = _find(scenario.pairs, one.item) if one.kind in ("avoid", "say") else None
    if isinstance(pair, Pair):
        if one.kind == "avoid":
            return pair.avoid_label, pair.avoid, pair.say, pair.why, 0
        return pair.say_label, pair.say, "", "", 0  # the pair's why is that of its wrong line
    step = _find(scenario.steps, one.item) if one.kind == "step" else None
    if isinstance(step, Step):
        return one.part or step.title.lower(), step.title, "", step.why, step.order
    return one.item, one.item, "", "", 0


def _find(items: Sequence[Pair] | Sequence[Step], wanted: str) -> Pair | Step | None:
    return next((item for item in items if item.id == wanted), None)


def _step(reached: StepReached, moments: Sequence[Moment]) -> StepResult:
    mine = [m for m in moments if m.kind == "step" and m.item == reached.step.id and m.tier == "found"]
    parts = tuple(
        PartResult(part.label, next((m.id for m in mine if m.label == part.label), None))
        for part in reached.step.parts
    )
    return StepResult(
        id=reached.step.id,
        order=reached.step.order,
        title=reached.step.title,
        status=reached.status,
        at_s=mine[0].audio_s[0] if mine else None,
        moments=tuple(m.id for m in mine),
        parts=parts,
        why=reached.step.why,
        say=reached.step.say,
    )


def _measures(
    session: StoredSession, scenario: Scenario, promises: Sequence[PromiseRecord]
) -> tuple[MeasureResult, ...]:
    spoken = [turn.utterance for turn in session.turns]
    return tuple(
        MeasureResult(one.id, one.title, one.value, one.unit, one.shown, one.sentence, one.within)
        for one in measure(spoken, session.duration_s, scenario.measures, promises, _evidence(session))
    )


def _curve(session: StoredSession) -> tuple[CurvePoint, ...]:
    start = session.start_state
    points = [CurvePoint(session.start.begins_s, start.stress, start.trust, start.clarity, 0)]
    for turn in session.turns:
        if turn.state is not None:
            moved_by = ", ".join(move.by for move in turn.moves)
            state = turn.state
            points.append(
                CurvePoint(
                    turn.utterance.end_s,
                    state.stress,
                    state.trust,
                    state.clarity,
                    turn.utterance.turn_id,
                    moved_by,
                )
            )
    return tuple(points)


def _waveform(sound: Samples, begins_s: float) -> tuple[Bar, ...]:
    sound = sound[round(begins_s * CAPTURE_RATE) :]
    if len(sound) < BARS:
        return ()
    edges = np.linspace(0, len(sound), BARS + 1).astype(int)
    loud = np.sqrt([np.mean(np.square(sound[a:b] / 32768.0), axis=0) for a, b in itertools.pairwise(edges)])
    scale = np.maximum(loud.max(axis=0), _AUDIBLE)
    return tuple(
        Bar(
            at_s=round(begins_s + float(edge) / CAPTURE_RATE, 3),
            level=round(float(pair.max() / scale[pair.argmax()]), 3) if pair.max() > _AUDIBLE else 0.0,
            role="user" if pair[0] >= pair[1] else "persona",
        )
        for edge, pair in zip(edges, loud, strict=False)
    )


def _shown_ear(session: StoredSession) -> str:
    ears = [turn.utterance.ear for turn in session.turns if turn.utterance.ear]
    return max(sorted(set(ears)), key=ears.count, default="")


def _notices(session: StoredSession, scenario: Scenario) -> tuple[str, ...]:
    scored_with = session.scorings[-1].pack_sha256 if session.scorings else session.start.pack_sha256
    again = heard_again(session, lambda one: label_of(one, scenario))
    if scored_with == scenario.pack_sha256:
        return again
    return ("The scenario was changed after this call: what to say instead is from the new version.", *again)


def _rescoring(session: StoredSession) -> Rescoring | None:
    """What scoring again made of the call's own result; None where that was not done."""
    if len(session.scorings) < 2:
        return None
    first, last = session.scorings[0], session.scorings[-1]
    changes = compare(first.evidence, last.evidence)
    surer = sum(now.tier == "found" for _before, now in changes.tier_changed)
    less_sure = len(changes.tier_changed) - surer
    return Rescoring(
        made_at=last.made_at,
        pack_sha256=last.pack_sha256,
        times=len(session.scorings) - 1,
        more=len(changes.gained),
        fewer=len(changes.lost),
        surer=surer,
        less_sure=less_sure,
        other_words=len(changes.words_changed),
        sentence=scored_again(first, last, changes),
    )
