"""What a rubric listens for: items, and where in a text they were met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.events import Tier
from desktop.scenario import Scenario

ItemKind = Literal["avoid", "say", "step", "promise"]


@dataclass(frozen=True, slots=True)
class Item:
    """One small yes/no criterion, given by example lines.

    `id` is unique among items of one kind; `part` names a step's part. `counter_examples` are lines that look
    like it and are not it.
    """

    id: str
    kind: ItemKind
    title: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An item met in a text: characters `start` to `end` (exclusive), on word boundaries; `score` 0 to 1."""

    item: str
    kind: ItemKind
    tier: Tier
    start: int
    end: int
    score: float
    part: str = ""


PROMISE = "promise"


def items_of(scenario: Scenario) -> tuple[Item, ...]:
    """Everything a scenario listens for: both sides of its pairs, its steps by parts, and promises."""
    items: list[Item] = []
    for pair in scenario.pairs:
        items.append(Item(pair.id, "avoid", pair.avoid, (pair.avoid, *pair.avoid_examples), pair.not_this))
        if pair.say_examples:
            items.append(Item(pair.id, "say", pair.say, (pair.say, *pair.say_examples), pair.say_not_this))
    for step in scenario.steps:
        if step.examples:
            items.append(Item(step.id, "step", step.title, step.examples, step.not_this))
        for part in step.parts:
            items.append(Item(step.id, "step", step.title, part.examples, step.not_this, part.label))
    return (*items, Item(PROMISE, "promise", "A promise with a time", ()))
