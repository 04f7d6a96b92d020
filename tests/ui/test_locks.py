"""Locked settings in the window: seen, reached by Tab, heard, and held against mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import settings as chosen
from desktop.app import start
from desktop.app.application import Application
from desktop.catalog import Catalog
from desktop.store.database import Store
from desktop.store.keys import from_passphrase
from desktop.ui.bridge import Bridge
from desktop.ui.briefing.screen import BriefingScreen
from desktop.ui.call.screen import CallScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.theme import Theme
from desktop.ui.welcome.screen import ModelsStep
from desktop.ui.widgets.lock import LockLine
from tests.ui import samples
from tests.ui.fakes import FakeController, FakeShelf

WHO = "Set by Your IT department (it@example.com)."


def locked_window(qtbot: QtBot, home: Path) -> tuple[MainWindow, FakeController]:
    controller = FakeController()
    controller.policy_ = samples.policy()
    controller.kept = msgspec.structs.replace(controller.kept, **controller.policy_.locked)
    window = MainWindow(controller, Bridge(), Theme("dark"))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    return window, controller


@pytest.fixture
def settings(qtbot: QtBot, home: Path) -> SettingsScreen:
    window, _controller = locked_window(qtbot, home)
    window.go("settings")
    screen = window.current()
    assert isinstance(screen, SettingsScreen)
    screen.window_ = window  # type: ignore[attr-defined]  # keeps it
    return screen


def line_of(screen: QWidget, what: str) -> LockLine:
    return next(one for one in screen.findChildren(LockLine) if one.accessibleName().startswith(what))


def tabbed(screen: QWidget, count: int = 200) -> list[QWidget]:
    """Every widget that Tab comes to, in order."""
    found: list[QWidget] = []
    first = screen.nextInFocusChain()
    widget = first
    for _step in range(count * 50):
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if screen.isAncestorOf(widget) and takes and widget.isEnabled() and widget.isVisibleTo(screen):
            found.append(widget)
        widget = widget.nextInFocusChain()
        if widget is first:
            break
    return found


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("difficulty", "Difficulty: Realistic"),
        ("barge_in", "Interrupt by speaking: On"),
        ("keep_audio", "Keep my voice: Off"),
        ("retention", "Keep sound for: 14 days"),
    ],
)
def test_a_locked_setting_is_held_and_says_by_whom(settings: SettingsScreen, name: str, what: str) -> None:
    control = getattr(settings, name)
    line = line_of(settings, what)
    assert not control.isEnabled()
    assert control not in tabbed(settings)
    assert line in tabbed(settings)
    assert line.text() == f"{what.partition(': ')[2]}. {WHO}"
    assert WHO in control.accessibleDescription()
    heard = QAccessible.queryAccessibleInterface(line)
    assert heard.text(QAccessible.Text.Name) == f"{what}, locked"
    assert heard.text(QAccessible.Text.Description) == WHO
    assert heard.role() == QAccessible.Role.StaticText
    assert heard.state().focusable


def test_a_free_setting_stays_free(settings: SettingsScreen) -> None:
    assert settings.captions.isEnabled()  # type: ignore[attr-defined]
    assert settings.captions in tabbed(settings)  # type: ignore[attr-defined]
    assert not any(one.accessibleName().startswith("Captions") for one in settings.findChildren(LockLine))


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Left])
def test_neither_key_nor_click_changes_what_is_locked(settings: SettingsScreen, key: Qt.Key) -> None:
    said: list[object] = []
    settings.changed.connect(said.append)
    held = (settings.keep_audio, settings.barge_in, settings.difficulty, settings.retention)  # type: ignore[attr-defined]
    inside = [part for control in held for part in control.findChildren(QWidget) if part.isVisible()]
    for part in (*held, *inside, *settings.findChildren(LockLine)):
        part.setFocus()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(part, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            at, left = QPointF(part.rect().center()), Qt.MouseButton.LeftButton
            event = QMouseEvent(kind, at, part.mapToGlobal(at), left, left, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(part, event)
    assert said == []
    assert not settings.keep_audio.isChecked()  # type: ignore[attr-defined]
    assert settings.barge_in.isChecked()  # type: ignore[attr-defined]
    assert settings.difficulty.value() == "realistic"


def test_tab_comes_to_a_lock_and_a_ring_shows_it(qtbot: QtBot, settings: SettingsScreen) -> None:
    settings.pauses.findChildren(QWidget)[-1].setFocus(Qt.FocusReason.TabFocusReason)
    line = line_of(settings, "Difficulty")
    for _press in range(6):
        if QApplication.focusWidget() is line:
            break
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is line
    assert line.shows_ring()


def test_a_locked_choice_that_is_offered_later_is_named(qtbot: QtBot, home: Path) -> None:
    controller = FakeController()
    policy = samples.policy()
    controller.policy_ = type(policy)(policy.path, True, who="IT", locked={"persona_model": "m-1"})
    controller.kept = msgspec.structs.replace(controller.kept, persona_model="m-1")
    window = MainWindow(controller, Bridge(), Theme("dark"))
    qtbot.addWidget(window)
    window.go("settings")
    screen = window.current()
    assert isinstance(screen, SettingsScreen)
    line = line_of(screen, "Answers")
    assert line.text() == "m-1. Set by IT."
    screen.model.offer([("m-1", "Qwen 1.5B")], "m-1")
    assert line.text() == "Qwen 1.5B. Set by IT."


def test_rules_close_models_and_export_and_say_so(settings: SettingsScreen) -> None:
    told = [one.text() for one in settings.findChildren(LockLine)]
    for what in ("Fetching models", "Using models that are not in the catalog", "Exporting calls"):
        assert f"{what} is switched off on this computer. {WHO}" in told
    assert not settings.privacy.export.isEnabled()
    assert settings.models.suggested.isHidden()
    labels = [one.label() for one in settings.models.findChildren(type(settings.models.bring))]
    assert not any(one.startswith("Fetch") for one in labels if one != "Fetch what is missing")
    assert "4 settings locked" in settings.diagnostics.policy.text()


def test_a_review_keeps_its_buttons_and_says_why_they_do_nothing(qtbot: QtBot, home: Path) -> None:
    window, controller = locked_window(qtbot, home)
    rules = msgspec.structs.replace(controller.policy_.rules, sharing=False)
    controller.policy_ = replace(controller.policy_, rules=rules)
    window.open_review("s-1")
    assert window.pane is not None
    window.pane.export_button.click()
    assert "Exporting calls is switched off on this computer." in window.notice.text()
    assert "Your IT department (it@example.com)" in window.notice.text()
    window.notice.hide()
    window.pane.share_button.click()
    assert "Sharing calls is switched off on this computer." in window.notice.text()
    assert window.sharing.share_dialog is None


def test_the_briefing_and_the_call_hold_to_it_too(qtbot: QtBot, home: Path) -> None:
    window, controller = locked_window(qtbot, home)
    window.open_briefing("eleven-pm")
    briefing = window.current()
    assert isinstance(briefing, BriefingScreen)
    assert not briefing.difficulty.isEnabled()
    assert not briefing.keep_audio.isEnabled()
    assert briefing.pauses.isEnabled()
    assert line_of(briefing, "Keep my voice for the review: Off") in tabbed(briefing)
    assert (briefing.options().difficulty, briefing.options().keep_audio) == ("realistic", False)
    controller.policy_ = type(controller.policy_)(Path("p"), True, who="IT", locked={"captions": True})
    call = window.open_call(briefing.scenario, briefing.options())
    assert isinstance(call, CallScreen)
    assert "Set by IT." in call.captions.button.accessibleDescription()
    assert "Captions (C). Set by IT." in call.captions.button.toolTip()


@pytest.mark.parametrize("shown", [False, True])
def test_captions_that_are_locked_say_why_when_they_are_pressed(qtbot: QtBot, home: Path, shown: bool) -> None:
    window, controller = locked_window(qtbot, home)
    controller.policy_ = replace(controller.policy_, locked={"captions": shown})
    controller.kept = msgspec.structs.replace(controller.kept, captions=shown)
    window.open_briefing("eleven-pm")
    briefing = window.current()
    assert isinstance(briefing, BriefingScreen)
    call = window.open_call(briefing.scenario, briefing.options())
    for press in (call.captions.button.click, lambda: QTest.keyClick(call, Qt.Key.Key_C)):
        window.notice.hide()
        press()
        assert "“Captions” is locked on this computer." in window.notice.text()
        assert "it@example.com" in window.notice.text()
        assert (call.captions.button.isChecked(), call.caption.isVisibleTo(call)) == (shown, shown)
    assert controller.kept.captions is shown


@pytest.mark.parametrize("shown", [False, True])
def test_a_moment_tried_again_opens_no_locked_captions(qtbot: QtBot, home: Path, shown: bool) -> None:
    window, controller = locked_window(qtbot, home)
    controller.policy_ = replace(controller.policy_, locked={"captions": shown})
    controller.kept = msgspec.structs.replace(controller.kept, captions=shown)
    window.open_briefing("eleven-pm")
    briefing = window.current()
    assert isinstance(briefing, BriefingScreen)
    call = window.open_call(briefing.scenario, briefing.options())
    call.go_on_from(60.0, "What happened?", again=True)
    assert call.caption.isVisible() is shown
    assert call.captions.button.isChecked() is shown
    assert ("line below" in call.moment.accessibleName()) is shown


def test_the_welcome_says_why_nothing_is_fetched(qtbot: QtBot, home: Path) -> None:
    step = ModelsStep(Theme("dark"), FakeShelf(), samples.policy())
    qtbot.addWidget(step)
    step.show()
    assert step.fetch.isHidden()
    assert "Fetching them" not in step.text.text()
    assert line_of(step, "Fetching models").isVisible()


@pytest.fixture
def policy(no_policy: Path) -> Callable[[str], None]:
    def put(text: str) -> None:
        no_policy.parent.mkdir(mode=0o755, exist_ok=True)
        no_policy.write_text(text)
        no_policy.chmod(0o644)
        chosen.policy.cache_clear()

    return put


def test_the_application_holds_to_it_whatever_the_window_asks(
    qtbot: QtBot, home: Path, policy: Callable[[str], None], tmp_path: Path
) -> None:
    policy("[locked]\nkeep_audio = false\nscale = 125\n")
    store, bridge = Store.open(tmp_path / "s.db", from_passphrase("x")), Bridge()
    application = Application(store, Catalog.load(), chosen.load(), bridge)
    try:
        asked = msgspec.structs.replace(application.settings(), keep_audio=True, scale=200, captions=False)
        application.set_settings(asked)
        held = application.settings()
        assert (held.keep_audio, held.scale, held.captions) == (False, 125, False)
        application._rooms.desk.submit(lambda: None).result(30)
        assert (chosen.load().keep_audio, chosen.load().captions) == (False, False)
    finally:
        with qtbot.waitCallback(timeout=30_000) as closed:
            application.shutdown(lambda: closed())


def test_a_broken_policy_is_a_notice(
    qtbot: QtBot, home: Path, policy: Callable[[str], None], tmp_path: Path
) -> None:
    store = Store.open(tmp_path / "s.db", from_passphrase("x"))
    store.close()
    assert start.first_notices(store) == ()
    policy("[locked")
    (told,) = start.first_notices(store)
    window, _controller = locked_window(qtbot, home)
    window.take(told)
    assert "can't be read" in window.notice.text()
    assert "your voice is not kept" in window.notice.text()
