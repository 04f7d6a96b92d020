"""`sessions share`, `open` and `comments`, between two people's stores."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from desktop import cli
from desktop.commands.sharing import PASSPHRASE_VARIABLE
from desktop.commands.stored import review
from desktop.events import CAPTURE_RATE, Evidence, State, Utterance
from desktop.records import SessionStart
from desktop.rehearsal.offline import open_store
from desktop.rehearsal.recorder import to_flac
from desktop.review.html import render
from desktop.review.shared import Choice, what_goes_in
from desktop.store.database import Store

WORDS = "five plain words of mine"
BLAME = "how did this even get past staging"


class Desk:
    """A person at a computer of their own."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._home, self._patch, self._capsys = home, monkeypatch, capsys

    def run(self, *arguments: str, status: int = 0, words: str | None = WORDS) -> tuple[str, str]:
        """(stdout, stderr) of a `sessions` command here."""
        self.sit()
        if words is None:
            self._patch.delenv(PASSPHRASE_VARIABLE, raising=False)
        else:
            self._patch.setenv(PASSPHRASE_VARIABLE, words)
        self._capsys.readouterr()
        got = cli.main(["sessions", *arguments])
        out = self._capsys.readouterr()
        assert got == status, out.err
        return out.out, out.err

    def sit(self) -> None:
        self._patch.setenv("STEADYHAND_HOME", str(self._home))


@pytest.fixture
def desks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[Desk, Desk]:
    """(the executive's, with one call that has sound and a note; the coach's, empty)"""
    executive, coach = (Desk(tmp_path / name, monkeypatch, capsys) for name in ("executive", "coach"))
    executive.sit()
    with open_store(lambda _event: None) as store:
        fill(store)
    monkeypatch.chdir(tmp_path)
    return executive, coach


def fill(store: Store) -> None:
    started = "2026-05-01T10:00:00+00:00"
    start = SessionStart("call-1", "eleven-pm", "The 11 PM call", "0" * 64, "realistic", started, keep_audio=True)
    store.begin(start, State(78, 42, 30))
    lines = ("We're still down.", f"Okay but {BLAME} tonight", "It is on me.")
    for number, line in enumerate(lines, 1):
        role = "user" if number == 2 else "persona"
        store.add_utterance(
            "call-1", Utterance(number, role, line, number * 1.0, number + 0.9, "speech", (), (), "")
        )
    store.add_evidence("call-1", [Evidence("blame", "avoid", "found", BLAME, 2, (9, 9 + len(BLAME)), (2.0, 2.5))])
    store.end("call-1", ended_at=started, reason="hung_up", duration_s=4.0)
    noise = np.random.default_rng(1).integers(-9000, 9000, (4 * CAPTURE_RATE, 2), dtype=np.int16)
    store.save_audio("call-1", to_flac(noise))
    store.notebook.write("call-1", 2, "I knew it was wrong.")


def test_a_call_goes_to_a_coach_and_the_comments_come_back(desks: tuple[Desk, Desk]) -> None:
    executive, coach = desks
    said, told = executive.run("share", "call", "out.steadyshare")
    assert Path(said.strip()) == Path("out.steadyshare").resolve()
    assert f"Inside: {what_goes_in(Choice())}" in told
    shown, _ = coach.run("open", "out.steadyshare")
    assert shown.startswith("Shared with you: The 11 PM call, 2026-05-01")
    assert BLAME in shown
    assert "I knew it was wrong" not in shown
    remarks = ("--comment", "2", "Ask for the options.", "--comment", "call", "Good end.", "--name", "Ruth")
    coach.run("open", "out.steadyshare", *remarks, "--reply", "back.steadyshare")
    said, _ = executive.run("comments", "back.steadyshare")
    assert "turn 2  Ruth: Ask for the options." in said
    assert "2 of them new" in said
    assert "0 of them new" in executive.run("comments", "back.steadyshare")[0]
    with open_store(lambda _event: None) as store:
        document = review(store, "call-1", None)
    assert [(one.turn_id, one.author, one.text) for one in document.comments] == [
        (None, "Ruth", "Good end."),
        (2, "Ruth", "Ask for the options."),
    ]
    assert "Ask for the options." in render(document)


def test_nothing_of_a_shared_call_is_kept_at_the_coach_s(desks: tuple[Desk, Desk]) -> None:
    executive, coach = desks
    executive.run("share", "call-1", "out.steadyshare")
    coach.run("open", "out.steadyshare")
    with open_store(lambda _event: None) as store:
        assert (store.sessions(), store.notebook.kept_shares()) == ((), ())


def test_comments_hold_nothing_of_the_call(desks: tuple[Desk, Desk]) -> None:
    from desktop.sharing import sealed

    executive, coach = desks
    executive.run("share", "call-1", "out.steadyshare", "--with-audio", "--with-notes")
    coach.run("open", "out.steadyshare", "--comment", "call", "Good.", "--reply", "back.steadyshare")
    content = sealed.unseal(Path("back.steadyshare").read_bytes(), WORDS)
    assert b"Good." in content
    assert b"staging" not in content
    assert len(content) < 400


def test_sound_and_notes_go_only_when_asked_for(desks: tuple[Desk, Desk]) -> None:
    executive, coach = desks
    for options, sound, notes in (
        ((), False, []),
        (("--with-audio", "--with-notes"), True, ["I knew it was wrong."]),
    ):
        executive.run("share", "call-1", "out.steadyshare", *options)
        got = json.loads(coach.run("open", "out.steadyshare", "--json")[0].splitlines()[-1])
        assert got["has_audio"] is sound
        assert bool(got["review"]["waveform"]) is sound
        assert [one["text"] for one in got["review"]["notes"]] == notes
        assert got["background"]["situation"]


def test_sound_that_was_not_kept_can_t_be_shared(desks: tuple[Desk, Desk]) -> None:
    executive, _coach = desks
    executive.sit()
    with open_store(lambda _event: None) as store:
        store.delete_audio_before("2100")
    _out, err = executive.run("share", "call-1", "out.steadyshare", "--with-audio", status=1)
    assert "The sound of this call was not kept." in err
    assert not Path("out.steadyshare").exists()


def test_a_wrong_passphrase_and_a_weak_one_are_sentences(desks: tuple[Desk, Desk]) -> None:
    executive, coach = desks
    assert "too weak" in executive.run("share", "call-1", "out.steadyshare", words="short", status=1)[1]
    executive.run("share", "call-1", "out.steadyshare")
    _out, err = coach.run("open", "out.steadyshare", words="six other words that differ", status=1)
    assert "The passphrase does not open this file, or the file is damaged." in err


def test_without_a_terminal_the_passphrase_comes_from_the_variable_or_is_made(desks: tuple[Desk, Desk]) -> None:
    executive, coach = desks
    assert PASSPHRASE_VARIABLE in executive.run("share", "call-1", "o.steadyshare", words=None, status=1)[1]
    _out, err = executive.run("share", "call-1", "o.steadyshare", "--generate", words=None)
    made = err.split("shown only now: ")[1].split()[0]
    coach.run("open", "o.steadyshare", words=made)


def test_each_file_is_taken_where_it_belongs(desks: tuple[Desk, Desk]) -> None:
    executive, coach = desks
    executive.run("share", "call-1", "out.steadyshare")
    coach.run("open", "out.steadyshare", "--comment", "call", "Good.", "--reply", "back.steadyshare")
    assert "sessions open" in executive.run("comments", "out.steadyshare", status=1)[1]
    assert "sessions comments" in coach.run("open", "back.steadyshare", status=1)[1]
    assert "not on this computer" in coach.run("comments", "back.steadyshare", status=1)[1]


@pytest.mark.parametrize(
    ("remarks", "said"),
    [
        (("--comment", "9", "x", "--reply", "b"), "There is no turn 9"),
        (("--comment", "two", "x", "--reply", "b"), "not on 'two'"),
        (("--comment", "2", " ", "--reply", "b"), "A comment is empty."),
        (("--comment", "2", "x"), "--reply FILE"),
        (("--reply", "b"), "--comment TURN TEXT"),
    ],
)
def test_a_comment_that_can_t_be_is_a_sentence(
    desks: tuple[Desk, Desk], remarks: tuple[str, ...], said: str
) -> None:
    executive, coach = desks
    executive.run("share", "call-1", "out.steadyshare")
    assert (
        said
        in coach.run(
            "open",
            "out.steadyshare",
            *remarks,
            status=2 if "TURN" in said or "two" in said or "FILE" in said else 1,
        )[1]
    )
    assert not Path("b.steadyshare").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="rights are kept otherwise there")
def test_the_file_is_its_owner_s_alone_and_gets_its_ending(desks: tuple[Desk, Desk]) -> None:
    executive, _coach = desks
    before = os.umask(0)
    try:
        said, _ = executive.run("share", "call-1", "out")
    finally:
        os.umask(before)
    assert Path(said.strip()).name == "out.steadyshare"
    assert oct(Path("out.steadyshare").stat().st_mode & 0o777) == "0o600"


def test_text_from_a_shared_call_is_only_ever_text(desks: tuple[Desk, Desk]) -> None:
    executive, coach = desks
    executive.run("share", "call-1", "out.steadyshare")
    bad = "<script>alert(1)</script>"
    coach.run("open", "out.steadyshare", "--comment", "2", bad, "--name", bad, "--reply", "back.steadyshare")
    executive.run("comments", "back.steadyshare")
    with open_store(lambda _event: None) as store:
        page = render(review(store, "call-1", None))
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 2
