"""Drawing by hand in a window that may run from right to left: everything is placed as from left to right."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QWidget


def from_right(widget: QWidget) -> bool:
    """Whether `widget` runs from right to left."""
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft


def runs_left(text: str) -> bool:
    """Whether `text` begins with letters of a language that runs from right to left."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def mirrored(widget: QWidget, box: QRectF) -> QRectF:
    """Where `box`, placed as from left to right, belongs in `widget`."""
    if not from_right(widget):
        return box
    return QRectF(widget.width() - box.right(), box.y(), box.width(), box.height())


def under(button: QWidget, menu: QMenu) -> QPoint:
    """Where on the screen `menu` begins under `button`: their edges at the window's side are in line."""
    x = button.width() - menu.sizeHint().width() if from_right(button) else 0
    return button.mapToGlobal(QPoint(x, button.height() + 4))


def draw_line(painter: QPainter, widget: QWidget, box: QRectF, text: str) -> None:
    """Draw `text` at the beginning of `box`, placed as from left to right, in the middle of its height.

    Words keep the direction of their own language, whichever way the window runs.
    """
    side = Qt.AlignmentFlag.AlignRight if from_right(widget) else Qt.AlignmentFlag.AlignLeft
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(mirrored(widget, box), flags, text)
