"""Who takes part in a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from desktop.audio.device import Device
from desktop.audio.vad import SpeechDetector
from desktop.events import EngineInfo, EngineRole
from desktop.persona.reply import PersonaActor
from desktop.rehearsal.beginning import Beginning
from desktop.rehearsal.hearing import Hearing
from desktop.rehearsal.opening import Opening
from desktop.rehearsal.persona_engine import PersonaLadder
from desktop.rehearsal.recorder import Recorder
from desktop.rehearsal.scoring import Judge
from desktop.rehearsal.voice import VoiceLadder
from desktop.rehearsal.voice_ahead import VoiceAhead
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
    rubric: Judge
    recorder: Recorder
    spare: Callable[[], Device] | None
    """Makes the device that is used when `device` can't be opened: one that needs no microphone. None: the call
    ends then."""
    opening: Opening
    bridges: tuple[str, ...] = ()
    ahead: VoiceAhead | None = None
    """Speaks authored lines ahead; None where nobody waits for an answer."""
    barge_in: bool = True
    """Whether speaking over the persona interrupts it, where echo is cancelled."""
    engines: Callable[[], Mapping[EngineRole, EngineInfo]] = dict
    """Who does the work at the moment of asking, by role."""
    beginning: Beginning | None = None
    """Where the call begins, if it goes on from an earlier one."""
    live: bool = True
    """Somebody waits: replies are begun before the turn is over. False: every run takes the same course."""
