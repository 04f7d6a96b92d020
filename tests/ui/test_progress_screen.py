"""The Progress screen on real widgets, over what the real builder tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from desktop.review.progress_document import Progress
from desktop.ui.bridge import Bridge
from desktop.ui.briefing.screen import BriefingScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.progress.marks import Strip
from desktop.ui.progress.rows import SkillRow
from desktop.ui.progress.screen import ProgressScreen
from desktop.ui.review.pane import ReviewPane
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from tests.ui import progress_samples as samples
from tests.ui.fakes import FakeController
from tests.ui.walk import spoken_name, tab_order, unnamed

Shown = tuple[ProgressScreen, MainWindow, FakeController]
Show = Callable[..., Shown]


@pytest.fixture
def show(qtbot: QtBot, home: Path) -> Show:
    """Opens the window on the Progress screen, with everything built."""

    def opened(progress: Progress, size: tuple[int, int] = (1280, 800), scheme: str = "dark") -> Shown:
        controller = FakeController()
        controller.progressed = progress
        window = MainWindow(controller, Bridge(), Theme(scheme))  # type: ignore[arg-type]
        qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_closing", True))
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        window.go("progress")
        screen = window.current()
        assert isinstance(screen, ProgressScreen)
        settle(screen, qtbot)
        return screen, window, controller

    return opened


def settle(screen: ProgressScreen, qtbot: QtBot) -> None:
    """Wait until every row is built."""
    qtbot.waitUntil(lambda: screen.whole)
    QApplication.processEvents()
    QApplication.processEvents()


def words_on(screen: ProgressScreen) -> str:
    return "\n".join(w.text() for w in screen.findChildren(QLabel) if w.isVisibleTo(screen))


def row_of(screen: ProgressScreen, kind: str, id: str) -> SkillRow:
    return next(row for row in screen.skill_rows() if (row.skill.kind, row.skill.id) == (kind, id))


def button(screen: ProgressScreen, label: str) -> ActionButton:
    return next(b for b in screen.findChildren(ActionButton) if b.label() == label and b.isVisibleTo(screen))


def test_progress_is_the_third_entry_and_settings_the_fourth(show: Show, qtbot: QtBot) -> None:
    _screen, window, _controller = show(samples.usual())
    assert list(window.side.entries) == ["library", "history", "progress", "settings"]
    window.go("library")
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: isinstance(window.current(), ProgressScreen))


def test_each_skill_has_its_name_its_sentence_and_a_mark_a_call(show: Show) -> None:
    screen, _window, _controller = show(samples.usual())
    assert screen.facts().endswith("Last call yesterday.")
    blame = row_of(screen, "pair", "blame")
    assert len(blame.strip.skill.marks) == 5
    assert "Heard in your first two calls, not in the last three." in words_on(screen)
    assert "Most improved" in words_on(screen)
    kinds = [row.skill.kind for row in screen.skill_rows()]
    assert kinds == sorted(kinds, key=["ending", "step", "pair", "measure"].index)


def test_the_keyboard_moves_among_the_calls_and_opens_one(show: Show) -> None:
    screen, window, controller = show(samples.usual())
    row = row_of(screen, "pair", "blame")
    row.strip.setFocus()
    assert row.detail() == ""
    QTest.keyClick(row.strip, Qt.Key.Key_Left)
    assert row.strip.current == 4
    QTest.keyClick(row.strip, Qt.Key.Key_Home)
    assert "attempt 1: heard once. “how did this pass staging”" in row.detail()
    assert row.detail() in spoken_name(row.strip)
    QTest.keyClick(row.strip, Qt.Key.Key_Left)
    assert row.strip.current == 0
    QTest.keyClick(row.strip, Qt.Key.Key_Right)
    assert "attempt 2" in row.detail()
    QTest.keyClick(row.strip, Qt.Key.Key_Return)
    assert ("review", "eleven-pm-2") in controller.asked
    assert isinstance(window.current(), ReviewPane)


def test_a_click_chooses_a_call_and_the_link_opens_it(show: Show) -> None:
    screen, _window, controller = show(samples.usual())
    row = row_of(screen, "step", "regulate")
    QTest.mouseClick(row.strip, Qt.MouseButton.LeftButton, pos=row.strip.mark_position(1).toPoint())
    assert row.strip.current == 1
    QTest.mouseClick(button(screen, "Open this call"), Qt.MouseButton.LeftButton)
    assert ("review", "eleven-pm-2") in controller.asked


def test_the_filters_show_a_scenario_and_a_kind(show: Show, qtbot: QtBot) -> None:
    screen, _window, _controller = show(samples.two_scenarios())
    offered = [screen.scenario.itemData(n) for n in range(screen.scenario.count())]
    assert offered == ["", "eleven-pm", "another", "gone"]
    assert "Choose a scenario above" in words_on(screen)
    assert len(row_of(screen, "pair", "blame").skill.marks) == 6
    screen.kind.choose("measure")
    assert {row.skill.kind for row in screen.skill_rows()} == {"measure"}
    screen.scenario.setCurrentIndex(1)
    screen.scenario.picked.emit("eleven-pm")
    settle(screen, qtbot)
    assert {row.skill.kind for row in screen.skill_rows()} == {"measure"}
    assert len(screen.skill_rows()[0].skill.marks) == 5
    screen.kind.choose("")
    assert len(row_of(screen, "pair", "blame").skill.marks) == 5


def test_a_scenario_that_is_gone_is_still_told(show: Show, qtbot: QtBot) -> None:
    screen, _window, _controller = show(samples.two_scenarios())
    screen._show_track("gone")
    settle(screen, qtbot)
    assert "not installed any more" in words_on(screen)
    assert row_of(screen, "pair", "blame").skill.sentence == "Heard."
    assert screen.practise is None


def test_what_to_practise_leads_to_the_briefing(show: Show) -> None:
    screen, window, _controller = show(samples.usual())
    assert "Separate the fix from the talk" in words_on(screen)
    assert screen.practise is not None
    QTest.mouseClick(screen.practise, Qt.MouseButton.LeftButton)
    assert isinstance(window.current(), BriefingScreen)


def test_what_hurt_leads_to_its_moment(show: Show) -> None:
    screen, window, controller = show(samples.told(samples.five_calls()[:2]))
    assert screen.practise is not None
    assert screen.practise.label() == "Go to the moment"
    moments = controller.loaded.document.moments
    wanted = next(m for m in moments if m.item == "guarantee")
    screen.moment_wanted.emit("eleven-pm-2", wanted.turn_id, "guarantee")
    assert ("review", "eleven-pm-2") in controller.asked
    pane = window.current()
    assert isinstance(pane, ReviewPane)
    assert pane.selected == wanted


def test_a_moment_that_is_no_longer_found_opens_the_review_all_the_same(show: Show) -> None:
    screen, window, _controller = show(samples.usual())
    screen.moment_wanted.emit("eleven-pm-2", 99, "nothing")
    assert isinstance(window.current(), ReviewPane)


def test_the_first_and_the_last_call_stand_side_by_side(show: Show) -> None:
    screen, _window, _controller = show(samples.usual())
    compare = screen.compare
    assert compare is not None
    first, last = compare.words(0), compare.words(1)
    assert f"“{samples.OPENINGS[0]}”" in first
    assert "Blame: “how did this pass staging”" in first
    assert "Regulate the room: not heard" in first
    assert "Kenji ended it before it was settled." in first
    assert "Nothing to avoid was heard." in last
    assert "Options: “walk me through the two options”" in last
    assert "Regulate the room: heard" in last
    assert "It was settled, and Kenji hung up." in last
    assert "You talked: " in last
    compare.pickers[0].setCurrentIndex(compare.pickers[0].findData("eleven-pm-3"))
    compare.pickers[0].picked.emit("eleven-pm-3")
    assert "partly heard; not heard: " in compare.words(0)
    assert compare.words(1) == last


@pytest.mark.parametrize(("size", "stacked"), [((1280, 800), False), ((700, 500), True)])
def test_the_two_calls_stand_under_each_other_where_it_is_narrow(
    show: Show, qtbot: QtBot, size: tuple[int, int], stacked: bool
) -> None:
    screen, _window, _controller = show(samples.usual(), size)
    assert screen.compare is not None
    assert screen.compare.is_stacked() == stacked
    one, other = screen.compare.pickers
    qtbot.waitUntil(lambda: (other.y() > one.y()) == stacked and (other.x() > one.x()) != stacked)


def test_without_a_call_it_says_what_will_be_here(show: Show) -> None:
    screen, _window, _controller = show(Progress(1, ()))
    assert "No calls yet" in words_on(screen)
    assert "Choose a conversation under Rehearse" in words_on(screen)
    assert not screen.scenario.isVisibleTo(screen)


def test_one_call_alone_has_nothing_to_be_compared_with(show: Show) -> None:
    screen, _window, _controller = show(samples.told(samples.five_calls()[:1]))
    assert "One call so far" in words_on(screen)
    assert "Most improved" not in words_on(screen)
    assert screen.compare is None
    assert "After the second call of this scenario" in words_on(screen)


def test_a_new_call_is_there_when_the_screen_comes_up_again(show: Show, qtbot: QtBot) -> None:
    screen, window, controller = show(samples.told(samples.five_calls()[:2]))
    row = row_of(screen, "pair", "blame")
    window.go("library")
    window.go("progress")
    assert row_of(screen, "pair", "blame") is row
    controller.progressed = samples.usual()
    window.go("library")
    window.go("progress")
    settle(screen, qtbot)
    assert len(row_of(screen, "pair", "blame").skill.marks) == 5


@pytest.mark.parametrize("many", [40, 200])
def test_very_many_calls_are_all_within_reach(show: Show, many: int) -> None:
    screen, _window, _controller = show(samples.many(many))
    strip = row_of(screen, "pair", "blame").strip
    assert strip.rect().contains(strip.mark_position(many - 1).toPoint())
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Home)
    assert "attempt 1:" in strip.text()
    assert strip.rect().contains(strip.mark_position(0).toPoint())
    for _press in range(3):
        QTest.keyClick(strip, Qt.Key.Key_Right)
    assert "attempt 4:" in strip.text()


def test_from_right_to_left_the_newest_call_is_on_the_left(show: Show) -> None:
    screen, _window, _controller = show(samples.usual())
    strip = row_of(screen, "pair", "blame").strip
    strip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert strip.mark_position(4).x() < strip.mark_position(0).x()
    strip.choose(2)
    QTest.keyClick(strip, Qt.Key.Key_Left)
    assert strip.current == 3


@pytest.mark.parametrize("scheme", ["dark", "light", "contrast"])
def test_every_kind_of_mark_has_a_shape_of_its_own(show: Show, scheme: str) -> None:
    screen, _window, _controller = show(samples.usual(), scheme=scheme)
    strip = row_of(screen, "ending", "ending").strip
    picture = strip.grab().toImage()
    scale = picture.devicePixelRatio()

    def around(index: int) -> bytes:
        at = (strip.mark_position(index) * scale).toPoint()
        ink = picture.copy(at.x() - 7, at.y() - 7, 14, 14)
        back = picture.pixelColor(1, picture.height() // 2).lightness()
        return bytes(abs(ink.pixelColor(x, y).lightness() - back) > 40 for y in range(14) for x in range(14))

    shapes = [around(index) for index in (0, 1, 2, 4)]  # given up, hung up, time up, settled
    assert len(set(shapes)) == 4
    assert all(any(shape) for shape in shapes)


@pytest.mark.parametrize("size", [(1280, 800), (900, 600), (640, 420)])
@pytest.mark.parametrize("make", [samples.usual, samples.two_scenarios, samples.many, lambda: Progress(1, ())])
def test_everything_is_named_reached_and_fits(
    show: Show, size: tuple[int, int], make: Callable[[], Progress], qtbot: QtBot
) -> None:
    screen, window, _controller = show(make(), size)
    for row in screen.skill_rows():
        row.strip.choose(0)
    QApplication.processEvents()
    assert unnamed(window) == []
    for area in screen.findChildren(QScrollArea):
        assert area.widget().minimumSizeHint().width() <= area.viewport().width()

    def right(row: SkillRow) -> int:
        return row.strip.mapTo(screen, QPoint(row.strip.width(), 0)).x()

    qtbot.waitUntil(lambda: all(0 < right(row) <= screen.width() for row in screen.skill_rows()))
    reached = tab_order(window, 200)
    strips = [widget for widget in reached if isinstance(widget, Strip)]
    assert strips == [row.strip for row in screen.skill_rows()]


def test_what_was_said_is_shown_as_it_stands(show: Show) -> None:
    nasty = "<b>x</b><img src=file:///etc/passwd>"
    screen, _window, _controller = show(
        samples.told(
            [samples.past(n, 3 - n, (samples.hit("avoid", "blame", nasty),), opening=nasty) for n in (1, 2)]
        )
    )
    assert nasty in words_on(screen)
    labels = [w for w in screen.findChildren(QLabel) if w.text()]
    assert all(w.textFormat() == Qt.TextFormat.PlainText for w in labels)
