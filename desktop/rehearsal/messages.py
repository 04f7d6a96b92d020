"""What reaches a session's thread: commands of the person, and what the reply under way has produced."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.events import Source
from desktop.persona.reply import PersonaReply
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
class HangUp:
    """The call ends now."""

    reason: str


@dataclass(frozen=True, slots=True)
class SentenceReady:
    """A sentence of the reply for `turn_id` can be played; its words stood `after_s` after the turn's end."""

    turn_id: int
    clip: Clip
    source: Source
    after_s: float


@dataclass(frozen=True, slots=True)
class ReplyReady:
    """The reply for `turn_id` is complete."""

    turn_id: int
    reply: PersonaReply


@dataclass(frozen=True, slots=True)
class ReplyBroke:
    """Composing the reply for `turn_id` met a bug: the floor goes back."""

    turn_id: int
    error: Exception


Message = Say | Mute | Pause | HoldKey | HangUp | SentenceReady | ReplyReady | ReplyBroke
