"""Puts a call together: scenario, engines, device and store become a `Session`."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from desktop import settings
from desktop.audio.device import Device
from desktop.audio.file_device import FileDevice, Listen
from desktop.audio.later import LaterDevice
from desktop.audio.vad import SpeechDetector
from desktop.events import Emit, SessionStarted
from desktop.persona import director
from desktop.persona.prompt import Speaker
from desktop.persona.reply import PersonaActor
from desktop.records import SessionStart, StoredTurn
from desktop.rehearsal.beginning import Beginning, Samples, sound_before
from desktop.rehearsal.cast import Cast
from desktop.rehearsal.crew import Crew, Hiring
from desktop.rehearsal.hearing import Hearing
from desktop.rehearsal.meaning import PATIENT_S
from desktop.rehearsal.messages import EnginesThere
from desktop.rehearsal.opening import Opening
from desktop.rehearsal.persona_engine import LIVE_PATIENCE_S
from desktop.rehearsal.recorder import Recorder
from desktop.rehearsal.scoring import RubricLater, rubric_of
from desktop.rehearsal.session import Session
from desktop.rehearsal.voice_ahead import VoiceAhead
from desktop.scenario import Scenario
from desktop.store.database import Store
from desktop.turns.detector import Thresholds, TurnDetector, thresholds_for

LIVE_SETTLE_S = 0.9
"""How long a person waits for the second ear's words, after the turn ended, before the live ear's stand."""
MODEL_OPENS_S = 0.45
"""A model that has its first sentence this soon after a reply was begun opens it; a slower one goes on after an
authored line."""
PATIENT_REPLY_S = 170.0
PATIENT_SETTLE_S = 60.0
"""With a recording nobody waits for words or replies, and every run takes the same course."""


@dataclass(frozen=True, slots=True)
class CallOptions:
    """How a call is to be. `limit_s` None: the scenario's own. `patient`: from a recording, nobody waits.

    `bridges`: a breath may hold the line while a reply is late. `barge_in`: speaking over the persona interrupts.
    `needs_device`: a call that can't have its microphone and loudspeaker ends at once. `model_opens`: the model
    opens every reply, however long it takes.
    """

    difficulty: str = "realistic"
    pauses: str = "natural"
    keep_audio: bool = False
    limit_s: float | None = None
    seed: int = 0
    patient: bool = False
    example: bool = False
    bridges: bool = True
    barge_in: bool = True
    needs_device: bool = False
    model_opens: bool = False


def compose(
    scenario: Scenario,
    options: CallOptions,
    crew: Crew,
    hiring: Hiring,
    device: Device,
    store: Store,
    emit: Emit,
    spare: Callable[[], Device] | None = None,
    beginning: Beginning | None = None,
    sound: Samples | None = None,
) -> Session:
    """A session that is on disk and ready to start. `spare` makes what is used if `device` can't be opened.

    With a `beginning` it goes on from an earlier call, whose difficulty it has, unless a policy locks another;
    `sound` is what was kept of that.
    """
    if beginning is not None:
        beginning = _as_locked(beginning, scenario)
        options = replace(options, difficulty=beginning.difficulty)
        device, spare = _later(device, spare or silent_device, sound_before(beginning, sound))
    whole = crew.whole
    session_id, cast = assemble(scenario, options, crew, hiring, device, store, emit, spare, beginning)
    limit_s = limit_of(scenario, options)
    session = Session(session_id, cast, emit, limit_s=beginning.least_limit(limit_s) if beginning else limit_s)
    if not whole:
        crew.when_whole(lambda: session.post(EnginesThere(crew.infos)))
    return session


def assemble(
    scenario: Scenario,
    options: CallOptions,
    crew: Crew,
    hiring: Hiring,
    device: Device,
    store: Store,
    emit: Emit,
    spare: Callable[[], Device] | None = None,
    beginning: Beginning | None = None,
) -> tuple[str, Cast]:
    """A new session's id, on disk, and who takes part in it. `device`: on the clock of `beginning`."""
    session_id = uuid.uuid4().hex
    actor = _actor(scenario, options, crew)
    _be_patient(crew, options.patient)
    recorder = Recorder(store, session_id, emit)
    start = _start(session_id, scenario, options)
    if beginning is None:
        recorder.begin(start, actor.state)
    else:
        actor.take_up(beginning.plot, [(_speaker(turn), turn.utterance.text) for turn in beginning.said])
        recorder.begin(_going_on(start, beginning), beginning.state, beginning.own_turns, beginning.turns_before)
    recorder.engines(crew.infos)
    settle_s = PATIENT_SETTLE_S if options.patient else LIVE_SETTLE_S
    cast = Cast(
        device=device,
        hearing=Hearing(crew.live_ear, crew.second_ear, settle_s=settle_s, on_trouble=hiring.ear_trouble),
        vad=SpeechDetector(),
        turns=TurnDetector(_thresholds(options)),
        actor=actor,
        persona=crew.persona,
        voice=crew.voice,
        rubric=rubric_of(scenario, crew.embedder)
        if options.patient
        else RubricLater(scenario, crew.embedder, crew.when_whole),
        recorder=recorder,
        spare=None if options.needs_device else spare or silent_device,
        opening=Opening(None if options.patient or options.model_opens else MODEL_OPENS_S),
        bridges=scenario.persona.bridges if options.bridges and not options.patient else (),
        ahead=None if options.patient else VoiceAhead(crew.voice, scenario),
        live=not options.patient,
        barge_in=options.barge_in,
        engines=lambda: crew.infos,
        beginning=beginning,
    )
    emit(SessionStarted(session_id, scenario.id))
    return session_id, cast


def _actor(scenario: Scenario, options: CallOptions, crew: Crew) -> PersonaActor:
    return PersonaActor(
        scenario,
        options.difficulty,
        options.seed,
        freedom=crew.persona.freedom,
        chat_format=str(crew.persona.option("format", "chatml")),
        sampling=crew.persona.sampling,
        context_tokens=int(crew.persona.option("n_ctx", 4096)),
    )


def _be_patient(crew: Crew, patient: bool) -> None:
    """How long this call waits for engines: the same ones may have served another kind of call before."""
    crew.persona.patience_s = PATIENT_REPLY_S if patient else LIVE_PATIENCE_S
    if crew.embedder is not None:
        crew.embedder.patience_s = PATIENT_S if patient else 0.0


def limit_of(scenario: Scenario, options: CallOptions) -> float:
    """How long the call may last, in seconds."""
    return options.limit_s if options.limit_s is not None else scenario.minutes * 60


def _thresholds(options: CallOptions) -> Thresholds:
    limits = thresholds_for(options.pauses)
    return replace(limits, thinking_s=math.inf) if options.patient else limits


def silent_device(listen: Listen | None = None) -> FileDevice:
    """A device without a microphone: the executive types, the persona goes to `listen`."""
    return FileDevice(np.zeros(0, dtype=np.int16), pace="real", listen=listen, endless=True)


def _as_locked(beginning: Beginning, scenario: Scenario) -> Beginning:
    """`beginning` at the difficulty that a policy locks: it holds from here on; what was said before stands."""
    difficulty = settings.held("difficulty", beginning.difficulty)
    if difficulty == beginning.difficulty:
        return beginning
    locked = replace(beginning, difficulty=difficulty)
    if beginning.said:
        return locked
    plot = director.start(scenario, scenario.difficulties[difficulty])
    return replace(locked, plot=plot, state=plot.state)


def _later(device: Device, spare: Callable[[], Device], before: Samples) -> tuple[Device, Callable[[], Device]]:
    """Both on a clock that begins after `before`."""
    return LaterDevice(device, before), lambda: LaterDevice(spare(), before)


def _speaker(turn: StoredTurn) -> Speaker:
    return "user" if turn.utterance.role == "user" else "persona"


def _going_on(start: SessionStart, beginning: Beginning) -> SessionStart:
    return replace(
        start,
        retry_of=beginning.retry_of,
        from_turn=beginning.from_turn,
        resumed_from=beginning.resumed_from,
        begins_s=beginning.begins_s,
    )


def _start(session_id: str, scenario: Scenario, options: CallOptions) -> SessionStart:
    return SessionStart(
        session_id=session_id,
        scenario_id=scenario.id,
        scenario_title=scenario.title,
        pack_sha256=scenario.pack_sha256,
        difficulty=options.difficulty,
        started_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        # Last of all, whoever asked: nobody's voice is in the example, which keeps its sound.
        keep_audio=options.keep_audio and (options.example or settings.held("keep_audio", True)),
        example=options.example,
        limit_s=limit_of(scenario, options),
    )
