"""Whole calls on real engines: the smallest persona, two ears, real voices, a real encrypted store."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from desktop.audio.file_device import FileDevice
from desktop.catalog import Catalog
from desktop.events import (
    CallPhase,
    Collected,
    EngineRole,
    Event,
    PersonaSaid,
    PhaseChanged,
    SessionEnded,
    UtteranceAdded,
)
from desktop.packs import load_scenario
from desktop.records import StoredSession
from desktop.rehearsal.compose import CallOptions, compose
from desktop.rehearsal.crew import Crew, Hiring, plan_crew
from desktop.rehearsal.executive import speak_lines
from desktop.rehearsal.session import Session
from desktop.scenario import Scenario
from desktop.settings import Settings
from desktop.store.database import Store
from desktop.store.keys import Key
from desktop.synthesis.voices import VoiceOption

pytestmark = [pytest.mark.models, pytest.mark.timeout(180)]

SMALLEST = "smollm2-135m-instruct-q4_1"
LINES = (
    "Kenji, how did this pass staging?",
    "Nobody is getting fired tonight. Take a breath with me.",
    "What is the worst case of each option, and what does your gut say?",
)


@dataclass
class Stage:
    """Engines that are kept for all calls of this module, and a store for each."""

    scenario: Scenario
    hiring: Hiring
    crew: Crew
    recording: np.ndarray
    events: Collected = field(default_factory=Collected)


@pytest.fixture(scope="module")
def stage(model_dir: Callable[[str], Path]) -> Iterator[Stage]:
    for model in (SMALLEST, "vosk-en-starter", "moonshine-tiny-en", "piper-en-us-joe-medium", "hibari-heart"):
        model_dir(model)
    scenario, catalog, settings = load_scenario("eleven-pm"), Catalog.load(), Settings(persona_model=SMALLEST)
    hiring = Hiring(catalog, settings, lambda _event: None)
    crew = hiring.start(plan_crew(catalog, settings, scenario.persona.voice), scenario.persona.voice)
    executive = VoiceOption("hibari-heart", "", "hibari", "female")
    recording = speak_lines(catalog, executive, LINES, lambda _done: None)
    yield Stage(scenario, hiring, crew, recording)
    crew.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "sessions.db", Key(f"\"x'{'17' * 32}'\"", "key_file"))
    yield opened
    opened.close()


class Watch:
    """An `Emit` that keeps events and lets a test wait for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait_for(self, wanted: Callable[[Event], bool], timeout: float = 60) -> Event:
        with self._changed:
            assert self._changed.wait_for(lambda: any(wanted(e) for e in self.events), timeout), "it never came"
            return next(event for event in self.events if wanted(event))


def call(
    stage: Stage, store: Store, watch: Watch, recording: np.ndarray | None = None, **options: object
) -> tuple[Session, FileDevice]:
    device = FileDevice(stage.recording if recording is None else recording)
    chosen = CallOptions(patient=True, **options)  # type: ignore[arg-type]
    return compose(stage.scenario, chosen, stage.crew, stage.hiring, device, store, watch), device


def run(stage: Stage, store: Store, watch: Watch | None = None) -> StoredSession:
    session, _device = call(stage, store, watch or Watch())
    session.start()
    assert session.wait(120)
    return store.session(session.session_id)


def letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalpha() or c == " ")


def test_a_call_from_a_recording_is_heard_answered_and_stored(stage: Stage, store: Store) -> None:
    watch = Watch()
    done = run(stage, store, watch)
    said = [turn.utterance for turn in done.turns]
    assert [one.role for one in said] == ["persona", "user"] * 3 + ["persona"]
    assert "staging" in letters(said[1].text)
    assert "nobody is getting fired" in letters(said[3].text)
    assert done.reason in ("recording_ended", "settled")
    found = {(one.item, one.kind) for turn in done.turns for one in turn.evidence}
    assert {("blame", "avoid"), ("threat", "say")} <= found
    by_turn = {turn.utterance.turn_id: turn for turn in done.turns}
    assert by_turn[2].state is not None
    assert by_turn[2].state.trust < done.start_state.trust
    assert by_turn[2].timing is not None
    assert by_turn[3].timing is not None
    assert by_turn[3].timing.first_audio_s is not None
    assert set(done.engines) == {"recogniser", "second_ear", "persona", "synthesizer", "embedder"}
    assert isinstance(watch.events[-1], SessionEnded)


def test_words_and_evidence_lie_on_the_sound_of_the_call(stage: Stage, store: Store) -> None:
    session, device = call(stage, store, Watch())
    session.start()
    assert session.wait(120)
    sound = device.mixdown().astype(float)
    quiet = 60.0
    for turn in store.session(session.session_id).turns:
        spoken = turn.utterance
        side = 0 if spoken.role == "user" else 1
        part = sound[int(spoken.start_s * 16_000) : int(spoken.end_s * 16_000)]
        assert np.sqrt(np.mean(part[:, side] ** 2)) > quiet, spoken
        assert np.sqrt(np.mean(part[:, 1 - side] ** 2)) < quiet, spoken
        assert spoken.text == " ".join(word.text for word in spoken.words) or spoken.role == "persona"
        for one in turn.evidence:
            assert spoken.text[slice(*one.chars)] == one.words
            assert spoken.start_s - 0.01 <= one.audio_s[0] < one.audio_s[1] <= spoken.end_s + 0.01


def test_the_same_recording_gives_the_same_evidence(stage: Stage, store: Store) -> None:
    first, second = (run(stage, store) for _ in range(2))
    of = [
        [(turn.utterance.text, turn.utterance.words, turn.evidence) for turn in one.turns]
        for one in (first, second)
    ]
    user = [[each for each in one if each[1]] for one in of]
    assert [(text, found) for text, _words, found in user[0]]
    assert [text for text, _w, _f in user[0]] == [text for text, _w, _f in user[1]]
    for one, other in zip(user[0], user[1], strict=True):
        assert [(e.item, e.kind, e.tier, e.words, e.chars) for e in one[2]] == [
            (e.item, e.kind, e.tier, e.words, e.chars) for e in other[2]
        ]


ROLES: tuple[EngineRole, ...] = ("recogniser", "second_ear", "persona", "synthesizer", "embedder")


@pytest.mark.parametrize("role", ROLES)
def test_a_killed_engine_does_not_end_the_call(stage: Stage, store: Store, role: EngineRole) -> None:
    host = next(host for host in stage.crew.hosts.values() if host.spec.role == role and host.pid)
    killed = host.pid
    watch = Watch()
    session, _device = call(stage, store, watch)
    session.start()
    watch.wait_for(lambda e: isinstance(e, PhaseChanged) and e.phase is CallPhase.HEARING)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert session.wait(120)
    done = store.session(session.session_id)
    assert [turn.utterance.role for turn in done.turns] == ["persona", "user"] * 3 + ["persona"]
    assert "staging" in letters(done.turns[1].utterance.text)
    host.start()
    assert host.pid not in (None, killed)


def test_typing_is_a_full_substitute_for_speaking(stage: Stage, store: Store) -> None:
    watch = Watch()
    device = FileDevice(np.zeros(0, dtype=np.int16), pace="real", endless=True)
    session = compose(stage.scenario, CallOptions(), stage.crew, stage.hiring, device, store, watch)
    session.start()
    watch.wait_for(lambda e: isinstance(e, PersonaSaid) and e.turn_id == 1)
    session.say("how did this pass staging")
    watch.wait_for(lambda e: isinstance(e, UtteranceAdded) and e.utterance.source == "typed")
    watch.wait_for(lambda e: isinstance(e, PersonaSaid) and e.turn_id == 3)
    session.hang_up()
    assert session.wait(20)
    done = store.session(session.session_id)
    typed = next(turn for turn in done.turns if turn.utterance.role == "user")
    assert (typed.utterance.text, typed.utterance.source) == ("how did this pass staging", "typed")
    assert typed.evidence[0].item == "blame"
    assert done.reason == "hung_up"


def test_the_hold_key_silences_the_persona_and_keeps_only_what_was_heard(stage: Stage, store: Store) -> None:
    watch = Watch()
    device = FileDevice(np.zeros(0, dtype=np.int16), pace="real", endless=True)
    session = compose(stage.scenario, CallOptions(), stage.crew, stage.hiring, device, store, watch)
    session.start()
    said = watch.wait_for(lambda e: isinstance(e, PersonaSaid))
    assert isinstance(said, PersonaSaid)
    timer = threading.Event()
    timer.wait(said.duration_s / 2)
    session.hold_to_think(True)
    watch.wait_for(lambda e: isinstance(e, UtteranceAdded))
    session.hang_up()
    assert session.wait(20)
    (opening,) = store.session(session.session_id).turns
    assert said.text.startswith(opening.utterance.text)
    assert 0 < len(opening.utterance.text) < len(said.text)


def test_an_utterance_is_on_disk_before_it_is_answered(stage: Stage, store: Store) -> None:
    seen: list[tuple[str, bool]] = []

    def emit(event: Event) -> None:
        if isinstance(event, UtteranceAdded):
            stored = store.sessions()[0].turns
            seen.append((event.utterance.role, stored == event.utterance.turn_id))

    session, _device = call(stage, store, emit)  # type: ignore[arg-type]
    session.start()
    assert session.wait(120)
    assert seen
    assert all(on_disk for _role, on_disk in seen)


def test_silence_and_hanging_up_leave_a_whole_session(stage: Stage, store: Store) -> None:
    session, _device = call(stage, store, Watch(), recording=np.zeros(16_000 * 3, dtype=np.int16))
    session.start()
    assert session.wait(60)
    done = store.session(session.session_id)
    assert [turn.utterance.role for turn in done.turns] == ["persona"]
    assert done.reason == "recording_ended"
