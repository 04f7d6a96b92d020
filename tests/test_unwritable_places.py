"""Folders that can't be written: one sentence, no traceback, and a log that gives way before the work does."""

from __future__ import annotations

import errno
import logging
from pathlib import Path

import pytest

from desktop import cli, logs, paths


def fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(**_options: object) -> None:
        raise error

    monkeypatch.setattr(cli.main_group, "main", broken)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_refused_folder_is_one_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path, number: int
) -> None:
    fail_with(monkeypatch, OSError(number, "Refused", "/some/folder"))
    assert cli.main([]) == 1
    said = capsys.readouterr().err
    assert said.startswith("steadyhand: /some/folder can't be used: Refused. ")
    assert said.count("\n") == 1
    assert not list(home.rglob("crash-*"))


def test_a_home_that_is_a_file_is_one_sentence_for_a_command(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write_text("not a folder")
    monkeypatch.setenv("STEADYHAND_PASSPHRASE", "for a test")
    assert cli.main(["sessions", "list"]) == 1
    said = capsys.readouterr().err
    assert str(home) in said
    assert said.count("\n") == 1


def test_a_bug_is_reported_elsewhere_where_the_logs_folder_refuses(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.write_text("not a folder")
    elsewhere = tmp_path / "temporary"
    monkeypatch.setattr("desktop.cli.tempfile.gettempdir", lambda: str(elsewhere))
    fail_with(monkeypatch, ValueError("said in confidence"))
    assert cli.main([]) == 70
    (report,) = elsewhere.glob("crash-*.txt")
    said = capsys.readouterr().err
    assert str(report) in said
    assert "confidence" not in said + report.read_text()


def test_a_bug_is_shown_where_no_report_can_be_written(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.write_text("not a folder")
    monkeypatch.setattr("desktop.cli.tempfile.gettempdir", lambda: str(home))
    fail_with(monkeypatch, ValueError("said in confidence"))
    assert cli.main([]) == 70
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "confidence" not in said


def test_a_log_that_cannot_be_written_costs_neither_the_command_nor_its_output(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.write_text("not a folder")
    logs.configure(paths.log_dir())
    try:
        logs.get_logger(role="persona").info("engine.ready")
    finally:
        logs.configure(None)
    assert capsys.readouterr().err == ""


def test_a_bug_in_logging_is_still_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(tmp_path)
    try:
        logging.getLogger("steadyhand").info("%d", "no number")
    finally:
        logs.configure(None)
    assert "Logging error" in capsys.readouterr().err
