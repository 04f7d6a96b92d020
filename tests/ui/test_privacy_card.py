"""Privacy in the settings: what is kept in words, everything into a file, everything away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.errors import UserError
from desktop.ui.bridge import Bridge
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.farewell import Farewell
from desktop.ui.settings.privacy import PrivacyCard, amount, protection
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from tests.ui.fakes import KEPT, FakeController, FakeVault
from tests.ui.walk import unnamed


class Shown:
    """A card on a fake vault."""

    def __init__(self, qtbot: QtBot) -> None:
        self.vault = FakeVault()
        self.card = PrivacyCard(Theme("dark"), self.vault)
        qtbot.addWidget(self.card)
        self.card.resize(700, 500)
        self.card.show()
        self.card.refresh()


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def click(button: ActionButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("keyring", "the key is in this computer's keyring"),
        ("key_file", "in the file /home/me/.config/steadyhand/sessions.key, which only you can read"),
        ("passphrase", "nothing on this computer knows it"),
        ("environment", "STEADYHAND_PASSPHRASE"),
    ],
)
def test_where_the_key_is_is_said(key: str, words: str) -> None:
    said = protection(replace(KEPT, key=key))  # type: ignore[arg-type]
    assert said.startswith("Your calls are encrypted on this disk; ")
    assert words in said


def test_a_file_in_the_clear_is_never_called_encrypted() -> None:
    assert "NOT encrypted" in protection(replace(KEPT, cipher=""))


@pytest.mark.parametrize(
    ("calls", "sound", "size", "words"),
    [
        (0, 0, 0, "No call is kept."),
        (1, 0, 0, "1 call is kept, as text; the sound of none."),
        (3, 2, 24_300_000, "3 calls are kept, as text; the sound of 2, 24.3 MB."),
    ],
)
def test_how_much_is_kept_is_said(calls: int, sound: int, size: int, words: str) -> None:
    assert amount(replace(KEPT, calls=calls, calls_with_sound=sound, sound_bytes=size)) == words


def test_an_export_shows_how_far_it_is_and_can_be_stopped(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown.card, "choose_file", lambda: "/tmp/all")
    click(shown.card.export)
    assert shown.vault.asked == [("export", Path("/tmp/all.zip"))]
    assert not shown.card.export.isEnabled()
    shown.vault.on_progress(1, 4)
    assert (shown.card.line.text.text(), shown.card.line.bar.value()) == ("1 of 4 calls", 250)
    shown.card.refresh()
    assert not shown.card.export.isEnabled()
    click(shown.card.line.stop)
    assert shown.vault.asked[-1] == ("cancel",)
    shown.vault.on_failed(UserError("Stopped.", "Nothing was written."))
    assert shown.card.line.text.text() == "Stopped. Nothing was written."
    assert shown.card.export.isEnabled()


def test_a_finished_export_says_that_it_is_not_encrypted(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown.card, "choose_file", lambda: "/tmp/all.zip")
    click(shown.card.export)
    shown.vault.on_exported(1)
    assert shown.card.line.text.text() == "1 call written to /tmp/all.zip. The file is not encrypted."
    assert shown.card.line.stop.isHidden()


def test_nothing_is_exported_without_a_place_or_a_call(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown.card, "choose_file", lambda: "")
    click(shown.card.export)
    assert shown.vault.asked == []
    shown.vault.there = replace(KEPT, calls=0)
    shown.card.refresh()
    assert not shown.card.export.isEnabled()


def test_everything_goes_only_after_the_word(shown: Shown, qtbot: QtBot) -> None:
    assert shown.card.question.isHidden()
    click(shown.card.erase)
    assert shown.card.question.isVisible()
    assert unnamed(shown.card) == []
    with qtbot.assertNotEmitted(shown.card.erase_wanted):
        click(shown.card.sure)
        QTest.keyClicks(shown.card.word, "delet")
        QTest.keyClick(shown.card.word, Qt.Key.Key_Return)
    with qtbot.waitSignal(shown.card.erase_wanted):
        QTest.keyClicks(shown.card.word, "e")
        QTest.keyClick(shown.card.word, Qt.Key.Key_Return)


def test_who_turns_away_starts_over(shown: Shown) -> None:
    click(shown.card.erase)
    QTest.keyClicks(shown.card.word, "delete")
    click(shown.card.keep)
    assert shown.card.question.isHidden()
    click(shown.card.erase)
    assert not shown.card.sure.isEnabled()


class Erasing:
    """A window in which everything is being deleted."""

    def __init__(self, qtbot: QtBot) -> None:
        self.controller = FakeController()
        self.window = MainWindow(self.controller, Bridge(), Theme("dark"))
        qtbot.addWidget(self.window, before_close_func=lambda w: setattr(w, "_controller_runs", False))
        self.window.show()
        self.window.go("settings")
        settings = self.window.current()
        assert isinstance(settings, SettingsScreen)
        settings.privacy.erase.click()
        settings.privacy.word.setText("Delete")
        settings.privacy.sure.click()

    @property
    def farewell(self) -> Farewell:
        screen = self.window.current()
        assert isinstance(screen, Farewell)
        return screen

    def words(self) -> str:
        return " ".join(one.text() for one in self.farewell.findChildren(QLabel))


def test_the_window_says_that_everything_is_gone_and_closes(qtbot: QtBot, home: Path) -> None:
    shown = Erasing(qtbot)
    assert shown.controller.vault_.asked == [("delete_everything",)]
    assert not shown.window.side.isVisible()
    assert "Deleting everything…" in shown.words()
    shown.window.close()
    assert shown.window.isVisible()  # not before it is done
    shown.controller.vault_.on_deleted((Path("/home/me/notes.txt"),))
    assert "Everything is deleted." in shown.words()
    assert "/home/me/notes.txt" in shown.words()
    with qtbot.waitSignal(shown.window.finished):
        shown.farewell.button.click()
    assert not shown.window.isVisible()
    assert not (home / "config" / "window.ini").exists()
    assert "shutdown" not in shown.controller.names()


def test_what_could_not_be_deleted_is_told(qtbot: QtBot, home: Path) -> None:
    shown = Erasing(qtbot)
    shown.controller.vault_.on_failed(UserError("sessions.db can't be deleted.", "Close what has it open."))
    assert "Not everything could be deleted." in shown.words()
    assert "sessions.db can't be deleted. Close what has it open." in shown.words()
    shown.window.close()
    assert not shown.window.isVisible()
