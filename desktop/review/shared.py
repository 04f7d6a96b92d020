"""What goes into a shared call, and what is believed of one that comes from outside. Pure.

The content of a sealed file: four bytes with the length of the JSON that follows, big-endian, the JSON of a
`SharedReview` or of `SharedComments`, and the call's FLAC where its sound is shared.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from desktop.errors import UserError
from desktop.records import Comment
from desktop.review.document import Moment, ReviewDocument
from desktop.scenario import Scenario

_LENGTH_BYTES = 4
_LARGEST_JSON = 32 * 2**20
_LONGEST_S = 24 * 60 * 60.0
"""Of a call, and of its time limit: no rehearsal lasts a day."""
_ROUNDING_S = 1.0
"""A call that was hung up where it began may end a sample before that."""
_MOST = 20_000
"""Turns, moments or points of a curve."""
_MOST_COMMENTS = 500
NAME_LENGTH = 80
COMMENT_LENGTH = 4_000
"""Characters."""
_ALWAYS = (
    "highlights",
    "measures",
    "the curve of stress and trust",
    "the scenario with what to watch for",
    "which models took part",
    "words that were first heard differently",
    "the call's date and id",
)
"""What every shared call holds besides the transcript, in the words of the line before sharing."""


class Background(msgspec.Struct, frozen=True):
    """What the coach has to know of the scenario: its pack may not be installed there."""

    situation: str
    you: str
    persona: str
    goals: tuple[str, ...] = ()
    watch_for: str = ""


class SharedReview(msgspec.Struct, frozen=True, tag="review", tag_field="kind"):
    """A call as its executive shared it. `share_id` is this sharing's own, not the session's."""

    share_id: str
    document: ReviewDocument
    background: Background


class SharedComments(msgspec.Struct, frozen=True, tag="comments", tag_field="kind"):
    """What comes back: comments on one session, and nothing of what was said in it."""

    session_id: str
    title: str
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the executive gives out of hand besides the transcript and its review."""

    audio: bool = False
    notes: bool = False
    name: str = ""
    """What the coach reads instead of "The executive", "" for that."""


def holds_first_call(document: ReviewDocument) -> bool:
    """Whether it tells what was said in the first call, of which it tries a moment again."""
    return any(turn.carried for turn in document.turns)


def what_goes_in(choice: Choice, *, first_call: bool = False) -> str:
    """The line that is read before sharing: exactly what the file holds, and what not.

    `first_call`: as `holds_first_call` says.
    """
    inside = [
        "Transcript, and the first call up to here" if first_call else "Transcript",
        *_ALWAYS,
        *(["your name as you gave it"] if choice.name.strip() else []),
        *(["your notes"] if choice.notes else []),
        *(["the sound of the call, with your voice"] if choice.audio else []),
    ]
    missing = [*([] if choice.audio else ["your voice"]), *([] if choice.notes else ["your notes"])]
    left_out = f" Not {' and not '.join(missing)}." if missing else ""
    return f"{', '.join(inside)}.{left_out}"


def to_share(document: ReviewDocument, scenario: Scenario, choice: Choice, share_id: str) -> SharedReview:
    """The review as it is given out: without comments, other calls' ids, and what was not chosen.

    Its own id stays: comments find their way back by it. That it is a retry is told by `from_turn`.
    """
    given = msgspec.structs.replace(
        document,
        comments=(),
        retry_of="",
        resumed_from="",
        executive=" ".join(choice.name.split())[:NAME_LENGTH],
        notes=document.notes if choice.notes else (),
        waveform=document.waveform if choice.audio else (),
    )
    persona = scenario.persona
    background = Background(
        scenario.situation, scenario.you, persona.summary, tuple(scenario.goals), scenario.watch_for
    )
    return SharedReview(share_id, given, background)


def encode(content: SharedReview | SharedComments, flac: bytes = b"") -> bytes:
    """The content of a sealed file."""
    written = msgspec.json.encode(content)
    return len(written).to_bytes(_LENGTH_BYTES, "big") + written + flac


def decode(content: bytes) -> tuple[SharedReview | SharedComments, bytes]:
    """What `encode` was given, looked over: whoever has the passphrase may have written anything.

    Raises `UserError` when it is nothing that can be shown.
    """
    length = int.from_bytes(content[:_LENGTH_BYTES], "big")
    if len(content) < _LENGTH_BYTES or length > min(len(content) - _LENGTH_BYTES, _LARGEST_JSON):
        raise _unusable("its parts are cut off")
    written = memoryview(content)[_LENGTH_BYTES : _LENGTH_BYTES + length]
    try:
        read = msgspec.json.decode(written, type=SharedReview | SharedComments)
        _check(read)
    except (msgspec.DecodeError, ValueError, RecursionError) as wrong:
        raise _unusable(str(wrong)) from wrong
    return read, content[_LENGTH_BYTES + length :]


def _unusable(why: str) -> UserError:
    return UserError(
        f"The passphrase opened the file, but what is inside can't be shown: {why[:200]}.",
        "Ask for the file again, or update Steadyhand.",
    )


def _check(read: SharedReview | SharedComments) -> None:
    if isinstance(read, SharedComments):
        _require(len(read.session_id) <= NAME_LENGTH, "its session has no proper id")
        _check_comments(read.comments)
    else:
        _require(0 < len(read.share_id) <= NAME_LENGTH, "it has no proper id")
        _check_document(read.document)


def _check_comments(comments: Sequence[Comment]) -> None:
    _require(len(comments) <= _MOST_COMMENTS, "it has too many comments")
    for one in comments:
        _require(0 < len(one.id) <= NAME_LENGTH and len(one.author) <= NAME_LENGTH, "a comment has no proper id")
        _require(bool(one.text.strip()) and len(one.text) <= COMMENT_LENGTH, "a comment is empty or too long")
        _require(len(one.at) <= NAME_LENGTH and len(one.about) <= COMMENT_LENGTH, "a comment's place is too long")
        _require(one.turn_id is None or 0 <= one.turn_id < 2**31, "a comment is on no possible turn")


def _check_document(document: ReviewDocument) -> None:
    parts: tuple[Sequence[object], ...] = (document.turns, document.moments, document.curve, document.waveform)
    lists = (document.steps, document.measures, document.engines, document.next_time, document.notices)
    _require(all(len(part) <= _MOST for part in (*parts, *lists, document.notes)), "it is too long")
    _require(not document.comments, "it holds comments of its own")
    _require(len(document.executive) <= NAME_LENGTH, "the name of whoever shared it is too long")
    _require(_is_time(document.duration_s), "its length is not possible")
    _require(0 <= document.limit_s <= _LONGEST_S, "its time limit is not possible")
    begins = _is_time(document.begins_s) and document.begins_s <= document.duration_s + _ROUNDING_S
    _require(begins, "its beginning is not possible")
    _require(all(0 <= turn.turn_id < 2**31 for turn in document.turns), "a turn has no possible number")
    _require(all(_is_span(turn.audio_s) for turn in document.turns), "a turn's time is not possible")
    lengths: dict[int, int] = {}
    for turn in document.turns:
        lengths[turn.turn_id] = max(len(turn.text), lengths.get(turn.turn_id, 0))
    for moment in document.moments:
        _require(moment.turn_id in lengths, "a highlight is on no turn")
        _check_moment(moment, lengths[moment.turn_id])
    ids = {moment.id for moment in document.moments}
    _require(len(ids) == len(document.moments), "two highlights have one number")
    named = [one for step in document.steps for one in (*step.moments, *(p.moment for p in step.parts))]
    _require(ids.issuperset(one for one in named if one is not None), "a step names no highlight")
    _require(all(_is_time(step.at_s or 0.0) for step in document.steps), "a step's time is not possible")
    _require(all(0 <= step.order < 1000 for step in document.steps), "a step's number is not possible")
    for point in document.curve:
        _require(_is_time(point.at_s), "the curve's time is not possible")
        _require(all(0 <= v <= 100 for v in (point.stress, point.trust, point.clarity)), "the curve has no scale")
    _require(
        all(_is_time(bar.at_s) and 0 <= bar.level <= 1 for bar in document.waveform), "the waveform is broken"
    )


def _check_moment(moment: Moment, length: int) -> None:
    _require(0 <= moment.chars[0] <= moment.chars[1] <= length, "a highlight lies outside its turn")
    _require(_is_span(moment.audio_s), "a highlight's time is not possible")
    _require(0 <= moment.order < 1000 and 0 <= moment.id < 2**31, "a highlight's number is not possible")


def _is_time(seconds: float) -> bool:
    return math.isfinite(seconds) and 0 <= seconds <= _LONGEST_S


def _is_span(span: tuple[float, float]) -> bool:
    return all(map(_is_time, span)) and span[0] <= span[1]


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
