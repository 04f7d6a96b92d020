"""What is dropped on the window, and where it goes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from desktop.sharing.sealed import SUFFIX
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.settings.screen import SettingsScreen

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow


class Drops(QObject):
    """Belongs to the window. A shared call can be dropped anywhere, a conversation where conversations are."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files from other programs."""
        if isinstance(event, QDragEnterEvent) and self._takes(_files(event)):
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            files = _files(event)
            if self._takes(files):
                event.acceptProposedAction()
                self._take(files)
            return True
        return super().eventFilter(watched, event)

    def _takes(self, files: list[Path]) -> bool:
        """Whether something comes of dropping them here, if only a sentence about what can be."""
        here = isinstance(self._window.current(), LibraryScreen | SettingsScreen)
        return bool(files) and (here or _is_sealed(files))

    def _take(self, files: list[Path]) -> None:
        if _is_sealed(files):
            self._window.sharing.open_file(files[0])
        elif len(files) == 1:
            self._window.packs.add(files[0], dropped=True)
        else:
            self._window.packs.say_what_can_be_dropped()


def _is_sealed(files: list[Path]) -> bool:
    return len(files) == 1 and files[0].name.lower().endswith(SUFFIX)


def _files(event: QDropEvent) -> list[Path]:
    """The files and folders that are dropped; none where anything else is among it."""
    urls = event.mimeData().urls()
    return [Path(url.toLocalFile()) for url in urls] if all(url.isLocalFile() for url in urls) else []
