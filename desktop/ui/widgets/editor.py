"""A field for several lines of plain text, which tells of changes once the typing rests."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from desktop.ui import typography

REST_MS = 600
"""Without a key for so long, what was typed is handed over."""
_MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class Editor(QPlainTextEdit):
    """Plain text only. Tab goes on to the next control; up and down move in the text, not in the screen."""

    rested = Signal(str)
    """The text, after a pause in typing, on leaving the field, and when it goes out of sight."""
    left = Signal()
    """The keyboard has gone elsewhere, and what was typed was told."""

    def __init__(self, name: str, hint: str = "", *, lines: int = 3, longest: int = 20_000) -> None:
        super().__init__()
        self._lines, self._longest, self._told = lines, longest, ""
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setFont(typography.font())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.flush)
        self.textChanged.connect(self._changed)

    def set_text(self, text: str) -> None:
        """Show `text`, as one that is known: nothing is told of it."""
        self.flush()
        self._told = text
        self.setPlainText(text)
        self._rest.stop()

    def flush(self) -> None:
        """Tell at once of what was typed last."""
        self._rest.stop()
        if self.plain() != self._told:
            self._told = self.plain()
            self.rested.emit(self._told)

    def plain(self) -> str:
        """The text; half a character, which Qt may hold, becomes a question mark."""
        return self.toPlainText().encode("utf-8", "replace").decode()

    def sizeHint(self) -> QSize:
        return QSize(200, round(QFontMetricsF(self.font()).lineSpacing() * self._lines) + 26)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _MOVES:
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.flush()
        self.left.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)

    def _changed(self) -> None:
        if len(self.toPlainText()) > self._longest:
            self.setPlainText(self.toPlainText()[: self._longest])
            return
        self._rest.start()
