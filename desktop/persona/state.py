"""How the persona is moved: pure functions from what happened to a new state, with the cause of each move."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktop.events import Evidence, State, StateMove
from desktop.scenario import Difficulty, Move, happened_names

_HARM_FADES, _HARM_FLOOR = 0.6, 0.25
_GOOD_FADES, _GOOD_FLOOR = 0.8, 0.5
"""A repeat of the same rule counts less each time, but what helps keeps more of its weight than what hurts:
so however a call went, there is a way back."""

_EASE = 40.0
"""Within so much of an end of the scale moves shrink, so that a value never sticks there."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that happened in a turn: a rule name and the words that did it ("" for an event without words)."""

    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """The state after a turn, its moves in order, the rules that fired, and how often each fired in this call."""

    state: State
    moves: tuple[StateMove, ...]
    rules: tuple[Move, ...]
    fired: Mapping[str, int]


def causes(evidence: Iterable[Evidence], events: Iterable[str]) -> tuple[Cause, ...]:
    """What a turn's evidence and conversation events are called in rules, each name once, in order.

    An avoid hit is its pair's id, a say hit "ID.say", a step its id (and "ID.part" for a part). Only hits that
    are certain ("found") move the persona, and a promise does not where the same turn hurts.
    """
    found: dict[str, Cause] = {}
    certain = [hit for hit in evidence if hit.tier == "found"]
    hurts = any(hit.kind == "avoid" for hit in certain)
    for hit in certain:
        if not (hurts and hit.kind == "promise"):
            for name in happened_names(hit.item, hit.kind, hit.part):
                found.setdefault(name, Cause(name, hit.words))
    for event in events:
        found.setdefault(event, Cause(event))
    return tuple(found.values())


def apply(
    state: State,
    rules: Sequence[Move],
    happened: Sequence[Cause],
    difficulty: Difficulty,
    *,
    turn_id: int,
    fired: Mapping[str, int],
) -> Moved:
    """Move `state` by every rule whose cause is among `happened`; `fired` counts earlier turns' causes.

    Harm is multiplied by the difficulty's `moves`, help divided by its root: a hard persona is hurt more and
    soothed less.
    """
    counts = dict(fired)
    moves, used = [], []
    for cause in happened:
        matching = [rule for rule in rules if rule.on == cause.name]
        for rule in matching:
            after = _moved(state, rule, _weight(rule, counts.get(cause.name, 0), difficulty))
            used.append(rule)
            if after != state:
                moves.append(StateMove(turn_id, rule.on, cause.words, state, after))
            state = after
        if matching:
            counts[cause.name] = counts.get(cause.name, 0) + 1
    return Moved(state, tuple(moves), tuple(used), counts)


def helps(rule: Move) -> bool:
    """Whether a rule does the persona good, all in all."""
    return rule.trust + rule.clarity - rule.stress > 0


def _weight(rule: Move, repeats: int, difficulty: Difficulty) -> float:
    scale = max(difficulty.moves, 0.01)
    if helps(rule):
        return max(_GOOD_FADES**repeats, _GOOD_FLOOR) / math.sqrt(scale)
    return max(_HARM_FADES**repeats, _HARM_FLOOR) * scale


def _moved(state: State, rule: Move, weight: float) -> State:
    return State(
        stress=_shifted(state.stress, rule.stress * weight),
        trust=_shifted(state.trust, rule.trust * weight),
        clarity=_shifted(state.clarity, rule.clarity * weight),
    )


def _shifted(value: float, by: float) -> float:
    """`value` moved by `by`, less and less as it comes near the end of the scale it moves towards."""
    room = 100.0 - value if by > 0 else value
    return round(min(100.0, max(0.0, value + by * min(1.0, room / _EASE))), 2)
