"""The doctor in the window, and the text for support: what is in it, and what never is."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop import doctor, logs, paths
from desktop.app.clinic import MachineClinic
from desktop.app.rooms import Rooms
from desktop.catalog import Catalog
from desktop.doctor import Check, Finding, Probe
from desktop.doctor.support import Owner, answers, log_tail, shorten, support_text
from desktop.engines.host import EngineHost
from desktop.engines.spec import BreakerPolicy, EngineSpec
from desktop.errors import EngineError, UserError
from desktop.events import State, Timing, Utterance
from desktop.records import SessionStart
from desktop.rehearsal.crew import Crew
from desktop.store.database import Store
from desktop.store.keys import from_passphrase
from desktop.ui.bridge import Bridge
from desktop.ui.clinic import Vitals
from tests.helpers import disk

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytestmark = pytest.mark.timeout(120)
ANNA = Owner("/home/anna", "anna")
SECRET = "lay off the Northwind team"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("/home/anna/.config/x", "~/.config/x"),
        ("in /home/anna.", "in ~."),
        ("/home/anna.smith/x", "/home/anna.smith/x"),
        ("/home/annabel/x", "/home/annabel/x"),
        ("/media/anna/disk", "/media/~/disk"),
        ("anna sat down", "anna sat down"),
    ],
)
def test_the_users_folder_and_name_in_paths_are_shortened(text: str, short: str) -> None:
    assert shorten(text, ANNA) == short


def test_a_windows_path_is_shortened_as_it_stands_and_in_json() -> None:
    owner = Owner(r"C:\Users\anna", "anna")
    assert shorten(r"C:\Users\anna\AppData\x", owner) == r"~\AppData\x"
    assert shorten(json.dumps(r"C:\Users\anna\AppData"), owner) == json.dumps(r"~\AppData")


def test_of_the_log_only_listed_keys_are_taken(tmp_path: Path) -> None:
    entries = [
        {"event": "engine.died", "role": "persona", "exit_code": 9, "path_kind": "/home/anna/x"},
        {"event": "call", "scenario_id": SECRET, "session_id": "s1", "device": "Anna's headset", "text": SECRET},
        {"event": "odd", "reason": {"deep": SECRET}},
        {"event": "x" * 500},
        [SECRET],
    ]
    raw = "\n".join([SECRET, *map(json.dumps, entries), '{"cut'])
    (tmp_path / "steadyhand.log").write_text(raw)
    lines = log_tail(tmp_path, ANNA)
    assert json.loads(lines[0]) == {"event": "engine.died", "role": "persona", "exit_code": 9, "path_kind": "~/x"}
    assert [json.loads(line) for line in lines[1:3]] == [{"event": "call"}, {"event": "odd"}]
    assert len(json.loads(lines[3])["event"]) == 200
    assert len(lines) == 4
    assert len(log_tail(tmp_path, ANNA, 3)) == 1
    assert log_tail(tmp_path / "no", ANNA) == ()


def test_answers_are_measured_from_the_end_of_speech() -> None:
    timings = [
        Timing(speech_end_s=10.0, turn_end_s=10.5, first_audio_s=11.0),
        Timing(turn_end_s=20.0, first_audio_s=23.0),
        Timing(speech_end_s=30.0),
        None,
    ]
    assert answers(timings) == "In the last call an answer took 2.0 s in the middle, 3.0 s at most (2 answers)."
    assert answers([None]) == ""


def test_the_text_withholds_what_is_the_persons_own() -> None:
    version = Check("version", True, True, "Steadyhand 1", "", 0.1)
    checks = (
        Check("scenarios", True, True, f"eleven-pm, {SECRET}", "", 0.1),
        Check("sound devices", True, False, "1 to listen with; default Anna's headset", "", 0.1),
        Check("database", False, True, "/home/anna/sessions.db is damaged", "Put back a backup.", 0.1),
    )
    text = support_text([version], checks, ["Persona: ready"], "", ['{"event": "x"}'], ANNA)
    assert SECRET not in text
    assert "headset" not in text
    assert "sound devices: 1 to listen with (0.1 s)" in text
    assert "ok  version: Steadyhand 1 (0.1 s)" in text
    assert "FAILED  database: ~/sessions.db is damaged" in text
    assert "Persona: ready" in text
    assert "nothing measured" in text
    assert "not run" in support_text([version], (), (), "", (), ANNA)


class Stage:
    """A clinic over a real store and rooms, with everything it answered."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.store = Store.open(paths.database_path(), from_passphrase("for a test"))
        self.bridge = Bridge()
        self.rooms = Rooms(self.bridge)
        self.crew: Crew | None = None
        self.answers: list[object] = []
        self.begun: list[tuple[str, int, int]] = []
        self.checks: list[Check] = []
        self.clinic = MachineClinic(self.store, Catalog.load(), self.bridge, self.rooms, lambda: self.crew)

    def answer(self) -> object:
        self.qtbot.waitUntil(lambda: bool(self.answers), timeout=60_000)
        return self.answers.pop()

    def examine(self) -> object:
        self.clinic.examine(
            lambda *begun: self.begun.append(begun),
            self.checks.append,
            lambda: self.answers.append("ended"),
            self.answers.append,
        )
        return self.answer()

    def vitals(self) -> Vitals:
        self.clinic.vitals(self.answers.append)
        found = self.answer()
        assert isinstance(found, Vitals)
        return found


@pytest.fixture
def stage(home: Path, qtbot: QtBot) -> Iterator[Stage]:
    made = Stage(qtbot)
    yield made
    made.rooms.close()
    for room in (made.rooms.office, made.rooms.desk, made.rooms.booth):
        room.shutdown()
    made.store.close()


def only(monkeypatch: pytest.MonkeyPatch, *runs: Callable[[], Finding]) -> None:
    probes = tuple(Probe(f"check {number}", True, run) for number, run in enumerate(runs))
    monkeypatch.setattr(doctor, "probes", lambda _catalog: probes)


def test_checks_come_one_by_one(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Finding:
        raise UserError("It is broken.", "Mend it.")

    only(monkeypatch, lambda: Finding(True, "fine"), broken)
    assert stage.examine() == "ended"
    assert stage.begun == [("check 0", 0, 2), ("check 1", 1, 2)]
    assert [(one.ok, one.detail, one.fix) for one in stage.checks] == [
        (True, "fine", ""),
        (False, "It is broken", "Mend it."),
    ]


def test_checks_stop_after_the_one_under_way(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def last() -> Finding:
        stage.clinic.cancel()
        return Finding(True, "stopped here")

    only(monkeypatch, last, lambda: pytest.fail("run after a stop"))
    assert stage.examine() == "ended"
    assert [one.detail for one in stage.checks] == ["stopped here"]
    only(monkeypatch, lambda: Finding(True, "again"))
    stage.examine()
    assert stage.checks[-1].detail == "again"


def test_checks_that_can_t_be_listed_are_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_catalog: Catalog) -> tuple[Probe, ...]:
        raise RuntimeError("no")

    monkeypatch.setattr(doctor, "probes", broken)
    wrong = stage.examine()
    assert isinstance(wrong, UserError)
    assert "doctor" in wrong.fix


def test_an_engine_that_failed_too_often_shows_its_open_breaker(stage: Stage) -> None:
    assert stage.vitals() == Vitals((), "")
    spec = EngineSpec("persona", "tests.nowhere:Missing", {"model": "m", "model_sha256": "", "threads": 1})
    unused = EngineHost(spec)
    with EngineHost(spec, breaker=BreakerPolicy(1, 60.0)) as host:
        with pytest.raises(EngineError):
            host.start()
        stage.crew = Crew(hosts={"m": host, "unused": unused})
        (state,) = stage.vitals().engines
    unused.close()
    assert (state.role, state.title, state.condition, state.breaker) == ("persona", "m", "down", "open")
    assert state.starts == 1


def test_the_timings_are_of_the_last_call_that_was_no_example(stage: Stage) -> None:
    def call(session_id: str, day: str, answer_s: float, *, example: bool = False) -> None:
        start = SessionStart(session_id, "eleven-pm", "T", "ab", "realistic", day, False, example)
        stage.store.begin(start, State(1, 1, 1))
        said = Utterance(1, "persona", SECRET, 0.0, 1.0, "model")
        stage.store.add_utterance(session_id, said, Timing(speech_end_s=1.0, first_audio_s=1.0 + answer_s))

    call("old", "2026-01-01", 9.0)
    call("last", "2026-01-02", 2.0)
    call("example", "2026-01-03", 5.0, example=True)
    assert stage.vitals().timings.startswith("In the last call an answer took 2.0 s")


def test_the_text_holds_this_machine_and_no_word_of_a_call(stage: Stage, tmp_path: Path) -> None:
    stage.store.begin(SessionStart("s1", "eleven-pm", SECRET, "ab", "realistic", "2026", False), State(1, 1, 1))
    stage.store.add_utterance("s1", Utterance(1, "user", SECRET, 0.0, 1.0, "typed"))
    logs.configure(paths.log_dir())
    logs.get_logger().warning("engine.died", role="persona", scenario_id="mine", text=SECRET)
    stage.clinic.support((), stage.answers.append, stage.answers.append)
    text = stage.answer()
    logs.stop()
    assert isinstance(text, str)
    assert "version: Steadyhand" in text
    assert '"event": "engine.died"' in text
    assert SECRET not in text
    assert "mine" not in text
    assert f"{Path.home()}/" not in text
    stage.clinic.save(text, tmp_path / "support.txt", lambda: stage.answers.append("saved"), stage.answers.append)
    assert stage.answer() == "saved"
    assert (tmp_path / "support.txt").read_text() == text
    assert stat.S_IMODE((tmp_path / "support.txt").stat().st_mode) == 0o600
    saved = (lambda: stage.answers.append("saved"), stage.answers.append)
    with disk.full():
        stage.clinic.save("x" * 5000, tmp_path / "support.txt", *saved)
        assert isinstance(stage.answer(), UserError)
    assert (tmp_path / "support.txt").read_text() == text
    stage.clinic.save(text, tmp_path / "no" / "x", lambda: stage.answers.append("saved"), stage.answers.append)
    assert isinstance(stage.answer(), UserError)
