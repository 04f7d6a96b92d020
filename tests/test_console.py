"""What commands print, on terminals of every kind."""

from __future__ import annotations

import io
import sys

import pytest

from desktop.commands.console import Narrator, print_json
from desktop.events import (
    CallPhase,
    EngineHealth,
    Evidence,
    EvidenceFound,
    Notice,
    PersonaSaid,
    PhaseChanged,
    Utterance,
    UtteranceAdded,
)
from desktop.packs import load_scenario

FOUND = EvidenceFound(2, (Evidence("blame", "avoid", "found", "how did this pass", 2, (0, 17), (0.0, 1.0)),))


def redirected(monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    """A file that Windows opened for a redirected command. (In a fixture pytest would take its place again.)"""
    file = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(file, encoding="cp1252", write_through=True))
    return file


def test_signs_a_file_does_not_know_do_not_cost_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    file = redirected(monkeypatch)
    Narrator("Kenji", err=False)(FOUND)
    assert file.getvalue().strip() == b"? blame: how did this pass"


def test_json_can_be_redirected_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    file = redirected(monkeypatch)
    print_json({"text": "Saša ✓"})
    assert file.getvalue().strip() == b'{"text": "Sa\\u0161a \\u2713"}'


def test_what_was_found_is_named_as_the_review_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    narrator = Narrator("Kenji", err=False, scenario=load_scenario("eleven-pm"))
    spoken = ("nobody is getting fired", 2, (0, 23), (0.0, 1.0))
    narrator(EvidenceFound(2, (Evidence("threat", "say", "found", *spoken),)))
    assert capsys.readouterr().out.strip() == "✓ safety: nobody is getting fired"


def test_a_note_is_said_once_however_often_an_engine_says_it(capsys: pytest.CaptureFixture[str]) -> None:
    narrator = Narrator("Kenji", err=False)
    for _try in range(3):
        narrator(EngineHealth("persona", "down", "The model is damaged."))
        narrator(Notice("No ear is installed.", "Type your side."))
    assert capsys.readouterr().out.splitlines() == [
        "note: The model is damaged.",
        "note: No ear is installed. Type your side.",
    ]


def test_a_device_that_goes_twice_is_told_twice(capsys: pytest.CaptureFixture[str]) -> None:
    narrator = Narrator("Kenji", err=False)
    for _time in range(2):
        narrator(Notice("It is gone."))
        narrator(PhaseChanged(CallPhase.WAITING, 1.0))
        narrator(Notice("It is back."))
    assert capsys.readouterr().out.splitlines() == ["note: It is gone.", "note: It is back."] * 2


def test_a_breath_that_sounds_before_the_words_are_settled_is_told_after_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    narrator = Narrator("Kenji", err=False)
    narrator(PersonaSaid(1, "Kenji here.", 0.0, 1.0))
    narrator(UtteranceAdded(Utterance(1, "persona", "Kenji here.", 0.0, 1.0, "authored")))
    narrator(PersonaSaid(3, "Um.", 5.0, 0.3))
    narrator(UtteranceAdded(Utterance(2, "user", "How are you?", 3.0, 4.8, "speech")))
    narrator(PersonaSaid(3, "Tired.", 5.5, 0.6))
    told = [line.split("  ")[-1] for line in capsys.readouterr().out.splitlines()]
    assert told == ["Kenji: Kenji here.", "You: How are you?", "Kenji: Um.", "Kenji: Tired."]


def test_after_a_line_of_which_nothing_was_heard_the_next_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    narrator = Narrator("Kenji", err=False)
    narrator(UtteranceAdded(Utterance(1, "persona", "Kenji here.", 0.0, 1.0, "authored")))
    narrator(UtteranceAdded(Utterance(2, "user", "How are you?", 3.0, 4.8, "speech")))
    narrator(PersonaSaid(3, "Tired.", 5.5, 0.6))
    narrator(PersonaSaid(4, "I'm tired.", 9.5, 0.6))
    narrator(UtteranceAdded(Utterance(4, "persona", "I'm tired.", 9.5, 10.1, "authored")))
    told = [line.split("  ")[-1] for line in capsys.readouterr().out.splitlines()]
    assert told == ["You: How are you?", "Kenji: Tired.", "Kenji: I'm tired."]


def test_a_breath_before_words_that_were_none_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    narrator = Narrator("Kenji", err=False)
    narrator(UtteranceAdded(Utterance(1, "persona", "Kenji here.", 0.0, 1.0, "authored")))
    narrator(PersonaSaid(3, "Um.", 5.0, 0.3))
    narrator(PersonaSaid(2, "Are you there?", 20.0, 0.8))
    narrator(UtteranceAdded(Utterance(2, "persona", "Are you there?", 20.0, 20.8, "authored")))
    told = [line.split("  ")[-1] for line in capsys.readouterr().out.splitlines()]
    assert told == ["Kenji: Are you there?"]
