"""Calls without engines: captions, authored lines and typing are all that is left, and everything still works."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.audio.device import Captured, Deliver
from desktop.audio.file_device import FileDevice
from desktop.catalog import Catalog
from desktop.events import (
    BLOCK,
    CallPhase,
    Event,
    LevelMeasured,
    Notice,
    PersonaSaid,
    PhaseChanged,
    SessionEnded,
    UtteranceAdded,
)
from desktop.packs import load_scenario
from desktop.rehearsal.compose import CallOptions, compose, silent_device
from desktop.rehearsal.crew import Crew, Hiring
from desktop.rehearsal.session import Session
from desktop.settings import Settings
from desktop.store.database import Store
from desktop.store.keys import Key

pytestmark = pytest.mark.timeout(60)

SILENCE = np.zeros(16_000, dtype=np.int16)
LINE = "how did this pass staging"


class Watch:
    """An `Emit` that keeps events and lets a test wait for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait_for(self, wanted: Callable[[Event], bool]) -> Event:
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(wanted, self.events)), 30), "it never came"
            return next(filter(wanted, self.events))

    def count(self, kind: type[Event]) -> int:
        with self._changed:
            return sum(isinstance(event, kind) for event in self.events)

    def wait_for_phase(self, phase: CallPhase) -> None:
        self.wait_for(lambda event: isinstance(event, PhaseChanged) and event.phase is phase)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "sessions.db", Key(f"\"x'{'17' * 32}'\"", "key_file"))
    yield opened
    opened.close()


def call(store: Store, emit: Callable[[Event], None], device: FileDevice, **options: object) -> Session:
    scenario = load_scenario("eleven-pm")
    hiring = Hiring(Catalog.load(), Settings(), emit)
    return compose(scenario, CallOptions(**options), Crew(), hiring, device, store, emit)  # type: ignore[arg-type]


def test_a_listener_that_fails_does_not_cost_the_call(store: Store) -> None:
    def emit(event: Event) -> None:
        if isinstance(event, PhaseChanged | SessionEnded):
            raise BrokenPipeError

    session = call(store, emit, FileDevice(SILENCE))
    session.start()
    assert session.wait(20)
    done = store.session(session.session_id)
    assert done.reason == "recording_ended"
    assert [turn.utterance.role for turn in done.turns] == ["persona"]


class Stubborn(FileDevice):
    """A device whose driver refuses to let go."""

    def close(self) -> None:
        super().close()
        raise RuntimeError("the driver is gone")


def test_a_device_that_fails_to_close_leaves_a_whole_session(store: Store) -> None:
    watch = Watch()
    session = call(store, watch, Stubborn(SILENCE))
    session.start()
    assert session.wait(20)
    assert isinstance(watch.events[-1], SessionEnded)
    assert store.session(session.session_id).ended_at


def test_hanging_up_while_the_persona_speaks_keeps_what_was_heard(store: Store) -> None:
    watch = Watch()
    session = call(store, watch, silent_device())
    session.start()
    said = watch.wait_for(lambda event: isinstance(event, PersonaSaid))
    session.hang_up()
    assert session.wait(20)
    done = store.session(session.session_id)
    assert done.reason == "hung_up"
    assert isinstance(said, PersonaSaid)
    assert all(said.text.startswith(turn.utterance.text) for turn in done.turns)


def test_typed_lines_in_a_row_are_all_kept_in_order(store: Store) -> None:
    watch = Watch()
    session = call(store, watch, silent_device())
    session.start()
    for line in ("one breath first", LINE, "walk me through both options"):
        session.say(line)
    watch.wait_for(lambda event: isinstance(event, PersonaSaid) and event.turn_id > 1)
    session.hang_up()
    assert session.wait(20)
    turns = store.session(session.session_id).turns
    typed = [turn.utterance.text for turn in turns if turn.utterance.role == "user"]
    assert typed == ["one breath first", LINE, "walk me through both options"]
    ids = [turn.utterance.turn_id for turn in turns]
    assert ids == sorted(set(ids))


def test_the_time_limit_ends_a_call_in_which_nobody_speaks(store: Store) -> None:
    session = call(store, Watch(), FileDevice(np.zeros(16_000 * 60, dtype=np.int16)), limit_s=20.0)
    session.start()
    assert session.wait(20)
    assert store.session(session.session_id).reason == "time"
    assert 20.0 <= session.duration_s < 30.0


def test_pausing_holds_the_whole_call(store: Store) -> None:
    watch = Watch()
    session = call(store, watch, silent_device())
    session.start()
    said = watch.wait_for(lambda event: isinstance(event, PersonaSaid))
    assert isinstance(said, PersonaSaid)
    session.set_paused(True)
    watch.wait_for_phase(CallPhase.PAUSED)
    before = session.duration_s
    assert not session.wait(1.0)
    assert session.duration_s - before < 0.1
    assert watch.count(UtteranceAdded) == 0
    session.set_paused(False)
    watch.wait_for(lambda event: isinstance(event, LevelMeasured) and event.at_s > before + 0.5)
    session.hang_up()
    assert session.wait(20)
    phases = [event.phase for event in watch.events if isinstance(event, PhaseChanged)]
    at = phases.index(CallPhase.PAUSED)
    assert phases[at - 1] is phases[at + 1] is CallPhase.SPEAKING
    (opening,) = store.session(session.session_id).turns
    assert said.text.startswith(opening.utterance.text)


def test_what_sounded_keeps_its_number_though_no_word_of_it_was_heard(store: Store) -> None:
    watch = Watch()
    session = call(store, watch, silent_device())
    session.start()
    watch.wait_for(lambda event: isinstance(event, PersonaSaid))
    session.say(LINE)
    watch.wait_for(lambda event: isinstance(event, PersonaSaid) and event.turn_id > 1)
    session.hang_up()
    assert session.wait(20)
    said = {event.turn_id for event in watch.events if isinstance(event, PersonaSaid)}
    turns = [turn.utterance for turn in store.session(session.session_id).turns]
    assert {one.turn_id for one in turns if one.role == "user"} == {2}
    assert said == {1, 3}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_device_that_breaks_ends_the_call(store: Store) -> None:
    def listen(_block: object) -> None:
        raise RuntimeError("no loudspeaker")

    session = call(store, Watch(), FileDevice(SILENCE, listen=listen))
    session.start()
    assert session.wait(20)
    assert store.session(session.session_id).reason == "device_lost"


class Stuck(FileDevice):
    """A device whose loudspeaker never plays."""

    def play(self, clip_id: int, pcm: object, rate: int) -> None:
        return


def test_a_loudspeaker_that_never_plays_does_not_keep_the_floor(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.rehearsal.persona_side.STALL_S", 0.5)
    watch = Watch()
    session = call(store, watch, Stuck(SILENCE[:0], pace="real", endless=True))
    session.start()
    watch.wait_for_phase(CallPhase.LISTENING)
    assert any(isinstance(event, Notice) and "loudspeaker" in event.message for event in watch.events)
    session.hang_up()
    assert session.wait(20)


class Ahead(FileDevice):
    """A device that was 10 s ahead of the session when the first clip came to be played."""

    def start(self, deliver: Deliver) -> None:
        blocks = 10 * 16_000 // BLOCK
        for number in range(blocks):
            deliver(Captured(number * BLOCK, SILENCE[:BLOCK]))
        self._clock = blocks * BLOCK
        super().start(deliver)


def test_a_session_that_is_behind_does_not_blame_the_loudspeaker(store: Store) -> None:
    watch = Watch()
    session = call(store, watch, Ahead(SILENCE))
    session.start()
    assert session.wait(30)
    assert not any(isinstance(event, Notice) for event in watch.events)
    assert store.session(session.session_id).turns[0].utterance.text
