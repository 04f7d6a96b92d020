"""A session as it is stored and reviewed."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.events import EngineInfo, EngineRole, Evidence, State, StateMove, Timing, Utterance


@dataclass(frozen=True, slots=True)
class SessionStart:
    """A call that begins. `started_at` is ISO 8601 with offset; `example` marks a demo, nobody's own attempt.

    `retry_of`: the session of which one moment is tried again, from its turn `from_turn` on. `resumed_from`: the
    session that this one goes on from, whose turns it holds as its own. `begins_s`: where on its clock a call
    begins that goes on from an earlier one. `limit_s`: when it was to end, 0 where that was not kept.
    """

    session_id: str
    scenario_id: str
    scenario_title: str
    pack_sha256: str
    difficulty: str
    started_at: str
    keep_audio: bool
    example: bool = False
    retry_of: str = ""
    from_turn: int = 0
    resumed_from: str = ""
    begins_s: float = 0.0
    limit_s: float = 0.0


@dataclass(frozen=True, slots=True)
class HeardAgain:
    """What a more careful ear changed in an utterance after the call.

    `first_text` is what stood there in the call; `fell_away` was found in it, and is not found any more.
    """

    ear: str
    first_text: str
    words_changed: int
    fell_away: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One utterance with what belongs to it.

    `state` is the persona's state after it, `plot` where the call stood then, as `desktop.persona.plot` writes it
    ("" where none was kept). `again` is None unless its words changed after the call.
    """

    utterance: Utterance
    timing: Timing | None
    state: State | None
    moves: tuple[StateMove, ...]
    evidence: tuple[Evidence, ...]
    again: HeardAgain | None = None
    plot: str = ""


@dataclass(frozen=True, slots=True)
class Rehearing:
    """An utterance as it is to stand after the second hearing. `again` None: its words and evidence stay."""

    utterance: Utterance
    evidence: tuple[Evidence, ...] = ()
    again: HeardAgain | None = None


@dataclass(frozen=True, slots=True)
class Scoring:
    """One run of a scenario's rubric over a session. `made_at` is ISO 8601 with offset.

    `version` is the app's, "" where it was not noted; `embedder` the model's id, "" when words alone were heard.
    """

    made_at: str
    pack_sha256: str
    version: str
    embedder: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A whole session. `ended_at` is "" while it runs or when the app was killed; `start_state` where it begins.

    `reason` is why it ended: "settled" or "gave_up" (the persona ended it), "time", "hung_up", "recording_ended",
    "device_lost", "failed".

    `attempt` counts the calls of this scenario in which the executive spoke; 0 where they said nothing.
    `scorings`: the call's own first, the newest last; the turns' evidence is the newest's.
    `turns` are its own. `before` holds the turns of the first call that a retry goes on from: they show what it
    answers, and count for nothing.
    """

    start: SessionStart
    start_state: State
    ended_at: str
    reason: str
    duration_s: float
    attempt: int
    engines: dict[EngineRole, EngineInfo]
    turns: tuple[StoredTurn, ...]
    has_audio: bool
    scorings: tuple[Scoring, ...] = ()
    before: tuple[StoredTurn, ...] = ()


@dataclass(frozen=True, slots=True)
class PastCall:
    """A finished call in which the executive spoke, as far as progress needs it: no sound.

    `end_state` is the persona's state after the last turn that has one. `utterances` are in their order; the words
    as shown are left out, those of each ear are there: measures take their times from them.
    """

    start: SessionStart
    start_state: State
    end_state: State | None
    reason: str
    duration_s: float
    attempt: int
    utterances: tuple[Utterance, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class PromiseRecord:
    """A promise that the executive made in turn `turn_id`, in its words.

    `kept_turn`: the turn of the same call in which they said that it was done, None when they did not.
    """

    turn_id: int
    words: str
    kept_turn: int | None = None


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """A line of the history. `attempt` is 0 of a retry, and where the executive said nothing: no attempts.

    `retry_of`, `from_turn`, `begins_s` and `limit_s` as in `SessionStart`; `reason` as in `StoredSession`.
    `typed`: the last that the executive said was typed.
    """

    session_id: str
    scenario_id: str
    scenario_title: str
    started_at: str
    ended_at: str
    duration_s: float
    turns: int
    attempt: int
    steps_heard: int
    has_audio: bool
    example: bool = False
    retry_of: str = ""
    from_turn: int = 0
    begins_s: float = 0.0
    limit_s: float = 0.0
    reason: str = ""
    typed: bool = False


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One utterance that a search found."""

    session_id: str
    turn_id: int
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """What the executive wrote about a call. `turn_id` None: about the whole of it."""

    turn_id: int | None
    text: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What a coach wrote about a call that was shared. `turn_id` None: about the whole of it.

    `about` holds the words of the moment it is about, "" for all of the turn. `at` is ISO 8601 with offset.
    """

    id: str
    author: str
    at: str
    text: str
    turn_id: int | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class KeptShare:
    """A call that someone else shared and that is kept here, still sealed with its passphrase."""

    share_id: str
    title: str
    kept_at: str
