"""Installed conversations in the settings: removed by a press, and brought back by another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.errors import UserError
from desktop.ui.bridge import Bridge
from desktop.ui.controller import LoadedReview
from desktop.ui.library.card import ScenarioCard
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.packs import ShelfPack
from desktop.ui.settings.packs import PacksCard
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.theme import Theme
from tests.ui import samples
from tests.ui.fakes import FakeController, FakePacks
from tests.ui.walk import unnamed

MINE = ShelfPack("mine", "Talks of ours", "Ruth", ("The raise", "The reorganisation"))
OLD = ShelfPack("old", "Last year", "Ruth", ("Last year",), removed=True)
BROKEN = ShelfPack("worse", "worse", "", (), trouble="pack.toml: this file is missing")
Show = Callable[..., tuple[PacksCard, FakePacks]]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(*packs: ShelfPack) -> tuple[PacksCard, FakePacks]:
        shelf = FakePacks(*packs)
        card = PacksCard(Theme("dark"), shelf)
        qtbot.addWidget(card)
        card.refresh()
        return card, shelf

    return shown


def words(card: PacksCard) -> str:
    return "\n".join(one.text() for one in card.findChildren(QLabel) if not one.isHidden())


def test_without_a_pack_the_card_is_not_there(show: Show) -> None:
    assert show()[0].isHidden()


def test_a_pack_is_removed_by_one_press_and_undone_by_the_next(show: Show) -> None:
    card, shelf = show(MINE, OLD)
    changes: list[None] = []
    card.changed.connect(lambda: changes.append(None))
    assert "The raise, The reorganisation · Ruth" in words(card)
    assert [one.label() for one in card.buttons.values()] == ["Remove", "Bring back"]
    assert "brought back for at least 30 days" in words(card)
    card.buttons["mine"].setFocus()
    QTest.keyClick(card.buttons["mine"], Qt.Key.Key_Return)
    assert shelf.asked == [("remove", "mine")]
    assert card.buttons["mine"].label() == "Undo"
    assert card.focusWidget() is card.buttons["mine"]
    assert "Ruth · removed" in words(card)
    QTest.mouseClick(card.buttons["mine"], Qt.MouseButton.LeftButton)
    assert shelf.asked[-1] == ("restore", "mine")
    assert card.buttons["mine"].label() == "Remove"
    assert len(changes) == 2
    assert unnamed(card) == []
    assert card.buttons["old"].accessibleName() == "Bring back, Last year"


def test_a_pack_that_can_t_be_opened_says_why_and_can_be_removed(show: Show) -> None:
    card, shelf = show(BROKEN)
    assert "It can't be opened: pack.toml: this file is missing" in words(card)
    QTest.mouseClick(card.buttons["worse"], Qt.MouseButton.LeftButton)
    assert shelf.asked == [("remove", "worse")]


def test_a_removed_pack_that_can_t_be_opened_can_be_brought_back(show: Show) -> None:
    card, shelf = show(replace(BROKEN, removed=True))
    assert "removed; it can't be opened: pack.toml: this file is missing" in words(card)
    assert card.buttons["worse"].label() == "Bring back"
    QTest.mouseClick(card.buttons["worse"], Qt.MouseButton.LeftButton)
    assert shelf.asked == [("restore", "worse")]


def test_a_refusal_is_said_and_can_be_tried_again(show: Show) -> None:
    card, shelf = show(MINE)
    shelf.wrong = UserError("It can't be moved.", "Check its permissions.")
    QTest.mouseClick(card.buttons["mine"], Qt.MouseButton.LeftButton)
    assert "It can't be moved. Check its permissions." in words(card)
    assert card.buttons["mine"].isEnabled()
    shelf.wrong = None
    QTest.mouseClick(card.buttons["mine"], Qt.MouseButton.LeftButton)
    assert card.buttons["mine"].label() == "Undo"
    assert "permissions" not in words(card)


@pytest.mark.parametrize("on_a_card", [True, False])
def test_a_library_that_is_shown_already_is_replaced_where_it_stands(
    qtbot: QtBot, home: Path, *, on_a_card: bool
) -> None:
    controller = FakeController()
    controller.packs_ = FakePacks(MINE)
    window = MainWindow(controller, Bridge(), Theme("dark"))
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_closing", True))
    window.show()
    window.go("settings")
    settings = window.current()
    assert isinstance(settings, SettingsScreen)
    window.go("library")
    before = window.current()
    assert isinstance(before, LibraryScreen)
    scenario_id = before.cards[1].scenario.id
    (before.cards[1] if on_a_card else window.side.entries["library"]).setFocus()
    settings.packs.changed.emit()  # it was pressed for before
    library = window.current()
    assert isinstance(library, LibraryScreen)
    assert library is not before
    focused = window.focusWidget()
    if on_a_card:
        assert isinstance(focused, ScenarioCard)
        assert library.isAncestorOf(focused)
        assert focused.scenario.id == scenario_id
    else:
        assert focused is window.side.entries["library"]
    window.go("settings")
    window.go("library")
    assert window.current() is library


def test_the_library_and_a_review_show_that_a_pack_was_removed(qtbot: QtBot, home: Path) -> None:
    controller = FakeController()
    controller.packs_ = FakePacks(MINE)
    window = MainWindow(controller, Bridge(), Theme("dark"))
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_closing", True))
    window.show()
    before = window.current()
    window.go("settings")
    settings = window.current()
    assert isinstance(settings, SettingsScreen)
    assert settings.packs.isVisibleTo(settings)
    settings.packs.buttons["mine"].click()
    window.go("library")
    assert isinstance(window.current(), LibraryScreen)
    assert window.current() is not before
    controller.loaded = LoadedReview(samples.review(), has_audio=True, removed=True)
    window.open_review("s-1")
    QApplication.processEvents()
    assert window.pane is not None
    assert any("This conversation was removed" in one.text() for one in window.pane.findChildren(QLabel))
