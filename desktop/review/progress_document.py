"""The progress document: everything that the Progress screen and `sessions progress` show.

Tracks, calls and marks are in the order of the calls, the oldest first.
"""

from __future__ import annotations

from typing import Literal

import msgspec

SCHEMA = 1

SkillKind = Literal["ending", "step", "pair", "measure"]
MarkState = Literal["good", "partly", "none", "bad", "unknown"]
EndingKind = Literal["settled", "gave_up", "time_up", "hung_up", "broke", "over"]


class Call(msgspec.Struct, frozen=True):
    """One finished call. `ended` says how it ended, `opening` is how the executive began, cut to a line."""

    session_id: str
    scenario_id: str
    title: str
    attempt: int
    started_at: str
    duration_s: float
    ending: EndingKind
    ended: str
    opening: str


class Mark(msgspec.Struct, frozen=True):
    """What one skill was in one call, told in `shown`.

    "good": reached, said instead, within the range, settled. "partly": a part of it, or the better line beside
    the worse. "none": not heard. "bad": said what to avoid, outside the range. "unknown": nothing to judge by.
    `avoided` and `said` are the executive's words on the two sides of a pair, `said` those of a step as well;
    their numbers are the counts. `value` of a measure is `amount` for people ("46 %"). `turn_id` is the turn of
    the last of the words to avoid.
    """

    session_id: str
    state: MarkState
    shown: str
    avoided: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    value: float | None = None
    amount: str = ""
    turn_id: int | None = None


class Skill(msgspec.Struct, frozen=True):
    """One thing that can be practised, with a mark for each call in which it could be.

    `instead` is the short name of a pair's better line. `scenario_id` and `scenario` are "" where several
    scenarios share the skill. `low` and `high` are a measure's range in `unit`.
    """

    id: str
    kind: SkillKind
    scenario_id: str
    scenario: str
    title: str
    sentence: str
    marks: tuple[Mark, ...]
    instead: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None


class Way(msgspec.Struct, frozen=True):
    """How to practise: at a "moment" of an earlier call, or from the "briefing" of the scenario."""

    kind: Literal["moment", "briefing"]
    scenario_id: str
    session_id: str = ""
    turn_id: int = 0
    item: str = ""


class Pick(msgspec.Struct, frozen=True):
    """A skill that stands out. `why` is why it matters, `say` a line to begin with, either may be ""."""

    kind: SkillKind
    id: str
    title: str
    scenario: str
    sentence: str
    why: str = ""
    say: str = ""
    way: Way | None = None


class Track(msgspec.Struct, frozen=True):
    """The calls of one scenario, or of all (`scenario_id` ""). `facts` are when one rehearsed, and no more.

    Of a scenario that is not `installed` any more only what was stored is told.
    """

    scenario_id: str
    title: str
    persona: str
    installed: bool
    facts: tuple[str, ...]
    calls: tuple[Call, ...]
    skills: tuple[Skill, ...]
    improved: Pick | None = None
    practise: Pick | None = None


class Progress(msgspec.Struct, frozen=True):
    """All tracks, that over all calls first; none where there was no call yet."""

    schema: int
    tracks: tuple[Track, ...]
