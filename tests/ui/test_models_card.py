"""The models in the settings: what there is, fetched with progress, stopped, imported, removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import UserError
from desktop.ui.settings.models import ModelsCard
from desktop.ui.shelf import Fetching
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from tests.ui.fakes import HEART, FakeShelf
from tests.ui.walk import unnamed


class Shown:
    """A card on a fake shelf."""

    def __init__(self, qtbot: QtBot) -> None:
        self.shelf = FakeShelf()
        self.card = ModelsCard(Theme("dark"), self.shelf)
        qtbot.addWidget(self.card)
        self.card.resize(700, 900)
        self.card.show()
        self.card.refresh()

    def button(self, model_id: str) -> ActionButton:
        return self.card.rows[model_id].findChildren(ActionButton)[0]

    def words(self, widget: QWidget) -> str:
        return " ".join(one.text() for one in widget.findChildren(QLabel))


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def click(button: ActionButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_each_model_says_what_it_is_for_and_whether_it_is_here(shown: Shown) -> None:
    assert "Hears you · 41.2 MB · Apache-2.0 · not here" in shown.words(shown.card.rows["vosk-small"])
    everybody = shown.words(shown.card.rows["vosk-en-starter"])
    assert "installed for everybody on this computer" in everybody
    assert "brought by you, not in the catalog" in shown.words(shown.card.rows["own-model"])
    assert shown.card.suggested.label() == "Fetch what is missing, 41.2 MB"
    assert unnamed(shown.card) == []


def test_what_the_machine_shares_can_not_be_removed_here(shown: Shown) -> None:
    assert not shown.card.rows["vosk-en-starter"].findChildren(ActionButton)


def test_a_fetch_shows_how_far_it_is_and_can_be_stopped(shown: Shown) -> None:
    click(shown.button("vosk-small"))
    assert shown.shelf.asked == [("fetch", ("vosk-small",))]
    assert not shown.card.suggested.isEnabled()
    shown.shelf.on_progress(Fetching("Vosk English, small", 1, 1, 20_600_000, 41_205_931))
    line = shown.card.fetch_line
    assert line.text.text() == "Vosk English, small, 20.6 MB of 41.2 MB"
    assert line.bar.value() == 500
    click(line.stop)
    assert shown.shelf.asked[-1] == ("cancel",)
    shown.shelf.on_failed(UserError("Stopped.", "What is here of it is kept; it goes on from there."))
    assert "goes on from there" in line.text.text()
    assert line.stop.isHidden()
    assert shown.card.suggested.isEnabled()


def test_the_whole_set_says_what_stands_in(shown: Shown) -> None:
    click(shown.card.suggested)
    assert shown.shelf.asked == [("fetch", ())]
    shown.shelf.on_progress(Fetching("Vosk English, small", 1, 3, 0, 41_205_931))
    assert shown.card.fetch_line.text.text().startswith("1 of 3: Vosk English, small")
    shown.shelf.on_ready(("Vosk English, small is missing, Vosk starter ear takes its place.",))
    assert "takes its place" in shown.card.fetch_line.text.text()
    assert shown.card.fetch_line.bar.isHidden()


def test_removing_asks_once_more(shown: Shown) -> None:
    remove = shown.button(HEART)
    click(remove)
    assert shown.shelf.asked == []
    assert remove.accessibleName() == "Really remove?, Hibari Heart"
    click(remove)
    assert shown.shelf.asked == [("remove", HEART)]
    assert HEART not in shown.card.rows


def test_a_file_is_imported(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown.card, "choose_file", lambda: "/tmp/some.gguf")
    click(shown.card.bring)
    assert shown.shelf.asked == [("import", Path("/tmp/some.gguf"))]
    shown.shelf.on_failed(UserError("It is no model.", "Choose another file."))
    assert shown.card.fetch_line.text.text() == "It is no model. Choose another file."


def test_what_arrives_after_the_screen_is_gone_does_no_harm(qtbot: QtBot) -> None:
    shelf = FakeShelf()
    card = ModelsCard(Theme("dark"), shelf)
    card.refresh()
    click(card.suggested)
    card.deleteLater()
    qtbot.waitUntil(lambda: not _alive(card), timeout=5000)
    shelf.on_progress(Fetching("x", 1, 1, 1, 2))
    shelf.on_ready(())
    shelf.on_failed(UserError("x"))


def _alive(widget: QWidget) -> bool:
    from shiboken6 import isValid

    return isValid(widget)
