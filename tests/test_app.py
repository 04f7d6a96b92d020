"""The window's controller without a window: what a person does too early or too late, and the end."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Application
from desktop.audio.file_device import FileDevice
from desktop.catalog import Catalog
from desktop.engines.host import EngineHost
from desktop.errors import UserError
from desktop.events import (
    CAPTURE_RATE,
    Event,
    Notice,
    PersonaSaid,
    ReviewChanged,
    SessionEnded,
    SessionStarted,
    State,
    Utterance,
    UtteranceAdded,
    Word,
)
from desktop.records import SessionStart
from desktop.rehearsal.compose import silent_device
from desktop.review.progress_document import Progress
from desktop.settings import Settings
from desktop.store.database import Store
from desktop.store.keys import from_passphrase
from desktop.ui.bridge import Bridge
from desktop.ui.controller import CallOptions, LoadedReview
from tests.rehearsal.test_careful_listening import toy

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytestmark = pytest.mark.timeout(120)

OPTIONS = CallOptions(difficulty="realistic", pauses="natural", keep_audio=False, minutes=10.0)
WAIT_MS = 60_000


class Stage:
    """An application without models and without a sound card: captions and typing."""

    def __init__(self, home: Path, qtbot: QtBot) -> None:
        self.path = home / "data" / "sessions.db"
        self.store = self.opened()
        self.events: list[Event] = []
        self.refusals: list[UserError] = []
        self.ended = False
        self._qtbot = qtbot
        bridge = Bridge()
        bridge.arrived.connect(self.events.append)
        self.app = Application(self.store, Catalog.load(), Settings(), bridge)

    def opened(self) -> Store:
        return Store.open(self.path, from_passphrase("for a test"))

    def until(self, wanted: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(wanted, timeout=WAIT_MS)

    def said(self, turn_id: int) -> bool:
        """Whether the persona has begun to say turn `turn_id`, since the last call ended."""
        return any(isinstance(event, PersonaSaid) and event.turn_id == turn_id for event in self.events)

    def hung_up(self) -> str:
        """Hang up; the session's id."""
        self.app.hang_up()
        self.until(lambda: any(isinstance(event, SessionEnded) for event in self.events))
        ended = next(event for event in self.events if isinstance(event, SessionEnded))
        self.events.clear()
        return ended.session_id

    def review(self, session_id: str) -> LoadedReview:
        loaded: list[LoadedReview] = []
        self.app.review(session_id, loaded.append, lambda wrong: pytest.fail(str(wrong)))
        self.until(lambda: bool(loaded))
        return loaded[0]

    def shut_down(self) -> None:
        def ended() -> None:
            self.ended = True

        self.app.shutdown(ended)
        self.until(lambda: self.ended)


@pytest.fixture
def stage(home: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stage]:
    monkeypatch.setenv("STEADYHAND_MODELS", str(tmp_path / "none"))
    monkeypatch.setattr(Application, "_live_device", lambda _self, *, keep: silent_device())
    made = Stage(home, qtbot)
    yield made
    if not made.ended:
        made.shut_down()


@pytest.mark.parametrize("picks_up", [True, False])
def test_who_picks_up_at_once_has_the_device_opened_for_the_call_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, picks_up: bool
) -> None:
    opened: list[bool] = []

    def device(_app: Application, *, keep: bool) -> FileDevice:
        opened.append(keep)
        return silent_device()

    monkeypatch.setattr(Application, "_live_device", device)
    monkeypatch.setattr(Application, "_call", lambda *_call: None)
    busy = threading.Event()
    stage.app._rooms.in_office(lambda: busy.wait(20))
    stage.app.start_microphone_check()
    if picks_up:
        stage.app.start_call("eleven-pm", OPTIONS, lambda wrong: pytest.fail(str(wrong)))
    busy.set()
    stage.app._rooms.office.submit(lambda: None).result(20)
    assert opened == ([] if picks_up else [False])
    stage.app.stop_microphone_check()


def test_hanging_up_while_the_call_is_connected_ends_it(stage: Stage) -> None:
    stage.app.start_call("eleven-pm", OPTIONS, lambda wrong: pytest.fail(str(wrong)))
    stage.app.hang_up()
    stage.until(lambda: any(isinstance(event, SessionEnded) for event in stage.events))
    (session,) = stage.store.sessions()
    assert stage.store.session(session.session_id).reason == "hung_up"


def test_what_is_typed_while_the_call_is_connected_is_said(stage: Stage) -> None:
    stage.app.start_call("eleven-pm", OPTIONS, lambda wrong: pytest.fail(str(wrong)))
    stage.app.say("are you there")
    stage.until(lambda: bool(stage.store.search("are you there")))


def test_closing_the_window_while_the_call_is_connected_leaves_a_whole_session(stage: Stage) -> None:
    stage.app.start_call("eleven-pm", OPTIONS, lambda wrong: pytest.fail(str(wrong)))
    stage.shut_down()
    again = stage.opened()
    (session,) = again.sessions()
    assert again.session(session.session_id).reason == "hung_up"
    again.close()


def test_a_moment_is_tried_again_and_a_call_taken_up_again(stage: Stage) -> None:
    stage.app.start_call("eleven-pm", OPTIONS, lambda wrong: pytest.fail(str(wrong)))
    stage.until(lambda: any(isinstance(event, UtteranceAdded) for event in stage.events))
    stage.app.say("How did this pass staging?")
    stage.until(lambda: stage.said(3))
    first = stage.hung_up()
    stage.app.retry_call(first, 2, OPTIONS, lambda wrong: pytest.fail(str(wrong)))
    stage.app.say("Nobody is getting fired tonight. Walk me through the options.")
    stage.until(lambda: stage.said(3))
    again = stage.hung_up()
    loaded = stage.review(again)
    assert loaded.comparison is not None
    assert loaded.comparison.first.turns[0].text == "How did this pass staging?"
    assert loaded.comparison.again.turns[0].text.startswith("Nobody is getting fired")
    assert loaded.first_has_audio, "though it was not stored"
    assert (loaded.has_audio, loaded.sound_kept) == (True, False)
    assert loaded.comparison.verdict == "It went better this time."
    assert [tried.session_id for tried in stage.review(first).tried] == [again]
    assert loaded.can_resume
    stage.app.resume_call(again, OPTIONS, lambda wrong: pytest.fail(str(wrong)))
    stage.until(lambda: bool(stage.events) and any(isinstance(event, PersonaSaid) for event in stage.events))
    whole = stage.hung_up()
    assert [one.session_id for one in stage.store.sessions()] == [whole, first]
    assert stage.review(whole).document.retry_of == first
    assert not stage.review(again).can_resume
    stage.app.resume_call("nobody", OPTIONS, stage.refusals.append)
    stage.until(lambda: bool(stage.refusals))
    assert "no session" in stage.refusals[0].message


def test_the_window_closes_though_something_fails_to_end(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError("no")

    monkeypatch.setattr(stage.app, "_end_check", refuse)
    stage.shut_down()
    with pytest.raises(Exception, match="closed"):
        stage.store.sessions()


def a_spoken_call(stage: Stage, monkeypatch: pytest.MonkeyPatch, ear: EngineHost) -> str:
    """A call in which "nobody is tired" was heard, hung up while `ear` is there to hear it again."""
    monkeypatch.setattr("desktop.app.again.careful_ear", lambda _catalog, _settings: ear)
    device = silent_device()
    monkeypatch.setattr(device, "mixdown", lambda: np.ones((5 * CAPTURE_RATE, 2), np.int16))
    monkeypatch.setattr(Application, "_live_device", lambda _self, *, keep: device)
    stage.app.start_call("eleven-pm", OPTIONS, lambda wrong: pytest.fail(str(wrong)))
    stage.until(lambda: any(isinstance(event, SessionStarted) for event in stage.events))
    session_id = next(event.session_id for event in stage.events if isinstance(event, SessionStarted))
    words = tuple(Word(text, 1.0 + n, 1.5 + n, 0.1) for n, text in enumerate("nobody is tired".split()))
    spoken = Utterance(90, "user", "nobody is tired", 1.0, 3.5, "speech", words, (), "ear")
    stage.store.add_utterance(session_id, spoken)
    stage.app.hang_up()
    return session_id


def text_of(store: Store, session_id: str) -> str:
    return next(turn.utterance.text for turn in store.session(session_id).turns if turn.utterance.turn_id == 90)


def test_a_call_is_heard_again_when_it_is_over(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = a_spoken_call(stage, monkeypatch, toy("nobody is fired"))
    stage.until(lambda: any(isinstance(event, ReviewChanged) for event in stage.events))
    kinds = [type(event) for event in stage.events]
    assert kinds.index(SessionEnded) < kinds.index(ReviewChanged)
    assert text_of(stage.store, session_id) == "nobody is fired"


def test_closing_the_window_while_a_call_is_heard_again_leaves_it_as_it_was(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = toy("nobody is fired", hangs=2)  # two trials come first
    session_id = a_spoken_call(stage, monkeypatch, ear)
    stage.until(lambda: ear.condition == "ready")
    stage.shut_down()
    assert ear.condition == "closed"
    assert text_of(stage.opened(), session_id) == "nobody is tired"


def test_what_a_screen_asks_for_after_the_end_is_left_alone(stage: Stage) -> None:
    stage.shut_down()
    answers: list[object] = []
    stage.app.history(answers.append)
    stage.app.review("s1", answers.append, answers.append)
    stage.app.speak_line("Take a breath.", lambda: answers.append(None))
    assert answers == []


def test_progress_is_told_from_what_was_stored(stage: Stage) -> None:
    told: list[Progress] = []
    stage.app.progress(told.append)
    stage.until(lambda: bool(told))
    assert told[0].tracks == ()
    for name in ("s1", "s2"):
        start = SessionStart(
            name, "eleven-pm", "T", "ab", "realistic", f"2026-01-0{name[1]}T20:00:00+00:00", False
        )
        stage.store.begin(start, State(1, 1, 1))
        stage.store.add_utterance(name, Utterance(1, "user", "Hello Kenji", 0.0, 1.0, "typed"))
        stage.store.end(name, ended_at="2026-01-03T20:00:00+00:00", reason="time", duration_s=60.0)
    stage.app.progress(told.append)
    stage.until(lambda: len(told) == 2)
    assert [(track.scenario_id, len(track.calls)) for track in told[1].tracks] == [("", 2), ("eleven-pm", 2)]
    assert told[1].tracks[1].installed


def test_kept_sound_goes_when_its_days_are_over(home: Path, stage: Stage) -> None:
    stage.store.begin(SessionStart("s1", "eleven-pm", "T", "ab", "realistic", "2026-01-01", True), State(1, 1, 1))
    stage.store.save_audio("s1", b"fLaC")
    stage.store._db.execute("UPDATE audio SET saved_at = '2020-01-01T00:00:00+00:00'")
    stage.store._db.conn.commit()
    stage.app.set_settings(Settings(audio_retention_days=7))
    stage.until(lambda: stage.store.load_audio("s1") is None)


def test_a_deleted_call_is_gone_and_one_that_can_t_be_is_told(home: Path, stage: Stage) -> None:
    stage.store.begin(SessionStart("s1", "eleven-pm", "T", "ab", "realistic", "2026-01-01", True), State(1, 1, 1))
    gone: list[None] = []
    stage.app.delete_session("s1", lambda: gone.append(None))
    stage.until(lambda: bool(gone))
    assert stage.store.sessions() == ()
    stage.app.delete_session("s1", lambda: gone.append(None))
    stage.until(lambda: any(isinstance(event, Notice) for event in stage.events))
    assert len(gone) == 1


def test_closing_does_not_wait_for_the_look_through_the_store(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking, left = threading.Event(), threading.Event()

    def doubt() -> bool:
        looking.set()
        left.wait(20)
        return False

    monkeypatch.setattr(stage.store, "doubt", doubt)
    monkeypatch.setattr(stage.store, "leave_doubt", left.set)
    stage.app.warm_up()
    assert looking.wait(60)
    stage.shut_down()
    assert left.is_set()


def test_the_main_thread_does_not_wait_for_what_past_calls_need(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, waited = threading.Event(), []
    part = Application._finished  # type: ignore[misc]
    make = part._make

    def slowly(app: Application) -> object:
        waited.append(threading.current_thread() is threading.main_thread() or not loaded.wait(20))
        return make(app)

    monkeypatch.setattr(part, "_make", slowly)
    told: list[Progress] = []
    stage.app.progress(told.append)
    stage.app.review("none", lambda _loaded: None, stage.refusals.append)
    stage.app.delete_session("none", lambda: None)
    loaded.set()
    stage.until(lambda: bool(told and stage.refusals))
    assert waited == [False]
