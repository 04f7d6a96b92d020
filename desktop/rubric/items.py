"""What a rubric listens for: items, and where in a text they were met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.events import Tier

ItemKind = Literal["avoid", "say", "step"]


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
