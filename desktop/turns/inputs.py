"""What the turn machine is told, what it decides, and its states. Times are session seconds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Floor(Enum):
    """The machine's states."""

    LISTENING = auto()
    USER_SPEAKING = auto()
    SOFT_END = auto()
    THINKING = auto()
    PERSONA_SPEAKING = auto()
    INTERRUPTED = auto()


@dataclass(frozen=True, slots=True)
class Frame:
    """One block of microphone sound: probability of speech, 0 to 1. `echo`: our loudspeaker is heard, or was a
    moment ago; `settling`: its echo has not been learned yet."""

    speech: float
    echo: bool = False
    settling: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the running utterance so far; `settled` when only more speech will change them."""

    text: str
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Opinion:
    """How likely the latest soft end is the end of the turn, by its sound, 0 to 1."""

    ended: float


@dataclass(frozen=True, slots=True)
class Hold:
    """The hold-to-think (or push-to-talk) key went down or up."""

    down: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """The executive sent a typed line: a whole turn at once."""


@dataclass(frozen=True, slots=True)
class PersonaStarts:
    """The persona's first sound plays."""


@dataclass(frozen=True, slots=True)
class PersonaEnds:
    """The persona gave the floor back: played to the end, or nothing to say."""


@dataclass(frozen=True, slots=True)
class RecordingEnds:
    """No more sound will come: what was said so far is the last turn."""


@dataclass(frozen=True, slots=True)
class NewDevice:
    """Another microphone or loudspeaker from now on: its echo has not been learned yet."""


Input = Frame | Words | Opinion | Hold | Typed | PersonaStarts | PersonaEnds | RecordingEnds | NewDevice


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The executive began to speak at `at_s`."""

    at_s: float


@dataclass(frozen=True, slots=True)
class SoftEnd:
    """Silence since `speech_end_s`: perhaps the end of the turn."""

    speech_end_s: float


@dataclass(frozen=True, slots=True)
class AnswerExpected:
    """The words so far hand over the floor, and nobody speaks: a breath may hold the line already."""


@dataclass(frozen=True, slots=True)
class TurnResumed:
    """The executive went on after a soft end."""


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The executive's turn is over; the last word ended about `speech_end_s`."""

    speech_end_s: float


@dataclass(frozen=True, slots=True)
class ReplyWithdrawn:
    """The executive spoke before the persona made a sound: the reply under way is dropped."""


@dataclass(frozen=True, slots=True)
class BargeIn:
    """The executive took the floor from the speaking persona: silence now."""


@dataclass(frozen=True, slots=True)
class Duck:
    """Perhaps somebody interrupts: play quietly."""


@dataclass(frozen=True, slots=True)
class Hush:
    """Somebody speaks, since `at_s`: hold the playback, and hear what they say."""

    at_s: float


@dataclass(frozen=True, slots=True)
class FalseAlarm:
    """Nobody wants the floor: play on, as loud as before."""


Decision = (
    SpeechStarted
    | SoftEnd
    | AnswerExpected
    | TurnResumed
    | TurnEnded
    | ReplyWithdrawn
    | Duck
    | Hush
    | FalseAlarm
    | BargeIn
)
