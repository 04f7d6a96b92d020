"""Where a call stands, what a line does to it, and what the persona will say: the director's records. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec

from desktop.events import State, StateMove
from desktop.persona.gestures import Gesture
from desktop.persona.promises import Promise
from desktop.scenario import Beat, Fact, Scenario


@dataclass(frozen=True, slots=True)
class Plot:
    """Where the call stands. `open_questions` holds, by fact, the turn it was last asked in and how often; `told`
    the facts of the persona's last reply; `decided`: the executive has decided something."""

    state: State
    turn: int = 0
    happened: frozenset[str] = frozenset()
    fired: Mapping[str, int] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    open_questions: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    used: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    promises: tuple[Promise, ...] = ()
    decided: bool = False


def written(plot: Plot) -> str:
    """`plot` as it is stored; the same plot gives the same text."""
    return msgspec.json.encode(plot, order="deterministic").decode()


def read(text: str, scenario: Scenario) -> Plot | None:
    """The plot that `written` wrote, without facts that `scenario` no longer has; None for anything else."""
    try:
        plot = msgspec.json.decode(text, type=Plot)
    except msgspec.DecodeError:  # none was stored, or another version's
        return None
    return known(plot, scenario)


def known(plot: Plot, scenario: Scenario) -> Plot:
    """`plot` without facts that `scenario`, which may have been changed since, does not have."""
    there = {fact.id for fact in scenario.facts}
    return replace(
        plot,
        given=tuple(fact for fact in plot.given if fact in there),
        told=tuple(fact for fact in plot.told if fact in there),
        open_questions={fact: asked for fact, asked in plot.open_questions.items() if fact in there},
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """What the persona does now.

    `slots` are authored alternatives: a reply takes one line from each, in order. `authored` says that these
    lines carry the plot and no model should reword them. `direction` is for the model only, and so is `follow_up`,
    the direction once the authored lines have been said as they stand. Both are "" where the lines are `authored`,
    `direction` where facts are given, `follow_up` where nothing is to be added. `shows_beat`: the beat's own lines
    are among the alternatives. `recalled`: the promise that they come back to. `gives_up`: they end the call
    because they can take no more, not because it is settled.
    """

    plot: Plot
    moves: tuple[StateMove, ...]
    beat: Beat | None
    facts: tuple[Fact, ...]
    withheld: tuple[Fact, ...]
    slots: tuple[tuple[str, ...], ...]
    direction: str
    follow_up: str
    authored: bool
    ends: bool
    shows_beat: bool = True
    recalled: Promise | None = None
    gives_up: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What the answer is chosen by. `late`: the fact was asked for before; `kept`: a promise is said to be done;
    `idle`: the rubric finds nothing in the line; `turned`: the line has led to the beat; `overview`: it asked
    for whatever is known; `told`: all it asks for has been given, and can't be now; `gesture`: what it does that
    wants a reaction."""

    plot: Plot
    line: str
    beat: Beat | None
    plays: bool
    hurt: bool
    give: tuple[Fact, ...] = ()
    withheld: tuple[Fact, ...] = ()
    late: bool = False
    kept: bool = False
    idle: bool = False
    turned: bool = False
    overview: bool = False
    told: bool = False
    gesture: Gesture | None = None
