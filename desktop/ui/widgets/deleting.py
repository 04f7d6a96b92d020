"""Deleting: a button that asks once more."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent

from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton

_SURE = "For good?"


class DeleteButton(ActionButton):
    """Deletes at the second press; who turns away after the first has changed their mind."""

    confirmed = Signal()

    def __init__(self, theme: Theme, what: str) -> None:
        super().__init__(theme, _SURE, "quiet")
        self.setFixedWidth(self.sizeHint().width())
        self._what, self._armed = what, False
        self._arm(False)
        self.clicked.connect(self._pressed)

    def _pressed(self) -> None:
        sure = self._armed
        self._arm(not sure)  # pressed once more, it asks again
        if sure:
            self.confirmed.emit()

    def _arm(self, armed: bool) -> None:
        self._armed = armed
        self.set_label(_SURE if armed else "Delete")
        self.setAccessibleName(f"{'Delete for good' if armed else 'Delete'}, {self._what}")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._arm(False)
        super().focusOutEvent(event)
