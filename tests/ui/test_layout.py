"""Every screen at every size: nothing cut, nothing covered, nothing out of reach."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.settings import Appearance
from desktop.ui.main_window import LEAST, MainWindow
from desktop.ui.review.pane import ReviewPane
from desktop.ui.sharing import dialogs
from desktop.ui.theme import Theme
from desktop.ui.widgets import ask
from desktop.ui.widgets.text import label
from tests.ui.faults import all_faults, faults
from tests.ui.screens import DIALOGS, LONG_WORD, SCREENS, Content, settle

SIZES = ((1280, 800), (900, 600), (640, 420), LEAST)
"""The least is what a screen of 1280x800 leaves at 200 %."""
LOOKS: tuple[tuple[Content, Appearance], ...] = (("usual", "dark"), ("long", "contrast"), ("empty", "light"))


@pytest.mark.parametrize("name", [*SCREENS, *DIALOGS])
def test_nothing_is_cut_covered_or_out_of_reach(qapp: QApplication, name: str) -> None:
    build = {**SCREENS, **DIALOGS}[name]
    found = [fault for content, look in LOOKS for fault in all_faults(build, Theme(look), content, SIZES)]
    assert found == []


def test_nor_at_twice_the_size() -> None:
    here = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.ui.faults", "x".join(str(side) for side in LEAST)]
    looked = subprocess.run(
        command, cwd=here, env={**os.environ, "QT_SCALE_FACTOR": "2"}, capture_output=True, text=True, check=False
    )
    assert (looked.stdout.strip(), looked.returncode) == ("", 0), looked.stderr


def _holding(qtbot: QtBot, *children: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    for child in children:
        column.addWidget(child)
    qtbot.addWidget(holder)
    holder.resize(200, 120)
    holder.show()
    settle()
    return holder


def test_a_fault_is_found(qtbot: QtBot, theme: Theme) -> None:
    """Of each kind that the tests above look for."""
    assert faults(_holding(qtbot, label("Short"), QPushButton("Go"))) == []
    cut = _holding(qtbot, label("Far too many words for two hundred px of a label"))
    cut.resize(120, 60)
    cut.findChildren(QWidget)[0].setFixedWidth(60)
    settle()
    assert "no tooltip" in faults(cut)[0]
    low = _holding(qtbot, label("One line here and another one there, and a third", wrap=True))
    low.findChildren(QWidget)[0].setFixedHeight(18)
    settle()
    assert "needs" in faults(low)[0]
    beyond = _holding(qtbot, QPushButton("Go"))
    QPushButton("Gone", beyond).setGeometry(150, 100, 90, 40)
    beyond.findChildren(QPushButton)[1].show()
    assert any("wider" in fault for fault in faults(beyond))
    over = _holding(qtbot, QPushButton("Go"))
    QPushButton("Over", over).setGeometry(20, 20, 90, 80)
    over.findChildren(QPushButton)[1].show()
    assert any("cover one another" in fault for fault in faults(over))


def test_a_word_that_no_line_holds_is_broken_and_spoken_whole(qtbot: QtBot) -> None:
    made = label(f"The {LONG_WORD}", wrap=True)
    held = _holding(qtbot, made)
    held.resize(140, 200)
    settle()
    assert made.text() == f"The {LONG_WORD}"
    assert made.accessibleName() == f"The {LONG_WORD}"
    assert made.heightForWidth(120) > 3 * made.fontMetrics().height()
    assert label("Responsibilities", wrap=True).accessibleName() == ""


def _in_view(window: MainWindow, widget: QWidget, part: QRect) -> bool:
    """Whether all of `part` of a widget is in sight, whatever scrolls around it."""
    box, inner = part, widget
    while inner is not window:
        box = box.translated(inner.pos())
        inner = inner.parentWidget()
        if not inner.rect().contains(box):
            return False
    return True


@pytest.mark.parametrize(
    ("content", "size"),
    [
        ("usual", (1280, 800)),
        ("usual", (1280, 420)),
        ("usual", (900, 600)),
        ("usual", (640, 420)),
        ("usual", LEAST),
        ("long", (1280, 800)),
        ("long", LEAST),
    ],
)
def test_the_current_moment_and_its_words_stay_in_view(
    qtbot: QtBot, theme: Theme, size: tuple[int, int], content: Content
) -> None:
    window = SCREENS["review"](theme, content)
    assert isinstance(window, MainWindow)
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    settle()
    pane = window.pane
    assert isinstance(pane, ReviewPane)
    seen = []
    downwards = [Qt.Key.Key_Down] * (len(pane.document.moments) - 1)
    for key in [Qt.Key.Key_Home, *downwards, Qt.Key.Key_Up, Qt.Key.Key_Up]:
        QTest.keyClick(QApplication.focusWidget() or pane, key)
        settle()
        assert pane.selected is not None
        seen.append(pane.selected.id)
        words = pane.transcript.span_boxes(pane.selected.id)[0]
        assert _in_view(window, pane.transcript, words), (pane.selected, size)
        heading = QRect(0, 0, pane.inspector.width(), 60)
        assert _in_view(window, pane.inspector, heading), (pane.selected, size)
    assert set(seen) == {moment.id for moment in pane.document.moments}


def test_a_review_begins_at_its_top(qtbot: QtBot, theme: Theme) -> None:
    window = SCREENS["review"](theme, "usual")
    assert isinstance(window, MainWindow)
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    settle()
    assert window.pane is not None
    assert window.pane._page.verticalScrollBar().value() == 0


def test_the_timeline_stays_while_one_walks_on_it(qtbot: QtBot, theme: Theme) -> None:
    window = SCREENS["review"](theme, "usual")
    assert isinstance(window, MainWindow)
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    settle()
    pane = window.pane
    assert pane is not None
    pane.timeline.setFocus()
    for _press in range(8):
        QTest.keyClick(pane.timeline, Qt.Key.Key_Right)
        settle()
        assert pane.selected is not None
        words = pane.transcript.span_boxes(pane.selected.id)[0]
        assert _in_view(window, pane.transcript, words)
        assert _in_view(window, pane.timeline, QRect(QPoint(0, 20), pane.timeline.rect().bottomRight()))
    assert QApplication.focusWidget() is pane.timeline


def test_a_dialog_is_no_higher_than_the_screen(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 200 % of a small screen what is asked scrolls, and the buttons stay."""
    dialog = dialogs.ShareDialog(theme, has_audio=True, has_notes=True)
    qtbot.addWidget(dialog)
    monkeypatch.setattr(ask, "FRAME", dialog.screen().availableSize().height() - 360)
    dialog.show()
    settle()
    assert dialog.height() <= 360
    for button in (dialog.cancel, dialog.confirm):
        assert dialog.rect().contains(QRect(button.mapTo(dialog, QPoint(0, 0)), button.size()))
    assert faults(dialog) == []
