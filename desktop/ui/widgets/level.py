"""How loud it is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.i18n import tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.direction import mirrored

SILENT_DBFS, LOUD_DBFS = -60.0, -8.0
"""What an empty and a full bar stand for: room noise, and a voice close to clipping."""


class LevelBar(QWidget):
    """The microphone's level. Falls back slowly, so that words can be seen."""

    def __init__(self, theme: Theme, height: int = 10) -> None:
        super().__init__()
        self._theme = theme
        self.level = 0.0
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Microphone level"))

    def sizeHint(self) -> QSize:
        return QSize(70, self.height())

    def measure(self, dbfs: float) -> None:
        """Show a level in dB of full scale."""
        now = min(max((dbfs - SILENT_DBFS) / (LOUD_DBFS - SILENT_DBFS), 0.0), 1.0)
        self.level = max(now, self.level * 0.85)
        self.update()

    def reset(self) -> None:
        """Nothing is heard."""
        self.level = 0.0
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = QPainter(self), self._theme.tokens, QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = min(box.height() / 2, 5)
        painter.setPen(tokens.color("line") if tokens.scheme == "contrast" else Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("raised" if tokens.scheme != "light" else "line"))
        painter.drawRoundedRect(box, radius, radius)
        if self.level > 0.01:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("accent"))
            full = QRectF(0, 0, max(box.width() * self.level, radius * 2), box.height())
            painter.drawRoundedRect(mirrored(self, full), radius, radius)
