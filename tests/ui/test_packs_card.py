"""Installed conversations in the settings: removed by a press, and brought back by another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.errors import UserError
from desktop.policy import OPEN
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


def test_without_a_pack_the_card_says_how_one_comes(show: Show) -> None:
    card, _shelf = show()
    card.show()
    assert "which can also be dropped here" in words(card)
    assert card.add.label() == "Add a conversation…"
    assert unnamed(card) == []


@pytest.mark.parametrize("how", ["add", "add_zip"])
def test_what_is_chosen_is_wanted_and_nothing_is_not(
    show: Show, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, _shelf = show()
    wanted: list[Path] = []
    card.add_wanted.connect(wanted.append)
    for chosen in ("", "/somewhere/mine"):
        for ask in ("choose_folder", "choose_zip"):
            monkeypatch.setattr(card, ask, lambda chosen=chosen: chosen)
        QTest.keyClick(getattr(card, how), Qt.Key.Key_Return)
    assert wanted == [Path("/somewhere/mine")]


def test_a_policy_that_forbids_packs_leaves_the_reason(qtbot: QtBot) -> None:
    policy = replace(samples.policy(), rules=msgspec.structs.replace(OPEN, own_packs=False))
    card = PacksCard(Theme("dark"), FakePacks(), policy)
    qtbot.addWidget(card)
    card.show()
    assert not card.add.isVisible()
    assert not card.add_zip.isVisible()
    assert "switched off on this computer. Set by" in words(card)
    assert "dropped" not in words(card)


def test_a_former_version_is_told_apart_and_keeps_the_focus(show: Show) -> None:
    newer = replace(MINE, version="0.2")
    former = replace(MINE, id="mine@2", version="0.1", removed=True, replaced=True)
    card, shelf = show(newer, former)
    assert "Ruth · version 0.1 · replaced" in words(card)
    button = card.buttons["mine@2"]
    assert button.accessibleName() == "Bring back, Talks of ours, version 0.1"
    shelf.there = (replace(newer, version="0.1"), replace(former, id="mine@3", version="0.2"))
    button.click()
    assert shelf.asked == [("restore", "mine@2")]
    assert card.focusWidget() is card.buttons["mine"]


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
