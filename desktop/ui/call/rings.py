"""The person one talks to: a portrait with calm rings while they speak."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import portrait
from desktop.ui.i18n import tr
from desktop.ui.theme import Theme

FRAME_MS = 40
BREATH_S = 2.4
"""Length of one swell of the rings: about the pace of calm breathing."""


class SpeakingPortrait(QWidget):
    """The portrait as a disc. Rings appear while the person speaks; they move only where motion is welcome."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme, self._name = theme, name
        self._side = 200
        self._speaking = False
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Portrait of {name}", name=name))

    def set_side(self, side: int) -> None:
        """The disc's diameter in px."""
        if side != self._side:
            self._side = side
            self.updateGeometry()

    def set_speaking(self, speaking: bool) -> None:
        """Show or hide the rings."""
        self._speaking = speaking
        if speaking and self._theme.motion:
            self._timer.start()
        else:
            self._timer.stop()
        self.update()

    def moves(self) -> bool:
        """Whether anything moves now."""
        return self._timer.isActive()

    def sizeHint(self) -> QSize:
        reach = round(self._side * 1.42) + 14
        return QSize(reach, reach)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), self._theme.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, radius = QPointF(self.width() / 2, self.height() / 2), self._side / 2
        disc = QRectF(middle.x() - radius, middle.y() - radius, self._side, self._side)
        portrait.paint(painter, disc, self._name, radius)
        if not self._speaking:
            painter.setPen(QPen(tokens.color("line"), max(tokens.stroke, 1.5)))
            painter.drawEllipse(middle, radius + 5, radius + 5)
            return
        phase = time.monotonic() / BREATH_S * math.tau if self._timer.isActive() else 0.0
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for number, strength in enumerate((0.75, 0.34, 0.16)):
            swell = 0.5 + 0.5 * math.sin(phase - number * 0.9)
            painter.setPen(QPen(tokens.color("accent", strength * (0.6 + 0.4 * swell)), 2.6 - number * 0.5))
            reach = radius + self._side * (0.05 + 0.08 * number) + 3.0 * swell
            painter.drawEllipse(middle, reach, reach)
