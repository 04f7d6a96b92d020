"""The marks of a skill, call by call: a shape and a colour for each, one tab stop for all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.review.progress_document import Call, Mark, MarkState, Skill, SkillKind
from desktop.review.progress_sentences import upper_first
from desktop.ui import typography
from desktop.ui.i18n import plural, quoted, tr
from desktop.ui.theme import Theme, Tokens
from desktop.ui.timefmt import moment
from desktop.ui.widgets.buttons import paint_focus
from desktop.ui.widgets.focus import KeyboardRing

_GOOD = {"step": "step", "pair": "say", "measure": "accent", "ending": "say"}
_MOST, _LEAST = 22.0, 7.0
"""px from mark to mark. More calls than fit at the least are scrolled, the newest shown first."""
_PAD = 12.0
_FLAT, _TALL = 36, 66


def tone_of(kind: SkillKind, state: MarkState) -> str:
    """The colour token of a mark."""
    if state == "bad":
        return "possible" if kind == "measure" else "avoid"
    if state == "partly":
        return "step" if kind == "step" else "possible"
    return _GOOD[kind] if state == "good" else "muted"


def paint_mark(
    painter: QPainter, at: QPointF, radius: float, kind: SkillKind, state: MarkState, tokens: Tokens
) -> None:
    """A disc (good), half of one (partly), a ring (none), a cross or for measures a triangle (bad), a dash."""
    color = tokens.color(tone_of(kind, state))
    box = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
    painter.setPen(QPen(color, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state == "unknown":
        painter.drawLine(QPointF(at.x() - radius * 0.7, at.y()), QPointF(at.x() + radius * 0.7, at.y()))
    elif state == "bad":
        _paint_bad(painter, at, radius, color, triangle=kind == "measure")
    elif state == "none":
        painter.drawEllipse(at, radius * 0.7, radius * 0.7)
    else:
        painter.setBrush(color)
        painter.drawEllipse(box) if state == "good" else painter.drawChord(box, -90 * 16, -180 * 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box)


def _paint_bad(painter: QPainter, at: QPointF, radius: float, color: QColor, *, triangle: bool) -> None:
    if triangle:
        painter.setBrush(color)
        corners = [QPointF(0, -radius), QPointF(radius, radius * 0.8), QPointF(-radius, radius * 0.8)]
        painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
        return
    painter.setPen(QPen(color, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    reach = radius * 0.85
    painter.drawLine(at + QPointF(-reach, -reach), at + QPointF(reach, reach))
    painter.drawLine(at + QPointF(-reach, reach), at + QPointF(reach, -reach))


def describe(mark: Mark, call: Call, *, several: bool = False) -> str:
    """One mark in words: when, which attempt, what happened, and the words. `several`: of several scenarios."""
    when = moment(call.started_at)
    if several:
        told = tr(
            "{when}, {title}, attempt {attempt}: {shown}",
            when=when,
            title=call.title,
            attempt=call.attempt,
            shown=mark.shown,
        )
    else:
        told = tr("{when}, attempt {attempt}: {shown}", when=when, attempt=call.attempt, shown=mark.shown)
    words = " ".join(quoted(said) for said in (*mark.avoided, *mark.said))
    return f"{told.rstrip('.')}. {words}".strip()


class MarkSign(QWidget):
    """One mark by itself, for the eye only."""

    def __init__(self, theme: Theme, kind: SkillKind, state: MarkState, side: int = 14) -> None:
        super().__init__()
        self._theme, self._kind, self._state = theme, kind, state
        self.setFixedSize(QSize(side, side))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, half = QPainter(self), self.width() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, QPointF(half, half), min(half - 2.5, 4.8), self._kind, self._state, self._theme.tokens)


class Strip(KeyboardRing, QWidget):
    """A skill's marks from the oldest call to the newest. Arrows, Home and End move, Enter opens the call.

    A measure's marks stand at their values, joined by a line, over its range.
    """

    chosen = Signal(int)
    """The number of a mark of the skill."""
    opened = Signal(str)
    """A session's id."""

    def __init__(self, theme: Theme, skill: Skill, calls: Sequence[Call]) -> None:
        super().__init__()
        self._theme, self.skill = theme, skill
        self._calls = {call.session_id: call for call in calls}
        self._several = len({call.scenario_id for call in calls}) > 1
        self._low, self._high = _value_range(skill)
        self.current: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        many = len(skill.marks)
        self.setAccessibleName(plural("{title}, one call", "{title}, %n calls", many, title=skill.title))
        self.setAccessibleDescription(
            tr("{sentence} Arrow keys move between the calls, Enter opens one.", sentence=skill.sentence)
        )

    def sizeHint(self) -> QSize:
        return QSize(280, _TALL if self.skill.kind == "measure" else _FLAT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def text(self) -> str:
        """The chosen mark in words, "" when none is."""
        if self.current is None:
            return ""
        mark = self.skill.marks[self.current]
        return describe(mark, self._calls[mark.session_id], several=self._several)

    def choose(self, index: int) -> None:
        """Move to a mark; one beyond the ends is the one at the end."""
        self.current = min(max(index, 0), len(self.skill.marks) - 1)
        self.setAccessibleName(f"{self.skill.title}. {self.text()}")  # tells a screen reader, too
        self.update()
        self.chosen.emit(self.current)

    def mark_position(self, index: int) -> QPointF:
        """Where a mark is painted; outside the widget when it is scrolled away."""
        cell, first, many = self._cells()
        x = self.width() - _PAD - (first + many - index - 0.5) * cell  # the newest at the end
        x = self.width() - x if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else x
        return QPointF(x, self._y(self.skill.marks[index]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ahead = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        steps = {Qt.Key.Key_Left: -ahead, Qt.Key.Key_Right: ahead}
        last, key = len(self.skill.marks) - 1, Qt.Key(event.key())
        if key in steps:
            self.choose(last if self.current is None else self.current + steps[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.choose(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.skill.marks[last if self.current is None else self.current].session_id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        _cell, first, many = self._cells()
        shown = range(first, first + many)
        self.choose(min(shown, key=lambda index: abs(self.mark_position(index).x() - event.position().x())))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.current is not None:
            self.opened.emit(self.skill.marks[self.current].session_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), self._theme.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell, first, many = self._cells()
        shown = range(first, first + many)
        if self.skill.kind == "measure":
            self._paint_range(painter)
            self._paint_line(painter, shown)
        if first:
            self._paint_more(painter)
        radius = min(5.5, cell / 2 - 1)
        for index in shown:
            at = self.mark_position(index)
            paint_mark(painter, at, radius, self.skill.kind, self.skill.marks[index].state, tokens)
            if index == self.current:
                painter.setPen(QPen(tokens.color("text"), 1.4))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(at, radius + 3, radius + 3)
        if self.shows_ring():
            paint_focus(painter, QRectF(self.rect()), 8, tokens)

    def _cells(self) -> tuple[float, int, int]:
        """(px a mark, the first mark shown, how many are shown)."""
        room, marks = max(self.width() - 2 * _PAD, _LEAST), len(self.skill.marks)
        cell = min(_MOST, max(_LEAST, room / marks))
        many = min(marks, int(room / cell + 1e-6))
        newest = marks - many
        wanted = newest if self.current is None else min(newest, max(0, self.current - many // 2))
        return cell, wanted, many

    def _y(self, mark: Mark) -> float:
        middle = self.height() / 2
        if self.skill.kind != "measure" or mark.value is None:
            return middle
        return self._value_y(mark.value)

    def _value_y(self, value: float) -> float:
        top, bottom = 11.0, self.height() - 11.0
        return bottom - (bottom - top) * (value - self._low) / (self._high - self._low)

    def _paint_range(self, painter: QPainter) -> None:
        skill, tokens = self.skill, self._theme.tokens
        if skill.low is None and skill.high is None:
            return
        top = self._value_y(skill.high) if skill.high is not None else 4.0
        bottom = self._value_y(skill.low) if skill.low is not None else self.height() - 4.0
        painter.fillRect(QRectF(4, top, self.width() - 8, bottom - top), tokens.color("accent", tokens.fill * 0.6))
        painter.setPen(QPen(tokens.color("muted"), tokens.stroke, Qt.PenStyle.DotLine))
        for bound, y in ((skill.high, top), (skill.low, bottom)):
            if bound is not None:
                painter.drawLine(QPointF(4, y), QPointF(self.width() - 4, y))

    def _paint_line(self, painter: QPainter, shown: range) -> None:
        points = [self.mark_position(index) for index in shown if self.skill.marks[index].value is not None]
        painter.setPen(QPen(self._theme.tokens.color("muted"), 1.4))
        painter.drawPolyline(QPolygonF(points))

    def _paint_more(self, painter: QPainter) -> None:
        painter.setFont(typography.font(typography.TINY))
        painter.setPen(self._theme.tokens.color("muted"))
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        box = QRectF(self.width() - _PAD if rtl else 0, 0, _PAD, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "…")


def _value_range(skill: Skill) -> tuple[float, float]:
    """The values that the height stands for: those that occur and the range, with a little air."""
    values = [mark.value for mark in skill.marks if mark.value is not None]
    known = [*values, *(bound for bound in (skill.low, skill.high) if bound is not None)] or [0.0]
    air = (max(known) - min(known)) * 0.08 or 1.0
    return min(known) - air, max(known) + air


def spoken_state(mark: Mark) -> str:
    """What happened, with a capital."""
    return upper_first(mark.shown)
