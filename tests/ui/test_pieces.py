"""Screens that are built a piece at a time: what is there when, and that nothing is lost meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.events import ReviewChanged
from desktop.ui.bridge import Bridge
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.review.pane import ReviewPane
from desktop.ui.theme import Theme
from desktop.ui.widgets.pieces import Pieces
from tests.ui import samples
from tests.ui.fakes import FakeController


@pytest.fixture
def in_one_go() -> None:
    """Here they come in pieces, as in the product."""


@pytest.fixture
def window(qtbot: QtBot, home: Path) -> MainWindow:
    made = MainWindow(FakeController(), Bridge(), Theme("dark"))  # type: ignore[arg-type]
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_closing", True))
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def opened(window: MainWindow, qtbot: QtBot) -> ReviewPane:
    window.open_review("s-1")
    qtbot.waitUntil(lambda: window.pane is not None and window.pane.whole)
    assert window.pane is not None
    return window.pane


def test_a_piece_is_done_in_a_turn_of_its_own_and_the_rest_on_demand(qtbot: QtBot) -> None:
    done: list[str] = []

    def work() -> object:
        for number in range(3):
            done.append(str(number))
            yield

    owner = QWidget()
    qtbot.addWidget(owner)
    pieces = Pieces(owner, work())  # type: ignore[arg-type]
    pieces.go_on(lambda: done.append("then"))
    assert done == ["0"]
    qtbot.waitUntil(lambda: "then" in done)
    assert done == ["0", "1", "2", "then"]
    rest = Pieces(owner, work())  # type: ignore[arg-type]
    rest.finish()
    assert rest.whole
    assert done[4:] == ["0", "1", "2"]


def test_a_review_is_built_while_the_page_before_it_stays(window: MainWindow, qtbot: QtBot) -> None:
    window.open_review("s-1")
    assert window.pane is None
    before = window.current()
    qtbot.waitUntil(lambda: window.pane is not None)
    pane = window.pane
    assert pane is not None
    assert window.current() is pane is not before
    assert pane.selected is not None
    row = pane.transcript.row_of(pane.selected.id)
    assert row is not None
    assert QApplication.focusWidget() is row.highlights[pane.selected.id]


def test_keys_work_as_soon_as_it_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    window.open_review("s-1")
    qtbot.waitUntil(lambda: window.pane is not None)
    pane = window.pane
    assert pane is not None
    assert not pane.whole
    first = pane.selected
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    now, focused = pane.selected, QApplication.focusWidget()
    assert now is not None
    assert now != first
    qtbot.waitUntil(lambda: pane.whole)
    assert pane.selected == now
    assert QApplication.focusWidget() is focused
    assert pane.inspector.isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (900, 600)])
def test_in_the_end_it_is_the_same_as_in_one_go(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    QApplication.processEvents()
    pieces = opened(window, qtbot)
    whole = ReviewPane(pieces.document, window.theme, has_audio=pieces.has_audio, beside=pieces._beside)
    window._show_pane(whole)
    QApplication.processEvents()
    QApplication.processEvents()

    def seen(pane: ReviewPane) -> list[tuple[str, object]]:
        return [
            (type(one).__name__, one.geometry())
            for one in pane.findChildren(QWidget)
            if type(one).__module__.startswith("desktop.") and one.isVisible()
        ]

    then = seen(whole)
    again = opened(window, qtbot)
    QApplication.processEvents()
    QApplication.processEvents()
    assert sorted(map(str, seen(again))) == sorted(map(str, then))


def test_who_goes_elsewhere_meanwhile_stays_there(window: MainWindow, qtbot: QtBot) -> None:
    window.open_review("s-1")
    gone = window._stack.findChildren(ReviewPane)
    assert gone
    window.go("library")
    qtbot.waitUntil(lambda: not window._stack.findChildren(ReviewPane))
    assert isinstance(window.current(), LibraryScreen)
    assert window.pane is None


def test_a_review_read_again_takes_the_place_of_the_one_that_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    pane = opened(window, qtbot)
    pane.step(2)
    chosen = pane.selected
    window.take(ReviewChanged("s-1", "Heard again."))
    assert window.pane is pane
    qtbot.waitUntil(lambda: window.pane is not pane)
    assert window.pane is not None
    assert window.pane.selected == chosen


def test_rows_as_far_as_the_first_moment_are_there_with_it(theme: Theme, qtbot: QtBot) -> None:
    quiet = tuple(samples.Line(9.0 * n, "user" if n % 2 else "persona", "Well.") for n in range(1, 31))
    lines = (*quiet, *(replace(line, at_s=line.at_s + 400) for line in samples.LINES))
    place = QWidget()
    qtbot.addWidget(place)
    pane = ReviewPane(samples.review(lines), theme, place=place)
    ready: list[bool] = []
    pane.build(QSize(1280, 800), lambda: ready.append(True))
    assert not pane.whole
    qtbot.waitUntil(lambda: bool(ready))
    assert pane.selected is not None
    assert any(pane.selected.id in row.highlights for row in pane.transcript._rows)
