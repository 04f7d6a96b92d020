"""What crosses boundaries: values of a call, and the events a rehearsal emits.

All times are seconds on the session clock, which counts captured samples from the call's first sample.
All character offsets are Python string indices into the utterance's `text`, end exclusive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

CAPTURE_RATE = 16_000
"""Samples per second of everything that is captured and recognised (mono, int16)."""

BLOCK = 512
"""Samples per capture block: 32 ms, the chunk that the voice activity detector takes."""

Role = Literal["user", "persona"]
Source = Literal["speech", "typed", "model", "authored"]
EvidenceKind = Literal["avoid", "say", "step", "promise", "measure"]
Tier = Literal["found", "possible"]
EngineRole = Literal["recogniser", "second_ear", "careful_ear", "persona", "synthesizer", "embedder"]


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word. `confidence` is 0 to 1; `interpolated` times come from neighbours, not from an ear."""

    text: str
    start_s: float
    end_s: float
    confidence: float = 1.0
    interpolated: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """What one ear heard of one utterance. `ear` is the catalog id of its model."""

    ear: str
    text: str
    words: tuple[Word, ...] = ()


FILLERS = frozenset("um umm uhm uh uhh ugh er erm eh ah hmm hm mm".split())
"""How ears write a filler, where they write it."""


@dataclass(frozen=True, slots=True)
class Hesitation:
    """A filler, an "um" or "uh". `written`: an ear wrote it as one; otherwise it was told by its sound."""

    start_s: float
    end_s: float
    written: bool


@dataclass(frozen=True, slots=True)
class Utterance:
    """One turn of one side, as it stands in the transcript.

    `words` of the executive join with single spaces to `text`; a persona's utterance has none.
    `transcripts` holds what every ear heard; `ear` names the one whose words are shown ("" when typed or the
    persona's). `hesitations` are None where nobody listened for them.
    """

    turn_id: int
    role: Role
    text: str
    start_s: float
    end_s: float
    source: Source
    words: tuple[Word, ...] = ()
    transcripts: tuple[Transcript, ...] = ()
    ear: str = ""
    hesitations: tuple[Hesitation, ...] | None = None


@dataclass(frozen=True, slots=True)
class State:
    """The persona's state, each value 0 to 100."""

    stress: float
    trust: float
    clarity: float


@dataclass(frozen=True, slots=True)
class StateMove:
    """One change of state: `by` names the rule (an item or a conversation event), `words` what caused it."""

    turn_id: int
    by: str
    words: str
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Evidence:
    """One rubric hit on the executive's own words. `part` names a step's part, "" where there is none."""

    item: str
    kind: EvidenceKind
    tier: Tier
    words: str
    turn_id: int
    chars: tuple[int, int]
    audio_s: tuple[float, float]
    part: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """Stages of one persona turn, seconds on the session clock (wall-clock delays added to `turn_end_s`).

    None where the stage did not happen (a typed turn has no `speech_end_s`, an authored line no token).
    `settled_s` is when the words were settled between the ears, `bridge_s` when a breath sounded that came before
    the reply; `first_audio_s` is the reply itself.
    """

    speech_end_s: float | None = None
    turn_end_s: float | None = None
    first_token_s: float | None = None
    first_clause_s: float | None = None
    first_audio_s: float | None = None
    prompt_tokens_evaluated: int | None = None
    settled_s: float | None = None
    bridge_s: float | None = None


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Who did the work: engine library and version, catalog id of the model, sha256 of its main file."""

    name: str
    version: str
    model: str
    model_sha256: str
    load_s: float = 0.0
    threads: int = 1


class CallPhase(StrEnum):
    """What the call is doing now. WAITING: for a microphone or loudspeaker that is gone."""

    CONNECTING = "connecting"
    LISTENING = "listening"
    HEARING = "hearing"
    THINKING = "thinking"
    SPEAKING = "speaking"
    PAUSED = "paused"
    WAITING = "waiting"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class PhaseChanged:
    """The call moved to another phase at `at_s`."""

    phase: CallPhase
    at_s: float


@dataclass(frozen=True, slots=True)
class LevelMeasured:
    """Microphone level of the last block, dB relative to full scale (0 is the loudest, -90 silence)."""

    dbfs: float
    at_s: float


@dataclass(frozen=True, slots=True)
class PartialHeard:
    """The executive's words so far in the running turn."""

    turn_id: int
    text: str


@dataclass(frozen=True, slots=True)
class UtteranceAdded:
    """An utterance is complete and already on disk."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class PersonaSaid:
    """A sentence of the persona starts to sound (or to be shown, without a voice)."""

    turn_id: int
    text: str
    start_s: float
    duration_s: float


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The persona's state after a turn, with the moves that led there."""

    turn_id: int
    at_s: float
    state: State
    moves: tuple[StateMove, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """Rubric hits on one utterance."""

    turn_id: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class EngineHealth:
    """An engine changed condition. `detail` is one plain sentence for the person."""

    role: EngineRole
    condition: Literal["starting", "ready", "restarting", "degraded", "down"]
    detail: str = ""
    generation: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """One plain sentence the person should see now. `fix` says what to do, "" when there is nothing to do.

    `place`: the part of the window where it can be done; "" for none. "typing": there is no microphone, so one
    types; "reading": no loudspeaker, so one types and reads; "microphone": it is not heard, which is nothing to
    one who types.
    """

    message: str
    fix: str = ""
    place: Literal["", "models", "typing", "reading", "microphone"] = ""


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """The call begins; the session is on disk."""

    session_id: str
    scenario_id: str


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The call is over and stored. `reason`: hung_up, time, settled, recording_ended, failed."""

    session_id: str
    reason: str
    at_s: float


@dataclass(frozen=True, slots=True)
class ReviewChanged:
    """The words of a finished call were heard again and changed: its review is to be read again.

    `sentence` says so for the person.
    """

    session_id: str
    sentence: str


Event = (
    PhaseChanged
    | LevelMeasured
    | PartialHeard
    | UtteranceAdded
    | PersonaSaid
    | StateChanged
    | EvidenceFound
    | EngineHealth
    | Notice
    | SessionStarted
    | SessionEnded
    | ReviewChanged
)
Emit = Callable[[Event], None]


@dataclass(slots=True)
class Collected:
    """An `Emit` that keeps what it got: for commands and tests."""

    events: list[Event] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        """Keep `event`."""
        self.events.append(event)
