"""Microphone, loudspeaker and voice tried out in the settings; the size; every key in the table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_type_hints

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import UserError
from desktop.events import LevelMeasured, Notice, PartialHeard, SessionStarted
from desktop.settings import Settings
from desktop.ui import keymap
from desktop.ui.bridge import Bridge
from desktop.ui.briefing.screen import BriefingScreen
from desktop.ui.call.screen import CallScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.progress.marks import Strip
from desktop.ui.review.pane import ReviewPane
from desktop.ui.settings.devices import PlayTest
from desktop.ui.settings.screen import SettingsScreen, about
from desktop.ui.theme import Theme
from desktop.ui.widgets.pill import Pill
from tests.ui.fakes import FakeController


class Opened:
    """The window on sample data."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.controller = FakeController()
        self.window = MainWindow(self.controller, Bridge(), Theme("dark"))
        qtbot.addWidget(self.window, before_close_func=lambda w: setattr(w, "_closing", True))
        self.window.resize(1280, 800)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitExposed(self.window)
        QApplication.processEvents()

    @property
    def settings(self) -> SettingsScreen:
        self.window.go("settings")
        screen = self.window.current()
        assert isinstance(screen, SettingsScreen)
        return screen


@pytest.fixture
def opened(qtbot: QtBot, home: Path) -> Opened:
    return Opened(qtbot)


def checks(opened: Opened) -> list[object]:
    return [name for name in opened.controller.names() if str(name).endswith("microphone_check")]


def test_the_microphone_shows_its_level_and_what_it_heard(opened: Opened) -> None:
    test = opened.settings.microphone
    assert test.level.isHidden()
    test.button.click()
    assert checks(opened) == ["start_microphone_check"]
    opened.window.take(LevelMeasured(-20.0, 1.0))
    opened.window.take(PartialHeard(0, "one two three"))
    assert test.level.level > 0.5
    assert "“one two three” ✓ heard clearly" in test.words.text()
    test.button.click()
    assert checks(opened)[-1] == "stop_microphone_check"
    assert test.level.isHidden()


def test_the_microphone_is_let_go_by_itself_and_with_the_screen(opened: Opened) -> None:
    test = opened.settings.microphone
    test.button.click()
    test._timer.timeout.emit()
    assert checks(opened) == ["start_microphone_check", "stop_microphone_check"]
    test.button.click()
    opened.window.go("library")
    assert checks(opened)[-1] == "stop_microphone_check"
    assert not test.running


def test_another_microphone_ends_the_test(opened: Opened) -> None:
    settings = opened.settings
    settings.microphone.button.click()
    settings.input.setCurrentIndex(2)
    settings.input.activated.emit(2)
    assert not settings.microphone.running
    assert opened.controller.kept.input_device == "usb"


@pytest.mark.parametrize(("part", "asked"), [("loudspeaker", "tones"), ("listen", "sample")])
def test_a_sound_is_played_stopped_or_plainly_refused(opened: Opened, part: str, asked: str) -> None:
    test, sounds = getattr(opened.settings, part), opened.controller.sounds_
    assert isinstance(test, PlayTest)
    usual = test.button.label()
    test.button.click()
    assert (sounds.asked, test.button.label()) == ([asked], "Stop")
    test.button.click()
    assert (sounds.asked, test.button.label()) == ([asked, "stop"], usual)
    test.button.click()
    sounds.on_failed(UserError("The loudspeaker can't be opened.", "Choose another one."))
    assert test.said.text() == "The loudspeaker can't be opened. Choose another one."
    assert test.button.label() == usual
    test.button.click()
    assert test.said.text() == ""
    opened.window.go("library")
    assert sounds.asked[-1] == "stop"


def test_the_size_is_kept(opened: Opened) -> None:
    settings = opened.settings
    settings.scale.setCurrentIndex(2)
    settings.scale.activated.emit(2)
    assert opened.controller.kept.scale == 150


def press(opened: Opened, id: str) -> None:
    """Press the keys of the table, as the window with the focus gets them."""
    combination = keymap.sequence(id)[0]
    target = QApplication.focusWidget() or opened.window
    QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
    QApplication.processEvents()


def briefing(opened: Opened) -> None:
    opened.window.open_briefing("eleven-pm")


def review(opened: Opened) -> ReviewPane:
    opened.window.open_review("s-1")
    QApplication.processEvents()
    assert isinstance(opened.window.current(), ReviewPane)
    return opened.window.current()  # type: ignore[return-value]


def entry(key: str) -> Callable[[Opened], None]:
    def trial(opened: Opened) -> None:
        opened.window.go("settings" if key == "library" else "library")
        assert not opened.window.side.entries[key].isChecked()
        press(opened, key)
        opened.qtbot.waitUntil(opened.window.side.entries[key].isChecked)

    return trial


def next_control(opened: Opened) -> None:
    before = QApplication.focusWidget()
    press(opened, "next")
    assert QApplication.focusWidget() is not before


def press_control(opened: Opened) -> None:
    toggle = opened.settings.microphone.button
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        toggle.setFocus()
        QTest.keyClick(toggle, key)
    assert checks(opened) == ["start_microphone_check", "stop_microphone_check"]


def find(opened: Opened) -> None:
    press(opened, "find")
    assert QApplication.focusWidget() is opened.window.current().search  # type: ignore[attr-defined]


def into_cards(opened: Opened) -> None:
    find(opened)
    press(opened, "into_cards")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert isinstance(opened.window.current(), BriefingScreen)


def marks(opened: Opened) -> None:
    opened.window.go("progress")
    QApplication.processEvents()
    line = next(one for one in opened.window.current().findChildren(Strip) if len(one.skill.marks) > 1)
    line.setFocus()
    line.choose(1)
    press(opened, "mark_before")
    assert line.current == 0
    press(opened, "mark_after")
    assert line.current == 1
    press(opened, "open_mark")
    assert ("review", line.skill.marks[1].session_id) in opened.controller.asked


def pick_up(opened: Opened) -> None:
    briefing(opened)
    press(opened, "pick_up")
    assert isinstance(opened.window.current(), CallScreen)


def back(opened: Opened) -> None:
    briefing(opened)
    press(opened, "back")
    assert opened.window.side.entries["library"].isChecked()
    assert not isinstance(opened.window.current(), BriefingScreen)


def hold(opened: Opened) -> None:
    pick_up(opened)
    opened.window.take(SessionStarted("s-1", "eleven-pm"))
    press(opened, "hold")
    assert opened.controller.asked[-2:] == [("hold_to_think", True), ("hold_to_think", False)]


def repeat(opened: Opened) -> None:
    pick_up(opened)
    opened.window.take(SessionStarted("s-1", "eleven-pm"))
    press(opened, "repeat")
    assert opened.controller.asked[-1] == ("repeat_that",)


def in_call(opened: Opened) -> CallScreen:
    pick_up(opened)
    opened.window.take(SessionStarted("s-1", "eleven-pm"))
    call = opened.window.current()
    assert isinstance(call, CallScreen)
    return call


def control(id: str, first: tuple[object, ...], name: str) -> Callable[[Opened], None]:
    def trial(opened: Opened) -> None:
        call = in_call(opened)
        assert keymap.named(id) in getattr(call, name).button.toolTip()
        press(opened, id)
        assert opened.controller.asked[-1] == first

    return trial


def captions(opened: Opened) -> None:
    call = in_call(opened)
    for number in range(30):
        call.show_said("A line of the call.", number)
        call.show_heard("And one of mine.")
        call.caption.hear("And one of mine.", done=True)
    before = call.captions.button.isChecked()
    press(opened, "captions")
    assert call.captions.button.isChecked() is not before
    call.set_captions(True)
    bar = call.caption.verticalScrollBar()
    opened.qtbot.waitUntil(lambda: 0 < bar.maximum() == bar.value())
    press(opened, "captions_back")
    assert bar.value() < bar.maximum()
    press(opened, "captions_on")
    assert bar.value() == bar.maximum()


def typing(opened: Opened) -> None:
    call = in_call(opened)
    press(opened, "type")
    assert QApplication.focusWidget() is call.typed
    assert call.typed.text() == ""
    QTest.keyClicks(call.typed, "mr pct")
    assert call.typed.text() == "mr pct"
    assert {"set_muted", "set_paused", "repeat_that"}.isdisjoint(opened.controller.names())
    press(opened, "leave_typing")
    assert QApplication.focusWidget() is call
    press(opened, "mute")
    assert opened.controller.asked[-1] == ("set_muted", True)


def end(opened: Opened) -> None:
    call = in_call(opened)
    for key in (Qt.Key.Key_H, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_E):
        QTest.keyClick(call, key)
        QTest.keyClick(call, key, Qt.KeyboardModifier.ControlModifier)
    assert "hang_up" not in opened.controller.names(), "nothing near it ends a call"
    assert keymap.named("end") in call.end.button.toolTip()
    press(opened, "type")
    press(opened, "end")
    assert opened.controller.asked[-1] == ("hang_up",)


def moments(opened: Opened) -> None:
    pane = review(opened)
    first = pane.selected
    press(opened, "later")
    assert pane.selected is not first
    press(opened, "earlier")
    assert pane.selected is first


def play(opened: Opened) -> None:
    review(opened)
    press(opened, "play")
    assert "play_moment" in opened.controller.names()


def again(opened: Opened) -> None:
    review(opened)
    press(opened, "again")
    assert isinstance(opened.window.current(), CallScreen)


def export(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[None] = []
    monkeypatch.setattr(ReviewPane, "_offer_formats", lambda _pane: asked.append(None))
    review(opened)
    press(opened, "export")
    assert asked


def share(opened: Opened) -> None:
    pane = review(opened)
    with opened.qtbot.waitSignal(pane.share_requested):
        press(opened, "share")


def find_words(opened: Opened) -> None:
    pane = review(opened)
    press(opened, "find_words")
    QTest.keyClicks(QApplication.focusWidget(), "the")
    moved: list[object] = []
    pane.written.find.moved.connect(moved.append)
    press(opened, "find_next")
    press(opened, "find_next")
    press(opened, "find_before")
    assert moved[2] == moved[0] != moved[1]


def copy(id: str) -> Callable[[Opened], None]:
    def trial(opened: Opened) -> None:
        QApplication.clipboard().setText("before")
        review(opened)
        press(opened, id)
        assert QApplication.clipboard().text() != "before"

    return trial


TRIALS: dict[str, Callable[..., None]] = {
    "library": entry("library"),
    "history": entry("history"),
    "settings": entry("settings"),
    "progress": entry("progress"),
    "mark_before": marks,
    "mark_after": marks,
    "open_mark": marks,
    "next": next_control,
    "press": press_control,
    "find": find,
    "into_cards": into_cards,
    "pick_up": pick_up,
    "back": back,
    "hold": hold,
    "repeat": repeat,
    "mute": control("mute", ("set_muted", True), "mute"),
    "pause": control("pause", ("set_paused", True), "pause"),
    "captions": captions,
    "captions_back": captions,
    "captions_on": captions,
    "type": typing,
    "leave_typing": typing,
    "end": end,
    "earlier": moments,
    "later": moments,
    "play": play,
    "again": again,
    "export": export,
    "share": share,
    "find_words": find_words,
    "find_next": find_words,
    "find_before": find_words,
    "copy_moment": copy("copy_moment"),
    "copy_all": copy("copy_all"),
}


@pytest.mark.parametrize("id", [use.id for use in keymap.TABLE])
def test_every_key_of_the_table_does_something(opened: Opened, id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = TRIALS[id]
    if trial is export:
        trial(opened, monkeypatch)
    else:
        trial(opened)


def test_no_shortcut_is_missing_in_the_table(opened: Opened) -> None:
    known = {QKeySequence(key).toString() for use in keymap.TABLE for key in use.keys}
    for show in (
        lambda: opened.settings,
        lambda: briefing(opened),
        lambda: pick_up(opened),
        lambda: review(opened),
    ):
        show()
        found = {one.key().toString() for one in opened.window.findChildren(QShortcut)}
        found |= {one.shortcut().toString() for one in opened.window.findChildren(QAbstractButton)} - {""}
        assert found
        assert found <= known


def test_the_keyboard_card_lists_the_table(opened: Opened) -> None:
    cards = [one for one in opened.settings.findChildren(QWidget) if type(one).__name__ == "KeyboardCard"]
    (card,) = cards
    assert [one.text() for one in card.findChildren(Pill)] == [keymap.shown(use) for use in keymap.TABLE]
    said = [one.text() for one in card.findChildren(QLabel)]
    assert all(use.does in said for use in keymap.TABLE)


JARGON = {"engine", "persona", "model", "ear", "retention", "embedder", "barge", "bridge", "latency", "failures"}


def test_the_settings_speak_plainly() -> None:
    """Titles hold none of the field's words: whoever rehearses at night has never heard them."""
    hints = get_type_hints(Settings, include_extras=True)
    inner = {"welcomed", "engine_failures", "engine_window_s"}
    titles = [about(name)[0] for name in hints if name not in inner]
    assert {word for title in titles for word in title.lower().split()}.isdisjoint(JARGON)
    assert all(about(name)[1].endswith(".") for name in hints)
    assert set(msgspec.to_builtins(Settings())) >= {"motion", "bridges", "careful_listening", "persona_model"}


def test_a_notice_about_a_missing_model_leads_to_where_it_is_fetched(opened: Opened) -> None:
    window = opened.window
    opened.window.go("library")
    window.take(Notice("No ear is installed: type your side.", "In a terminal: models fetch", "models"))
    assert window.notice.mend.isVisible()
    window.notice.mend.click()
    settings = window.current()
    assert isinstance(settings, SettingsScreen)
    first = settings.models.suggested
    opened.qtbot.waitUntil(first.hasFocus)
    assert not first.visibleRegion().isEmpty(), "it is in sight"
    window.take(Notice("The disk is full."))
    assert not window.notice.mend.isVisible()
    in_call(opened)
    window.take(Notice("No ear is installed: type your side.", "", "models"))
    assert not window.notice.mend.isVisible(), "nothing leads away from a call"
