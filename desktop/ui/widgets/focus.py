"""The focus ring: shown to those who use the keyboard, not after a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object


class KeyboardRing(_Base):
    """Mix in before a widget's class: remembers how the focus came."""

    _ring = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The window coming to the front changes nothing."""
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self._ring = False
        elif event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._ring = True
        super().focusInEvent(event)
        self.update()

    def shows_ring(self) -> bool:
        """Whether to draw the ring now."""
        return self.hasFocus() and self._ring
