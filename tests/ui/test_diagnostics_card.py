"""Diagnostics in the settings: engines, checks, logs, and the support file that is read first."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import UserError
from desktop.events import EngineHealth
from desktop.ui.clinic import Vitals
from desktop.ui.settings.diagnostics import DiagnosticsCard
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from tests.ui.fakes import CHECKS, FakeClinic
from tests.ui.walk import unnamed


class Shown:
    """A card on a fake clinic."""

    def __init__(self, qtbot: QtBot) -> None:
        self.clinic = FakeClinic()
        self.card = DiagnosticsCard(Theme("dark"), self.clinic)
        qtbot.addWidget(self.card)
        self.card.resize(700, 700)
        self.card.show()
        self.card.show_health("", ())
        self.card.refresh()


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def click(button: ActionButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def words(widget: QWidget) -> list[str]:
    QApplication.processEvents()  # rows that came later are shown by the next turn of the loop
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]


def test_engines_and_their_breakers_are_told(shown: Shown) -> None:
    lines = shown.card.vitals.text().splitlines()
    assert lines[0] == "Hears you (vosk-en-starter): ready, loaded in 0.8 s, breaker closed"
    assert "Speaks the answers (hibari-heart): not working" in lines[1]
    assert "started 4 times, breaker open: out of service after failures" in lines[1]
    assert lines[2].startswith("In the last call an answer took 1.4 s")
    assert unnamed(shown.card) == []


def test_what_the_window_was_told_is_not_said_twice(shown: Shown) -> None:
    ready = EngineHealth("recogniser", "ready")
    down = EngineHealth("synthesizer", "down", "No voice is installed.")
    shown.card.show_health("", (ready, down, EngineHealth("persona", "starting")))
    assert shown.card.health.text() == (
        "Speaks the answers: not working. No voice is installed.\nFinds the answers: starting"
    )
    shown.clinic.there = Vitals((), "")
    shown.card.refresh()
    assert shown.card.health.text().startswith("Hears you: ready\n")
    shown.card.show_health("", ())
    said = shown.card.health.text()
    assert said.startswith("Nothing runs for a call yet"), "a voice that was tried out did start"
    assert "What you try out on this page" in said


def test_the_focus_comes_back_after_the_checks(shown: Shown) -> None:
    shown.card.activateWindow()
    click(shown.card.examine)
    assert shown.card.line.stop.hasFocus()
    shown.clinic.on_ready()
    assert shown.card.examine.hasFocus()


def test_each_check_comes_with_its_sign_and_what_to_do(shown: Shown) -> None:
    click(shown.card.examine)
    assert shown.clinic.asked == [("examine",)]
    assert not shown.card.examine.isEnabled()
    shown.clinic.on_begun("sound devices", 1, 4)
    assert (shown.card.line.text.text(), shown.card.line.bar.value()) == ("2 of 4: sound devices", 250)
    for check in CHECKS:
        shown.clinic.on_check(check)
    shown.clinic.on_ready()
    said = words(shown.card)
    assert [said[said.index(f"{one.name}: {one.detail}") - 1] for one in CHECKS] == ["✓", "!", "✕"]
    tones = [one.property("tone") for one in shown.card.findChildren(QLabel) if one.text() in ("✓", "!", "✕")]
    assert tones == ["say", "possible", "avoid"]
    assert "Close programs until 1.0 GB are free." in said
    assert "3 checks run. A rehearsal needs 1 thing mended: see ✕." in said
    assert shown.card.examine.isEnabled()
    click(shown.card.examine)
    assert "version: Steadyhand 0.1, Python 3.12.3, Linux" not in words(shown.card)


def test_checks_can_be_stopped(shown: Shown) -> None:
    click(shown.card.examine)
    shown.clinic.on_check(CHECKS[0])
    click(shown.card.line.stop)
    assert shown.clinic.asked[-1] == ("cancel",)
    shown.clinic.on_ready()
    assert "1 checks run." not in words(shown.card)
    assert any(one.startswith("1 check run.") for one in words(shown.card))


def test_the_support_file_is_read_before_it_is_saved(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    click(shown.card.examine)
    shown.clinic.on_check(CHECKS[0])
    shown.clinic.on_ready()
    click(shown.card.support)
    assert shown.clinic.asked[-1] == ("support", (CHECKS[0],))
    dialog = shown.card.dialog
    assert dialog.isVisible()
    assert dialog.text.toPlainText() == "Steadyhand, for support.\nversion"
    assert dialog.text.isReadOnly()
    assert unnamed(dialog) == []
    monkeypatch.setattr(dialog, "choose_file", lambda: "")
    click(dialog.save)
    assert shown.clinic.asked[-1][0] == "support"
    monkeypatch.setattr(dialog, "choose_file", lambda: "/tmp/support.txt")
    click(dialog.save)
    assert shown.clinic.asked[-1] == ("save", "Steadyhand, for support.\nversion", Path("/tmp/support.txt"))
    shown.clinic.on_ready()
    assert dialog.said.text() == "Saved as /tmp/support.txt."
    shown.clinic.on_failed(UserError("It can't be written.", "Choose another place."))
    assert dialog.said.text() == "It can't be written. Choose another place."
    click(dialog.leave)
    assert not dialog.isVisible()


def test_the_log_folder_is_opened_or_it_says_why_not(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []

    def works(folder: Path) -> bool:
        opened.append(folder)
        return True

    monkeypatch.setattr(shown.card, "open_folder", works)
    click(shown.card.open)
    assert opened == [Path("/home/me/.local/state/steadyhand/log")]
    assert shown.card.folder.text().endswith("never hold what was said.")
    monkeypatch.setattr(shown.card, "open_folder", lambda _folder: False)
    click(shown.card.open)
    assert "No program here can show it" in shown.card.folder.text()
