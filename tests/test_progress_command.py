"""`sessions progress` over a real store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop import cli
from desktop.events import Evidence, State, Utterance
from desktop.records import SessionStart
from desktop.rehearsal.offline import open_store


@pytest.fixture
def calls(home: Path) -> None:
    """Two calls at eleven, in the second of which the blame is gone, and one of a pack that is not installed."""
    with open_store(lambda _event: None) as store:
        for name, scenario_id, day, evidence in (
            ("one", "eleven-pm", 1, "avoid"),
            ("two", "eleven-pm", 2, "say"),
            ("gone", "was-here", 3, "avoid"),
        ):
            started = f"2026-05-0{day}T22:00:00+00:00"
            start = SessionStart(name, scenario_id, f"Call {scenario_id}", "00", "realistic", started, False)
            store.begin(start, State(70, 40, 30))
            store.add_utterance(name, Utterance(1, "user", "Hello Kenji", 0.0, 2.0, "typed"))
            store.add_evidence(name, [Evidence("blame", evidence, "found", "Hello", 1, (0, 5), (0.0, 1.0))])  # type: ignore[arg-type]
            store.end(name, ended_at=started, reason="hung_up", duration_s=60.0)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(["sessions", "progress", *arguments]) == 0
    return capsys.readouterr().out


def test_no_call_yet(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys).startswith("No calls yet.")
    assert json.loads(said(capsys, "--json")) == {"schema": 1, "tracks": []}


def test_one_scenario_is_told_in_sentences(calls: None, capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "--scenario", "eleven-pm")
    assert told.startswith("The 11 PM call: 2 calls. Last call ")
    assert "Blame: Heard in your first call, not in the last one." in told
    assert "Most improved: Blame." in told
    assert "To practise next: Regulate the room. Not heard in either call." in told
    assert "2026-05-02 22:00  attempt 2. You hung up." in told
    assert "was-here" not in told


def test_all_calls_and_those_of_a_pack_that_is_gone(calls: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert "All scenarios: 3 calls." in said(capsys)
    assert "not installed any more" in said(capsys, "--scenario", "was-here")


def test_the_only_scenario_is_told_by_its_own_name(
    calls: None, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(lambda _event: None) as store:
        store.delete("gone")
    assert said(capsys).startswith("The 11 PM call: 2 calls.")


def test_as_json(calls: None, capsys: pytest.CaptureFixture[str]) -> None:
    everything = json.loads(said(capsys, "--json"))
    assert [track["scenario_id"] for track in everything["tracks"]] == ["", "was-here", "eleven-pm"]
    (one,) = json.loads(said(capsys, "--scenario", "eleven-pm", "--json"))["tracks"]
    blame = next(skill for skill in one["skills"] if (skill["kind"], skill["id"]) == ("pair", "blame"))
    assert [mark["state"] for mark in blame["marks"]] == ["bad", "good"]


def test_a_scenario_nobody_knows(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sessions", "progress", "--scenario", "nowhere"]) == 1
    assert "There is no scenario nowhere." in capsys.readouterr().err
