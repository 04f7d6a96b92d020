"""Small drawings in code: no icon font, no image files, sharp at every scale, in any colour.

Each is drawn on a field of 16 by 16 units with round strokes of 1.6 units.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPainterPath, QPen

Draw = Callable[[QPainter], None]
DIRECTED = frozenset({"back", "next"})
"""Icons that mean a direction; those of sound and of time mean the same in every language."""


def paint(painter: QPainter, name: str, box: QRectF, color: QColor, *, weight: float = 1.6) -> None:
    """Draw the icon `name` into `box`; `weight` is the stroke in sixteenths of the box.

    In a window from right to left the icons of `DIRECTED` point the other way.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 16, box.height() / 16)
    if name in DIRECTED and QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        painter.translate(16, 0)
        painter.scale(-1, 1)
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(color, weight, Qt.PenStyle.SolidLine, round_cap, round_join))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ICONS[name](painter)
    painter.restore()


def _strokes(*lines: str) -> Draw:
    """A drawing of polylines, each "x,y x,y ..."."""
    paths = []
    for line in lines:
        points = [QPointF(*map(float, pair.split(","))) for pair in line.split()]
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        paths.append(path)

    def draw(p: QPainter) -> None:
        for path in paths:
            p.drawPath(path)

    return draw


def _with(*parts: Draw) -> Draw:
    def draw(p: QPainter) -> None:
        for part in parts:
            part(p)

    return draw


def _circle(x: float, y: float, r: float, *, filled: bool = False) -> Draw:
    def draw(p: QPainter) -> None:
        if filled:
            p.setBrush(p.pen().color())
        p.drawEllipse(QPointF(x, y), r, r)
        p.setBrush(Qt.BrushStyle.NoBrush)

    return draw


def _box(x: float, y: float, w: float, h: float, r: float = 1.5) -> Draw:
    return lambda p: p.drawRoundedRect(QRectF(x, y, w, h), r, r)


def _arc(x: float, y: float, r: float, start: float, span: float) -> Draw:
    """Part of a circle: degrees, counter-clockwise from three o'clock."""
    return lambda p: p.drawArc(QRectF(x - r, y - r, 2 * r, 2 * r), round(start * 16), round(span * 16))


def _solid(*line: str) -> Draw:
    strokes = _strokes(*line)

    def draw(p: QPainter) -> None:
        p.setBrush(p.pen().color())
        strokes(p)
        p.setBrush(Qt.BrushStyle.NoBrush)

    return draw


def _gear(p: QPainter) -> None:
    p.drawEllipse(QPointF(8, 8), 2.6, 2.6)
    for index in range(8):
        angle = index * math.pi / 4
        x, y = math.cos(angle), math.sin(angle)
        p.drawLine(QPointF(8 + 4.6 * x, 8 + 4.6 * y), QPointF(8 + 6.2 * x, 8 + 6.2 * y))


def _phone_down(p: QPainter) -> None:
    path = QPainterPath(QPointF(1.5, 9.5))
    path.cubicTo(4, 5.2, 12, 5.2, 14.5, 9.5)
    path.lineTo(12.6, 11.2)
    path.lineTo(10.4, 9.9)
    path.lineTo(10.2, 8.2)
    path.cubicTo(9, 7.8, 7, 7.8, 5.8, 8.2)
    path.lineTo(5.6, 9.9)
    path.lineTo(3.4, 11.2)
    path.closeSubpath()
    p.fillPath(path, p.pen().color())


def _hand(p: QPainter) -> None:
    for x, top in ((5.2, 4.4), (7.2, 2.6), (9.2, 3.0), (11.2, 4.4)):
        p.drawLine(QPointF(x, top), QPointF(x, 8.4))
    path = QPainterPath(QPointF(11.2, 8.4))
    path.cubicTo(11.2, 15.2, 6.4, 15.2, 4.6, 11.6)
    path.lineTo(2.9, 8.8)
    p.drawPath(path)


def _ear(p: QPainter) -> None:
    path = QPainterPath(QPointF(4.4, 6.6))
    path.cubicTo(4.4, 0.4, 12.2, 0.6, 12, 6)
    path.cubicTo(11.9, 9, 9.4, 8.8, 9.2, 11.4)
    path.cubicTo(9, 14.6, 5.8, 14.6, 5.4, 12.4)
    p.drawPath(path)
    p.drawArc(QRectF(6.2, 4, 3.8, 4.2), 0, 180 * 16)


ICONS: MappingProxyType[str, Draw] = MappingProxyType(
    {
        "brand": _strokes("2.4,8.6 5,8.6 6.6,4.8 9.2,11.6 10.8,8.6 13.6,8.6"),
        "rehearse": _strokes("2.5,3 13.5,3 13.5,10.5 7,10.5 4.5,13 4.5,10.5 2.5,10.5 2.5,3"),
        "reviews": _with(_box(2.8, 2.3, 10.4, 11.4), _strokes("5.4,6 10.6,6", "5.4,9 8.6,9")),
        "progress": _with(_strokes("2.2,12.2 6,8 9,10.2 13.6,4.4"), _circle(13.4, 4.6, 0.9, filled=True)),
        "settings": _gear,
        "lock": _with(
            _box(3.5, 7, 9, 6.6), _arc(8, 6.2, 2.7, 0, 180), _strokes("5.3,6.2 5.3,7", "10.7,6.2 10.7,7")
        ),
        "mic": _with(_box(5.8, 1.8, 4.4, 7.6, 2.2), _arc(8, 7.6, 4.4, 180, 180), _strokes("8,12 8,14.2")),
        "mic_off": _with(
            _box(5.8, 1.8, 4.4, 7.6, 2.2),
            _arc(8, 7.6, 4.4, 180, 180),
            _strokes("8,12 8,14.2", "2.4,2.2 13.6,13.8"),
        ),
        "pause": _strokes("5.6,3.4 5.6,12.6", "10.4,3.4 10.4,12.6"),
        "play": _strokes("5,3.2 12.4,8 5,12.8 5,3.2"),
        "stop": _box(4, 4, 8, 8, 1),
        "hand": _hand,
        "captions": _with(_box(1.8, 3.2, 12.4, 9.6), _arc(5.8, 8, 1.5, 50, 260), _arc(10.6, 8, 1.5, 50, 260)),
        "keyboard": _with(
            _box(1.6, 4.2, 12.8, 7.6),
            _strokes("4.4,7 4.5,7", "6.8,7 6.9,7", "9.2,7 9.3,7", "11.6,7 11.7,7", "5.2,9.4 10.8,9.4"),
        ),
        "phone_down": _phone_down,
        "retry": _with(_arc(8, 8.4, 4.8, -50, 290), _strokes("3.2,2.6 3.6,5.6 6.6,5.2")),
        "search": _with(_circle(7, 7, 4.2), _strokes("10.2,10.2 13.6,13.6")),
        "cross": _strokes("4,4 12,12", "12,4 4,12"),
        "check": _strokes("3.2,8.6 6.6,12 12.8,4.4"),
        "clock": _with(_circle(8, 8, 5.6), _strokes("8,4.6 8,8 10.4,9.4")),
        "question": _with(_arc(8, 6, 2.9, -60, 230), _strokes("9.4,8.5 8,9.8 8,10.6", "8,13 8,13.1")),
        "ear": _ear,
        "back": _strokes("9.8,3.6 5.4,8 9.8,12.4"),
        "next": _strokes("6.2,3.6 10.6,8 6.2,12.4"),
        "down": _strokes("3.6,6.2 8,10.6 12.4,6.2"),
        "warning": _with(_strokes("8,2.4 14.2,13.4 1.8,13.4 8,2.4", "8,6.6 8,9.4"), _strokes("8,11.4 8,11.5")),
        "triangle": _solid("8,4 12.6,12 3.4,12 8,4"),
        "disc": _circle(8, 8, 4, filled=True),
        "ring": _circle(8, 8, 4.4),
        "dots": _with(*(_circle(x, 8, 1.1, filled=True) for x in (3.6, 8.0, 12.4))),
        "bars": _strokes("2,6.6 2,9.4", "5,4 5,12", "8,5.6 8,10.4", "11,2.8 11,13.2", "14,6.6 14,9.4"),
        "share": _strokes("8,10 8,2.4", "5.2,5 8,2.2 10.8,5", "3,9 3,13.4 13,13.4 13,9"),
        "off": _with(_circle(8, 8, 5.4), _strokes("4.4,11.6 11.6,4.4")),
    }
)


def paint_ring_brand(painter: QPainter, box: QRectF, color: QColor) -> None:
    """The product's sign: a calm pulse in a ring."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, box.width() * 0.085))
    inset = box.width() * 0.06
    painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
    painter.restore()
    paint(painter, "brand", box, color, weight=1.4)
