"""Trying a moment again and taking a call up again, in the window, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import UserError
from desktop.events import CallPhase, PhaseChanged, SessionEnded, SessionStarted, Utterance, UtteranceAdded
from desktop.review.comparison import compare, tried_again
from desktop.ui.again import Again
from desktop.ui.bridge import Bridge
from desktop.ui.call.screen import CallScreen
from desktop.ui.controller import CallOptions, Failed, LoadedReview
from desktop.ui.history.screen import HistoryScreen
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.review.pane import ReviewPane
from desktop.ui.review.takeup import OFFER_S, TakeUpBar
from desktop.ui.theme import Theme
from desktop.ui.widgets.prose import Prose
from tests.ui import samples
from tests.ui.fakes import HISTORY, FakeController, summary
from tests.ui.walk import tab_order, unnamed

Open = Callable[..., tuple[MainWindow, FakeController]]
OPTIONS = CallOptions("realistic", "natural", False, 10)


@pytest.fixture
def open_window(qtbot: QtBot, home: object) -> Open:
    """Opens the window on sample data."""

    def opened(size: tuple[int, int] = (1280, 800)) -> tuple[MainWindow, FakeController]:
        controller = FakeController()
        window = MainWindow(controller, Bridge(), Theme("dark"))
        qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_closing", True))
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        QApplication.processEvents()
        return window, controller

    return opened


def both() -> LoadedReview:
    """The review of a retry, with its first call."""
    again = samples.second_try()
    return LoadedReview(again, True, compare(samples.first_try(), again), first_has_audio=True)


def pane_of(window: MainWindow) -> ReviewPane:
    pane = window.current()
    assert isinstance(pane, ReviewPane)
    QApplication.processEvents()
    return pane


def call_of(window: MainWindow) -> CallScreen:
    call = window.current()
    assert isinstance(call, CallScreen)
    return call


def words_on(screen: QWidget) -> str:
    labels = [w.text() for w in screen.findChildren(QLabel) if w.isVisibleTo(screen)]
    return "\n".join(labels + [w.text() for w in screen.findChildren(Prose) if w.isVisibleTo(screen)])


# --- trying again


def test_r_tries_the_selected_moment_again_and_shows_what_to_answer(open_window: Open) -> None:
    window, controller = open_window()
    window.open_review("s-1")
    pane = pane_of(window)
    assert pane.selected is not None
    assert pane.selected.turn_id == 1
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_R)
    assert controller.asked[-1] == ("retry_call", "s-1", 1, OPTIONS)
    call = call_of(window)
    assert call.caption.text() == f"Kenji: {samples.LINES[0].text}"
    assert call.caption.isVisibleTo(call)
    assert call.moment.text() == "Again from 0:41 · you answer Kenji’s line below"
    window.take(UtteranceAdded(Utterance(1, "user", "Well.", 42.0, 43.0, "speech")))
    assert call.moment.text() == "Again from 0:41"
    assert call.moment.isVisibleTo(call)
    assert call.typed.isHidden()
    assert call.clock.elapsed() == 41.0


def test_a_moment_that_was_typed_is_tried_again_by_typing(open_window: Open) -> None:
    window, controller = open_window()
    whole = samples.review()
    turns = tuple(msgspec.structs.replace(t, source="typed") if t.turn_id == 1 else t for t in whole.turns)
    controller.loaded = LoadedReview(msgspec.structs.replace(whole, turns=turns), has_audio=True)
    window.open_review("s-1")
    pane_of(window)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_R)
    call = call_of(window)
    assert call.typed.isVisible()
    assert call.type_instead.button.isChecked()
    QTest.keyClicks(QApplication.focusWidget(), "Tell me more.")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert controller.asked[-1] == ("say", "Tell me more.")


def test_a_first_call_is_no_retry(open_window: Open) -> None:
    window, _controller = open_window()
    window.open_briefing("eleven-pm")
    window.current().pick_up.click()  # type: ignore[attr-defined]
    assert call_of(window).moment.isHidden()


def test_the_clock_of_a_retry_goes_on_from_its_moment(open_window: Open) -> None:
    window, _controller = open_window()
    window.open_review("s-1")
    pane_of(window).inspector.retry.click()
    call = call_of(window)
    window.take(SessionStarted("s-2", "eleven-pm"))
    assert 41.0 <= call.clock.elapsed() < 60.0
    assert "11:00 PM in the story" in words_on(call)
    window.take(PhaseChanged(CallPhase.SPEAKING, 130.0))
    assert "11:02 PM in the story" in words_on(call)


def test_a_late_retry_has_its_two_minutes_on_the_clock(open_window: Open) -> None:
    window, controller = open_window()
    late = tuple(replace(line, at_s=line.at_s + 540) for line in samples.LINES)
    controller.loaded = LoadedReview(samples.review(late), has_audio=True)
    window.open_review("s-1")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_R)
    asked = controller.asked[-1]
    assert isinstance(asked[3], CallOptions)
    assert asked[3].minutes == pytest.approx((540 + 41) / 60 + 2)


def test_a_retry_keeps_the_time_limit_that_the_call_had(open_window: Open) -> None:
    window, controller = open_window()
    controller.loaded = LoadedReview(samples.review(limit_s=1200.0), has_audio=True)
    window.open_review("s-1")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_R)
    assert controller.asked[-1] == ("retry_call", "s-1", 1, replace(OPTIONS, minutes=20.0))


def test_whatever_one_said_can_be_tried_again_from_its_menu(open_window: Open) -> None:
    window, controller = open_window()
    window.open_review("s-1")
    pane = pane_of(window)
    plain = pane.transcript.rows[9]
    assert not plain.highlights
    menu = pane.retry_menu(plain.geometry().center())
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Retry from here"]
    assert pane.retry_menu(pane.transcript.rows[0].geometry().center()) is None, "that is what Kenji said"
    everything = pane.retry_menu()
    assert everything is not None
    assert [action.text()[:16] for action in everything.actions()] == [
        f"Retry from {at}:" for at in ("0:52", "1:09", "1:24", "1:52", "2:20")
    ]
    menu.actions()[0].trigger()
    assert controller.asked[-1] == ("retry_call", "s-1", 9, OPTIONS)
    assert call_of(window).caption.text() == f"Kenji: {samples.LINES[8].text}"


def test_the_menu_opens_where_it_is_asked_for(open_window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    window, _controller = open_window()
    window.open_review("s-1")
    pane = pane_of(window)
    opened: list[int] = []
    monkeypatch.setattr("PySide6.QtWidgets.QMenu.popup", lambda menu, _at: opened.append(len(menu.actions())))
    pane.transcript.customContextMenuRequested.emit(pane.transcript.rows[1].geometry().center())
    pane._transcript_scroll.customContextMenuRequested.emit(QPoint(0, 0))
    assert opened == [1, 5]


def test_a_retry_that_can_t_begin_leads_back_and_says_why(open_window: Open) -> None:
    window, controller = open_window()
    window.open_review("s-1")
    pane = pane_of(window)

    def refuse(_session: str, _turn: int, _options: CallOptions, on_failed: Failed) -> None:
        on_failed(UserError("Turn 1 is not one that you said.", "Choose one of: 2."))

    controller.retry_call = refuse  # type: ignore[method-assign]
    pane.inspector.retry.click()
    assert isinstance(window.current(), ReviewPane)
    assert "Turn 1 is not one that you said. Choose one of: 2." in window.notice.text()
    assert window.call is None


def test_a_picture_of_a_review_offers_no_retry(qtbot: QtBot, theme: Theme) -> None:
    pane = ReviewPane(samples.review(), theme)
    qtbot.addWidget(pane)
    assert not pane.inspector.retry.isVisibleTo(pane)
    with qtbot.waitSignal(pane.rehearse_again):
        pane._again()


# --- both versions


def test_both_versions_stand_side_by_side(open_window: Open) -> None:
    window, controller = open_window()
    controller.loaded = both()
    window.open_review("s-2")
    card = pane_of(window).versions
    assert [row.turn.text for row in card.first.words.rows] == [line.text for line in samples.LINES[1:3]]
    assert [row.turn.text for row in card.again.words.rows] == [line.text for line in samples.LINES_AGAIN[1:3]]
    said = words_on(card)
    assert "Kenji's stress rose by 16 and trust in you fell by 19." in said
    assert "Kenji's stress fell by 14 and trust in you rose by 14." in said
    assert "It went better this time." in said
    assert f"Kenji: “{samples.LINES[0].text}”" in said
    assert card.first.geometry().right() < card.again.geometry().left()
    assert not card.stacked


@pytest.mark.parametrize("size", [(900, 600), (640, 480)])
def test_in_a_narrow_window_the_versions_are_whole(open_window: Open, size: tuple[int, int]) -> None:
    window, controller = open_window(size)
    controller.loaded = both()
    window.open_review("s-2")
    pane = pane_of(window)
    card = pane.versions
    assert card.stacked is (size[0] < 760)
    for column in (card.first, card.again):
        assert column.words.height() >= sum(row.height() for row in column.words.rows)
        assert column.effect.height() >= column.effect.heightForWidth(column.effect.width())
        inside = column.mapTo(card, QPoint(column.width(), column.height()))
        assert inside.x() <= card.width()
        assert inside.y() <= card.height()
    if card.stacked:
        assert card.first.geometry().bottom() <= card.again.geometry().top()


def test_each_version_can_be_heard_and_the_first_review_is_one_press_away(open_window: Open) -> None:
    window, controller = open_window()
    controller.loaded = both()
    window.open_review("s-2")
    card = pane_of(window).versions
    first, again = samples.first_try().turns[1], samples.second_try().turns[1]
    card.first.hear.click()
    assert controller.asked[-1] == ("play_moment", "s-1", *first.audio_s)
    card.again.hear.click()
    assert controller.asked[-1] == ("play_moment", "s-2", *again.audio_s)
    card.back.click()
    assert ("review", "s-1") in controller.asked[-3:]


def test_the_versions_are_reached_and_named_by_keyboard(open_window: Open) -> None:
    window, controller = open_window()
    controller.loaded = both()
    window.activateWindow()
    window.open_review("s-2")
    pane = pane_of(window)
    assert unnamed(pane) == []
    reached = tab_order(window)
    card = pane.versions
    hits = [card.first.words.rows[0].highlights[0], card.again.words.rows[0].highlights[0]]
    missing = [one for one in (card.back, card.first.hear, card.again.hear, *hits) if one not in reached]
    assert missing == [], [type(w).__name__ for w in reached]
    hits[1].setFocus()
    QTest.keyClick(hits[1], Qt.Key.Key_Down)
    second = card.again.words.rows[0].highlights[1]
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Return)
    assert pane.selected is not None
    assert pane.selected.id == 1


def test_what_was_said_in_the_first_call_is_muted_and_offers_no_retry(open_window: Open) -> None:
    window, controller = open_window()
    controller.loaded = both()
    window.open_review("s-2")
    pane = pane_of(window)
    assert pane.transcript.rows[0].accessibleName().startswith("In the first call, 0:41")
    assert not pane.transcript.rows[1].accessibleName().startswith("In the first call")
    everything = pane.retry_menu()
    assert everything is not None
    assert len(everything.actions()) == 2
    assert "again from 0:41" in words_on(pane)


@pytest.mark.parametrize(
    ("lines", "said"),
    [(samples.LINES_AGAIN, "you have deleted since"), (samples.LINES_AGAIN[:1], "nothing to compare")],
)
def test_without_two_versions_the_review_says_why(
    open_window: Open, lines: tuple[samples.Line, ...], said: str
) -> None:
    window, controller = open_window()
    again = samples.second_try()
    few = msgspec.structs.replace(again, turns=again.turns[: len(lines)], moments=())
    controller.loaded = LoadedReview(few, has_audio=False)
    window.open_review("s-2")
    assert said in words_on(pane_of(window))


def test_a_review_lists_the_moments_that_were_tried_again(open_window: Open) -> None:
    window, controller = open_window()
    first = samples.first_try()
    tried = tuple(tried_again(first, samples.second_try(id)) for id in ("s-2", "s-3"))
    controller.loaded = LoadedReview(first, True, tried=tuple(one for one in tried if one is not None))
    window.open_review("s-1")
    card = pane_of(window).tried
    assert "You tried 0:52 again" in words_on(card)
    assert card.lines[0].accessibleName().startswith("You tried 0:52 again")
    QTest.keyClick(card.lines[1], Qt.Key.Key_Return)
    assert ("review", "s-3") in controller.asked[-3:]


# --- taking up again


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def ended_call(
    window: MainWindow, controller: FakeController, clock: Clock, *, can_resume: bool = True
) -> ReviewPane:
    window.again = Again(window, controller, clock)
    controller.loaded = LoadedReview(samples.review(), True, can_resume=can_resume)
    window.take(SessionEnded("s-1", "hung_up", 162.0))
    return pane_of(window)


def test_for_a_minute_after_hanging_up_the_call_can_be_taken_up(open_window: Open) -> None:
    window, controller = open_window()
    clock = Clock()
    pane = ended_call(window, controller, clock)
    bar = pane.findChild(TakeUpBar)
    assert isinstance(bar, TakeUpBar)
    clock.at += 6.0
    bar.tick()
    assert bar.button.label() == "Take the call up again (0:54)"
    assert bar.button.accessibleName() == "Take the call up again"
    bar.button.click()
    assert controller.asked[-1] == ("resume_call", "s-1", OPTIONS)
    assert call_of(window).clock.elapsed() == 162.0


def test_after_the_minute_the_offer_is_gone(open_window: Open) -> None:
    window, controller = open_window()
    clock = Clock()
    bar = ended_call(window, controller, clock).findChild(TakeUpBar)
    assert isinstance(bar, TakeUpBar)
    clock.at += OFFER_S
    bar.tick()
    assert bar.isHidden()
    window.open_review("s-1")
    assert pane_of(window).findChild(TakeUpBar) is None


def test_a_call_that_came_to_its_end_and_another_s_review_offer_nothing(open_window: Open) -> None:
    window, controller = open_window()
    clock = Clock()
    assert ended_call(window, controller, clock, can_resume=False).findChild(TakeUpBar) is None
    ended_call(window, controller, clock)
    window.open_review("s-7")
    assert pane_of(window).findChild(TakeUpBar) is None
    window.open_review("s-1")
    assert pane_of(window).findChild(TakeUpBar) is not None


def test_an_unfinished_call_is_offered_first_and_goes_on(open_window: Open) -> None:
    window, controller = open_window()
    library = window.current()
    assert isinstance(library, LibraryScreen)
    cut_off = replace(summary("s-0", "eleven-pm", "The 11 PM call", 0, 0, ended=False), duration_s=192.0)
    library.show_history((cut_off, *HISTORY))
    QApplication.processEvents()
    assert "You were cut off at 3:12 with Kenji. Go on, or see the review." in words_on(library)
    library.go_on.click()
    assert controller.asked[-1] == ("resume_call", "s-0", OPTIONS)
    assert call_of(window).clock.elapsed() == 192.0


def test_an_unfinished_call_that_was_typed_goes_on_by_typing(open_window: Open) -> None:
    window, controller = open_window()
    library = window.current()
    assert isinstance(library, LibraryScreen)
    cut_off = summary("s-0", "eleven-pm", "The 11 PM call", 0, 0, ended=False)
    library.show_history((replace(cut_off, typed=True), *HISTORY))
    library.go_on.click()
    call = call_of(window)
    assert call.typed.isVisible()
    QTest.keyClicks(QApplication.focusWidget(), "Go on.")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert controller.asked[-1] == ("say", "Go on.")


def test_an_example_that_was_stopped_is_not_offered(open_window: Open) -> None:
    window, _controller = open_window()
    library = window.current()
    assert isinstance(library, LibraryScreen)
    stopped = summary("s-0", "eleven-pm", "The 11 PM call", 0, 0, ended=False)
    library.show_history((replace(stopped, example=True),))
    QApplication.processEvents()
    assert "cut off" not in words_on(library)


def test_a_call_whose_scenario_is_gone_can_only_be_looked_at(open_window: Open) -> None:
    window, controller = open_window()
    library = window.current()
    assert isinstance(library, LibraryScreen)
    library.show_history((summary("s-0", "gone", "A gone one", 0, 0, ended=False),))
    assert "Go on, or" not in words_on(library)
    window.again.resume("s-0", "gone", 10.0, 600.0)
    assert isinstance(window.current(), LibraryScreen)
    assert "not installed any more" in window.notice.text()
    assert "resume_call" not in controller.names()


def test_a_retry_is_no_result_and_says_in_the_list_what_it_was(open_window: Open) -> None:
    window, controller = open_window()
    library = window.current()
    assert isinstance(library, LibraryScreen)
    tried = replace(HISTORY[0], session_id="s-9", steps_heard=1, retry_of="s-1", from_turn=4, begins_s=192.0)
    library.show_history((tried, *HISTORY))
    assert library.cards[0].result() == "3 of 5 steps · yesterday"
    controller.sessions = (tried,)
    window.go("history")
    history = window.current()
    assert isinstance(history, HistoryScreen)
    assert "6 min 40 s · again from 3:12" in history.lines[0].accessibleName()
