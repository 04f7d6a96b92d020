"""The marks on the timeline: each to be told from the others, by eye, mouse and keyboard."""

from __future__ import annotations

from itertools import combinations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.review.document import ReviewDocument
from desktop.ui.review.kinds import describe
from desktop.ui.review.lanes import LANE, LANES, Mark, marks_in
from desktop.ui.review.pane import ReviewPane
from desktop.ui.theme import Theme
from tests.ui import samples


@given(st.lists(st.floats(18, 900), max_size=60))
def test_no_mark_covers_another_and_none_is_lost(places: list[float]) -> None:
    marks = marks_in(list(enumerate(sorted(places))))
    assert sorted(one for mark in marks for one in mark.ids) == list(range(len(places)))
    assert all(0 <= mark.lane < LANES for mark in marks)
    for one, other in combinations(marks, 2):
        if one.lane == other.lane:
            assert abs(one.x - other.x) >= LANE


def test_few_marks_keep_their_place_and_a_crowd_shares_one() -> None:
    apart = marks_in([(1, 20.0), (2, 60.0)])
    assert [(mark.x, mark.lane) for mark in apart] == [(20.0, 0), (60.0, 0)]
    crowd = marks_in([(n, 20.0 + n) for n in range(6)])
    assert [mark.ids for mark in crowd] == [(0,), (1,), (2, 3, 4, 5)]


def test_each_click_on_a_shared_mark_chooses_the_next() -> None:
    mark = Mark(20.0, 2, (4, 5, 6))
    assert [mark.after(current) for current in (None, 4, 5, 6, 9)] == [4, 5, 6, 4, 4]


def crowded() -> ReviewDocument:
    """The sample's moments, all within a second of a long call."""
    document = samples.review(duration_s=3600.0)
    moments = tuple(
        msgspec.structs.replace(m, audio_s=(100.0 + n / 10, 101.0 + n / 10))
        for n, m in enumerate(document.moments)
    )
    return msgspec.structs.replace(document, moments=moments)


@pytest.fixture
def pane(qtbot: QtBot, theme: Theme) -> ReviewPane:
    made = ReviewPane(crowded(), theme)
    theme.dress(made)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_every_moment_of_a_crowd_is_reached_by_key(pane: ReviewPane) -> None:
    assert len(pane.timeline.marks()) < len(pane.document.moments)
    pane.timeline.setFocus()
    QTest.keyClick(pane.timeline, Qt.Key.Key_Home)
    reached = [pane.selected]
    for _press in pane.document.moments[1:]:
        QTest.keyClick(pane.timeline, Qt.Key.Key_Right)
        reached.append(pane.selected)
    assert reached == list(pane.document.moments)
    assert describe(pane.document.moments[-1]) in pane.timeline.accessibleDescription()
    QTest.keyClick(pane.timeline, Qt.Key.Key_Home)
    assert pane.selected == pane.document.moments[0]


def test_and_by_clicks_on_their_mark(pane: ReviewPane) -> None:
    (shared,) = [mark for mark in pane.timeline.marks() if len(mark.ids) > 1]
    at = pane.timeline.mark_position(shared.ids[0]).toPoint()
    reached = []
    for _click in shared.ids:
        QTest.mouseClick(pane.timeline, Qt.MouseButton.LeftButton, pos=at)
        assert pane.selected is not None
        reached.append(pane.selected.id)
    assert tuple(reached) == shared.ids


def move(widget: QWidget, at: QPointF) -> None:
    """Bring the mouse there, wherever the pointer of the platform is."""
    no = Qt.MouseButton.NoButton
    where = QPointF(widget.mapToGlobal(at.toPoint()))
    event = QMouseEvent(QEvent.Type.MouseMove, at, where, no, no, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


def test_the_mouse_over_a_mark_tells_what_is_there(pane: ReviewPane) -> None:
    (shared,) = [mark for mark in pane.timeline.marks() if len(mark.ids) > 1]
    move(pane.timeline, pane.timeline.mark_position(shared.ids[0]))
    told = pane.timeline.toolTip()
    assert told.count("<p>") == min(len(shared.ids), 6) + 1
    assert "Promise: promise" in told
    assert "next one" in told
    move(pane.timeline, QPointF(pane.timeline.width() - 40, 100))
    assert pane.timeline.toolTip() == ""
