"""Where a stored call stood after each of its turns: as it was kept, or found again by going through it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop.persona import director
from desktop.persona.plot import Decision, Plot, known, read
from desktop.records import StoredTurn
from desktop.scenario import Difficulty, Scenario

_SAID_OVER = ("interrupted", "spoke_over")
"""Events that the words don't show; what they moved tells of them."""


def plots(scenario: Scenario, difficulty: Difficulty, turns: Sequence[StoredTurn]) -> tuple[Plot, ...]:
    """The plot after each of `turns`, those of a call from its first on.

    Kept plots stand. Where none was kept (a call of an earlier version) the director hears the turn again with the
    evidence that was found then, and the state that was stored is set: so facts given, promises, beats and what
    was said are what they were, as far as the scenario is.
    """
    walk = _Walk(scenario, difficulty)
    return tuple(walk.on(turn) for turn in turns)


class _Walk:
    """One walk through a stored call."""

    def __init__(self, scenario: Scenario, difficulty: Difficulty) -> None:
        self._scenario = scenario
        self._difficulty = difficulty
        self._plot = director.start(scenario, difficulty)
        self._open: Decision | None = None
        """What the executive's last line led to, until the persona's answer is known."""

    def on(self, turn: StoredTurn) -> Plot:
        """The plot after the next turn."""
        kept = read(turn.plot, self._scenario)
        found = self._heard(turn) if turn.utterance.role == "user" else self._spoken(turn)
        if turn.state is not None:
            found = replace(found, state=turn.state)
        self._plot = kept or known(found, self._scenario)
        if self._open is not None:
            self._open = replace(self._open, plot=self._plot)
        return self._plot

    def _heard(self, turn: StoredTurn) -> Plot:
        self._open = self._decide(turn, turn.utterance.text)
        return self._open.plot

    def _spoken(self, turn: StoredTurn) -> Plot:
        played, decision = turn.utterance.text, self._open
        self._open = None
        if decision is None and not self._plot.said:
            return director.opened(self._plot, played)
        if decision is None:  # into a silence
            decision = self._decide(turn, "")
        return director.spoke(decision, self._scenario, played)

    def _decide(self, turn: StoredTurn, line: str) -> Decision:
        spoken, timing = turn.utterance, turn.timing
        ended_s = timing.turn_end_s if timing is not None else None
        return director.hear(
            self._scenario,
            self._difficulty,
            self._plot,
            line,
            evidence=turn.evidence,
            events=[move.by for move in turn.moves if move.by in _SAID_OVER],
            at_s=spoken.end_s if ended_s is None else ended_s,
            turn_id=spoken.turn_id,
            seed=0,
        )
