"""Who takes part in a call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.audio.device import Device
from desktop.audio.vad import SpeechDetector
from desktop.persona.reply import PersonaActor
from desktop.rehearsal.hearing import Hearing
from desktop.rehearsal.persona_engine import PersonaLadder
from desktop.rehearsal.recorder import Recorder
from desktop.rehearsal.voice import VoiceLadder
from desktop.rubric.rubric import Rubric
from desktop.turns.detector import TurnDetector


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part in a call."""

    device: Device
    hearing: Hearing
    vad: SpeechDetector
    turns: TurnDetector
    actor: PersonaActor
    persona: PersonaLadder
    voice: VoiceLadder
    rubric: Rubric
    recorder: Recorder
    spare: Callable[[], Device]
    """Makes the device that is used when `device` can't be opened: one that needs no microphone."""
