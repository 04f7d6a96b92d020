"""Notes, sharing and comments through the application itself, between two stores."""

from __future__ import annotations

import os
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop import folders
from desktop.app import Application
from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE, Event, Evidence, Notice, State, Utterance
from desktop.records import Comment, SessionStart
from desktop.rehearsal import sharing
from desktop.rehearsal.recorder import to_flac
from desktop.rehearsal.sharing import SharedSound
from desktop.review.reader import for_reader
from desktop.review.shared import Choice
from desktop.settings import Settings
from desktop.sharing import sealed
from desktop.store.database import Store
from desktop.store.keys import from_passphrase
from desktop.ui.bridge import Bridge
from desktop.ui.controller import LoadedReview
from desktop.ui.sharing.controller import OpenShare, TakenComments
from tests.helpers import disk, pdf

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytestmark = pytest.mark.timeout(120)
WORDS = "five plain words of mine"
BLAME = "how did this even get past staging"


class Person:
    """Someone with an application and a store of their own."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.path = folder / "sessions.db"
        self.store = self.opened()
        self.events: list[Event] = []
        self.refusals: list[UserError] = []
        self._qtbot, self._ended = qtbot, False
        bridge = Bridge()
        bridge.arrived.connect(self.events.append)
        self.app = Application(self.store, Catalog.load(), Settings(), bridge)

    def opened(self) -> Store:
        return Store.open(self.path, from_passphrase("for a test"))

    def wait(self, ask: Callable[[Callable[[object], None]], None]) -> object:
        """What `ask`'s callback, or its refusal, is given."""
        got: list[object] = []
        ask(got.append)
        self._qtbot.waitUntil(lambda: bool(got or self.refusals), timeout=60_000)
        return got[0] if got else self.refusals.pop()

    def open(self, path: Path, words: str = WORDS) -> object:
        return self.wait(lambda ready: self.app.open_shared(path, words, ready, self.refusals.append))

    def close(self) -> None:
        if not self._ended:
            self._ended = True
            self.wait(lambda ready: self.app.shutdown(lambda: ready(None)) or None)  # type: ignore[func-returns-value]


@pytest.fixture
def people(
    home: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Person, Person]]:
    """(the executive with one call, the coach)"""
    monkeypatch.setenv("STEADYHAND_MODELS", str(tmp_path / "none"))
    executive, coach = Person(tmp_path / "executive", qtbot), Person(tmp_path / "coach", qtbot)
    fill(executive.store)
    yield executive, coach
    executive.close()
    coach.close()


def fill(store: Store) -> None:
    at = "2026-05-01T10:00:00+00:00"
    start = SessionStart("call-1", "eleven-pm", "The 11 PM call", "0" * 64, "realistic", at, keep_audio=True)
    store.begin(start, State(78, 42, 30))
    for number, line in enumerate(("We're still down.", f"Okay but {BLAME} tonight", "It is on me."), 1):
        role = "user" if number == 2 else "persona"
        store.add_utterance(
            "call-1", Utterance(number, role, line, number * 1.0, number + 0.9, "speech", (), (), "")
        )
    store.add_evidence("call-1", [Evidence("blame", "avoid", "found", BLAME, 2, (9, 9 + len(BLAME)), (2.0, 2.5))])
    store.end("call-1", ended_at=at, reason="hung_up", duration_s=4.0)
    noise = np.random.default_rng(1).integers(-9000, 9000, (4 * CAPTURE_RATE, 2), dtype=np.int16)
    store.save_audio("call-1", to_flac(noise))


def reviewed(person: Person) -> LoadedReview:
    got = person.wait(lambda ready: person.app.review("call-1", ready, person.refusals.append))
    assert isinstance(got, LoadedReview)
    return got


def share(person: Person, path: Path, choice: Choice = Choice()) -> object:  # noqa: B008
    return person.wait(
        lambda ready: person.app.share_review("call-1", path, choice, WORDS, ready, person.refusals.append)
    )


def test_a_note_is_there_at_the_next_look(people: tuple[Person, Person]) -> None:
    executive, _coach = people
    executive.app.save_note("call-1", 2, "Not again.")
    executive.app.save_note("call-1", None, "Ask")
    executive.app.save_note("call-1", None, "Ask sooner.")
    notes = reviewed(executive).document.notes
    assert [(one.turn_id, one.text) for one in notes] == [(None, "Ask sooner."), (2, "Not again.")]


def test_a_note_is_not_lost_though_the_desk_never_came_to_it(people: tuple[Person, Person]) -> None:
    executive, _coach = people
    executive.app._rooms.at_desk = lambda *_work: None  # type: ignore[method-assign]
    executive.app.save_note("call-1", None, "Typed last.")
    executive.close()
    again = executive.opened()
    assert [one.text for one in again.notebook.notes("call-1")] == ["Typed last."]
    again.close()


def test_a_note_that_can_t_be_written_is_told_and_tried_again(
    people: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    executive, _coach = people

    def refuse(*_asked: object) -> None:
        raise UserError("The disk is full.", "Free some space.")

    with monkeypatch.context() as patched:
        patched.setattr(executive.store.notebook, "write", refuse)
        executive.app.save_note("call-1", None, "Ask sooner.")
        qtbot.waitUntil(lambda: Notice("The disk is full.", "Free some space.") in executive.events)
    executive.app.save_note("call-1", 2, "And this.")
    assert [one.text for one in reviewed(executive).document.notes] == ["Ask sooner.", "And this."]


def test_a_call_goes_out_and_its_comments_come_back(people: tuple[Person, Person], tmp_path: Path) -> None:
    executive, coach = people
    executive.app.save_note("call-1", None, "For me alone.")
    assert share(executive, tmp_path / "out") == tmp_path / "out.steadyshare"
    got = coach.open(tmp_path / "out.steadyshare")
    assert isinstance(got, OpenShare)
    assert (got.has_audio, got.kept, got.review.document.notes) == (False, False, ())
    assert got.review.document.turns == for_reader(reviewed(executive).document).turns
    said = (Comment("c1", "Ruth", "2026-05-02T08:00:00+00:00", "What did you want to hear?", 2, BLAME),)
    back = tmp_path / "back.steadyshare"
    coach.wait(lambda ready: coach.app.save_comments(got.key, said, back, ready, coach.refusals.append))
    coach.app.close_share(got.key)
    assert coach.store.sessions() == ()
    taken = executive.open(back)
    assert taken == TakenComments("call-1", "The 11 PM call", 1, 1)
    assert reviewed(executive).document.comments == said
    assert isinstance(coach.open(back), UserError)


def give_up_share(person: Person, path: Path) -> list[object]:
    """Give a file up once it is written, or before; everything that its callbacks were given."""
    got: list[object] = []
    give_up = person.app.share_review("call-1", path, Choice(audio=True), WORDS, got.append, got.append)
    give_up()
    person.wait(lambda ready: person.app.kept_shares(ready))  # the desk has done what was asked before
    return got


def test_a_share_that_is_given_up_leaves_no_file(people: tuple[Person, Person], tmp_path: Path) -> None:
    executive, _coach = people
    there = tmp_path / "there.steadyshare"
    there.write_bytes(b"of an earlier sharing")
    assert give_up_share(executive, there) == []
    assert there.read_bytes() == b"of an earlier sharing", "it was given up before anything was written"
    assert give_up_share(executive, tmp_path / "out") == []
    assert list(tmp_path.glob("*.steadyshare")) == [there]


def test_a_share_that_is_given_up_while_it_is_written_leaves_what_was_there(
    people: tuple[Person, Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    executive, _coach = people
    path = tmp_path / "out.steadyshare"
    path.write_bytes(b"of an earlier sharing")
    written, given_up, flush = threading.Event(), threading.Event(), os.fsync

    def wait_on_disk(handle: int) -> None:
        flush(handle)
        written.set()
        assert given_up.wait(60)

    monkeypatch.setattr(folders.os, "fsync", wait_on_disk)
    got: list[object] = []
    give_up = executive.app.share_review("call-1", path, Choice(), WORDS, got.append, got.append)
    assert written.wait(60)
    assert give_up()
    given_up.set()
    executive.wait(lambda ready: executive.app.kept_shares(ready))
    assert (got, path.read_bytes()) == ([], b"of an earlier sharing")
    assert not list(tmp_path.glob(folders.PARTS))


def test_a_share_that_is_in_its_place_can_t_be_given_up(
    people: tuple[Person, Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    executive, coach = people
    path = tmp_path / "out.steadyshare"
    path.write_bytes(b"of an earlier sharing")
    written, given_up, write = threading.Event(), threading.Event(), sharing.write_sealed

    def write_and_wait(*asked: Any) -> Path:
        there = write(*asked)
        written.set()
        assert given_up.wait(60)
        return there

    monkeypatch.setattr(sharing, "write_sealed", write_and_wait)
    got: list[object] = []
    give_up = executive.app.share_review("call-1", path, Choice(), WORDS, got.append, got.append)
    assert written.wait(60)
    refused = not give_up()
    given_up.set()
    executive.wait(lambda ready: executive.app.kept_shares(ready))
    assert got == [path]
    assert refused
    assert isinstance(coach.open(path), OpenShare)


def test_the_sound_is_lent_while_the_share_is_open(people: tuple[Person, Person], tmp_path: Path) -> None:
    executive, coach = people
    share(executive, tmp_path / "out.steadyshare", Choice(audio=True))
    got = coach.open(tmp_path / "out.steadyshare")
    assert isinstance(got, OpenShare)
    assert got.has_audio
    lent = coach.app._finished.lent[got.key]
    assert len(lent.between(0.0, 60.0)) == 4 * CAPTURE_RATE
    assert np.array_equal(lent.between(1.0, 2.0), lent.between(0.0, 60.0)[CAPTURE_RATE : 2 * CAPTURE_RATE])
    assert len(coach.app._finished._moment(got.key, 1.0, 2.0)[0]) == round(1.3 * CAPTURE_RATE)
    coach.app.close_share(got.key)
    assert coach.app._finished.lent == {}
    assert coach.app._held == {}


def test_a_kept_share_stays_sealed_and_brings_its_comments(people: tuple[Person, Person], tmp_path: Path) -> None:
    executive, coach = people
    share(executive, tmp_path / "out.steadyshare")
    got = coach.open(tmp_path / "out.steadyshare")
    assert isinstance(got, OpenShare)
    said = (Comment("c1", "Ruth", "2026", "Good."),)
    coach.wait(lambda ready: coach.app.keep_share(got.key, said, lambda: ready(None), coach.refusals.append))
    coach.app.close_share(got.key)
    (kept,) = coach.wait(lambda ready: coach.app.kept_shares(ready))  # type: ignore[misc]
    wrong = coach.wait(lambda ready: coach.app.open_kept(kept.share_id, "wrong", ready, coach.refusals.append))
    assert isinstance(wrong, UserError)
    again = coach.wait(lambda ready: coach.app.open_kept(kept.share_id, WORDS, ready, coach.refusals.append))
    assert isinstance(again, OpenShare)
    assert (again.kept, again.comments) == (True, said)
    once_more = coach.open(tmp_path / "out.steadyshare")
    assert isinstance(once_more, OpenShare)
    assert (once_more.kept, once_more.comments) == (True, said)
    coach.wait(lambda ready: coach.app.forget_share(kept.share_id, lambda: ready(None)))
    assert coach.store.notebook.kept_shares() == ()


def test_sound_that_is_not_a_call_s_is_refused(people: tuple[Person, Person], tmp_path: Path) -> None:
    executive, coach = people
    share(executive, tmp_path / "out.steadyshare")
    content = sealed.unseal((tmp_path / "out.steadyshare").read_bytes(), WORDS)
    for flac, said in ((b"fLaC" + b"\0" * 100, "can't be read"), (b"RIFF....", "can't be read")):
        (tmp_path / "bad.steadyshare").write_bytes(sealed.seal(content + flac, WORDS, cost=14))
        refused = coach.open(tmp_path / "bad.steadyshare")
        assert isinstance(refused, UserError)
        assert said in refused.message


def test_sound_longer_than_its_call_is_cut(people: tuple[Person, Person], tmp_path: Path) -> None:
    executive, coach = people
    share(executive, tmp_path / "out.steadyshare")
    content = sealed.unseal((tmp_path / "out.steadyshare").read_bytes(), WORDS)
    silence = to_flac(np.zeros((600 * CAPTURE_RATE, 2), np.int16))
    (tmp_path / "long.steadyshare").write_bytes(sealed.seal(content + silence, WORDS, cost=14))
    got = coach.open(tmp_path / "long.steadyshare")
    assert isinstance(got, OpenShare)
    lent = coach.app._finished.lent[got.key]
    assert len(lent.between(0.0, 600.0)) == 64 * CAPTURE_RATE
    assert len(lent.between(63.0, 600.0)) == CAPTURE_RATE


def test_no_more_than_ten_minutes_of_a_shared_call_are_decoded_at_once() -> None:
    whole = to_flac(np.zeros((700 * CAPTURE_RATE, 2), np.int16))
    assert len(SharedSound(whole, 86_400.0).between(-5.0, 86_400.0)) == 600 * CAPTURE_RATE
    assert len(SharedSound(whole, 86_400.0).between(690.0, 86_400.0)) == 10 * CAPTURE_RATE
    assert len(SharedSound(whole, 86_400.0).between(5_000.0, 5_001.0)) == 0


@pytest.mark.parametrize("form", ["html", "md", "pdf", "json", "html+sound", "json+sound"])
def test_every_export_has_the_notes(people: tuple[Person, Person], tmp_path: Path, form: str) -> None:
    executive, _coach = people
    executive.app.save_note("call-1", 2, "Never once more")
    path = tmp_path / f"review.{form.split('+')[0]}"
    executive.wait(
        lambda ready: executive.app.export_review("call-1", form, path, ready, executive.refusals.append)  # type: ignore
    )
    content = path.read_bytes()
    said = pdf.text(content) if form == "pdf" else content.decode("utf-8")
    assert "".join("Never once more".split()) in "".join(said.split())
    assert (b"audio/flac" in content) is (form == "html+sound")
    assert (tmp_path / "review.flac").exists() is (form == "json+sound")


def test_an_export_without_notes_has_none(people: tuple[Person, Person], tmp_path: Path) -> None:
    executive, _coach = people
    executive.app.save_note("call-1", 2, "Never once more")
    path = tmp_path / "review.md"
    export = executive.app.export_review
    executive.wait(lambda ready: export("call-1", "md", path, ready, executive.refusals.append, notes=False))
    assert "nobody" in path.read_text().lower() or "You:" in path.read_text()
    assert "Never once more" not in path.read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="rights and limits are set otherwise there")
def test_a_picture_is_whole_or_not_written(people: tuple[Person, Person], tmp_path: Path) -> None:
    executive, _coach = people
    path = tmp_path / "r.png"
    path.write_text("an earlier one")

    def ask(ready: Callable[[object], None]) -> None:
        executive.app.export_review("call-1", "png", path, ready, executive.refusals.append)

    with disk.full():
        assert isinstance(executive.wait(ask), UserError)
    assert path.read_text() == "an earlier one"
    assert executive.wait(ask) == path
    assert path.read_bytes().startswith(b"\x89PNG")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
