"""What commands print, on terminals of every kind."""

from __future__ import annotations

import io
import sys

import pytest

from desktop.commands.console import Narrator, print_json
from desktop.events import Evidence, EvidenceFound

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
