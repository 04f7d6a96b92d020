"""What a review says in sentences: what happened, what a line did, what to do next time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise

from desktop.events import Evidence, StateMove
from desktop.records import Scoring, SessionSummary, StoredSession
from desktop.review.document import MeasureResult, Moment, ReviewDocument, ReviewTurn, StepResult
from desktop.rubric.changes import Changes
from desktop.scenario import Persona, Scenario

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_UNJUDGED = "None of the phrases that this review knows was heard for certain, so it can't say how the call went."
_UNHEARD = "None of the phrases that this review knows was heard for certain."
STATUS = {"reached": "heard", "partly": "partly heard", "not_heard": "not heard"}
"""What a step's status is called on paper."""
ADVICE = 3
"""Things to do next time: more are not remembered."""


def clock(seconds: float) -> str:
    """Seconds of a call as people read them: 0:52, 12:05."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def which_call(call: ReviewDocument | SessionSummary) -> str:
    """Which attempt a call was, or from where it was tried again; one in which nothing was said is none."""
    # One that was shared does not name the first call, but from where it goes on.
    if call.from_turn if isinstance(call, ReviewDocument) else call.retry_of:
        return f"again from {clock(call.begins_s)}"
    return f"attempt {call.attempt}" if call.attempt else "you said nothing"


def about_line(document: ReviewDocument, when: str = "") -> str:
    """When a call was, how long, and which: "2025-03-04 22:14 · 9 min 52 s · attempt 2".

    `when` is its start as it is to be written; "" writes day and time. A retry's length is from where it began.
    """
    minutes, seconds = divmod(max(0, round(document.duration_s - document.begins_s)), 60)
    length = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    return f"{when or document.started_at[:16].replace('T', ' ')} · {length} · {which_call(document)}"


def given_up(name: str) -> str:
    """That the persona, who is called `name`, ended a call because they could take no more."""
    return f"{name} ended it before it was settled."


def who_said(document: ReviewDocument) -> str:
    """How what the executive said is introduced: "You said", or with their name where another reads it."""
    return f"{document.executive or 'You'} said"


def trust_in(document: ReviewDocument) -> str:
    """What the persona's trust is in: "trust in you", or in whoever spoke where another reads it."""
    name = document.executive or "you"
    return f"trust in {name[0].lower() + name[1:] if name.startswith('The ') else name}"


def spoken_by(turn: ReviewTurn) -> str:
    """Who said it, and that it was in the first call where this one only carries it."""
    return f"{turn.speaker}, in the first call" if turn.carried else turn.speaker


def pronouns(persona: Persona) -> tuple[str, str, str]:
    """(he, him, his) or (she, her, her)."""
    return ("she", "her", "her") if persona.voice.sex == "female" else ("he", "him", "his")


def effect_of(one: Evidence, moves: Sequence[StateMove], persona: Persona) -> str:
    """What this evidence did to the persona, "" when nothing moved."""
    names = {one.item + ".say"} if one.kind == "say" else {one.item, f"{one.item}.{one.part}"}
    mine = [
        move for move in moves if move.by in names or (move.by.startswith(f"{one.item}.") and one.kind == "step")
    ]
    if not mine:
        return ""
    stress = sum(move.after.stress - move.before.stress for move in mine)
    trust = sum(move.after.trust - move.before.trust for move in mine)
    _he, _him, his = pronouns(persona)
    said = [_change("stress", stress), _change("trust in you", trust)]
    return f"{his.capitalize()} {' and '.join(part for part in said if part)}." if any(said) else ""


def _change(what: str, by: float) -> str:
    if abs(by) < 1:
        return ""
    return f"{what} {'rose' if by > 0 else 'fell'} by {abs(by):.0f}"


def summary(
    session: StoredSession, scenario: Scenario, moments: Sequence[Moment], steps: Sequence[StepResult]
) -> str:
    """One or two sentences that say what happened."""
    if not any(turn.utterance.role == "user" for turn in session.turns):
        return "The call was over before you said anything."
    if not any(moment.tier == "found" for moment in moments):
        said = [_UNHEARD if session.start.retry_of else _UNJUDGED, _steps(steps)]
    else:
        said = [_lost_and_back(session, scenario), _steps(steps)]
        if not any(moment.kind == "avoid" for moment in moments):
            said.insert(1, "Nothing that was recognised is on the list of things to avoid.")
    if session.reason == "gave_up":
        said.insert(0, given_up(scenario.persona.name.split()[0]))
    if session.start.retry_of:
        said.insert(0, f"You tried again from {clock(session.start.begins_s)}.")
    if not session.ended_at:
        said.insert(0, f"This call broke off at {clock(max(turn.utterance.end_s for turn in session.turns))}.")
    return " ".join(part for part in said if part)


def _lost_and_back(session: StoredSession, scenario: Scenario) -> str:
    he, him, _his = pronouns(scenario.persona)
    states = [(turn.utterance, turn.state) for turn in session.turns if turn.state is not None]
    if not states:
        return ""
    start = session.start_state
    worst_at, worst = min(((u.start_s, s.trust - s.stress) for u, s in states), key=lambda pair: pair[1])
    first = start.trust - start.stress
    end = states[-1][1].trust - states[-1][1].stress
    if worst > first - 5:
        return f"You never lost {him}." if end >= first else f"You held {him} where {he} was."
    back = next((u.start_s for u, s in states if u.start_s > worst_at and s.trust - s.stress >= first), None)
    lost_at = _hardest_fall(first, [(u.start_s, s.trust - s.stress) for u, s in states if u.start_s <= worst_at])
    if back is None:
        return f"You lost {him} at {clock(lost_at)}, and {he} did not come all the way back."
    return f"You lost {him} at {clock(lost_at)} and had {him} back by {clock(back)}."


def _hardest_fall(level: float, after: Sequence[tuple[float, float]]) -> float:
    """When the level fell most at once, from (seconds, level) in order; `level` is that before the first."""
    levels = [level, *(each for _at, each in after)]
    falls = [before - now for before, now in pairwise(levels)]
    return after[falls.index(max(falls))][0]


def _steps(steps: Sequence[StepResult]) -> str:
    if not steps:
        return ""
    missing = [step for step in steps if step.status == "not_heard"]
    if not missing:
        whole = sum(step.status == "reached" for step in steps)
        return "Every step was heard." if whole == len(steps) else "Every step was begun, not all were finished."
    many = _NUMBERS[len(missing)] if len(missing) < len(_NUMBERS) else str(len(missing))
    was = "step was" if len(missing) == 1 else "steps were"
    return f"{many} {was} not heard."


def heard_again(session: StoredSession, label_of: Callable[[Evidence], str]) -> tuple[str, ...]:
    """What a second hearing after the call changed: how many words, and what is not found any more."""
    if "careful_ear" not in session.engines:
        return ()
    changed = [turn.again for turn in session.turns if turn.again is not None]
    count = sum(again.words_changed for again in changed)
    words = f"{count} word{'' if count == 1 else 's'} changed" if count else "no word changed"
    return (
        f"Heard again with a more careful ear: {words}.",
        *(
            f"“{one.words}” ({label_of(one)}) was found in what was heard first, not in what was heard again."
            for again in changed
            for one in again.fell_away
        ),
    )


def next_time(
    moments: Sequence[Moment], steps: Sequence[StepResult], measures: Sequence[MeasureResult]
) -> tuple[str, ...]:
    """At most three things to do next time: what hurt, then the steps not heard, then a measure."""
    advice: dict[str, str] = {}
    for moment in moments:
        if moment.kind == "avoid" and moment.tier == "found" and moment.say_this:
            # The same better line twice is one thing to do, in whatever words it was needed.
            advice.setdefault(moment.say_this, f"Instead of “{moment.words}”, say: “{moment.say_this}”")
    most = ADVICE - 1 if any(step.status != "reached" for step in steps) else ADVICE
    hurt = list(advice.values())[:most]
    missing = [f"{step.title}: “{step.say}”" for step in steps if step.status == "not_heard"]
    partly = [f"Finish “{step.title}”: “{step.say}”" for step in steps if step.status == "partly"]
    measured = [one.sentence for one in measures if one.within is False and one.sentence]
    return tuple([*hurt, *missing, *partly, *measured][:ADVICE])


def scored_again(first: Scoring, last: Scoring, changes: Changes) -> str:
    """When a call was last scored again, and what that changed: "... 1 more, 2 fewer than at the call."."""
    rubric = " with the changed rubric" if last.pack_sha256 != first.pack_sha256 else ""
    return f"Scored again on {_day(last.made_at, first.made_at)}{rubric}: {_changed(changes)}."


def _day(iso: str, call: str) -> str:
    """The day of `iso`, with its year where the call's was another."""
    when = datetime.fromisoformat(iso)
    year = f" {when.year}" if when.year != datetime.fromisoformat(call).year else ""
    return f"{when.day} {when:%B}{year}"


def _changed(changes: Changes) -> str:
    more, fewer = len(changes.gained), len(changes.lost)
    surer = sum(now.tier == "found" for _before, now in changes.tier_changed)
    less_sure, moved = len(changes.tier_changed) - surer, len(changes.words_changed)
    counted = ", ".join(f"{n} {what}" for n, what in ((more, "more"), (fewer, "fewer")) if n)
    told = [f"{counted} than at the call"] if counted else []
    told += [f"{surer} found that {'was' if surer == 1 else 'were'} only possible"] if surer else []
    told += [f"{less_sure} now only possible"] if less_sure else []
    told += [f"{moved} in other words"] if moved else []
    return "; ".join(told) or "nothing changed"
