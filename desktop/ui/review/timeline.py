"""The curve: stress and trust over the call, the moments on it, and the two voices under it."""

from __future__ import annotations

import html
import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.review.document import CurvePoint, Moment, ReviewDocument
from desktop.ui import icons, typography
from desktop.ui.i18n import number, plural, tr
from desktop.ui.review.kinds import describe, kind_of, look_of
from desktop.ui.review.lanes import LANE, Mark, marks_in
from desktop.ui.theme import Theme
from desktop.ui.timefmt import clock
from desktop.ui.widgets.buttons import paint_focus
from desktop.ui.widgets.focus import KeyboardRing

_MARGIN, _LEGEND, _HEIGHT = 18, 24, 176
_NEAR = 14
"""A click this near to a mark, in px, chooses it."""
WAVES = {"user": ("accent", 0.8), "persona": ("muted", 0.72)}
"""Colour token and opacity of the two voices."""
MARKER = 0.7
"""Opacity of the line at the selected moment."""
_TOLD = 6
"""So many moments of one mark are told when the mouse is over it."""


class Timeline(KeyboardRing, QWidget):
    """The call from left to right, as time runs in every language. A click or an arrow key chooses a
    moment.

    Where moments are too close together for a mark each, one mark with their number stands for them: each
    click on it chooses the next, and the arrow keys walk through them as through all others.
    """

    chosen = Signal(int)
    moved = Signal(int)
    """-1 or 1 for the moment before or after, -2 or 2 for the first or last."""

    def __init__(self, theme: Theme, document: ReviewDocument) -> None:
        super().__init__()
        self._theme, self._document = theme, document
        self._selected: int | None = None
        self._placed: tuple[int, tuple[Mark, ...]] = (-1, ())
        self._still: tuple[object, QPixmap] | None = None
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
        return QSize(600, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def select(self, moment_id: int | None) -> None:
        """Put the marker line at a moment."""
        self._selected = moment_id
        moment = next((m for m in self._document.moments if m.id == moment_id), None)
        now = tr("Now at {moment}.", moment=describe(moment)) if moment is not None else ""
        self.setAccessibleDescription(f"{now} {self._in_words()}".strip())
        self.update()

    def mark_position(self, moment_id: int) -> QPointF:
        """Where a moment's mark is painted; several may share one."""
        return next(self._center(mark) for mark in self.marks() if moment_id in mark.ids)

    def marks(self) -> tuple[Mark, ...]:
        """The marks at the present width, each with the moments that it stands for."""
        if self._placed[0] != self.width():
            times = [
                (m.id, self._x(m.audio_s[0])) for m in sorted(self._document.moments, key=lambda m: m.audio_s)
            ]
            self._placed = (self.width(), marks_in(times))
        return self._placed[1]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        near = self._near(event.position())
        if near is not None:
            self.chosen.emit(near.after(self._selected))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._near(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        self.setToolTip(self._told(over) if over else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        steps |= {Qt.Key.Key_Home: -2, Qt.Key.Key_End: 2}
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self.moved.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected is not None:
            self.chosen.emit(self._selected)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What stays as it is comes from a picture: only the selected moment is drawn anew."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawPixmap(0, 0, self._still_picture())
        self._paint_selected(painter)
        if self.shows_ring():
            paint_focus(painter, QRectF(self.rect()), 10, self._theme.tokens)

    def settle(self) -> None:
        """Before it is shown for the first time: draw what stays as it is, for the size it has."""
        if not self.size().isEmpty():
            self._still_picture()

    def _still_picture(self) -> QPixmap:
        key = (self.size(), self.devicePixelRatioF(), self._theme.tokens)
        if self._still is None or self._still[0] != key:
            picture = QPixmap(self.size() * self.devicePixelRatioF())
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
            self._paint_still(painter)
            painter.end()
            self._still = (key, picture)
        return self._still[1]

    def _paint_still(self, painter: QPainter) -> None:
        self._paint_wave(painter)
        self._paint_axis(painter)
        if len(self._document.curve) > 1:
            self._paint_curve(painter, "stress", "avoid", Qt.PenStyle.SolidLine)
            self._paint_curve(painter, "trust", "accent", Qt.PenStyle.DashLine)
            self._paint_legend(painter)
        known = {m.id: m for m in self._document.moments}
        for mark in self.marks():
            if len(mark.ids) > 1:
                self._paint_count(painter, self._center(mark), len(mark.ids))
            else:
                self._paint_mark(painter, self._center(mark), known[mark.ids[0]])

    def _x(self, at_s: float) -> float:
        return _MARGIN + (self.width() - 2 * _MARGIN) * min(max(self._share(at_s), 0.0), 1.0)

    def _share(self, at_s: float) -> float:
        return (at_s - self._begins) / max(self._length - self._begins, 1.0)

    def _y(self, value: float) -> float:
        top, bottom = self._top(), self.height() - 62
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
            tone, alpha = WAVES["user" if bar.role == "user" else "persona"]
            painter.setPen(QPen(tokens.color(tone, alpha), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            x = self._x(bar.at_s)
            painter.drawLine(QPointF(x, middle - tall / 2), QPointF(x, middle + tall / 2))

    def _paint_axis(self, painter: QPainter) -> None:
        painter.setFont(typography.font(11, tabular=True))
        painter.setPen(self._theme.tokens.color("muted"))
        for at in axis(self._length, self._begins):
            x = min(max(self._x(at), _MARGIN + 14), self.width() - _MARGIN - 14)
            painter.drawText(QRectF(x - 30, self.height() - 20, 60, 14), Qt.AlignmentFlag.AlignCenter, clock(at))

    def _top(self) -> float:
        """Where the curve begins: under as many lanes of marks as there are."""
        return _LEGEND + 2 + LANE * (1 + max((mark.lane for mark in self.marks()), default=0))

    def _center(self, mark: Mark) -> QPointF:
        return QPointF(mark.x, self._top() - 10 - LANE * mark.lane)

    def _paint_selected(self, painter: QPainter) -> None:
        """A line at the selected moment, and its mark in a ring: also where it shares one with others."""
        moment = next((m for m in self._document.moments if m.id == self._selected), None)
        if moment is None:
            return
        tokens, x = self._theme.tokens, self._x(moment.audio_s[0])
        painter.setPen(QPen(tokens.color("muted", MARKER), tokens.stroke))
        painter.drawLine(QPointF(x, self._top()), QPointF(x, self.height() - 22))
        at, shared = next((self._center(m), len(m.ids) > 1) for m in self.marks() if moment.id in m.ids)
        if shared:  # over the number
            painter.fillRect(QRectF(at.x() - 13, at.y() - 8, 26, 16), tokens.color("surface"))
        painter.setPen(QPen(tokens.color(look_of(moment).tone), 1))
        painter.setBrush(tokens.color("surface"))
        painter.drawEllipse(at, 8.5, 8.5)
        self._paint_mark(painter, at, moment)

    def _paint_mark(self, painter: QPainter, at: QPointF, moment: Moment) -> None:
        look = look_of(moment)
        color = self._theme.tokens.color(look.tone)
        if kind_of(moment) == "step":
            painter.setPen(color)
            painter.setFont(typography.font(11, typography.BOLD, tabular=True))
            number = str(moment.order) if moment.order else "•"
            painter.drawText(QRectF(at.x() - 10, at.y() - 8, 20, 16), Qt.AlignmentFlag.AlignCenter, number)
        else:
            icons.paint(painter, look.icon, QRectF(at.x() - 5, at.y() - 5, 10, 10), color, weight=2.4)

    def _paint_count(self, painter: QPainter, at: QPointF, count: int) -> None:
        """How many moments are here, in a frame: a step's number has none."""
        tokens = self._theme.tokens
        box = QRectF(at.x() - 12, at.y() - 7, 24, 14)
        painter.setPen(QPen(tokens.color("muted"), tokens.stroke))
        painter.setBrush(tokens.color("raised"))
        painter.drawRoundedRect(box, 7, 7)
        painter.setPen(tokens.color("text"))
        painter.setFont(typography.font(10, typography.SEMIBOLD, tabular=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"+{count}" if count < 100 else "99+")

    def _near(self, point: QPointF) -> Mark | None:
        """The mark that is meant; upwards and downwards far more than a mark's size will do."""
        at = [(self._center(mark), mark) for mark in self.marks()]
        distance = [((c.x() - point.x()) ** 2 + ((c.y() - point.y()) * 0.35) ** 2, m) for c, m in at]
        nearest = min(distance, key=lambda one: one[0], default=None)
        return nearest[1] if nearest is not None and nearest[0] <= _NEAR**2 * 3 else None

    def _told(self, mark: Mark) -> str:
        """The moments of a mark in words, for the mouse."""
        lines = [describe(m) for m in self._document.moments if m.id in mark.ids]
        more = len(lines) - _TOLD
        told = [*lines[:_TOLD], plural("and %n more", "and %n more", more)] if more > 0 else lines
        if len(lines) > 1:
            told.append(tr("Each click chooses the next one."))
        return "".join(f"<p>{html.escape(line)}</p>" for line in told)

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
