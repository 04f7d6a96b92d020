"""A conversation that comes by mail: chosen or dropped, told in the card, in Rehearse at once, and undone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop import paths
from desktop.app.known import KnownScenarios
from desktop.app.packs import InstalledPacks
from desktop.app.rooms import Rooms
from desktop.packs import install_pack
from desktop.packs.problems import Problem
from desktop.packs.removed import look, shelf_stamp
from desktop.packs.starter import new_pack
from desktop.policy import OPEN
from desktop.scenario import Scenario
from desktop.ui.bridge import Bridge
from desktop.ui.briefing.screen import BriefingScreen
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.packs import PacksCard, ProblemsDialog
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.theme import Theme
from tests.ui import samples
from tests.ui.fakes import FakeController
from tests.ui.walk import unnamed, unreached, walked

WAIT_MS = 60_000


class WithPacks(FakeController):
    """A fake, but for its packs: these are real ones, on a shelf of their own."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        stamp = shelf_stamp()
        self.known = KnownScenarios(look())
        self.rooms = Rooms(bridge)
        self.real = InstalledPacks(self.rooms, self.known, stamp)

    def packs(self) -> InstalledPacks:  # type: ignore[override]
        return self.real

    def scenarios(self) -> tuple[Scenario, ...]:
        return self.known.shown()


class Window:
    """The window over real packs."""

    def __init__(self, qtbot: QtBot) -> None:
        bridge = Bridge()
        self.controller = WithPacks(bridge)
        self.window = MainWindow(self.controller, bridge, Theme("dark"))
        self._qtbot = qtbot
        qtbot.addWidget(self.window, before_close_func=lambda w: setattr(w, "_closing", True))
        self.window.resize(1280, 800)
        self.window.show()
        qtbot.waitExposed(self.window)

    def until(self, so: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(so, timeout=WAIT_MS)

    def settings(self) -> SettingsScreen:
        self.window.go("settings")
        screen = self.window.current()
        assert isinstance(screen, SettingsScreen)
        return screen

    def add(self, path: Path) -> None:
        """Choose it in the settings."""
        self.settings().packs.add_wanted.emit(path)

    def told(self, beginning: str) -> str:
        """What the notice says, once it begins so."""
        self.until(lambda: self.window.notice.text().startswith(beginning))
        return self.window.notice.text()

    def taglines(self) -> list[str]:
        """Those of the cards in Rehearse, which is gone to if it is not shown."""
        if not isinstance(self.window.current(), LibraryScreen):
            self.window.go("library")
        library = self.window.current()
        assert isinstance(library, LibraryScreen)
        return [card.scenario.tagline for card in library.cards]

    def refused(self) -> str:
        """What the card says of what did not come in."""
        packs = self.settings().packs
        self.until(packs.problem.isVisible)
        return packs.problem.text()


@pytest.fixture
def shown(qtbot: QtBot, home: Path) -> Iterator[Window]:
    window = Window(qtbot)
    yield window
    window.controller.rooms.desk.shutdown()


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A coach's pack, as unpacked from a mail."""
    new_pack(tmp_path / "mail" / "mine")
    return written(tmp_path / "mail" / "mine", "From Ruth.")


def written(folder: Path, tagline: str, version: str = "0.1") -> Path:
    file = folder / "scenarios" / "mine.toml"
    lines = file.read_text().split("\n")
    file.write_text("\n".join(f'tagline = "{tagline}"' if one.startswith("tagline") else one for one in lines))
    file = folder / "pack.toml"
    lines = file.read_text().split("\n")
    file.write_text("\n".join(f'version = "{version}"' if one.startswith("version") else one for one in lines))
    return folder


def break_it(folder: Path) -> Path:
    (folder / "pack.toml").write_text('schema = 1\nid = "Big"\n')
    return folder


def drop(window: MainWindow, *given: Path) -> bool:
    """Carry files over the window and let go of them there; whether the window wanted them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in given])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(QPoint(5, 5), *how)
    entered.ignore()
    QApplication.sendEvent(window, entered)
    if entered.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), *how))
    return entered.isAccepted()


def zipped(folder: Path) -> Path:
    return Path(shutil.make_archive(str(folder.parent / "talk"), "zip", folder.parent, folder.name))


def names(packs: PacksCard) -> list[str]:
    return [button.accessibleName() for button in packs.buttons.values()]


def on_shelf() -> list[str]:
    """Files among the installed packs."""
    shelf = paths.data_dir() / "packs"
    return [str(path.relative_to(shelf)) for path in shelf.rglob("*") if path.is_file()]


def test_a_pack_by_mail_is_in_rehearse_at_once_and_undone_by_one_press(shown: Window, mine: Path) -> None:
    shown.add(zipped(mine))
    assert shown.told("“mine” is in Rehearse now.")
    packs = shown.settings().packs
    shown.until(lambda: "mine" in packs.buttons)
    assert "From Ruth." in shown.taglines()
    shown.add(mine)
    assert shown.told("“mine” is here already, and just the same.")
    packs.buttons["mine"].click()
    shown.until(lambda: packs.buttons["mine"].label() == "Undo")
    assert "From Ruth." not in shown.taglines()
    shown.add(mine.parent)
    shown.told("“mine” is in Rehearse now.")
    assert shown.window.notice.mend.label() == "Undo"
    QTest.keyClick(shown.window.notice.mend, Qt.Key.Key_Return)
    shown.told("“mine” has left Rehearse.")
    assert "From Ruth." not in shown.taglines()


def test_a_version_that_takes_another_s_place_can_be_undone(shown: Window, mine: Path) -> None:
    shown.add(mine)
    shown.told("“mine” is in Rehearse now.")
    assert "From Ruth." in shown.taglines()
    shown.add(written(mine, "Mended.", "0.2"))
    shown.told("“mine”: version 0.2 has taken the place of version 0.1.")
    assert "Mended." in shown.taglines()
    shown.add(written(mine, "Older again.", "0.1"))
    shown.told("“mine”: version 0.1 has taken the place of version 0.2.")
    shown.window.notice.mend.click()
    shown.told("The former version of “mine” is back.")
    assert "Mended." in shown.taglines()
    packs = shown.settings().packs
    shown.until(lambda: "Bring back, mine, version 0.1" in names(packs))
    next(one for one in packs.buttons.values() if one.accessibleName().startswith("Bring back")).click()
    shown.until(lambda: "Older again." in [each.tagline for each in shown.controller.scenarios()])
    assert "Older again." in shown.taglines()


def test_what_is_wrong_is_told_in_the_card_and_all_of_it_in_a_dialog(shown: Window, mine: Path) -> None:
    shown.add(break_it(mine))
    said = shown.refused()
    assert said.startswith("“mine” was not added. pack.toml, line 2, id: expected lower-case letters")
    assert "other things are wrong." in said
    packs = shown.settings().packs
    assert packs.busy.isHidden()
    assert packs.read_all.isVisible()
    QTest.keyClick(packs.read_all, Qt.Key.Key_Return)
    dialog = packs.dialog
    assert isinstance(dialog, ProblemsDialog)
    lines = dialog.text.toPlainText().split("\n")
    assert f"{len(lines) - 1} other things are wrong." in said
    assert any(line.startswith("pack.toml, line 2, id: expected") for line in lines)
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == dialog.text.toPlainText()
    assert dialog.said.text() == "Copied."
    dialog.leave.click()
    assert on_shelf() == []
    new_pack(mine.parent / "good")
    shown.add(mine.parent / "good")
    shown.told("“good” is in Rehearse now.")
    assert not packs.problem.isVisible(), "it is told no longer"


def test_a_pack_that_clashes_is_refused_in_a_sentence(shown: Window, tmp_path: Path) -> None:
    shutil.copytree(paths.shipped("scenarios") / "eleven-pm", tmp_path / "copy")
    shown.add(tmp_path / "copy")
    said = shown.refused()
    assert said.startswith("“copy” was not added.")
    assert said.endswith("has a scenario eleven-pm already. Give yours another id.")
    assert not shown.settings().packs.read_all.isVisible()
    assert on_shelf() == []


def test_what_is_no_pack_says_what_to_choose(shown: Window, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    shown.add(tmp_path / "empty")
    assert shown.refused() == (
        "“empty” was not added. There is no pack in empty. "
        "Choose the folder in which pack.toml lies, or a .zip of that folder."
    )


@pytest.mark.parametrize("on", ["library", "settings"])
def test_a_pack_can_be_dropped_where_conversations_are(shown: Window, mine: Path, on: str) -> None:
    shown.window.go(on)
    assert drop(shown.window, mine / "pack.toml")
    shown.told("“mine” is in Rehearse now.")
    assert "From Ruth." in shown.taglines()
    assert drop(shown.window, written(mine, "Mended.", "0.2"))
    shown.until(lambda: "Mended." in shown.taglines())


def test_what_can_t_be_dropped_is_told_in_one_sentence(shown: Window, mine: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ruth")
    can = "Drop one thing here: the folder or the .zip of a conversation, or a shared call (….steadyshare)."
    assert drop(shown.window, tmp_path / "letter.txt")
    assert shown.told("letter.txt is no pack of conversations.").endswith(can)
    assert drop(shown.window, mine, tmp_path / "letter.txt")
    assert shown.told("Drop") == can
    for screen in ("history", "progress"):
        shown.window.go(screen)
        assert not drop(shown.window, mine)
    shown.settings()
    assert not any(field.acceptDrops() for field in shown.window.findChildren(QLineEdit))


def test_a_refusal_of_what_was_dropped_leads_to_all_of_it(shown: Window, mine: Path) -> None:
    assert isinstance(shown.window.current(), LibraryScreen)
    drop(shown.window, break_it(mine))
    assert "other things are wrong." in shown.told("“mine” was not added. pack.toml, line 2")
    assert isinstance(shown.window.current(), LibraryScreen), "nobody is sent elsewhere unasked"
    shown.window.notice.mend.click()
    screen = shown.window.current()
    assert isinstance(screen, SettingsScreen)
    assert screen.packs.dialog.text.toPlainText().count("\n") > 2
    screen.packs.dialog.reject()
    assert screen.packs.problem.text().startswith("“mine” was not added.")


def test_a_policy_that_forbids_packs_is_told(shown: Window, mine: Path) -> None:
    shown.controller.policy_ = replace(samples.policy(), rules=msgspec.structs.replace(OPEN, own_packs=False))
    drop(shown.window, mine)
    assert "switched off on this computer" in shown.told("Using scenario packs")
    assert on_shelf() == []


def test_a_briefing_follows_what_becomes_of_its_conversation(shown: Window, mine: Path) -> None:
    drop(shown.window, mine)
    shown.told("“mine” is in Rehearse now.")
    shown.window.open_briefing("mine")
    before = shown.window.current()
    install_pack(written(mine, "Mended.", "0.2"))
    shown.controller.packs().look_again(shown.window.packs_changed)
    shown.until(lambda: shown.window.current() is not before)
    after = shown.window.current()
    assert isinstance(after, BriefingScreen)
    assert after.scenario.tagline == "Mended."
    shown.controller.packs().remove("mine", shown.window.packs_changed, lambda wrong: pytest.fail(str(wrong)))
    shown.until(lambda: isinstance(shown.window.current(), LibraryScreen))


def test_rehearse_shows_what_a_command_changed_meanwhile(shown: Window, mine: Path) -> None:
    install_pack(mine)
    shown.window.go("library")
    shown.until(lambda: "From Ruth." in shown.taglines())
    install_pack(written(mine, "Mended.", "0.2"))
    packs = shown.settings().packs
    shown.until(lambda: "Bring back, mine, version 0.1" in names(packs))
    assert "Mended." in shown.taglines(), "the settings have read it"


def test_the_card_and_the_dialog_are_walked_by_keyboard(shown: Window, mine: Path) -> None:
    shown.add(break_it(mine))
    shown.refused()
    shown.window.activateWindow()
    card = shown.settings().packs
    check(shown.window, card)
    card.show_all()
    card.dialog.activateWindow()
    check(card.dialog, card.dialog)


def check(root: QWidget, part: QWidget) -> None:
    for _turn in range(8):
        QApplication.processEvents()
    reached, unseen = walked(root)
    assert unnamed(part) == []
    assert unreached(part, reached) == []
    assert unseen == []


def test_many_thousand_problems_are_a_bounded_text(qtbot: QtBot, theme: Theme) -> None:
    dialog = ProblemsDialog(theme, "mine", [Problem("a.toml", n, "", "x", "y") for n in range(100_000)])
    qtbot.addWidget(dialog)
    assert dialog.text.toPlainText().split("\n")[-1] == "99500 more."
    assert not [one for one in dialog.findChildren(QLabel) if one.text().count("\n") > 1]
