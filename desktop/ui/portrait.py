"""Portraits drawn in code from a persona's name: quiet, and the same every time."""

from __future__ import annotations

import zlib

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.i18n import tr

HUES = (207, 24, 330, 120, 266, 50, 178, 0, 230, 85)
"""Degrees on the colour wheel, apart enough to tell two cards at a glance."""


def hue_of(name: str) -> int:
    """The hue of a persona."""
    return HUES[(zlib.crc32(name.encode()) + 4) % len(HUES)]


def paint(painter: QPainter, box: QRectF, name: str, radius: float) -> None:
    """Draw the portrait of `name` into the square `box` with corners of `radius`."""
    hue, side = hue_of(name), box.width()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addRoundedRect(box, radius, radius)
    painter.setClipPath(outline)
    painter.translate(box.topLeft())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(QRectF(0, 0, side, side), QColor.fromHsl(hue, 75, 62))
    _body(painter, side, QColor.fromHsl(hue, 105, 128))
    _head(painter, side, QColor.fromHsl(hue, 85, 158), QColor.fromHsl(hue, 55, 36))
    painter.restore()


def _body(painter: QPainter, side: float, color: QColor) -> None:
    path = QPainterPath(QPointF(side * 0.14, side * 1.02))
    path.cubicTo(side * 0.16, side * 0.76, side * 0.32, side * 0.645, side * 0.5, side * 0.645)
    path.cubicTo(side * 0.68, side * 0.645, side * 0.84, side * 0.76, side * 0.86, side * 1.02)
    path.closeSubpath()
    painter.fillPath(path, color)


def _head(painter: QPainter, side: float, face: QColor, hair: QColor) -> None:
    cap = QPainterPath()
    cap.addRoundedRect(QRectF(side * 0.32, side * 0.145, side * 0.36, side * 0.34), side * 0.17, side * 0.17)
    painter.fillPath(cap, hair)
    painter.setBrush(face)
    painter.drawEllipse(QPointF(side * 0.5, side * 0.405), side * 0.172, side * 0.165)


class Portrait(QWidget):
    """A square portrait of `side` px."""

    def __init__(self, name: str, side: int, radius: float) -> None:
        super().__init__()
        self._name, self._radius = name, radius
        self.setFixedSize(QSize(side, side))
        self.setAccessibleName(tr("Portrait of {name}", name=name))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint(QPainter(self), QRectF(self.rect()), self._name, self._radius)
