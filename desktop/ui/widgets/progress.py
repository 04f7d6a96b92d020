"""How far something is that takes a while."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar

from desktop.ui.theme import Theme
from desktop.ui.widgets.direction import mirrored

_STEPS = 1000


class ProgressLine(QProgressBar):
    """A thin bar from nothing to done. Its text is what a screen reader says beside the percentage."""

    def __init__(self, theme: Theme, what: str) -> None:
        super().__init__()
        self._theme = theme
        self.setRange(0, _STEPS)
        self.setTextVisible(False)
        self.setFixedHeight(8)
        self.setAccessibleName(what)

    def show_share(self, share: float) -> None:
        """0 to 1."""
        self.setValue(round(min(max(share, 0.0), 1.0) * _STEPS))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = QPainter(self), self._theme.tokens, QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = box.height() / 2
        painter.setPen(tokens.color("line") if tokens.scheme == "contrast" else Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("raised" if tokens.scheme != "light" else "line"))
        painter.drawRoundedRect(box, radius, radius)
        if self.value():
            width = max(box.width() * self.value() / _STEPS, box.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("accent"))
            painter.drawRoundedRect(mirrored(self, QRectF(0, 0, width, box.height())), radius, radius)
