"""Which steps of the framework a call reached, and whether they came in their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from desktop.events import Evidence
from desktop.scenario import Step

Status = Literal["reached", "partly", "not_heard"]


@dataclass(frozen=True, slots=True)
class StepReached:
    """How far one step came. `evidence` is what shows it, first words first; `parts_heard` are labels.

    `at_s` is when it was first heard (None: never). `in_order` is False when a later step was heard before it.
    """

    step: Step
    status: Status
    evidence: tuple[Evidence, ...]
    parts_heard: tuple[str, ...] = ()
    at_s: float | None = None
    in_order: bool = True


def steps_reached(steps: Iterable[Step], evidence: Sequence[Evidence]) -> tuple[StepReached, ...]:
    """Every step by its order. Only what was found counts; what is merely possible never reaches a step."""
    reached: list[StepReached] = []
    for step in sorted(steps, key=lambda s: s.order):
        mine = sorted(
            (e for e in evidence if e.kind == "step" and e.item == step.id and e.tier == "found"),
            key=lambda e: (e.turn_id, e.chars),
        )
        reached.append(_reached(step, tuple(mine)))
    return tuple(_ordered(reached))


def _reached(step: Step, mine: tuple[Evidence, ...]) -> StepReached:
    heard = tuple(part.label for part in step.parts if any(e.part == part.label for e in mine))
    status: Status = "not_heard"
    if mine:
        status = "reached" if len(heard) == len(step.parts) else "partly"
    return StepReached(step, status, mine, heard, mine[0].audio_s[0] if mine else None)


def _ordered(reached: Sequence[StepReached]) -> list[StepReached]:
    """Mark the steps that came after a later one had begun."""
    out = []
    for number, one in enumerate(reached):
        later = [e for other in reached[number + 1 :] for e in other.evidence[:1]]
        first = one.evidence[:1]
        early = any((e.turn_id, e.chars) < (f.turn_id, f.chars) for e in later for f in first)
        out.append(StepReached(one.step, one.status, one.evidence, one.parts_heard, one.at_s, not early))
    return out
