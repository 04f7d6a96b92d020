"""A validated scenario: what every part of a rehearsal may rely on. `desktop.packs` builds it from files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from desktop.conditions import Condition
from desktop.events import EvidenceKind, State

Band = Literal["high_stress", "calmer", "any"]
HIGH_STRESS = 60.0
"""Stress from which lines of the band "high_stress" are chosen."""

EVENTS = (
    "silence",
    "time_up",
    "interrupted",
    "spoke_over",
    "question",
    "promise",
    "promise_kept",
    "asked",
    "pressed",
)
"""What can happen in a call besides rubric items; "asked" and "pressed" are about the fact in question."""

NEVER = "never"
"""A name that never happens: the condition of a beat that only a move's `then` plays."""

MEASURES = {
    "talk-ratio": "%",
    "pace": "words/min",
    "pauses": "%",
    "questions": "",
    "open-questions": "",
    "closed-questions": "",
    "longest-monologue": "s",
    "response-gap": "s",
    "fillers": "",
    "interruptions-by-you": "",
    "interruptions-by-them": "",
    "timed-promises": "",
}
"""The measures a scenario may set a range for, with their units."""


def part_slug(label: str) -> str:
    """A step part's name in conditions: "Worst case?" of step three-questions is three-questions.worst-case."""
    spoken = "".join(c for c in label.lower() if c.isalnum() or c.isspace() or c in "-_")
    return "-".join(spoken.split())


def happened_names(item: str, kind: EvidenceKind, part: str = "") -> tuple[str, ...]:
    """The names that evidence adds to what has happened, as conditions and moves write them.

    An avoid item gives its id, a say item "ID.say", a step its id and "ID.PART", a promise "promise".
    """
    if kind == "say":
        return (f"{item}.say",)
    if kind == "promise":
        return ("promise",)
    return (item, f"{item}.{part_slug(part)}") if part else (item,)


@dataclass(frozen=True, slots=True)
class VoiceWish:
    """The voice a persona wants; resolved to an installed voice. `pace` 1.0 is the voice's own rate."""

    sex: Literal["male", "female"] = "male"
    age: str = "middle"
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class Persona:
    """The person on the phone. `summary` is one line for a card; `bridges` are breaths said while thinking."""

    name: str
    role: str
    summary: str
    character: str
    wants: str
    voice: VoiceWish
    start: State
    opening: tuple[str, ...]
    bridges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """Something true. Nothing else may be claimed.

    `gives` is when the persona says it: "asked", "offered", "pressed", or a condition such as "trust >= 45".
    `asked_by` are examples of lines that ask for it. `undecided` are those of `lines` that are only said until the
    learner has decided something.
    """

    id: str
    text: str
    gives: str
    when: Condition
    lines: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()
    undecided: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Move:
    """How the persona is moved. `on` is a pair id (its avoid side), "ID.say", a step id, or an event name."""

    on: str
    stress: float = 0.0
    trust: float = 0.0
    clarity: float = 0.0
    then: str = ""


@dataclass(frozen=True, slots=True)
class Beat:
    """A stretch of the plot. The first beat whose `when` holds plays; `lines` are authored, by band.

    `way_back` and `resolves` are conditions as written: what leads out of the beat, what settles its event.
    A beat whose `when` mentions `NEVER` is played by a move's `then` alone. `undecided` are those of its lines
    that are only said until the learner has decided something.
    """

    id: str
    when: Condition
    play: str
    lines: dict[Band, tuple[str, ...]] = field(default_factory=dict)
    event: str = ""
    way_back: str = ""
    once: bool = False
    ends: bool = False
    resolves: str = ""
    undecided: frozenset[str] = frozenset()

    def lines_for(self, stress: float) -> tuple[str, ...]:
        """Authored lines that fit this stress: the band's own first, then those for any band."""
        band: Band = "high_stress" if stress >= HIGH_STRESS else "calmer"
        return self.lines.get(band, ()) + self.lines.get("any", ())


@dataclass(frozen=True, slots=True)
class Pair:
    """Say this, not that. `say_examples` may be empty: then only the avoid side is listened for."""

    id: str
    avoid: str
    say: str
    why: str
    avoid_label: str
    say_label: str
    avoid_examples: tuple[str, ...] = ()
    say_examples: tuple[str, ...] = ()
    not_this: tuple[str, ...] = ()
    say_not_this: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepPart:
    """One yes/no part of a step."""

    label: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the framework, `order` from 1. Without parts the examples speak for the whole step."""

    id: str
    order: int
    title: str
    why: str
    say: str
    examples: tuple[str, ...] = ()
    parts: tuple[StepPart, ...] = ()
    not_this: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured quantity with its good range (None: no bound) and a sentence for each side."""

    id: str
    title: str
    low: float | None = None
    high: float | None = None
    when_over: str = ""
    when_under: str = ""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """Scales the moves; `start` replaces the persona's own."""

    moves: float = 1.0
    start: State | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One rehearsal to choose.

    `example` is the executive's side of the example call that is played, one line a turn; `good_call` and
    `bad_call` are the sides of one that goes well and of one that goes wrong.
    """

    id: str
    title: str
    tagline: str
    minutes: float
    you: str
    situation: str
    goals: tuple[str, ...]
    watch_for: str
    clock_start: str
    category: str
    persona: Persona
    facts: tuple[Fact, ...]
    moves: tuple[Move, ...]
    beats: tuple[Beat, ...]
    pairs: tuple[Pair, ...]
    steps: tuple[Step, ...]
    measures: tuple[Measure, ...]
    difficulties: dict[str, Difficulty]
    example: tuple[str, ...]
    pack_id: str
    pack_sha256: str
    good_call: tuple[str, ...] = ()
    bad_call: tuple[str, ...] = ()
