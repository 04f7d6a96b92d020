"""Adding a conversation in the window: from what was chosen or dropped to the library, and back again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.errors import UserError
from desktop.packs.meant import NoPack
from desktop.packs.problems import PackError, printable
from desktop.ui.controller import Controller
from desktop.ui.i18n import quoted, tr
from desktop.ui.packs import Added
from desktop.ui.settings.packs import in_short, not_added
from desktop.ui.settings.screen import SettingsScreen

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow


class PackDesk(QObject):
    """Belongs to the window. `add` is the way in for a folder or a file, from a button or dropped."""

    def __init__(self, window: MainWindow, controller: Controller) -> None:
        super().__init__(window)
        self._window, self._controller = window, controller

    def add(self, path: Path, *, dropped: bool = False) -> None:
        """Put the pack into the library that is meant by `path`, and say how that went."""
        if self._window.forbids("own_packs"):
            return
        name = printable(path.name or str(path))
        settings = self._settings()
        if settings is not None:
            settings.packs.begin(name)

        def failed(wrong: UserError) -> None:
            if dropped and isinstance(wrong, NoPack):
                self._fell_short(wrong)
            else:
                self._refused(name, wrong)

        self._controller.packs().install(path, self._added, failed)

    def say_what_can_be_dropped(self) -> None:
        """In one sentence."""
        self._window.notice.show_notice(_what_can_be_dropped())

    def _added(self, added: Added) -> None:
        self._changed()
        title = quoted(added.title)
        if added.unchanged:
            said = tr("{title} is here already, and just the same.", title=title)
            self._window.notice.show_notice(said, good=True)
            return
        undo = tr("Undo"), lambda: self._undo(added)
        self._window.notice.show_notice(_told(added), _under(added), good=True, do=undo)

    def _undo(self, added: Added) -> None:
        packs, title = self._controller.packs(), quoted(added.title)

        def undone(said: str) -> None:
            self._changed()
            self._window.notice.show_notice(said, good=True)

        if added.kept_as:
            said = tr("The former version of {title} is back.", title=title)
            packs.restore(added.kept_as, lambda: undone(said), self._failed)
        else:
            said = tr("{title} has left Rehearse.", title=title)
            packs.remove(added.id, lambda: undone(said), self._failed)

    def _changed(self) -> None:
        self._window.packs_changed()
        settings = self._settings()
        if settings is not None:
            settings.packs.done()

    def _refused(self, name: str, wrong: UserError) -> None:
        settings = self._settings()
        if settings is not None:
            settings.packs.refuse(name, wrong)
        if settings is not None and self._window.current() is settings:
            settings.show_packs()
            return
        many = isinstance(wrong, PackError) and len(wrong.problems) > 1
        do = (tr("Read all of it"), lambda: self._show(name, wrong)) if many else None
        self._window.notice.show_notice(not_added(name), in_short(wrong), do=do)

    def _fell_short(self, wrong: UserError) -> None:
        """What was dropped is nothing that can be: say what can."""
        settings = self._settings()
        if settings is not None:
            settings.packs.stop()
        self._window.notice.show_notice(wrong.message, _what_can_be_dropped())

    def _show(self, name: str, wrong: UserError) -> None:
        """In the settings, where one can try again."""
        self._window.jump("settings")
        settings = self._settings()
        if settings is not None and self._window.current() is settings:
            settings.packs.refuse(name, wrong)
            settings.show_packs()
            settings.packs.show_all()

    def _settings(self) -> SettingsScreen | None:
        """The settings, where they have been made."""
        return self._window.findChild(SettingsScreen)

    def _failed(self, wrong: UserError) -> None:
        self._window.notice.show_notice(wrong.message, wrong.fix)


def _told(added: Added) -> str:
    title = quoted(added.title)
    if not added.kept_as:
        return tr("{title} is in Rehearse now.", title=title)
    if added.former and added.former != added.version:
        versions = {"new": added.version, "old": added.former}
        return tr("{title}: version {new} has taken the place of version {old}.", title=title, **versions)
    return tr("{title} has taken the place of what was there.", title=title)


def _under(added: Added) -> str:
    """Which cards to look for."""
    return " · ".join(added.scenarios) if added.scenarios != (added.title,) else ""


def _what_can_be_dropped() -> str:
    return tr("Drop one thing here: the folder or the .zip of a conversation, or a shared call (….steadyshare).")
