"""The curve: stress and trust over the call, the moments on it, and the two voices under it."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.review.document import CurvePoint, ReviewDocument
from desktop.ui import icons, typography
from desktop.ui.i18n import number, tr
from desktop.ui.review.kinds import kind_of, look_of
from desktop.ui.theme import Theme
from desktop.ui.timefmt import clock
from desktop.ui.widgets.buttons import paint_focus
from desktop.ui.widgets.focus import KeyboardRing

_MARGIN, _LEGEND, _MARK = 18, 22, 32
_NEAR = 14
"""A click this near to a mark, in px, chooses it."""


class Timeline(KeyboardRing, QWidget):
    """The call from left to right, as time runs in every language. A click or an arrow key chooses a moment."""

    chosen = Signal(int)
    moved = Signal(int)

    def __init__(self, theme: Theme, document: ReviewDocument) -> None:
        super().__init__()
        self._theme, self._document = theme, document
        self._selected: int | None = None
        self._begins = document.begins_s
        self._length = max(document.duration_s, max((t.audio_s[1] for t in document.turns), default=0.0), 1.0)
        self._range = _value_range(document.curve)
        self._first_name = document.persona.split(" ")[0]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Timeline of the call"))
        self.setAccessibleDescription(self._in_words())

    def sizeHint(self) -> QSize:
        return QSize(600, 168)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 168)

    def select(self, moment_id: int | None) -> None:
        """Put the marker line at a moment."""
        self._selected = moment_id
        self.update()

    def mark_position(self, moment_id: int) -> QPointF:
        """Where a moment's mark is painted."""
        return self._marks()[moment_id]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        near = self._near(event.position())
        if near is not None:
            self.chosen.emit(near)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._near(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self.moved.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected is not None:
            self.chosen.emit(self._selected)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self._paint_marker(painter)
        self._paint_wave(painter)
        self._paint_axis(painter)
        if len(self._document.curve) > 1:
            self._paint_curve(painter, "stress", "avoid", Qt.PenStyle.SolidLine)
            self._paint_curve(painter, "trust", "accent", Qt.PenStyle.DashLine)
            self._paint_legend(painter)
        self._paint_marks(painter)
        if self.shows_ring():
            paint_focus(painter, QRectF(self.rect()), 10, self._theme.tokens)

    def _x(self, at_s: float) -> float:
        return _MARGIN + (self.width() - 2 * _MARGIN) * min(max(self._share(at_s), 0.0), 1.0)

    def _share(self, at_s: float) -> float:
        return (at_s - self._begins) / max(self._length - self._begins, 1.0)

    def _y(self, value: float) -> float:
        top, bottom = _LEGEND + _MARK, self.height() - 62
        low, high = self._range
        return bottom - (bottom - top) * (value - low) / (high - low)

    def _paint_curve(self, painter: QPainter, value: str, tone: str, style: Qt.PenStyle) -> None:
        points = [QPointF(self._x(p.at_s), self._y(getattr(p, value))) for p in self._document.curve]
        pen = QPen(self._theme.tokens.color(tone), 2.0, style)
        if style is Qt.PenStyle.DashLine:
            pen.setDashPattern([2.5, 1.8])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(smooth(points))

    def _paint_legend(self, painter: QPainter) -> None:
        font = typography.font(typography.TINY)
        painter.setFont(font)
        x = float(self.width() - _MARGIN)
        for text, tone, dash in (
            (_trust_in(self._document.executive), "accent", True),
            (tr("{name}'s stress", name=self._first_name), "avoid", False),
        ):
            width = QFontMetricsF(font).horizontalAdvance(text)
            color = self._theme.tokens.color(tone)
            pen = QPen(color, 2, Qt.PenStyle.DashLine if dash else Qt.PenStyle.SolidLine)
            if dash:
                pen.setDashPattern([2.0, 1.6])
            painter.setPen(pen)
            painter.drawLine(QPointF(x - 18, 15), QPointF(x, 15))
            painter.setPen(color)
            painter.drawText(QPointF(x - 25 - width, 19), text)
            x -= 25 + width + 20

    def _paint_wave(self, painter: QPainter) -> None:
        tokens, middle = self._theme.tokens, self.height() - 38
        if not self._document.waveform:
            return
        step = (self.width() - 2 * _MARGIN) / len(self._document.waveform)
        width = min(max(step * 0.55, 1.0), 3.0)
        every = max(1, round(2.2 / step)) if step < 2.2 else 1
        for bar in self._document.waveform[::every]:
            tall = 2 + 22 * min(max(bar.level, 0.0), 1.0)
            tone, alpha = ("accent", 0.8) if bar.role == "user" else ("muted", 0.55)
            painter.setPen(QPen(tokens.color(tone, alpha), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            x = self._x(bar.at_s)
            painter.drawLine(QPointF(x, middle - tall / 2), QPointF(x, middle + tall / 2))

    def _paint_axis(self, painter: QPainter) -> None:
        painter.setFont(typography.font(11, tabular=True))
        painter.setPen(self._theme.tokens.color("muted"))
        for at in axis(self._length, self._begins):
            x = min(max(self._x(at), _MARGIN + 14), self.width() - _MARGIN - 14)
            painter.drawText(QRectF(x - 30, self.height() - 20, 60, 14), Qt.AlignmentFlag.AlignCenter, clock(at))

    def _paint_marker(self, painter: QPainter) -> None:
        moment = next((m for m in self._document.moments if m.id == self._selected), None)
        if moment is None:
            return
        x = self._x(moment.audio_s[0])
        painter.setPen(QPen(self._theme.tokens.color("muted", 0.7), self._theme.tokens.stroke))
        painter.drawLine(QPointF(x, _LEGEND + _MARK), QPointF(x, self.height() - 22))

    def _marks(self) -> dict[int, QPointF]:
        """Marks sit above the curve at their time; one that would cover another moves up a row."""
        placed: dict[int, QPointF] = {}
        for moment in sorted(self._document.moments, key=lambda m: m.audio_s):
            x, row = self._x(moment.audio_s[0]), 0
            while row < 1 and any(abs(p.x() - x) < 15 and p.y() == self._mark_y(row) for p in placed.values()):
                row += 1
            placed[moment.id] = QPointF(x, self._mark_y(row))
        return placed

    @staticmethod
    def _mark_y(row: int) -> float:
        return _LEGEND + _MARK - 10 - 15.0 * row

    def _paint_marks(self, painter: QPainter) -> None:
        marks = self._marks()
        for moment in self._document.moments:
            at, look = marks[moment.id], look_of(moment)
            color = self._theme.tokens.color(look.tone)
            if moment.id == self._selected:
                painter.setPen(QPen(color, 1))
                painter.setBrush(self._theme.tokens.color("surface"))
                painter.drawEllipse(at, 8.5, 8.5)
            if kind_of(moment) == "step":
                painter.setPen(color)
                painter.setFont(typography.font(11, typography.BOLD, tabular=True))
                number = str(moment.order) if moment.order else "•"
                painter.drawText(QRectF(at.x() - 10, at.y() - 8, 20, 16), Qt.AlignmentFlag.AlignCenter, number)
            else:
                icons.paint(painter, look.icon, QRectF(at.x() - 5, at.y() - 5, 10, 10), color, weight=2.4)

    def _near(self, point: QPointF) -> int | None:
        marks = self._marks()
        distance = {m: (at.x() - point.x()) ** 2 + ((at.y() - point.y()) * 0.35) ** 2 for m, at in marks.items()}
        nearest = min(distance, key=lambda m: distance[m], default=None)
        return nearest if nearest is not None and distance[nearest] <= _NEAR**2 * 3 else None

    def _in_words(self) -> str:
        curve = self._document.curve
        if not curve:
            return tr("{time} long. No curve was kept.", time=clock(self._length))
        peak: CurvePoint = max(curve, key=lambda p: p.stress)
        return tr(
            "{name}'s stress begins at {first} of 100, is highest at {time} with {most}, and ends at {last}. "
            "Trust in {whom} begins at {trust_first} and ends at {trust_last}.",
            whom=tr("the executive") if self._document.executive else tr("you", "whom one trusts"),
            name=self._first_name,
            first=number(curve[0].stress),
            time=clock(peak.at_s),
            most=number(peak.stress),
            last=number(curve[-1].stress),
            trust_first=number(curve[0].trust),
            trust_last=number(curve[-1].trust),
        )


def _trust_in(executive: str) -> str:
    """What the dashed line is; whoever reads another's call is not the one who is trusted."""
    return tr("trust") if executive else tr("trust in you")


def _value_range(curve: tuple[CurvePoint, ...]) -> tuple[float, float]:
    """The values the height of the curve stands for: those that occur, at least 40 of the 100."""
    values = [v for p in curve for v in (p.stress, p.trust)] or [0.0, 100.0]
    middle, half = (max(values) + min(values)) / 2, max((max(values) - min(values)) / 2 + 3, 20.0)
    return middle - half, middle + half


def smooth(points: list[QPointF]) -> QPainterPath:
    """A curve through all points that never overshoots: monotone cubic pieces with flat tangents at turns."""
    path = QPainterPath(points[0])
    slopes = [_slope(points, index) for index in range(len(points))]
    for (one, one_slope), (two, two_slope) in zip(
        zip(points, slopes, strict=True), list(zip(points, slopes, strict=True))[1:], strict=False
    ):
        third = (two.x() - one.x()) / 3
        path.cubicTo(
            QPointF(one.x() + third, one.y() + third * one_slope),
            QPointF(two.x() - third, two.y() - third * two_slope),
            two,
        )
    return path


def _slope(points: list[QPointF], index: int) -> float:
    if index in (0, len(points) - 1):
        return 0.0
    before, here, after = points[index - 1 : index + 2]
    left = (here.y() - before.y()) / max(here.x() - before.x(), 0.01)
    right = (after.y() - here.y()) / max(after.x() - here.x(), 0.01)
    return 0.0 if left * right <= 0 else 2 * left * right / (left + right)


def axis(length_s: float, begins_s: float = 0.0) -> list[float]:
    """Times to write under a call from `begins_s` to `length_s` seconds: about six, on round numbers."""
    steps = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800)
    span_s = length_s - begins_s
    step = next((s for s in steps if span_s / s <= 7), 3600 * max(1, math.ceil(span_s / 7 / 3600)))
    first = -int(-begins_s // step) * step
    return [float(at) for at in range(first, int(length_s) + 1, step)]
