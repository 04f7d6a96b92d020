"""What reaches a session's thread: commands of the person, and what ears, persona and voice have ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.events import EngineInfo, EngineRole, Source
from desktop.persona.reply import PersonaReply
from desktop.rehearsal.speaking import PersonaTurn
from desktop.rehearsal.voice import Clip


@dataclass(frozen=True, slots=True)
class Say:
    """A typed line."""

    text: str


@dataclass(frozen=True, slots=True)
class Mute:
    """The microphone is ignored, or heard again."""

    muted: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """The call stands still, or goes on."""

    paused: bool


@dataclass(frozen=True, slots=True)
class HoldKey:
    """The hold-to-think key went down or up."""

    down: bool


@dataclass(frozen=True, slots=True)
class RepeatThat:
    """The persona's last words once more."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """The call ends now."""

    reason: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The second ear has answered something: perhaps the words are settled."""


@dataclass(frozen=True, slots=True)
class EnginesThere:
    """The engines that the call began without are there: who does the work now."""

    engines: Mapping[EngineRole, EngineInfo]


@dataclass(frozen=True, slots=True)
class SentenceReady:
    """A sentence of draft `draft_id` can be played.

    Its words stood at `at_wall` (`time.monotonic`), `after_s` seconds after the reply was begun.
    """

    draft_id: int
    clip: Clip
    source: Source
    at_wall: float
    after_s: float


@dataclass(frozen=True, slots=True)
class ClipReady:
    """The next words of `turn`, which stood before it began; None where its voice broke. `last`: all are there."""

    turn: PersonaTurn
    clip: Clip | None
    last: bool


@dataclass(frozen=True, slots=True)
class ReplyReady:
    """The reply of draft `draft_id` is complete."""

    draft_id: int
    reply: PersonaReply


@dataclass(frozen=True, slots=True)
class ReplyBroke:
    """Composing draft `draft_id` met a bug: the floor goes back."""

    draft_id: int
    error: Exception


Message = (
    Say
    | Mute
    | Pause
    | HoldKey
    | RepeatThat
    | HangUp
    | Settled
    | EnginesThere
    | SentenceReady
    | ClipReady
    | ReplyReady
    | ReplyBroke
)
