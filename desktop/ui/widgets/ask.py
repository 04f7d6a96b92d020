"""A dialog that asks something: what is asked scrolls where the screen is small, its buttons stay in sight."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui import typography
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.scroll import Scroll
from desktop.ui.widgets.text import label

FRAME = 48
"""px that a window's own frame takes from the height of the screen."""


class Ask(QDialog):
    """A column of `width` px, as high as its text needs and the screen allows. Fill `column`, then `foot`."""

    def __init__(self, theme: Theme, title: str, width: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._width = width
        self.setWindowTitle(title)
        theme.dress(self)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(28, 24, 28, 12)
        self.column.setSpacing(12)
        self.title = label(title, typography.HEADING, weight=typography.SEMIBOLD, wrap=True)
        self.column.addWidget(self.title)
        self.problem = label("", typography.SMALL, tone="avoid", wrap=True)
        self.problem.hide()
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(28, 4, 28, 24)
        self._foot.setSpacing(12)
        self._foot.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(Scroll(content), 1)
        outer.addLayout(self._foot)

    def foot(self, *buttons: ActionButton) -> None:
        """Put the place for a problem under what is asked, and `buttons` under that."""
        self.column.addWidget(self.problem)
        self.column.addStretch(1)
        for button in buttons:
            self._foot.addWidget(button)

    def sizeHint(self) -> QSize:
        return QSize(self._width, self.height_for(self._width))

    def height_for(self, width: int) -> int:
        """What the text needs at that width, but no more than the screen has."""
        needed = self.column.totalHeightForWidth(width) + self._foot.totalSizeHint().height()
        return min(needed, self.screen().availableSize().height() - FRAME)

    def fit(self, *, shrink: bool = False) -> None:
        """Take the height of what is asked now; no less than before unless it may `shrink`."""
        height = self.height_for(self.width())
        self.resize(self.width(), height if shrink else max(self.height(), height))

    def showEvent(self, event: QShowEvent) -> None:
        """At its own size: Qt would take no more than two thirds of a small screen."""
        if not event.spontaneous():
            self.resize(self.sizeHint())
        super().showEvent(event)
