"""A button for what can't be undone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent

from desktop.ui.i18n import tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton


class ConfirmButton(ActionButton):
    """Acts at the second press; who turns away after the first has changed their mind.

    It shows `text`, then `question`; both are spoken with `what`, the question as `spoken` where that is given.
    """

    confirmed = Signal()

    def __init__(self, theme: Theme, text: str, question: str, what: str, spoken: str = "") -> None:
        super().__init__(theme, question, "quiet")
        self.setFixedWidth(self.sizeHint().width())
        self._text, self._question, self._what, self._armed = text, question, what, False
        self._spoken = spoken or question
        self._arm(False)
        self.clicked.connect(self._pressed)

    def _pressed(self) -> None:
        sure = self._armed
        self._arm(not sure)  # pressed once more, it asks again
        if sure:
            self.confirmed.emit()

    def _arm(self, armed: bool) -> None:
        self._armed = armed
        self.set_label(self._question if armed else self._text)
        self.setAccessibleName(f"{self._spoken if armed else self._text}, {self._what}")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._arm(False)
        super().focusOutEvent(event)


def delete_button(theme: Theme, what: str) -> ConfirmButton:
    """The button that deletes `what`."""
    return ConfirmButton(theme, tr("Delete"), tr("For good?"), what, tr("Delete for good"))
