"""The last screen: everything is being deleted, or is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.ui import typography
from desktop.ui.i18n import listed, refusal, tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.text import card, label


class Farewell(QWidget):
    """Says how the deleting goes. After it there is nothing to do but close."""

    over = Signal()
    """It is done, or as far as it could be."""
    closed = Signal()
    """The person has read it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title = label(tr("Deleting everything…"), typography.HEADING, weight=typography.SEMIBOLD, wrap=True)
        self.text = label(tr("This takes a moment."), typography.BODY, tone="muted", wrap=True)
        self.button = ActionButton(theme, tr("Close Steadyhand"), "accent")
        self.button.clicked.connect(self.closed)
        self.button.hide()
        frame = card()
        frame.setMaximumWidth(560)
        box = QVBoxLayout(frame)
        box.setContentsMargins(28, 24, 28, 24)
        box.setSpacing(14)
        box.addWidget(self.title)
        box.addWidget(self.text)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(frame, 100)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(2)

    def done(self, left: tuple[Path, ...]) -> None:
        """It is gone; `left` is not ours."""
        text = tr("Calls, sound, reviews, logs, settings and the key are gone. The next start begins anew.")
        more = tr("Left, because Steadyhand did not put it there: {paths}.", paths=listed(map(str, left)))
        self._end(tr("Everything is deleted."), f"{text} {more}" if left else text)

    def refuse(self, wrong: UserError) -> None:
        """Not all of it is gone."""
        self._end(tr("Not everything could be deleted."), refusal(wrong))

    def _end(self, title: str, text: str) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.button.show()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.over.emit()
