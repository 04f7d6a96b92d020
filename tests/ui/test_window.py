"""The window over a fake controller: from the library to the review, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QRadioButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import UserError
from desktop.events import (
    CallPhase,
    EngineHealth,
    LevelMeasured,
    Notice,
    PartialHeard,
    PersonaSaid,
    PhaseChanged,
    ReviewChanged,
    SessionEnded,
    SessionStarted,
    Utterance,
    UtteranceAdded,
)
from desktop.ui.bridge import Bridge
from desktop.ui.briefing.screen import BriefingScreen, times
from desktop.ui.call.screen import CallScreen
from desktop.ui.controller import CallOptions, Devices, LoadedReview
from desktop.ui.history.screen import HistoryScreen
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.main_window import LEAST, MainWindow, first_size
from desktop.ui.progress.screen import ProgressScreen
from desktop.ui.review.pane import ReviewPane
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.confirm import ConfirmButton
from desktop.ui.widgets.prose import Prose
from tests.ui import samples
from tests.ui.fakes import HISTORY, FakeController, scenario, summary
from tests.ui.walk import tab_order, unnamed

Open = Callable[..., tuple[MainWindow, FakeController]]


@pytest.fixture
def open_window(qtbot: QtBot, home: Path) -> Open:
    """Opens the window on sample data."""

    def opened(
        controller: FakeController | None = None, size: tuple[int, int] = (1280, 800)
    ) -> tuple[MainWindow, FakeController]:
        controller = controller or FakeController()
        window = MainWindow(controller, Bridge(), Theme("dark"))
        qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_closing", True))
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        QApplication.processEvents()
        return window, controller

    return opened


def in_call(window: MainWindow) -> CallScreen:
    window.open_briefing("eleven-pm")
    briefing = window.current()
    assert isinstance(briefing, BriefingScreen)
    QTest.mouseClick(briefing.pick_up, Qt.MouseButton.LeftButton)
    window.take(SessionStarted("s-1", "eleven-pm"))
    assert isinstance(window.current(), CallScreen)
    return window.current()


def words_on(screen: QWidget) -> str:
    labels = [w.text() for w in screen.findChildren(QLabel) if w.isVisibleTo(screen)]
    return "\n".join(labels + [w.text() for w in screen.findChildren(Prose) if w.isVisibleTo(screen)])


def screens(window: MainWindow) -> dict[str, Callable[[], object]]:
    return {
        "library": lambda: window.go("library"),
        "history": lambda: window.go("history"),
        "progress": lambda: window.go("progress"),
        "settings": lambda: window.go("settings"),
        "briefing": lambda: window.open_briefing("eleven-pm"),
        "call": lambda: in_call(window),
        "review": lambda: window.open_review("s-1"),
    }


@pytest.mark.parametrize("name", ["library", "history", "progress", "settings", "briefing", "call", "review"])
@pytest.mark.parametrize("size", [(1280, 800), (900, 600), (640, 420)])
def test_every_screen_names_its_controls_and_fits_its_width(
    open_window: Open, name: str, size: tuple[int, int]
) -> None:
    window, _controller = open_window(size=size)
    screens(window)[name]()
    QApplication.processEvents()
    assert unnamed(window) == []
    for area in window.findChildren(QScrollArea):
        if area.isVisible() and area.widget() is not None:
            assert area.widget().minimumSizeHint().width() <= area.viewport().width(), area.widget().objectName()
    for button in window.findChildren(ActionButton):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width() or button.height() == 52, button.label()
            assert button.mapTo(window, QPoint(button.width(), 0)).x() <= window.width()


@pytest.mark.parametrize("name", ["library", "history", "progress", "settings", "briefing", "call", "review"])
def test_tab_reaches_every_screens_controls(open_window: Open, name: str) -> None:
    window, _controller = open_window()
    window.activateWindow()
    screens(window)[name]()
    QApplication.processEvents()
    reached = tab_order(window)
    assert len(reached) >= 6
    assert all(widget.accessibleName() for widget in reached)


def test_a_whole_call_by_keyboard_alone(open_window: Open) -> None:
    window, controller = open_window()
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(QApplication.focusWidget(), "11 pm")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert isinstance(window.current(), BriefingScreen)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert ("start_call", "eleven-pm", CallOptions("realistic", "natural", False, 10)) in controller.asked
    call = window.current()
    assert isinstance(call, CallScreen)
    window.take(SessionStarted("s-9", "eleven-pm"))
    QTest.keyPress(call, Qt.Key.Key_Space)
    QTest.keyRelease(call, Qt.Key.Key_Space)
    assert controller.asked[-2:] == [("hold_to_think", True), ("hold_to_think", False)]
    for _press in range(12):
        if QApplication.focusWidget() is call.end.button:
            break
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert controller.asked[-1] == ("hang_up",)
    window.take(SessionEnded("s-9", "hung_up", 61.0))
    pane = window.current()
    assert isinstance(pane, ReviewPane)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    moment = pane.document.moments[1]
    assert controller.asked[-1] == ("play_moment", "s-9", *moment.audio_s)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_R)
    assert controller.asked[-1][:3] == ("retry_call", "s-1", moment.turn_id)
    assert isinstance(window.current(), CallScreen)


def test_the_last_words_are_asked_for_again_by_button_and_key(open_window: Open) -> None:
    window, controller = open_window()
    call = in_call(window)
    QTest.mouseClick(call.repeat.button, Qt.MouseButton.LeftButton)
    assert controller.asked[-1] == ("repeat_that",)
    controller.asked.clear()
    QTest.keyClick(call, Qt.Key.Key_R)
    assert controller.asked == [("repeat_that",)]
    call.type_instead.button.click()
    QTest.keyClicks(call.typed, "rrr")  # in the field it is a letter
    assert controller.asked == [("repeat_that",)]


def test_alt_and_a_number_lead_out_of_a_review_and_not_out_of_a_call(open_window: Open, qtbot: QtBot) -> None:
    window, _controller = open_window()
    window.activateWindow()
    window.open_review("s-1")
    assert not window.side.isVisible()
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: isinstance(window.current(), LibraryScreen))
    call = in_call(window)
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    QApplication.processEvents()
    assert window.current() is call


def test_who_hung_up_is_said_and_the_calls_warnings_end_with_it(open_window: Open) -> None:
    window, _controller = open_window()
    in_call(window)
    window.take(Notice("I can't hear you.", "See that the microphone is not muted."))
    window.take(SessionEnded("s-1", "settled", 61.0))
    assert window.notice.text() == "Kenji has hung up."
    in_call(window)
    window.take(SessionEnded("s-1", "gave_up", 61.0))
    assert window.notice.text() == "Kenji has hung up before it was settled."
    in_call(window)
    window.take(Notice("I can't hear you."))
    window.take(SessionEnded("s-1", "hung_up", 61.0))
    assert window.notice.text() == ""
    in_call(window)
    window.take(Notice("The microphone is gone.", "What was said is saved."))
    window.take(SessionEnded("s-1", "device_lost", 61.0))
    assert "The microphone is gone." in window.notice.text()


def test_without_a_microphone_the_line_to_type_in_is_open(open_window: Open) -> None:
    window, _controller = open_window()
    call = in_call(window)
    for _twice in range(2):
        window.take(Notice("There is no microphone.", "Connect one. Until then, type your side.", "typing"))
        assert call.typed.isVisibleTo(call)
        assert call.type_instead.button.isChecked()
    window.take(Notice("There is no microphone.", "", ""))
    call.typed.setText("hello")
    QTest.keyClick(call.typed, Qt.Key.Key_Return)
    assert window.notice.text() == "There is no microphone."


def test_without_a_loudspeaker_captions_are_shown_as_well(open_window: Open) -> None:
    window, controller = open_window()
    controller.kept = msgspec.structs.replace(controller.kept, captions=False)
    call = in_call(window)
    assert not call.caption.isVisibleTo(call)
    window.take(Notice("There is neither.", "Type your side and read the answers.", "reading"))
    assert call.typed.isVisibleTo(call)
    assert call.caption.isVisibleTo(call)
    assert not controller.kept.captions, "for this call alone"
    call.typed.setText("hello")
    QTest.keyClick(call.typed, Qt.Key.Key_Return)
    assert window.notice.text() == ""


def test_that_one_is_not_heard_goes_with_the_first_typed_line(open_window: Open) -> None:
    window, _controller = open_window()
    call = in_call(window)
    window.take(Notice("I can't hear you.", "See that the microphone is not muted.", "microphone"))
    assert call.typed.isHidden()
    call.typed.setText("hello")
    QTest.keyClick(call.typed, Qt.Key.Key_Return)
    assert window.notice.text() == ""


def test_a_missing_microphone_is_named(open_window: Open) -> None:
    window, _controller = open_window()
    window.open_briefing("eleven-pm")
    briefing = window.current()
    assert isinstance(briefing, BriefingScreen)
    assert "your own words appear here" in briefing.microphone.words.text()
    briefing.microphone.offer(Devices())
    assert "No microphone was found" in briefing.microphone.words.text()


@pytest.mark.parametrize("size", [(1280, 800), (900, 600), (640, 420)])
def test_the_phone_is_in_sight_at_every_size(open_window: Open, size: tuple[int, int]) -> None:
    window, _controller = open_window(size=size)
    window.open_briefing("eleven-pm")
    QApplication.processEvents()
    briefing = window.current()
    assert isinstance(briefing, BriefingScreen)
    foot = briefing.pick_up.mapTo(window, QPoint(0, briefing.pick_up.height()))
    assert 0 < foot.y() <= window.height()


def test_the_briefing_sets_the_time_limit(open_window: Open) -> None:
    window, controller = open_window()
    window.open_briefing("eleven-pm")
    briefing = window.current()
    assert isinstance(briefing, BriefingScreen)
    assert briefing.minutes.value() == "10"
    for radio in briefing.minutes.findChildren(QRadioButton):
        if radio.text() == "5 min":
            radio.click()
    assert "In these 5 minutes" in briefing.you.text()
    QTest.mouseClick(briefing.pick_up, Qt.MouseButton.LeftButton)
    assert controller.asked[-1] == ("start_call", "eleven-pm", CallOptions("realistic", "natural", False, 5.0))
    call = window.current()
    assert isinstance(call, CallScreen)
    assert any(one.text().startswith("05:00") for one in call.findChildren(QLabel))


def test_odd_lengths_are_offered_as_they_are() -> None:
    assert [choice for choice, _shown in times(2.0)] == ["2", "4"]
    assert [shown for _choice, shown in times(7.5)] == ["4 min", "7.5 min", "15 min"]


def test_the_library_shows_how_it_went(open_window: Open) -> None:
    window, _controller = open_window()
    library = window.current()
    assert isinstance(library, LibraryScreen)
    results = [card.result() for card in library.cards]
    assert results[:3] == ["3 of 5 steps · yesterday", "Not tried yet", "2 of 4 steps · 3 days ago"]
    assert "Kenji Nakamura, VP of Engineering" in library.cards[0].accessibleName()


def test_the_example_is_nobody_s_own_result(open_window: Open) -> None:
    window, _controller = open_window()
    library = window.current()
    assert isinstance(library, LibraryScreen)
    example = replace(HISTORY[0], example=True)
    library.show_history((example,))
    assert library.cards[0].result() == "Not tried yet"


def test_search_and_category_filter(open_window: Open) -> None:
    window, _controller = open_window()
    library = window.current()
    assert isinstance(library, LibraryScreen)
    QTest.keyClicks(library.search, "friday priya")
    assert [card.scenario.id for card in library.shown()] == ["leaving"]
    QTest.keyClicks(library.search, " zzz")
    assert library.shown() == []
    assert "Nothing matches" in words_on(library)
    QTest.keyClick(library.search, Qt.Key.Key_Escape)
    assert len(library.shown()) == 6
    QTest.mouseClick(library._category_chips["Customers"], Qt.MouseButton.LeftButton)
    assert [card.scenario.id for card in library.shown()] == ["sales", "leaving"]


def test_arrows_move_between_cards(open_window: Open) -> None:
    window, _controller = open_window()
    window.activateWindow()
    library = window.current()
    assert isinstance(library, LibraryScreen)
    library.cards[0].setFocus()
    QTest.keyClick(library.cards[0], Qt.Key.Key_Right)
    assert library.cards[1].hasFocus()
    QTest.keyClick(library.cards[1], Qt.Key.Key_Down)
    assert library.cards[4].hasFocus()
    QTest.keyClick(library.cards[4], Qt.Key.Key_Up)
    QTest.keyClick(library.cards[1], Qt.Key.Key_Up)
    assert library.search.hasFocus()


def test_a_call_that_was_cut_off_is_offered(open_window: Open) -> None:
    cut_off = summary("s-0", "sales", "Sales is calling again", 0, 0, ended=False)
    window, controller = open_window(FakeController(history=(cut_off,)))
    assert "You were cut off at 9:52 with Marcus." in words_on(window.current())
    button = next(b for b in window.findChildren(ActionButton) if b.label() == "See the review")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert ("review", "s-0") in controller.asked
    assert isinstance(window.current(), ReviewPane)


def history_of(window: MainWindow) -> HistoryScreen:
    window.activateWindow()
    window.go("history")
    QApplication.processEvents()
    history = window.current()
    assert isinstance(history, HistoryScreen)
    return history


def test_a_past_call_opens_its_review(open_window: Open) -> None:
    window, controller = open_window()
    history = history_of(window)
    assert [line.height() >= 60 for line in history.lines] == [True, True, True]
    assert "The 11 PM call" in history.lines[0].accessibleName()
    history.lines[0].setFocus()
    QTest.keyClick(history.lines[0], Qt.Key.Key_Down)
    assert history.lines[1].hasFocus()
    QTest.keyClick(history.lines[1], Qt.Key.Key_Return)
    assert controller.asked[-2] == ("review", "s-2")


def test_a_past_call_is_deleted_at_the_second_press(open_window: Open) -> None:
    window, controller = open_window()
    history = history_of(window)
    first = history.findChildren(ConfirmButton)[0]
    assert "Delete, The 11 PM call" in first.accessibleName()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert first.label() == "For good?"
    assert first.accessibleName().startswith("Delete for good, The 11 PM call")
    history.lines[0].setFocus()
    assert first.label() == "Delete"
    assert "delete_session" not in controller.names()
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert ("delete_session", "s-1") in controller.asked
    assert [line.session.session_id for line in history.lines] == ["s-2", "s-3"]
    assert history.lines[0].hasFocus()


def test_no_scenario_and_no_call_yet(open_window: Open) -> None:
    window, _controller = open_window(FakeController(scenarios=(), history=()))
    assert "No scenarios are installed" in words_on(window.current())
    window.go("history")
    QApplication.processEvents()
    assert "No calls yet" in words_on(window.current())


def test_a_call_in_which_nothing_was_said_is_no_attempt_and_no_result(open_window: Open) -> None:
    silent = replace(summary("s-0", "eleven-pm", "The 11 PM call", 0, 0), attempt=0)
    window, _controller = open_window(FakeController(history=(silent,)))
    library = window.current()
    assert isinstance(library, LibraryScreen)
    assert library.cards[0].result() == "Not tried yet"
    assert "you said nothing" in history_of(window).lines[0].accessibleName()


def test_the_briefing_listens_only_while_it_is_shown(open_window: Open) -> None:
    window, controller = open_window()
    window.open_briefing("eleven-pm")
    assert controller.names()[-2:] == ["prepare", "start_microphone_check"]
    window.go("library")
    assert "stop_microphone_check" in controller.names()[-2:]


def test_the_microphone_check_gives_ones_own_words_back(open_window: Open) -> None:
    window, _controller = open_window()
    window.open_briefing("eleven-pm")
    briefing = window.current()
    assert isinstance(briefing, BriefingScreen)
    window.take(LevelMeasured(-20.0, 1.0))
    window.take(PartialHeard(0, samples.INJECTION))
    assert briefing.microphone.level.level == pytest.approx(40 / 52)
    assert f"“{samples.INJECTION}”" in briefing.microphone.words.text()
    assert "heard clearly" not in briefing.microphone.words.text()
    window.take(PartialHeard(0, "tell me where we are"))
    assert "heard clearly" in briefing.microphone.words.text()


def test_the_chosen_options_go_into_the_call(open_window: Open) -> None:
    window, controller = open_window()
    window.open_briefing("eleven-pm")
    briefing = window.current()
    assert isinstance(briefing, BriefingScreen)
    briefing.difficulty.choose("brutal")
    briefing.pauses.choose("push_to_talk")
    QTest.mouseClick(briefing.keep_audio, Qt.MouseButton.LeftButton)
    QTest.mouseClick(briefing.pick_up, Qt.MouseButton.LeftButton)
    assert controller.asked[-1] == ("start_call", "eleven-pm", CallOptions("brutal", "push_to_talk", True, 10))
    call = window.current()
    assert isinstance(call, CallScreen)
    assert call.hold.button.label() == "Hold to talk"


def test_engines_are_told_in_a_line(open_window: Open) -> None:
    window, _controller = open_window()
    window.open_briefing("eleven-pm")
    briefing = window.current()
    assert isinstance(briefing, BriefingScreen)
    window.take(EngineHealth("persona", "starting"))
    assert briefing.engines.text() == "Getting ready…"
    window.take(EngineHealth("persona", "ready"))
    assert briefing.engines.text() == "All ready."
    window.take(EngineHealth("synthesizer", "down", "No voice is installed: captions only."))
    assert briefing.engines.text() == "No voice is installed: captions only."
    window.go("settings")
    assert "Speaks the answers: not working. No voice is installed: captions only." in words_on(window.current())


def test_a_call_that_can_not_begin_says_why_and_goes_back(open_window: Open) -> None:
    window, controller = open_window()
    window.open_briefing("eleven-pm")
    controller.wrong = UserError("No microphone was found.", "Plug one in, or type instead.")
    briefing = window.current()
    assert isinstance(briefing, BriefingScreen)
    briefing.pick_up.click()
    assert isinstance(window.current(), BriefingScreen)
    assert window.notice.text() == "No microphone was found. Plug one in, or type instead."


@pytest.mark.parametrize(
    ("phase", "words", "icon"),
    [
        (CallPhase.LISTENING, "Kenji is listening", "ring"),
        (CallPhase.HEARING, "You have the floor", "mic"),
        (CallPhase.THINKING, "Kenji is thinking", "dots"),
        (CallPhase.SPEAKING, "Kenji is speaking", "bars"),
        (CallPhase.PAUSED, "Paused", "pause"),
        (CallPhase.WAITING, "Waiting for your microphone or loudspeaker", "mic_off"),
    ],
)
def test_the_state_is_told_in_words_and_shape(open_window: Open, phase: CallPhase, words: str, icon: str) -> None:
    window, _controller = open_window()
    call = in_call(window)
    window.take(PhaseChanged(phase, 5.0))
    assert (call.state.text(), call.state.icon()) == (words, icon)


def test_rings_move_only_while_someone_speaks_and_motion_is_welcome(open_window: Open) -> None:
    window, _controller = open_window()
    window.theme.motion = True
    call = in_call(window)
    assert not call.person.moves()
    window.take(PhaseChanged(CallPhase.SPEAKING, 1.0))
    assert call.person.moves()
    window.take(PhaseChanged(CallPhase.LISTENING, 2.0))
    assert not call.person.moves()
    window.theme.allow_motion(False)
    window.take(PhaseChanged(CallPhase.SPEAKING, 3.0))
    assert not call.person.moves()


def test_time_and_the_storys_clock(open_window: Open) -> None:
    window, _controller = open_window()
    call = in_call(window)
    window.take(PhaseChanged(CallPhase.LISTENING, 0.0))
    window.take(PhaseChanged(CallPhase.PAUSED, 192.0))
    assert call._left.text() == "06:48"
    assert call._title.text() == "The 11 PM call · 11:03 PM in the story"


def test_no_time_passes_while_a_device_is_gone(open_window: Open) -> None:
    window, _controller = open_window()
    call = in_call(window)
    window.take(PhaseChanged(CallPhase.LISTENING, 0.0))
    window.take(PhaseChanged(CallPhase.WAITING, 60.0))
    assert call.clock.elapsed() == 60.0
    assert call.pause.button.text() != "Continue"


def test_the_line_that_a_call_goes_on_from_is_shown_once(open_window: Open) -> None:
    window, _controller = open_window()
    call = in_call(window)
    call.go_on_from(192.0, "Hold on. What do I do?", again=True)
    for sentence in ("Hold on.", "What do I do?"):
        window.take(PersonaSaid(3, sentence, 192.0, 1.0))
    assert [line.text for line in call.caption.lines] == ["Hold on. What do I do?"]
    window.take(PersonaSaid(5, "Okay.", 199.0, 1.0))
    assert [line.text for line in call.caption.lines] == ["Hold on. What do I do?", "Okay."]


def test_captions(open_window: Open) -> None:
    window, controller = open_window()
    call = in_call(window)
    window.take(PersonaSaid(1, f"Hi. {samples.INJECTION}", 1.0, 1.0))
    assert call.caption.text() == f"Kenji: Hi. {samples.INJECTION}"
    window.take(PartialHeard(2, "what is the"))
    assert call.caption.text() == "You: what is the"
    window.take(UtteranceAdded(Utterance(2, "user", "What is the plan?", 1.0, 2.0, "speech")))
    assert call.caption.text() == "You: What is the plan?"
    assert [line.text for line in call.caption.lines] == [f"Hi. {samples.INJECTION}", "What is the plan?"]
    QTest.mouseClick(call.captions.button, Qt.MouseButton.LeftButton)
    assert call.caption.isHidden()
    assert controller.kept.captions is False


def test_captions_run_on_with_both_sides(open_window: Open) -> None:
    window, _controller = open_window()
    captions = in_call(window).caption
    window.take(PersonaSaid(1, "It failed.", 1.0, 1.0))
    window.take(PersonaSaid(1, "Twice, and then", 2.0, 1.0))
    window.take(PartialHeard(2, "how did"))
    window.take(UtteranceAdded(Utterance(1, "persona", "It failed. Twice,", 1.0, 2.5, "model")))
    assert captions.text() == "You: how did", "only what was heard of the other side stays"
    window.take(PartialHeard(2, ""))
    assert captions.text() == "Kenji: It failed. Twice,"
    window.take(PersonaSaid(1, "It failed.", 4.0, 1.0))
    assert [line.text for line in captions.lines] == ["It failed. Twice,"], "what is repeated stands there already"
    window.take(UtteranceAdded(Utterance(3, "user", "Go on.", 5.0, 5.5, "speech")))
    window.take(PersonaSaid(4, "It failed.", 6.0, 1.0))
    assert [line.text for line in captions.lines] == ["It failed. Twice,", "Go on.", "It failed."]
    window.take(PersonaSaid(5, "It failed.", 9.0, 1.0))
    assert [line.turn_id for line in captions.lines] == [1, None, 4, 5], (
        "another turn is another line, whatever it says"
    )


def test_captions_follow_the_newest_line_and_are_limited(open_window: Open, qtbot: QtBot) -> None:
    window, _controller = open_window(size=LEAST)
    call = in_call(window)
    captions, bar = call.caption, call.caption.verticalScrollBar()
    for number in range(60):
        window.take(UtteranceAdded(Utterance(number, "user", f"Line {number}.", number, number + 0.5, "typed")))
    assert [line.text for line in captions.lines] == [f"Line {number}." for number in range(20, 60)]
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    QTest.keyClick(call, Qt.Key.Key_PageUp)
    read = bar.value()
    assert read < bar.maximum()
    window.take(
        PersonaSaid(99, "And now a line that is so long that it needs more than one of them. " * 3, 60.0, 1.0)
    )
    QApplication.processEvents()
    assert bar.value() == read, "who reads back is left there"
    for _page in range(3):
        QTest.keyClick(call, Qt.Key.Key_PageDown)
    assert bar.value() == bar.maximum()


@pytest.mark.parametrize("size", [LEAST, (1280, 800)])
def test_the_newest_captions_and_the_state_are_in_sight(
    open_window: Open, qtbot: QtBot, size: tuple[int, int]
) -> None:
    """The smallest window is what a screen of 1280 by 840 has at 200 %."""
    window, _controller = open_window(size=size)
    call = in_call(window)
    call.go_on_from(192.0, "What do I do?", again=True, typing=True)
    window.take(
        PersonaSaid(1, "We can roll back, which takes four hours and loses two hours of orders.", 1.0, 1.0)
    )
    newest, bar = call.caption._shown[-1], call.caption.verticalScrollBar()
    qtbot.waitUntil(lambda: newest.height() == newest.heightForWidth(newest.width()) < 100)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    for shown in (call.moment, call.state, call.typed, call.end.button, newest):
        box = QRect(shown.mapTo(call, QPoint(0, 0)), shown.size())
        assert call.rect().contains(box), shown
        assert shown.isVisible()
    name = next(one for one in call.findChildren(QLabel) if one.text() == call.scenario.persona.name)
    assert name.visibleRegion().boundingRect().height() == name.height()
    view = call.caption.viewport()
    inside = QRect(newest.mapTo(view, QPoint(0, 0)), newest.size())
    assert view.rect().contains(inside) or (size == LEAST and inside.bottom() == view.rect().bottom())
    assert newest.height() >= newest.heightForWidth(newest.width())


def test_typing_instead_of_speaking(open_window: Open) -> None:
    window, controller = open_window()
    window.activateWindow()
    call = in_call(window)
    QTest.mouseClick(call.type_instead.button, Qt.MouseButton.LeftButton)
    assert call.typed.hasFocus()
    QTest.keyClicks(call.typed, "Nobody is getting fired ")
    QTest.keyClick(call.typed, Qt.Key.Key_Return)
    assert controller.asked[-1] == ("say", "Nobody is getting fired")
    assert call.typed.text() == ""
    QTest.keyClick(call.typed, Qt.Key.Key_Return)
    assert controller.names().count("say") == 1
    assert "hold_to_think" not in controller.names()


def test_mute_pause_and_hold(open_window: Open) -> None:
    window, controller = open_window()
    call = in_call(window)
    window.take(PhaseChanged(CallPhase.LISTENING, 1.0))
    QTest.mouseClick(call.mute.button, Qt.MouseButton.LeftButton)
    assert controller.asked[-1] == ("set_muted", True)
    assert call.state.text() == "You are muted"
    assert call.mute.button.accessibleName() == "Unmute"
    QTest.mouseClick(call.pause.button, Qt.MouseButton.LeftButton)
    assert controller.asked[-1] == ("set_paused", True)
    window.take(PhaseChanged(CallPhase.PAUSED, 2.0))
    QTest.mouseClick(call.pause.button, Qt.MouseButton.LeftButton)
    assert controller.asked[-1] == ("set_paused", False)
    window.take(PhaseChanged(CallPhase.LISTENING, 2.0))
    QTest.mousePress(call.hold.button, Qt.MouseButton.LeftButton)
    assert call.state.text() == "Take your time: nobody speaks"
    QTest.mouseRelease(call.hold.button, Qt.MouseButton.LeftButton)
    assert [a for a in controller.asked if a[0] == "hold_to_think"] == [
        ("hold_to_think", True),
        ("hold_to_think", False),
    ]


def test_what_is_degraded_is_said_during_the_call(open_window: Open) -> None:
    window, _controller = open_window()
    call = in_call(window)
    window.take(EngineHealth("synthesizer", "degraded", "The system voice speaks instead."))
    assert call.trouble.text() == "The system voice speaks instead."
    assert call.trouble.isVisibleTo(call)
    window.take(EngineHealth("synthesizer", "ready"))
    assert not call.trouble.isVisibleTo(call)


def test_a_call_says_nothing_of_the_embedder(open_window: Open) -> None:
    window, _controller = open_window()
    window.take(EngineHealth("embedder", "restarting", "The embedder stopped and is starting again."))
    call = in_call(window)
    assert call.trouble.text() == ""
    window.take(EngineHealth("embedder", "down"))
    assert call.trouble.text() == ""
    window.take(EngineHealth("synthesizer", "degraded", "The system voice speaks instead."))
    assert call.trouble.text() == "The system voice speaks instead."
    assert window.health.trouble() == (
        "The system voice speaks instead. Knows phrases in other words: not working."
    )


def test_playing_shows_stop_until_it_ends(open_window: Open) -> None:
    window, controller = open_window()
    window.open_review("s-1")
    pane = window.current()
    assert isinstance(pane, ReviewPane)
    QTest.mouseClick(pane.inspector._hear, Qt.MouseButton.LeftButton)
    assert pane.inspector._hear.label() == "Stop"
    QTest.mouseClick(pane.inspector._speak, Qt.MouseButton.LeftButton)
    assert controller.asked[-1] == ("speak_line", samples.BLAME["say_this"])
    controller.endings[0]()
    assert pane.inspector._speak.label() == "Stop"
    controller.endings[1]()
    assert pane.inspector._speak.label() == "Hear it said"


def test_export_writes_where_one_says(open_window: Open, tmp_path: Path) -> None:
    window, controller = open_window()
    window.open_review("s-1")
    pane = window.current()
    assert isinstance(pane, ReviewPane)
    asked: list[str] = []
    window.choose_file = lambda suggested, _kind: asked.append(suggested) or str(tmp_path / "r.html")  # type: ignore
    pane.export_menu().actions()[0].trigger()
    assert controller.asked[-1] == ("export_review", "s-1", "html", tmp_path / "r.html")
    assert asked[0].endswith("The 11 PM call.html")
    assert window.notice.text().startswith("Saved as r.html.")
    assert "With my notes" not in [action.text() for action in pane.export_menu().actions()]
    controller.wrong = UserError("The disk is full.", "Free some space and export again.")
    pane.export_menu().actions()[2].trigger()
    assert window.notice.text() == "The disk is full. Free some space and export again."


def test_a_review_that_comes_too_late_is_not_shown(open_window: Open) -> None:
    window, controller = open_window()
    late: list[Callable[[LoadedReview], None]] = []
    controller.review = lambda _id, on_ready, _failed: late.append(on_ready)  # type: ignore[method-assign, assignment]
    window.open_review("s-1")
    assert "Putting your review together" in words_on(window.current())
    window.go("library")
    late[0](controller.loaded)
    assert isinstance(window.current(), LibraryScreen)


AGAIN = ReviewChanged("s-1", "Heard again with a more careful ear: 3 words changed.")


def other_words(controller: FakeController) -> None:
    """From now on the review is one that was heard again."""
    document = msgspec.structs.replace(controller.loaded.document, notices=(AGAIN.sentence,))
    controller.loaded = LoadedReview(document, has_audio=True)


def test_a_review_that_was_heard_again_is_read_again_where_one_was(open_window: Open) -> None:
    window, controller = open_window()
    window.open_review("s-1")
    pane = window.pane
    assert pane is not None
    pane.show_only("say")
    pane.step(2)
    assert pane.selected is not None
    other_words(controller)
    window.take(AGAIN)
    assert window.pane is not None
    assert window.pane is not pane
    assert window.pane.document.notices == (AGAIN.sentence,)
    assert window.pane.selected == pane.selected
    assert [chip.isChecked() for chip in window.pane.chips.values()] == [
        chip.isChecked() for chip in pane.chips.values()
    ]
    assert window.notice.text() == AGAIN.sentence


def test_what_is_being_played_is_heard_to_its_end_first(open_window: Open) -> None:
    window, controller = open_window()
    window.open_review("s-1")
    pane = window.pane
    assert pane is not None
    pane.play_requested.emit(1.0, 2.0)
    other_words(controller)
    window.take(AGAIN)
    assert window.pane is pane
    controller.endings[-1]()
    assert window.pane is not pane
    assert window.notice.text() == AGAIN.sentence


def test_a_note_is_typed_to_its_end_first(open_window: Open, qtbot: QtBot) -> None:
    window, controller = open_window()
    window.activateWindow()
    window.open_review("s-1")
    pane = window.pane
    assert pane is not None
    assert pane.written.notes is not None
    pane.written.notes.on_call.setFocus()
    QTest.keyClicks(pane.written.notes.on_call, "the person first")
    other_words(controller)
    window.take(AGAIN)
    assert window.pane is pane
    pane.export_button.setFocus()
    qtbot.waitUntil(lambda: window.pane is not pane, timeout=5000)
    assert ("save_note", "s-1", None, "the person first") in controller.asked


def test_another_calls_review_and_other_screens_are_left_alone(open_window: Open) -> None:
    window, controller = open_window()
    window.take(AGAIN)
    assert "review" not in controller.names()
    window.open_review("s-2")
    pane = window.pane
    window.take(AGAIN)
    assert window.pane is pane
    assert window.notice.text() == ""


def test_a_review_that_fails_says_so(open_window: Open) -> None:
    window, controller = open_window()
    controller.wrong = UserError("This call can't be read.", "Run steadyhand doctor.")
    window.open_review("s-1")
    assert isinstance(window.current(), HistoryScreen)
    assert window.notice.text() == "This call can't be read. Run steadyhand doctor."


def test_devices_that_come_after_the_briefing_was_left_are_let_go(open_window: Open, qtbot: QtBot) -> None:
    late: list[Callable[[Devices], None]] = []

    class SlowToLook(FakeController):
        def devices(self, on_ready: Callable[[Devices], None]) -> None:
            late.append(on_ready)

    window, controller = open_window(SlowToLook())
    window.open_briefing(controller.scenarios()[0].id)
    briefing = window.current()
    with qtbot.waitSignal(briefing.destroyed):
        window.go("library")
    with qtbot.captureExceptions() as told:
        late[0](Devices())
    assert told == []


def test_notices_are_shown_and_dismissed(open_window: Open) -> None:
    window, _controller = open_window()
    window.take(Notice(f"Lost. {samples.INJECTION}", "Plug it in."))
    assert window.notice.text() == f"Lost. {samples.INJECTION} Plug it in."
    QTest.mouseClick(window.notice.dismiss, Qt.MouseButton.LeftButton)
    assert window.notice.text() == ""


def test_settings_take_effect_at_once(open_window: Open) -> None:
    window, controller = open_window()
    window.go("settings")
    settings = window.current()
    assert isinstance(settings, SettingsScreen)
    settings.appearance.choose("light")
    assert controller.kept.appearance == "light"
    assert window.theme.tokens.scheme == "light"
    settings.retention.setCurrentIndex(2)
    settings.retention.activated.emit(2)
    assert controller.kept.audio_retention_days == 90
    settings.voice.setCurrentIndex(2)
    settings.voice.activated.emit(2)
    assert controller.kept.voice == "hibari-heart"
    settings.motion.click()
    settings.barge_in.click()
    settings.bridges.click()
    assert controller.kept.motion is False
    assert window.theme.motion is False
    assert controller.kept.barge_in is False
    assert controller.kept.bridges is False


def test_listening_again_can_be_left_to_the_machine_or_not(open_window: Open) -> None:
    window, controller = open_window()
    window.go("settings")
    screen = window.current()
    assert isinstance(screen, SettingsScreen)
    assert screen.careful_listening.value() == "auto"
    screen.careful_listening.choose("off")
    assert controller.kept.careful_listening == "off"


def test_a_device_that_is_gone_stays_chosen(open_window: Open) -> None:
    controller = FakeController()
    controller.kept = msgspec.structs.replace(controller.kept, input_device="conference-room")
    window, _controller = open_window(controller)
    window.go("settings")
    settings = window.current()
    assert isinstance(settings, SettingsScreen)
    assert settings.input.value() == "conference-room"


def test_a_scenario_full_of_markup_and_long_words(open_window: Open) -> None:
    bad = f"{samples.INJECTION} & " + "Rechtsschutzversicherungsgesellschaften" * 4
    nasty = scenario("nasty", bad, bad, bad, bad, category=bad)
    window, _controller = open_window(FakeController(scenarios=(nasty,), history=()), (900, 600))
    assert bad in words_on(window.current())
    window.open_briefing("nasty")
    QApplication.processEvents()
    assert bad in words_on(window.current())
    assert all(w.textFormat() == Qt.TextFormat.PlainText for w in window.findChildren(QLabel) if w.text())


def test_closing_shuts_everything_down_first(open_window: Open) -> None:
    window, controller = open_window()
    window.resize(1000, 700)
    order: list[Callable[[], None]] = []
    controller.shutdown = order.append  # type: ignore[method-assign, assignment]
    window.close()
    assert len(order) == 1
    assert not window.isVisible()
    window.close()
    assert len(order) == 1
    order[0]()
    again, _controller = open_window(size=(1000, 700))
    assert again._state().value("geometry") is not None


def test_the_window_opens_as_it_was_left(qtbot: QtBot, home: Path) -> None:
    first = MainWindow(FakeController(), Bridge(), Theme("dark"))
    first.resize(701, 507)
    first.show()
    qtbot.waitExposed(first)
    first.close()
    second = MainWindow(FakeController(), Bridge(), Theme("dark"))
    qtbot.addWidget(second, before_close_func=lambda w: setattr(w, "_closing", True))
    assert (second.width(), second.height()) == (701, 507)


def test_screens_are_made_on_first_use(open_window: Open) -> None:
    window, _controller = open_window()
    assert window.findChildren(SettingsScreen) == []
    assert window.findChildren(HistoryScreen) == []
    assert window.findChildren(ProgressScreen) == []
    window.go("settings")
    first = window.current()
    window.go("library")
    window.go("settings")
    assert window.current() is first


@pytest.mark.parametrize(
    ("screen", "window"),
    [
        ((1366, 728), (1280, 664)),
        ((1920, 1040), (1280, 800)),
        ((1024, 600), (1000, 536)),
        ((640, 400), (616, 336)),
        ((600, 380), LEAST),
    ],
)
def test_the_first_window_fits_the_screen(screen: tuple[int, int], window: tuple[int, int]) -> None:
    assert first_size(QSize(*screen)) == QSize(*window)


def test_notes_can_be_left_out_of_an_export(open_window: Open, tmp_path: Path, qtbot: QtBot) -> None:
    window, controller = open_window()
    controller.loaded = LoadedReview(samples.written_review(), has_audio=True)
    window.open_review("s-1")
    pane = window.current()
    assert isinstance(pane, ReviewPane)
    window.choose_file = lambda *_asked: str(tmp_path / "r.html")  # type: ignore[method-assign]
    menu = pane.export_menu()
    notes = next(action for action in menu.actions() if action.text() == "With my notes")
    assert notes.isChecked()
    menu.actions()[0].trigger()
    assert controller.asked[-1] == ("export_review", "s-1", "html", tmp_path / "r.html")
    notes.trigger()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    again = QApplication.activePopupWidget()
    assert isinstance(again, QMenu)
    assert not next(action for action in again.actions() if action.text() == "With my notes").isChecked()
    again.actions()[0].trigger()
    again.close()
    assert controller.asked[-1] == ("export_review", "s-1", "html", tmp_path / "r.html", "without notes")


def test_the_lists_say_who_gave_up(open_window: Open) -> None:
    lost, won = replace(HISTORY[1], reason="gave_up"), replace(HISTORY[1], session_id="s-9", reason="settled")
    assert lost.ended_at
    controller = FakeController(history=(lost, won))
    window, _controller = open_window(controller)
    library = window.current()
    assert isinstance(library, LibraryScreen)
    (card,) = (one for one in library.cards if one.scenario.id == lost.scenario_id)
    name = card.scenario.persona.name.split()[0]
    assert card.result().startswith(f"{name} gave up · {lost.steps_heard} of")
    window.go("history")
    screen = window.current()
    assert isinstance(screen, HistoryScreen)
    first, second = (line.accessibleName() for line in screen.lines)
    assert f"{name} gave up · {lost.steps_heard}" in first
    assert "gave up" not in second
