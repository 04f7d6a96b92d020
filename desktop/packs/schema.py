"""The files of a scenario pack, as structs: what may stand in them, of what type, within which bounds.

The published JSON Schema is made from these. Descriptions are written for coaches.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from desktop.scenario import MEASURES

SCHEMA = 1
ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
ONE_LINE = r"^[^\n]*$"
RESERVED = frozenset("con nul aux prn".split()) | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
"""Names that Windows gives to no folder or file: a pack or scenario called so can't be kept there."""

Id = Annotated[str, Meta(pattern=ID, max_length=40, description="Lower-case letters, digits and hyphens.")]
Title = Annotated[str, Meta(pattern=ONE_LINE, min_length=1, max_length=80)]
Label = Annotated[
    str,
    Meta(pattern=ONE_LINE, min_length=1, max_length=24, description="A word or two for the mark in the review."),
]
Line = Annotated[str, Meta(pattern=ONE_LINE, min_length=1, max_length=300, description="One thing somebody says.")]
Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Rule = Annotated[str, Meta(max_length=300, description='A condition, such as "trust < 25 and not rhythm".')]
Reference = Annotated[str, Meta(max_length=80, description="The id of something in this file.")]
Percent = Annotated[float, Meta(ge=0, le=100)]
Shift = Annotated[float, Meta(ge=-100, le=100)]
Bound = Annotated[float, Meta(ge=0, le=10_000)]
Lines = Annotated[tuple[Line, ...], Meta(max_length=60)]
SomeLines = Annotated[tuple[Line, ...], Meta(min_length=1, max_length=60)]


MeasureId = Annotated[str, Meta(pattern=ID, max_length=40, description=f"One of: {', '.join(MEASURES)}.")]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base: a key nobody knows is an error, never silently dropped."""


class PackFile(_Part, frozen=True):
    """pack.toml: who made the pack."""

    schema: Literal[1]
    id: Id
    title: Title
    version: Annotated[str, Meta(pattern=ONE_LINE, min_length=1, max_length=20, description="Such as 1.0.")]
    author: Title
    licence: Annotated[str, Meta(max_length=80)] = ""
    about: Annotated[str, Meta(max_length=2000)] = ""
    language: Literal["en"] = "en"


class VoicePart(_Part, frozen=True):
    """The voice the persona wishes for; the closest installed one is taken."""

    sex: Literal["male", "female"] = "male"
    age: Literal["young", "middle", "old"] = "middle"
    pace: Annotated[float, Meta(ge=0.5, le=1.5, description="1 is the voice's own rate.")] = 1.0


class StatePart(_Part, frozen=True):
    """How the persona feels, each 0 to 100."""

    stress: Percent
    trust: Percent
    clarity: Percent


class PersonaPart(_Part, frozen=True):
    """The person on the phone."""

    name: Title
    role: Title
    summary: Annotated[
        str, Meta(pattern=ONE_LINE, min_length=1, max_length=200, description="One line for the card.")
    ]
    character: Text
    wants: Line
    start: StatePart
    opening: SomeLines
    voice: VoicePart = VoicePart()
    bridges: Lines = ()


class FactPart(_Part, frozen=True):
    """Something true. The persona claims nothing else."""

    id: Id
    text: Line
    gives: Annotated[
        Rule, Meta(min_length=1, description='When it is said: "asked", "offered", "pressed" or a condition.')
    ]
    lines: Lines = ()
    undecided: Annotated[
        tuple[Line, ...], Meta(max_length=60, description="Lines that are said until something has been decided.")
    ] = ()
    asked_by: Lines = ()


class MovePart(_Part, frozen=True):
    """What moves the persona: `on` a pair, PAIR.say, a step, STEP.PART or an event."""

    on: Reference
    stress: Shift = 0.0
    trust: Shift = 0.0
    clarity: Shift = 0.0
    then: Reference = ""


class BandLines(_Part, frozen=True):
    """Authored lines by how stressed the persona is."""

    high_stress: Lines = ()
    calmer: Lines = ()
    any: Lines = ()


class BeatLines(BandLines, frozen=True):
    """Authored lines by how stressed the persona is, and those said until something has been decided."""

    undecided: BandLines = BandLines()


class BeatPart(_Part, frozen=True):
    """A stretch of the plot; the first whose `when` holds plays. Without `when` only a move's `then` plays it."""

    id: Id
    play: Line
    lines: BeatLines
    when: Rule | None = None
    event: Annotated[
        str, Meta(pattern=ONE_LINE, max_length=200, description="What happens around the persona.")
    ] = ""
    way_back: Rule = ""
    resolves: Rule = ""
    once: bool = False
    ends: bool = False


class PairPart(_Part, frozen=True):
    """Say this, not that."""

    id: Id
    avoid: Line
    say: Line
    why: Line
    avoid_label: Label
    say_label: Label
    avoid_examples: SomeLines
    say_examples: Lines = ()
    not_this: Lines = ()
    say_not_this: Lines = ()


class PartPart(_Part, frozen=True):
    """One yes/no part of a step."""

    label: Label
    examples: SomeLines


class StepPart(_Part, frozen=True):
    """A step of the framework. Give either parts, or examples for the whole step."""

    id: Id
    order: Annotated[int, Meta(ge=1, le=20)]
    title: Title
    why: Line
    say: Line
    examples: Lines = ()
    parts: Annotated[tuple[PartPart, ...], Meta(max_length=8)] = ()
    not_this: Lines = ()


class MeasurePart(_Part, frozen=True):
    """A measured quantity with its good range."""

    id: MeasureId
    title: Title
    at_least: Bound | None = None
    at_most: Bound | None = None
    when_over: Annotated[str, Meta(max_length=300)] = ""
    when_under: Annotated[str, Meta(max_length=300)] = ""


class DifficultyPart(_Part, frozen=True):
    """Scales how strongly the persona is moved: harm as it says, help by its square root the other way."""

    moves: Annotated[float, Meta(ge=0.25, le=5)] = 1.0
    start: StatePart | None = None


class Difficulties(_Part, frozen=True):
    """The three difficulties; one that is left out moves as the file says."""

    supportive: DifficultyPart = DifficultyPart()
    realistic: DifficultyPart = DifficultyPart()
    brutal: DifficultyPart = DifficultyPart()


class ExamplePart(_Part, frozen=True):
    """The learner's side of example calls, one line a turn: one to be played, a good one and a bad one."""

    lines: Annotated[tuple[Line, ...], Meta(max_length=30)] = ()
    good: Annotated[tuple[Line, ...], Meta(max_length=30)] = ()
    bad: Annotated[tuple[Line, ...], Meta(max_length=30)] = ()


class ScenarioFile(_Part, frozen=True):
    """scenarios/NAME.toml: one rehearsal."""

    schema: Literal[1]
    id: Id
    title: Title
    tagline: Annotated[str, Meta(pattern=ONE_LINE, min_length=1, max_length=160)]
    category: Annotated[str, Meta(pattern=ONE_LINE, min_length=1, max_length=40)]
    minutes: Annotated[float, Meta(ge=1, le=60)]
    you: Title
    situation: Text
    goals: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=6)]
    persona: PersonaPart
    beats: Annotated[tuple[BeatPart, ...], Meta(min_length=1, max_length=60)]
    watch_for: Annotated[str, Meta(max_length=300)] = ""
    clock_start: Annotated[
        str, Meta(pattern=ONE_LINE, max_length=20, description="The time of day at the start: 11:00 PM.")
    ] = ""
    facts: Annotated[tuple[FactPart, ...], Meta(max_length=60)] = ()
    moves: Annotated[tuple[MovePart, ...], Meta(max_length=80)] = ()
    pairs: Annotated[tuple[PairPart, ...], Meta(max_length=40)] = ()
    steps: Annotated[tuple[StepPart, ...], Meta(max_length=20)] = ()
    measures: Annotated[tuple[MeasurePart, ...], Meta(max_length=20)] = ()
    difficulty: Difficulties = Difficulties()
    example: ExamplePart = ExamplePart()


def json_schemas() -> dict[str, object]:
    """The JSON Schema of both files: validate a file against `$defs/PackFile` or `$defs/ScenarioFile`."""
    _roots, definitions = msgspec.json.schema_components([PackFile, ScenarioFile])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Steadyhand scenario pack",
        "description": "A scenarios/*.toml file. For pack.toml use #/$defs/PackFile.",
        "$ref": "#/$defs/ScenarioFile",
        "$defs": _at_defs(definitions),
    }


def _at_defs(definitions: dict[str, object]) -> object:
    text = msgspec.json.encode(definitions).replace(b'"#/components/schemas/', b'"#/$defs/')
    return msgspec.json.decode(text.replace(b'"#/definitions/', b'"#/$defs/'))


if __name__ == "__main__":
    print(msgspec.json.format(msgspec.json.encode(json_schemas()), indent=2).decode())
