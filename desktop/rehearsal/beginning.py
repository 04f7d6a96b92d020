"""Where a call begins that goes on from an earlier one: a moment tried again, or a call taken up again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from desktop.errors import UserError
from desktop.events import CAPTURE_RATE, State, Utterance
from desktop.persona import director
from desktop.persona.plot import Plot, read, written
from desktop.persona.replay import plots
from desktop.records import StoredSession, StoredTurn
from desktop.scenario import Scenario

LEAST_S = 120.0
"""A call that goes on from an earlier one has at least so much time, however late it was there."""
BROKEN_OFF = ("hung_up", "stopped", "device_lost", "failed")
"""Ends after which a call can be taken up again, besides no end at all; others were ends of their own."""
_ENDS = (".", "?", "!", "…", '"', "”")

Samples = npt.NDArray[np.int16]
NO_SOUND: Samples = np.zeros((0, 2), dtype=np.int16)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a call begins.

    `turns` were said before it, each with its plot; of a retry they stay the first call's (`retry_of`), else they
    are the new session's own (`resumed_from`). `plot` is where the call stands after them, `at_s` its clock.
    `cue` is the persona's last line, which is said again, so that one hears what one answers; `unanswered` a line
    of the executive that the persona has not answered: it does so first. Without either it opens the call.
    """

    difficulty: str
    state: State
    plot: Plot
    turns: tuple[StoredTurn, ...] = ()
    at_s: float = 0.0
    cue: str = ""
    unanswered: Utterance | None = None
    retry_of: str = ""
    from_turn: int = 0
    resumed_from: str = ""
    begins_s: float = 0.0
    """Where the new session's own turns begin."""
    before: tuple[StoredTurn, ...] = ()
    """Turns of a first call that the turns here go on from, where it is itself a retry that is taken up."""

    @property
    def own_turns(self) -> tuple[StoredTurn, ...]:
        """The turns that belong to the new session."""
        return self.turns if self.resumed_from else ()

    @property
    def turns_before(self) -> tuple[StoredTurn, ...]:
        """The turns that belong to the first call, and only show what is answered."""
        return self.before if self.resumed_from else self.turns

    @property
    def at_sample(self) -> int:
        """Where its clock begins, in samples."""
        return round(self.at_s * CAPTURE_RATE)

    @property
    def turn_id(self) -> int:
        """The number of the last turn before it."""
        if self.unanswered is not None:
            return self.unanswered.turn_id
        last = self.said[-1].utterance.turn_id if self.said else 0
        return max(last, self.from_turn - 1)  # a line of which no word was heard has its number all the same

    @property
    def said(self) -> tuple[StoredTurn, ...]:
        """Everything that was said before it."""
        return (*self.before, *self.turns)

    def least_limit(self, limit_s: float) -> float:
        """When it is over, on its clock, if the whole call may last `limit_s` seconds."""
        return max(limit_s, self.at_s + LEAST_S)


def retry(session: StoredSession, scenario: Scenario, turn_id: int) -> Beginning:
    """The beginning of another try at what the executive said in turn `turn_id` of `session`.

    It goes back to the persona's line that was answered; where several turns answered it, to the first of them.
    Raises `UserError` where the session has no such turn of the executive.
    """
    _check(session, scenario)
    said = _with_plots(session, scenario)
    own = len(session.before)
    at = next((n for n, turn in enumerate(said) if n >= own and turn.utterance.turn_id == turn_id), -1)
    if at < 0 or said[at].utterance.role != "user":
        mine = [str(turn.utterance.turn_id) for turn in session.turns if turn.utterance.role == "user"]
        fix = f"Choose one of: {', '.join(mine)}." if mine else "You said nothing in that call."
        raise UserError(f"Turn {turn_id} is not one that you said.", fix)
    while at > 0 and said[at - 1].utterance.role == "user":
        at -= 1
    first, turns = said[at].utterance, said[:at]
    cue = turns[-1].utterance if turns else None
    plot = _plot_after(turns, session, scenario)
    at_s = cue.start_s if cue is not None else 0.0
    return Beginning(
        difficulty=session.start.difficulty,
        state=plot.state,
        plot=plot,
        turns=turns,
        at_s=at_s,
        cue=cue.text if cue is not None else "",
        retry_of=session.start.session_id,
        from_turn=first.turn_id,
        begins_s=at_s,
    )


def resume(session: StoredSession, scenario: Scenario) -> Beginning:
    """The beginning of the rest of `session`, which was broken off.

    Raises `UserError` for a call that came to its end, or in which nothing was said.
    """
    _check(session, scenario)
    if not can_resume(session):
        raise UserError("That call can't be taken up again.", "Try one of its moments again, or begin a new call.")
    said = _with_plots(session, scenario)
    kept, unanswered, cue = _where_it_broke(said, len(session.before))
    own = kept[len(session.before) :]
    return Beginning(
        difficulty=session.start.difficulty,
        state=session.start_state,
        plot=_plot_after(kept, session, scenario),
        turns=own,
        at_s=max(session.duration_s, *(turn.utterance.end_s for turn in said)),
        cue=cue,
        unanswered=unanswered,
        retry_of=session.start.retry_of,
        from_turn=session.start.from_turn,
        resumed_from=session.start.session_id,
        begins_s=session.start.begins_s,
        before=session.before,
    )


def can_resume(session: StoredSession) -> bool:
    """Whether a call was broken off, by a hand, a device or the end of the app, and something was said in it."""
    broken_off = not session.ended_at or session.reason in BROKEN_OFF
    return broken_off and bool(session.turns or session.before)


def sound_before(beginning: Beginning, sound: Samples | None) -> Samples:
    """What the new call's sound begins with: the `sound` of the call that it takes up, else silence.

    Shape (samples, 2), int16 at 16 kHz, as long as the clock says.
    """
    whole = np.zeros((beginning.at_sample, 2), dtype=np.int16)
    if sound is not None and beginning.resumed_from:
        kept = sound[: len(whole)]
        whole[: len(kept)] = kept
    return whole


def _where_it_broke(said: Sequence[StoredTurn], own: int) -> tuple[tuple[StoredTurn, ...], Utterance | None, str]:
    """(what stays, the executive's line to be answered now, the persona's line to be said again).

    `own`: turns before this index are another call's and stay in any case.
    """
    kept = tuple(said)
    cut = kept and kept[-1].utterance.role == "persona" and not kept[-1].utterance.text.rstrip().endswith(_ENDS)
    if cut and len(kept) - own >= 2 and kept[-2].utterance.role == "user":
        kept = kept[:-1]  # a line that was cut off: it answers once more
    if kept and len(kept) > own and kept[-1].utterance.role == "user":
        return kept[:-1], kept[-1].utterance, ""
    if cut and len(kept) == 1 and own == 0:
        return (), None, ""  # its first words: it opens the call once more
    return kept, None, kept[-1].utterance.text


def _with_plots(session: StoredSession, scenario: Scenario) -> tuple[StoredTurn, ...]:
    """Everything that was said, with the plot after each turn, also where none was kept."""
    said = (*session.before, *session.turns)
    after = plots(scenario, scenario.difficulties[session.start.difficulty], said)
    return tuple(
        replace(turn, state=plot.state, plot=written(plot)) for turn, plot in zip(said, after, strict=True)
    )


def _plot_after(turns: Sequence[StoredTurn], session: StoredSession, scenario: Scenario) -> Plot:
    kept = read(turns[-1].plot, scenario) if turns else None
    return kept or director.start(scenario, scenario.difficulties[session.start.difficulty])


def _check(session: StoredSession, scenario: Scenario) -> None:
    if session.start.scenario_id != scenario.id:
        raise UserError(
            f"That call was “{session.start.scenario_title}”, not “{scenario.title}”.",
            "Give the scenario that was rehearsed.",
        )
    if session.start.difficulty not in scenario.difficulties:
        raise UserError(
            f"“{scenario.title}” has no difficulty “{session.start.difficulty}” any more.",
            "Begin a new call: this one can't be gone on with.",
        )
