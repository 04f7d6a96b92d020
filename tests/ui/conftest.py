"""Fixtures of the window's tests: no display is needed."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop.ui.theme import Theme, prepare_application
from desktop.ui.widgets.pieces import Pieces
from tests.ui.whole import go_on

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ABOUT_THE_PLATFORM = ("propagateSizeHints", "This plugin does not support")


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    prepare_application(qapp)
    return qapp


@pytest.fixture(autouse=True)
def no_qt_warnings() -> Iterator[list[str]]:
    """A test fails when Qt warned: of a font, of a stylesheet, of a layout."""
    said: list[str] = []

    def keep(kind: QtMsgType, _context: object, message: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not any(known in message for known in ABOUT_THE_PLATFORM):
            said.append(message)

    before = qInstallMessageHandler(keep)
    yield said
    qInstallMessageHandler(before)
    assert said == []


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme("dark")


@pytest.fixture(autouse=True)
def in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Screens are whole as soon as they are shown. `test_pieces` looks at how they come in pieces."""
    monkeypatch.setattr(Pieces, "go_on", go_on)
