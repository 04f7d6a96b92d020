"""The whole way by keyboard: no mouse, no focus set by the test; from the library to a file on the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop import settings
from desktop.app import Application
from desktop.catalog import Catalog
from desktop.events import CallPhase, PersonaSaid
from desktop.settings import Settings
from desktop.store.database import Store
from desktop.store.keys import from_passphrase
from desktop.ui.bridge import Bridge
from desktop.ui.briefing.screen import BriefingScreen
from desktop.ui.call.screen import CallScreen
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.review.pane import FORMATS, ReviewPane
from desktop.ui.theme import Theme, prepare_application
from tests.test_window_call import READERS, WAIT_MS, Watched, own_words, phase_of, says

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytestmark = [pytest.mark.models, pytest.mark.timeout(300)]

PERSONA = "smollm2-135m-instruct-q4_1"
LINES = ("How did this get past staging?", "Nobody is getting fired tonight.")
BETTER = "What do you need from me right now?"
_MOST_TABS = 40
Keys = Qt.Key


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, as the system gives it to whatever has the focus: a shortcut, a menu, a field."""
    window = QApplication.focusWindow()
    QTest.keyPress(window, key, modifier)
    if isValid(window) and QApplication.focusWindow() is window:  # the key may have closed it
        QTest.keyRelease(window, key, modifier)


def type_text(text: str) -> None:
    """Into whatever field has the focus."""
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    QTest.keyClicks(QApplication.focusWidget(), text)


def tab_to(named: str) -> None:
    """Tab until a control of that name has the focus."""
    for _press in range(_MOST_TABS):
        now = QApplication.focusWidget()
        if now is not None and now.accessibleName().startswith(named):
            return
        press(Keys.Key_Tab)
    pytest.fail(f"Tab does not come to {named}")


@pytest.fixture
def watched(
    qtbot: QtBot,
    qapp: QApplication,
    home: Path,
    tmp_path: Path,
    model_dir: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Watched]:
    """The window with the smallest persona, and neither ears nor a voice of the catalog: one types."""
    alone = tmp_path / "models"
    alone.mkdir()
    (alone / PERSONA).symlink_to(model_dir(PERSONA))
    monkeypatch.setenv("STEADYHAND_MODELS", str(alone))
    prepare_application(qapp)
    settings.save(Settings(persona_model=PERSONA, welcomed=True))
    bridge = Bridge()
    store = Store.open(home / "data" / "sessions.db", from_passphrase("for a test"))
    window = MainWindow(Application(store, Catalog.load(), settings.load(), bridge), bridge, Theme("dark"))
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is not None)
    yield Watched(window, bridge, qtbot)
    window.close()
    qtbot.waitUntil(lambda: not window._controller_runs, timeout=WAIT_MS)


def say(watched: Watched, qtbot: QtBot, *lines: str) -> None:
    """Type each line when the floor is free, and wait for its answer."""
    for line in lines:
        qtbot.waitUntil(lambda: phase_of(watched) is CallPhase.LISTENING, timeout=WAIT_MS)
        before = _last_said(watched)
        type_text(line)
        press(Keys.Key_Return)
        watched.until(lambda e, after=before: isinstance(e, PersonaSaid) and e.turn_id > after)  # type: ignore[misc]


def _last_said(watched: Watched) -> int:
    return max((event.turn_id for event in watched.events if isinstance(event, PersonaSaid)), default=0)


def end_call(watched: Watched) -> ReviewPane:
    tab_to("End")
    press(Keys.Key_Return)
    pane = watched.until_screen(ReviewPane)
    assert isinstance(pane, ReviewPane)
    watched._qtbot.waitUntil(lambda: pane.whole)
    return pane


def export(watched: Watched, qtbot: QtBot, number: int, target: Path) -> None:
    """The menu's entry of that number, and the path typed into the dialog that asks for it."""
    timer = QTimer()

    def answer() -> None:
        dialog, field = QApplication.activeModalWidget(), QApplication.focusWidget()
        if isinstance(dialog, QFileDialog) and isinstance(field, QLineEdit):
            timer.stop()
            type_text(str(target))  # over the suggested name, all of which is selected
            QTest.keyClick(field, Keys.Key_Return)

    timer.timeout.connect(answer)
    timer.start(20)
    watched.window.notice.hide()
    press(Keys.Key_E)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None, timeout=WAIT_MS)
    for _press in range(number + 1):
        press(Keys.Key_Down)
    press(Keys.Key_Return)
    watched.window.activateWindow()  # what a desktop does when a dialog closes
    qtbot.waitUntil(lambda: QApplication.focusWindow() is not None)
    saved = f"Saved as {target.name}."
    qtbot.waitUntil(lambda: watched.window.notice.text().startswith(saved), timeout=WAIT_MS)


def test_from_the_library_to_the_export_without_a_mouse(watched: Watched, qtbot: QtBot, tmp_path: Path) -> None:
    window = watched.window
    assert isinstance(window.current(), LibraryScreen)
    press(Keys.Key_K, Qt.KeyboardModifier.ControlModifier)
    type_text("11 pm")
    press(Keys.Key_Down)
    press(Keys.Key_Return)
    watched.until_screen(BriefingScreen)
    press(Keys.Key_Return)

    call: QWidget = watched.until_screen(CallScreen)
    watched.until(lambda event: isinstance(event, PersonaSaid))
    tab_to("Type")
    press(Keys.Key_Return)
    say(watched, qtbot, *LINES)
    pane = end_call(watched)
    found = {(moment.item, moment.kind): moment for moment in pane.document.moments}
    assert {("blame", "avoid"), ("threat", "say")} <= set(found)

    assert pane.selected is not None
    first = pane.selected.id
    press(Keys.Key_Down)
    assert pane.selected.id != first
    press(Keys.Key_Up)
    assert pane.selected.id == first == found["blame", "avoid"].id
    watched.forget()
    press(Keys.Key_R)
    assert watched.until_screen(CallScreen) is not call
    qtbot.waitUntil(lambda: phase_of(watched) is CallPhase.LISTENING, timeout=WAIT_MS)
    tab_to("Type")
    press(Keys.Key_Return)
    say(watched, qtbot, BETTER)
    again = end_call(watched)
    assert own_words(again.versions.first.version.turns).startswith(LINES[0])
    assert own_words(again.versions.again.version.turns) == BETTER

    offered = [name for name in FORMATS if not name.endswith("+sound")]
    for name, read in READERS.items():
        target = tmp_path / f"again.{name}"
        export(watched, qtbot, offered.index(name), target)
        assert says(read(target), BETTER), name
