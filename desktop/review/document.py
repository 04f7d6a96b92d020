"""The review document: everything the review pane, the HTML report and `review.json` show.

`review.json` is this structure as JSON; its schema is published as docs/review.schema.json.
Times are seconds on the session clock; `chars` are offsets into the turn's text, end exclusive.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from desktop.records import Comment, Note

SCHEMA = 1


class ReviewEngine(msgspec.Struct, frozen=True):
    """An engine that took part."""

    role: str
    name: str
    version: str
    model: str
    model_sha256: str


class ReviewTurn(msgspec.Struct, frozen=True):
    """One utterance. `state` is the persona's state after it, as [stress, trust, clarity].

    `carried`: said in the first call, of which this one tries a moment again; it counts for nothing here.
    """

    turn_id: int
    role: Literal["user", "persona"]
    speaker: str
    text: str
    audio_s: tuple[float, float]
    source: str
    ear: str = ""
    state: tuple[float, float, float] | None = None
    carried: bool = False


class Moment(msgspec.Struct, frozen=True):
    """One highlight, and what to say instead.

    `label` is a word or two for the mark; `say_this` the better line ("" where what was said is the better
    line); `effect` what it did to the persona, one sentence or "". `order` is a step's number, else 0.
    """

    id: int
    turn_id: int
    kind: Literal["avoid", "say", "step", "promise"]
    tier: Literal["found", "possible"]
    item: str
    label: str
    title: str
    words: str
    chars: tuple[int, int]
    audio_s: tuple[float, float]
    say_this: str = ""
    why: str = ""
    effect: str = ""
    order: int = 0


class PartResult(msgspec.Struct, frozen=True):
    """One yes/no part of a step; `moment` is the id of its evidence, None when not heard."""

    label: str
    moment: int | None = None


class StepResult(msgspec.Struct, frozen=True):
    """A step: "reached" (every part heard), "partly", or "not_heard". `moments` are its evidence by id."""

    id: str
    order: int
    title: str
    status: Literal["reached", "partly", "not_heard"]
    at_s: float | None
    moments: tuple[int, ...]
    parts: tuple[PartResult, ...]
    why: str
    say: str


class MeasureResult(msgspec.Struct, frozen=True):
    """One measured quantity: `shown` is the value for people ("46 %"), `sentence` says what it means."""

    id: str
    title: str
    value: float | None
    unit: str
    shown: str
    sentence: str = ""
    within: bool | None = None


class CurvePoint(msgspec.Struct, frozen=True):
    """The persona's state at a time; `moved_by` names what moved it, "" at the start."""

    at_s: float
    stress: float
    trust: float
    clarity: float
    turn_id: int
    moved_by: str = ""


class Bar(msgspec.Struct, frozen=True):
    """One bar of the waveform: `level` 0 to 1, whose voice it is."""

    at_s: float
    level: float
    role: Literal["user", "persona"]


class Rescoring(msgspec.Struct, frozen=True):
    """The rubric was run again after the call, `times` in all; the moments are those found last, at `made_at`.

    Against the call: `more` and `fewer` hits, `surer` (possible, now found), `less_sure` (found, now possible),
    `other_words` (as sure, in other words of the same place). `sentence` says it all for people.
    """

    made_at: str
    pack_sha256: str
    times: int
    more: int
    fewer: int
    surer: int
    less_sure: int
    other_words: int
    sentence: str


class ReviewDocument(msgspec.Struct, frozen=True):
    """A whole review. `shown_ear` is the catalog id of the ear whose words are shown for most turns.

    `rescoring` is None where the rubric was run in the call alone.
    `retry_of`: the session of which a moment is tried again here, from its turn `from_turn` on ("" and 0: none);
    `begins_s` is where on the clock that is. `resumed_from`: the broken-off session that this one goes on from.
    `limit_s`: when it was to end, 0 where that was not kept. `ended`: why it ended, as `StoredSession.reason`.
    `executive`: what the executive is called, where another reads this; "" in their own review, which says "you".
    `notes` are the executive's own, `comments` those of whoever the call was shared with.
    """

    schema: int
    session_id: str
    scenario_id: str
    title: str
    persona: str
    persona_role: str
    started_at: str
    duration_s: float
    attempt: int
    summary: str
    shown_ear: str
    engines: tuple[ReviewEngine, ...]
    turns: tuple[ReviewTurn, ...]
    moments: tuple[Moment, ...]
    steps: tuple[StepResult, ...]
    measures: tuple[MeasureResult, ...]
    curve: tuple[CurvePoint, ...]
    waveform: tuple[Bar, ...]
    next_time: tuple[str, ...]
    notices: tuple[str, ...] = ()
    rescoring: Rescoring | None = None
    retry_of: str = ""
    from_turn: int = 0
    begins_s: float = 0.0
    resumed_from: str = ""
    limit_s: float = 0.0
    notes: tuple[Note, ...] = ()
    comments: tuple[Comment, ...] = ()
    ended: str = ""
    executive: str = ""
