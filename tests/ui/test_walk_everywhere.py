"""Every screen, page and dialog walked by Tab: no control without a name, none out of reach,
none without a ring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.events import CallPhase, Notice, PhaseChanged, SessionStarted
from desktop.records import KeptShare
from desktop.review.comparison import compare
from desktop.review.progress_document import Progress
from desktop.settings import Settings
from desktop.ui.bridge import Bridge
from desktop.ui.briefing.screen import BriefingScreen
from desktop.ui.call.screen import CallScreen
from desktop.ui.controller import LoadedReview
from desktop.ui.dialogs import PassphraseDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.diagnostics import SupportDialog
from desktop.ui.settings.farewell import Farewell
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.sharing.dialogs import LeaveDialog, OpenDialog, ShareDialog
from desktop.ui.shelf import Fetching
from desktop.ui.theme import Theme
from desktop.ui.welcome.screen import WelcomeScreen
from tests.ui import samples
from tests.ui.fakes import CHECKS, FakeController, summary
from tests.ui.walk import unnamed, unreached, walked

Go = Callable[[MainWindow, FakeController], None]


def unfinished(window: MainWindow, controller: FakeController) -> None:
    cut = replace(summary("s-0", "eleven-pm", "The 11 PM call", 0, 0, ended=False), duration_s=192.0)
    controller.sessions = (cut, *controller.sessions)
    window.current().show_history(controller.sessions)  # type: ignore[attr-defined]


def history(window: MainWindow, controller: FakeController) -> None:
    controller.kept_calls = (KeptShare("k-1", "The 11 PM call", "2026-11-01T10:00:00+00:00"),)
    window.go("history")


def empty(key: str) -> Go:
    def go(window: MainWindow, controller: FakeController) -> None:
        controller.sessions = ()
        controller.progressed = Progress(1, ())
        window.go(key)

    return go


def settings(window: MainWindow, controller: FakeController) -> None:
    """With all that can be under way in it: a model that comes, an export, checks that have been run."""
    window.go("settings")
    screen = window.current()
    assert isinstance(screen, SettingsScreen)
    screen.models.suggested.click()
    controller.shelf_.on_progress(Fetching("Vosk English, small", 1, 1, 20_600_000, 41_205_931))
    screen.diagnostics.examine.click()
    for check in CHECKS:
        controller.clinic_.on_check(check)
    controller.clinic_.on_ready()


def call(window: MainWindow, controller: FakeController) -> None:
    window.open_briefing("eleven-pm")
    briefing = window.current()
    assert isinstance(briefing, BriefingScreen)
    briefing.pick_up.click()
    window.take(SessionStarted("s-1", "eleven-pm"))
    window.take(PhaseChanged(CallPhase.LISTENING, 1.0))


def typed_call(window: MainWindow, controller: FakeController) -> None:
    call(window, controller)
    assert isinstance(window.current(), CallScreen)
    window.current().type_instead.button.click()  # type: ignore[attr-defined]


def retried(window: MainWindow, controller: FakeController) -> None:
    again = samples.second_try()
    both = compare(samples.first_try(), again)
    controller.loaded = LoadedReview(again, True, both, first_has_audio=True)
    window.open_review("s-2")


def taken_up(window: MainWindow, controller: FakeController) -> None:
    controller.loaded = replace(controller.loaded, can_resume=True)
    window.again.hung_up("s-1")
    window.open_review("s-1")


def written(window: MainWindow, controller: FakeController) -> None:
    controller.loaded = LoadedReview(samples.written_review(), has_audio=True)
    window.open_review("s-1")


def shared(window: MainWindow, controller: FakeController) -> None:
    window.sharing.open_file(Path("/tmp/call.steadyshare"))
    dialog = window.sharing.open_dialog
    assert dialog is not None
    dialog.field.setText("four words to open")
    dialog.confirm.click()
    assert window.pane is not None
    assert window.pane.mode == "shared"
    window.activateWindow()


def nothing_said(window: MainWindow, controller: FakeController) -> None:
    controller.loaded = LoadedReview(samples.empty_review(), has_audio=False)
    window.open_review("s-1")


def welcome(step: int) -> Go:
    def go(window: MainWindow, controller: FakeController) -> None:
        controller.kept = Settings()
        screen = WelcomeScreen(window.theme, controller, window.health)
        window._show(screen, "")
        screen.go(step)

    return go


def farewell(window: MainWindow, _controller: FakeController) -> None:
    screen = Farewell(window.theme)
    window._show(screen, "")
    screen.done(())


def noticed(window: MainWindow, _controller: FakeController) -> None:
    window.take(Notice("The microphone is gone.", "What was said is saved."))


SCREENS: dict[str, Go] = {
    "library": lambda window, _controller: window.go("library"),
    "library with an unfinished call": unfinished,
    "library with a notice": noticed,
    "briefing": lambda window, _controller: window.open_briefing("eleven-pm"),
    "call": call,
    "call, typed": typed_call,
    "review": lambda window, _controller: window.open_review("s-1"),
    "review of a retry": retried,
    "review that can be taken up": taken_up,
    "review with notes": written,
    "review of silence": nothing_said,
    "shared review": shared,
    "history": history,
    "history, empty": empty("history"),
    "progress": lambda window, _controller: window.go("progress"),
    "progress, empty": empty("progress"),
    "settings": settings,
    "welcome 1": welcome(0),
    "welcome 2": welcome(1),
    "welcome 3": welcome(2),
    "farewell": farewell,
}


@pytest.fixture
def shown(qtbot: QtBot, home: Path) -> tuple[MainWindow, FakeController]:
    controller = FakeController()
    window = MainWindow(controller, Bridge(), Theme("dark"))
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_closing", True))
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    QApplication.processEvents()
    return window, controller


def check(root: QWidget) -> None:
    for _turn in range(8):
        QApplication.processEvents()
    assert unnamed(root) == []
    reached, unseen = walked(root)
    assert reached
    assert unreached(root, reached) == []
    assert unseen == []


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_can_be_walked(shown: tuple[MainWindow, FakeController], name: str) -> None:
    SCREENS[name](*shown)
    check(shown[0])


DIALOGS: dict[str, Callable[[Theme], QWidget]] = {
    "share": lambda theme: ShareDialog(theme, has_audio=True, has_notes=True, first_call=True),
    "open": lambda theme: OpenDialog(theme, "call.steadyshare"),
    "leave": LeaveDialog,
    "passphrase": lambda theme: PassphraseDialog(theme, new=False),
    "new passphrase": lambda theme: PassphraseDialog(theme, new=True),
    "support": lambda theme: SupportDialog(theme, FakeController().clinic(), "Steadyhand, for support."),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_every_dialog_can_be_walked(qtbot: QtBot, theme: Theme, name: str) -> None:
    dialog = DIALOGS[name](theme)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    check(dialog)
