"""The command line: what a person reads, and the exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import cli
from desktop.errors import Cancelled, UserError


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def broken(**_options: object) -> None:
        raise error

    monkeypatch.setattr(cli.main_group, "main", broken)


def test_a_sentence_for_what_a_person_can_mend(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, UserError("The disk is full.", "Free some space."))
    assert cli.main([]) == 1
    assert capsys.readouterr().err == "steadyhand: The disk is full. Free some space.\n"


@pytest.mark.parametrize("error", [Cancelled(), KeyboardInterrupt()])
def test_stopping_is_not_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException
) -> None:
    fail_with(monkeypatch, error)
    assert cli.main([]) == 130
    assert "stopped" in capsys.readouterr().err


def test_a_bug_leaves_a_report_without_what_was_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    fail_with(monkeypatch, ValueError("nobody is getting fired tonight"))
    assert cli.main([]) == 70
    said = capsys.readouterr().err
    (report,) = (home / "logs").glob("crash-*.txt")
    assert str(report) in said
    text = report.read_text()
    assert "ValueError" in text
    assert "broken" in text
    assert "fired" not in text + said


@pytest.mark.parametrize(
    ("typed", "meant"), [("dmeo", "Did you mean 'demo'?"), ("xyzzy", "There are: app, bench, call")]
)
def test_a_command_that_is_not_there_names_the_nearest(
    capsys: pytest.CaptureFixture[str], typed: str, meant: str
) -> None:
    assert cli.main([typed]) == 2
    assert f"There is no command '{typed}'. {meant}" in capsys.readouterr().err


def test_every_command_has_help_and_the_list_needs_no_engine() -> None:
    program = [sys.executable, "-c", "import sys; from desktop.cli import main; sys.exit(main())"]
    listed = subprocess.run([*program, "--help"], capture_output=True, text=True, check=True).stdout
    for name in cli.COMMANDS:
        assert name in listed
    loaded = "import sys, desktop.cli; print([m for m in ('PySide6', 'numpy', 'onnxruntime') if m in sys.modules])"
    seen = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout
    assert seen.strip() == "[]"


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_commands_load_and_explain_themselves(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([name, "--help"]) == 0
    assert "Usage: steadyhand" in capsys.readouterr().out


def test_no_sessions_yet(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEADYHAND_PASSPHRASE", "for a test")
    assert cli.main(["sessions", "list"]) == 0
    assert "No sessions yet" in capsys.readouterr().out
    assert cli.main(["sessions", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"sessions": []}


def test_a_session_that_is_not_there(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEADYHAND_PASSPHRASE", "for a test")
    assert cli.main(["sessions", "show", "nobody"]) == 1
    assert "There is no session 'nobody'." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("missing.wav", None, "missing.wav"),
        ("text.wav", b"this is no sound", "text.wav"),
        ("empty.wav", b"", "empty.wav"),
    ],
)
def test_a_recording_that_is_none_is_refused_before_anything_starts(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert cli.main(["rehearse", "--scenario", "eleven-pm", "--audio", str(path)]) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not (home / "data").exists()


def test_an_unknown_difficulty_names_the_three(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["rehearse", "--scenario", "eleven-pm", "--audio", "none.wav", "--difficulty", "brutall"]
    assert cli.main(asked) == 1
    assert "no difficulty 'brutall'. Choose one of supportive, realistic, brutal." in capsys.readouterr().err
