"""The first start: three steps, each of which can be skipped, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.events import LevelMeasured, Notice, PartialHeard
from desktop.settings import Settings
from desktop.ui.bridge import Bridge
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.shelf import Fetching
from desktop.ui.theme import Theme
from desktop.ui.welcome.screen import WelcomeScreen
from desktop.ui.widgets.buttons import ActionButton
from tests.ui.fakes import FakeController
from tests.ui.walk import unnamed

Opened = Callable[[], tuple[MainWindow, FakeController, WelcomeScreen]]


@pytest.fixture
def opened(qtbot: QtBot, home: object) -> Opened:
    def open_() -> tuple[MainWindow, FakeController, WelcomeScreen]:
        controller = FakeController()
        controller.kept = Settings()
        window = MainWindow(controller, Bridge(), Theme("dark"))
        qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_closing", True))
        window.resize(1000, 700)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        QApplication.processEvents()
        screen = window.current()
        assert isinstance(screen, WelcomeScreen)
        return window, controller, screen

    return open_


def enter() -> None:
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def test_three_steps_by_keyboard_lead_to_the_library_for_good(opened: Opened) -> None:
    window, controller, screen = opened()
    assert not window.side.isVisible()
    enter()
    enter()
    assert screen.step == 2
    assert [name for name in controller.names() if name != "stop_playing"][-2:] == [
        "prepare",
        "start_microphone_check",
    ]
    window.take(LevelMeasured(-20.0, 1.0))
    window.take(PartialHeard(0, "can you hear me now"))
    assert "can you hear me now" in screen.microphone.check.words.text()
    enter()
    assert isinstance(window.current(), LibraryScreen)
    assert controller.kept.welcomed
    assert "stop_microphone_check" in controller.names()


def test_it_can_be_skipped_at_once(opened: Opened) -> None:
    window, controller, screen = opened()
    QTest.mouseClick(screen.skip, Qt.MouseButton.LeftButton)
    assert isinstance(window.current(), LibraryScreen)
    assert controller.kept.welcomed
    assert "start_microphone_check" not in controller.names()


def test_missing_models_are_named_and_fetched(opened: Opened) -> None:
    _window, controller, screen = opened()
    enter()
    assert "Vosk English, small (41.2 MB)" in screen.models.text.text()
    QTest.mouseClick(screen.models.fetch, Qt.MouseButton.LeftButton)
    shelf = controller.shelf_
    assert shelf.asked == [("fetch", ())]
    shelf.on_progress(Fetching("Vosk English, small", 1, 1, 20_600_000, 41_205_931))
    assert screen.models.fetch_line.bar.value() == 500
    screen.go(0)
    screen.go(1)  # a look elsewhere neither stops it nor offers it again
    assert screen.models.fetch.isHidden()
    shelf.there = tuple(replace(one, installed=True) for one in shelf.there)
    shelf.on_ready(())
    assert "Everything that hears" in screen.models.text.text()
    assert screen.models.fetch.isHidden()


def test_who_was_welcomed_is_not_again(qtbot: QtBot, home: object) -> None:
    controller = FakeController()
    controller.kept = msgspec.structs.replace(Settings(), welcomed=True)
    window = MainWindow(controller, Bridge(), Theme("dark"))
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_closing", True))
    assert isinstance(window.current(), LibraryScreen)


def test_every_control_has_a_name(opened: Opened) -> None:
    _window, _controller, screen = opened()
    for step in range(3):
        screen.go(step)
        QApplication.processEvents()
        assert unnamed(screen) == []


def test_open_models_leads_to_the_step_that_fetches_them(opened: Opened, qtbot: QtBot) -> None:
    window, _controller, screen = opened()
    screen.go(2)
    window.take(Notice("Vosk hears more.", "Get it under Settings, Models.", place="models"))
    button = next(one for one in window.notice.findChildren(ActionButton) if one.accessibleName() == "Open Models")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.current() is screen
    assert screen.step == 1
