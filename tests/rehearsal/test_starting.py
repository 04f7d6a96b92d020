"""Engines that start in an order: what a call begins with comes first, the rest while it goes on."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from desktop.catalog import Catalog
from desktop.engines.host import EngineHost
from desktop.errors import EngineError, EngineFailed
from desktop.events import Collected, Emit, EngineHealth, EngineInfo, Event
from desktop.packs import load_scenario
from desktop.rehearsal import scoring, starting
from desktop.rehearsal.compose import CallOptions, compose, silent_device
from desktop.rehearsal.crew import Crew as HiredCrew
from desktop.rehearsal.crew import Hiring
from desktop.rehearsal.hearing import Ear, Hearing
from desktop.rehearsal.meaning import EngineEmbedder
from desktop.rehearsal.scoring import RubricLater, rubric_of
from desktop.rehearsal.starting import Starting, Then
from desktop.rubric.embedding import SIZE, Embedded, Matrix
from desktop.rubric.rubric import Rubric
from desktop.settings import Settings
from desktop.store.database import Store
from tests.rehearsal.stage import LOUD

WAIT_S = 20.0


class Host:
    """A host that is loaded when the test says so."""

    def __init__(self, role: str, refuses: Exception | None = None) -> None:
        self.spec = SimpleNamespace(role=role)
        self.begun, self.may = threading.Event(), threading.Event()
        self._refuses = refuses

    def start(self) -> None:
        self.begun.set()
        assert self.may.wait(WAIT_S)
        if self._refuses is not None:
            raise self._refuses


class Crew:
    """Three engines of which two come first, and a `Starting` on a machine where two work beside each other."""

    def __init__(
        self, *, beside: int = 2, emit: Emit | None = None, head_start_s: float = 0.0, **refuses: Exception
    ) -> None:
        roles = ("synthesizer", "recogniser", "persona", "second_ear", "embedder")
        self.hosts = {role: Host(role, refuses.get(role)) for role in roles}
        self.said = Collected()
        every = cast(list[EngineHost], list(self.hosts.values()))
        self.starting = Starting(every[:2], every[2:], emit or self.said, beside=beside, head_start_s=head_start_s)

    def host(self, role: str) -> EngineHost:
        return cast(EngineHost, self.hosts[role])

    def load(self, *roles: str) -> None:
        for role in roles:
            assert self.hosts[role].begun.wait(WAIT_S)
            self.hosts[role].may.set()

    def loaded(self) -> bool:
        """Whether who waits for all of them goes on."""
        waiting = threading.Thread(target=self.starting.wait, daemon=True)
        waiting.start()
        waiting.join(WAIT_S)
        return not waiting.is_alive()

    def down(self) -> list[tuple[str, str]]:
        told = [one for one in self.said.events if isinstance(one, EngineHealth) and one.condition == "down"]
        return [(one.role, one.detail) for one in told]

    def begun(self) -> set[str]:
        return {role for role, host in self.hosts.items() if host.begun.is_set()}

    def end(self) -> None:
        self.starting.close()
        for host in self.hosts.values():
            host.may.set()
        self.starting.join()


@pytest.fixture
def crew() -> Iterator[Crew]:
    made = Crew()
    yield made
    made.end()


def test_what_a_call_begins_with_has_the_cores_for_itself(crew: Crew) -> None:
    crew.load("recogniser")
    crew.starting.wait_for([crew.host("recogniser")])
    assert crew.begun() == {"synthesizer", "recogniser"}
    crew.load("synthesizer")
    crew.starting.wait_first()
    assert not crew.starting.whole
    assert crew.starting.works(crew.host("embedder"))  # it will
    assert crew.hosts["persona"].begun.wait(WAIT_S)
    assert crew.hosts["second_ear"].begun.wait(WAIT_S)
    assert not crew.hosts["embedder"].begun.is_set()
    crew.load("second_ear", "embedder", "persona")
    crew.starting.wait()
    assert crew.starting.whole


def test_everybody_is_expected_from_the_beginning(crew: Crew) -> None:
    said = [(one.role, one.condition) for one in crew.said.events if isinstance(one, EngineHealth)]
    assert said == [(role, "starting") for role in crew.hosts]


def test_with_room_for_all_all_begin_at_once() -> None:
    crew = Crew(beside=5)
    assert all(host.begun.wait(WAIT_S) for host in crew.hosts.values())
    crew.end()


def test_whoever_asked_is_told_once_all_are_there(crew: Crew) -> None:
    told = threading.Event()
    crew.starting.when_whole(told.set)
    crew.load("recogniser", "synthesizer", "persona", "second_ear")
    assert not told.is_set()
    crew.load("embedder")
    assert told.wait(WAIT_S)
    at_once: list[bool] = []
    crew.starting.when_whole(lambda: at_once.append(True))
    assert at_once


def test_one_that_cannot_start_is_told_and_holds_up_nobody() -> None:
    crew = Crew(second_ear=EngineFailed("The model is damaged."))
    crew.load(*crew.hosts)
    crew.starting.wait()
    assert not crew.starting.works(crew.host("second_ear"))
    assert crew.starting.works(crew.host("embedder"))
    assert crew.down() == [("second_ear", "The model is damaged.")]
    crew.end()


def test_whatever_keeps_one_from_starting_is_told_and_holds_up_nobody() -> None:
    crew = Crew(recogniser=RuntimeError("can't start new thread"))
    crew.load(*crew.hosts)
    assert crew.loaded()
    assert not crew.starting.works(crew.host("recogniser"))
    assert crew.starting.works(crew.host("embedder"))
    assert crew.down() == [("recogniser", "The live ear could not be started.")]
    crew.end()


def test_a_listener_that_fails_holds_up_nobody() -> None:
    def emit(_event: Event) -> None:
        raise BrokenPipeError

    crew = Crew(emit=emit, recogniser=EngineFailed("The model is damaged."))
    crew.load(*crew.hosts)
    assert crew.loaded()
    assert not crew.starting.works(crew.host("recogniser"))
    crew.end()


def test_without_threads_of_their_own_they_come_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_asked: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(starting.ThreadPoolExecutor, "submit", refused)
    crew = Crew()
    for role in crew.hosts:
        crew.load(role)
    assert crew.loaded()
    assert all(crew.starting.works(crew.host(role)) for role in crew.hosts)
    assert crew.down() == []
    crew.end()


def test_nothing_more_is_started_or_told_once_it_is_closed(crew: Crew) -> None:
    told: list[bool] = []
    crew.starting.when_whole(lambda: told.append(True))
    assert all(crew.hosts[role].begun.wait(WAIT_S) for role in ("synthesizer", "recogniser"))
    crew.starting.close()
    crew.load("recogniser", "synthesizer")
    crew.starting.wait()
    assert crew.begun() == {"synthesizer", "recogniser"}
    assert told == []


class Loading:
    """The host of an embedder that is loading: a call waits for it, as with a real one."""

    def __init__(self, *, comes: bool) -> None:
        self.spec = SimpleNamespace(options={"model": "minilm", "model_sha256": "0" * 64})
        self.info: EngineInfo | None = None
        self.loading, self.failed_to_load, self.condition = True, False, "starting"
        self.asked: list[float] = []
        self._comes = comes

    def call(self, *_request: object, deadline_s: float) -> tuple[Embedded, bytes]:
        self.asked.append(deadline_s)
        if not self._comes:
            raise EngineError("late")
        self.loading, self.condition = False, "ready"
        row = np.zeros(SIZE, dtype="<f4")
        row[0] = 1.0
        return Embedded(1), row.tobytes()


def test_the_first_turn_waits_for_an_embedder_that_is_loading() -> None:
    host = Loading(comes=True)
    embedder = EngineEmbedder(cast(EngineHost, host))
    assert embedder.embed(["one"]).shape == (1, SIZE)
    assert embedder.embed(["two"]).shape == (1, SIZE)
    assert host.asked[0] > host.asked[1]


def test_an_embedder_that_did_not_come_is_not_waited_for_again() -> None:
    host, troubles = Loading(comes=False), list[EngineError]()
    embedder = EngineEmbedder(cast(EngineHost, host), troubles.append)
    for _turn in range(3):
        with pytest.raises(EngineError):
            embedder.embed(["one"])
    assert len(host.asked) == len(troubles) == 1


def test_engines_that_came_while_others_load_are_in_the_record(store: Store) -> None:
    host = Loading(comes=False)
    still = SimpleNamespace(whole=False, when_whole=lambda _then: None)
    crew = HiredCrew(embedder=EngineEmbedder(cast(EngineHost, host)), starting=cast(Starting, still))
    hiring, said = Hiring(Catalog.load(), Settings(), Collected()), Collected()
    scenario = load_scenario("eleven-pm")
    session = compose(scenario, CallOptions(), crew, hiring, silent_device(), store, said)
    session.start()
    host.info = EngineInfo("onnxruntime", "1", "minilm", "0" * 64)
    session.hang_up()
    assert session.wait(WAIT_S)
    done = store.session(session.session_id)
    assert done.engines == {"embedder": host.info}
    assert done.scorings[0].embedder == "minilm"


def test_an_ear_that_could_not_load_is_not_asked_at_every_turn() -> None:
    host = cast(EngineHost, SimpleNamespace(failed_to_load=True))
    hearing = Hearing(None, Ear(host, "second", 2.0), settle_s=0.0, on_trouble=lambda *_trouble: None)
    hearing.begin(0)
    hearing.hear(LOUD)
    hearing.soft_end()
    assert hearing.settled
    assert hearing.finish(1.0).text == ""


def test_a_rubric_made_later_is_the_same_and_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, may = load_scenario("eleven-pm"), threading.Event()
    line = "whose fault is this"
    now = rubric_of(scenario, None).match(line)
    assert now

    def slowly(items: object) -> Rubric:
        assert may.wait(WAIT_S)
        return Rubric(items)  # type: ignore[arg-type]

    monkeypatch.setattr(scoring, "Rubric", slowly)
    later = RubricLater(scenario, None)
    got: list[object] = []
    asking = threading.Thread(target=lambda: got.append(later.match(line)))
    asking.start()
    assert not got
    may.set()
    asking.join(WAIT_S)
    assert got == [now]


@pytest.fixture
def nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "kept_folder", lambda: tmp_path / "meaning")


class Reading:
    """An embedder that reads examples when the test says so. `threads`: who asked; `said`: what was heard."""

    model, model_sha256 = "reading", "1" * 64

    def __init__(self, *, refuses: int = 0) -> None:
        self.may, self.threads, self.said = threading.Event(), list[str](), list[str]()
        self._refuses = refuses

    def embed_examples(self, texts: Sequence[str]) -> Matrix:
        self.threads.append(threading.current_thread().name)
        assert self.may.wait(WAIT_S)
        if len(self.threads) <= self._refuses:
            raise EngineFailed("not yet")
        return self._rows(texts)

    def embed(self, texts: Sequence[str]) -> Matrix:
        self.said += texts
        return self._rows(texts)

    def _rows(self, texts: Sequence[str]) -> Matrix:
        rows = np.stack([np.random.default_rng(list(text.encode())).normal(size=SIZE) for text in texts])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def tried() -> None:
    """Whoever asks the embedder for a rubric has ended."""
    for thread in threading.enumerate():
        if thread.name == "rubric":
            thread.join(WAIT_S)


@pytest.mark.usefixtures("nothing_kept")
def test_words_alone_are_heard_until_the_embedder_has_read_the_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "_FIRST_S", 0.0)
    scenario, embedder = load_scenario("eleven-pm"), Reading()
    line = "whose fault is this"
    later = RubricLater(scenario, embedder)
    for _turn in range(2):
        assert later.match(line) == rubric_of(scenario, None).match(line) != ()
    embedder.may.set()
    tried()
    assert embedder.said == []
    assert later.match(line) == rubric_of(scenario, embedder).match(line)
    assert line in embedder.said
    assert embedder.threads == ["rubric"]


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("spoken_first", [True, False])
def test_the_embedder_is_asked_once_it_is_loaded_or_somebody_speaks(spoken_first: bool) -> None:
    scenario, embedder = load_scenario("eleven-pm"), Reading()
    embedder.may.set()
    loaded: queue.SimpleQueue[Then] = queue.SimpleQueue()
    later = RubricLater(scenario, embedder, loaded.put)
    then = loaded.get(timeout=WAIT_S)
    tried()
    assert embedder.threads == []
    if spoken_first:
        later.match("whose fault is this")
    then()
    tried()
    later.match("whose fault is this")
    assert embedder.threads == ["rubric"]
    assert embedder.said


@pytest.mark.usefixtures("nothing_kept")
def test_the_first_turn_waits_for_the_examples_and_hears_by_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, embedder = load_scenario("eleven-pm"), Reading()
    later = RubricLater(scenario, embedder)
    wait, waited = later._tried.wait, list[float | None]()

    def waits(seconds: float | None) -> bool:
        waited.append(seconds)
        embedder.may.set()
        return wait(WAIT_S)

    monkeypatch.setattr(later._tried, "wait", waits)
    for _turn in range(2):
        later.match("whose fault is this")
        assert embedder.said
    assert waited == [scoring._FIRST_S, 0.0]


@pytest.mark.usefixtures("nothing_kept")
def test_an_embedder_that_gave_no_examples_is_asked_again_and_holds_nobody_up() -> None:
    scenario, embedder = load_scenario("eleven-pm"), Reading(refuses=2)
    embedder.may.set()
    later = RubricLater(scenario, embedder)
    for _turn in range(3):
        tried()
        later.match("whose fault is this")
    assert embedder.threads == ["rubric"] * 3
    assert embedder.said


def test_what_making_it_raised_is_told_to_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_made_of: object) -> Rubric:
        raise ValueError("no rubric")

    monkeypatch.setattr(scoring, "Rubric", broken)
    with pytest.raises(ValueError, match="no rubric"):
        RubricLater(load_scenario("eleven-pm"), None).match("hello")


def test_the_first_ones_have_a_head_start_until_somebody_waits_for_another() -> None:
    crew = Crew(head_start_s=WAIT_S * 10)
    crew.load("synthesizer", "recogniser")
    crew.starting.wait_first()
    assert crew.begun() == {"synthesizer", "recogniser"}
    waiting = threading.Thread(target=crew.starting.wait_for, args=([crew.host("second_ear")],))
    waiting.start()
    crew.load("persona", "second_ear", "embedder")
    waiting.join(WAIT_S)
    assert not waiting.is_alive()
    crew.starting.join()


def test_a_head_start_ends_by_itself() -> None:
    crew = Crew(head_start_s=0.01)
    crew.load("synthesizer", "recogniser", "persona", "second_ear", "embedder")
    assert crew.loaded()
