"""One utterance laid out as lines of text, with highlights and their marks: geometry, hit test, painting."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QTextCharFormat, QTextLayout, QTextOption

from desktop.review.document import Moment
from desktop.ui import icons, typography
from desktop.ui.review.kinds import Underline, look_of, mark_text
from desktop.ui.theme import Tokens
from desktop.ui.widgets.direction import runs_left
from desktop.ui.widgets.prose import format_range, utf16_offset

STEP = typography.line_height(typography.BODY)
_HARD_SPACE, _ICON_SPACE = "\u00a0", "\u2007\u00a0\u00a0"
_SPACE = " ".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Placed:
    """A moment within the shown text, in UTF-16: its span, and the mark after it. `icon_at` -1: no icon."""

    moment: Moment
    start: int
    end: int
    mark_start: int
    mark_end: int
    icon_at: int


class Flow:
    """Text of one turn with its moments, laid out for a width. Offsets of moments are Python string indices."""

    def __init__(self, text: str, moments: Sequence[Moment]) -> None:
        self._text = text
        self.shown, self.placed = _with_marks(text, moments)
        self._units = self.shown.encode("utf-16-le", "surrogatepass")
        self._layout = QTextLayout(self.shown, typography.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        side = Qt.AlignmentFlag.AlignRight if runs_left(text) else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        self._layout.setTextOption(option)
        self._width = -1.0
        self._known: dict[tuple[int, int], list[QRectF]] = {}

    def lay_out(self, width: float) -> float:
        """Break into lines of `width` px; the height."""
        if width != self._width:
            self._width = width
            self._known.clear()
            self._layout.setFormats([_mark_format(p) for p in self.placed])
            self._break_lines(width)
        return max(self._layout.lineCount(), 1) * float(STEP)

    def boxes(self, moment_id: int) -> list[QRectF]:
        """Where the highlighted words of a moment are, one box a line."""
        return [box for p in self.placed if p.moment.id == moment_id for box in self._boxes(p.start, p.end)]

    def found_boxes(self, chars: tuple[int, int]) -> list[QRectF]:
        """Where characters of the turn's text are, marks of moments between them included, one box a line."""
        lengths = [(p.moment.chars[1], p.mark_end - p.mark_start) for p in self.placed]
        start, end = (utf16_offset(self._text, at) for at in chars)
        start += sum(length for at, length in lengths if at <= chars[0])
        end += sum(length for at, length in lengths if at < chars[1])
        return self._boxes(start, end)

    def moment_at(self, point: QPointF) -> Moment | None:
        """The moment whose words or mark are at `point`; of several, the one with the shortest span."""
        hits = [
            p
            for p in self.placed
            if any(
                box.contains(point) for box in self._boxes(p.start, p.end) + self._boxes(p.mark_start, p.mark_end)
            )
        ]
        return min(hits, key=lambda p: p.end - p.start).moment if hits else None

    def paint(self, painter: QPainter, at: QPointF, tokens: Tokens, tone: str, selected: int | None) -> None:
        """Draw fills, text, underlines and marks at `at`; `selected` is the id of the moment shown stronger."""
        painter.save()
        painter.translate(at)
        for placed in self.placed:
            self._fill(painter, placed, tokens, placed.moment.id == selected)
        painter.setPen(tokens.color(tone))
        words = self._word_colors(tokens) if tone != "text" else []
        self._layout.draw(painter, QPointF(0, 0), words + self._mark_colors(tokens))
        for index, placed in enumerate(self.placed):
            self._decorate(painter, placed, tokens, 3.0 if self._overlaps(index) else 0.0)
        painter.restore()

    def _break_lines(self, width: float) -> None:
        self._layout.beginLayout()
        for number in range(len(self.shown) + 1):
            line = self._layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            line.setPosition(QPointF(0, number * STEP + (STEP - line.height()) / 2))
        self._layout.endLayout()

    def _word_colors(self, tokens: Tokens) -> list[QTextLayout.FormatRange]:
        """Highlighted words are in the ink of the text: a muted one is too weak on the highlight's fill."""
        ink = QTextCharFormat()
        ink.setForeground(tokens.color("text"))
        return [format_range(placed.start, placed.end - placed.start, ink) for placed in self.placed]

    def _mark_colors(self, tokens: Tokens) -> list[QTextLayout.FormatRange]:
        """Colours are given when drawing: a change of theme needs no new lines."""
        ranges = []
        for placed in self.placed:
            style = QTextCharFormat()
            style.setForeground(tokens.color(look_of(placed.moment).tone))
            ranges.append(format_range(placed.mark_start, placed.mark_end - placed.mark_start, style))
        return ranges

    def _overlaps(self, index: int) -> bool:
        mine = self.placed[index]
        return any(o.start < mine.end and mine.start < o.end for o in self.placed[:index])

    def _boxes(self, start: int, end: int) -> list[QRectF]:
        if (start, end) not in self._known:
            self._known[start, end] = self._measure(start, end)
        return self._known[start, end]

    def _measure(self, start: int, end: int) -> list[QRectF]:
        boxes = []
        for number in range(self._layout.lineCount()):
            line = self._layout.lineAt(number)
            first, last = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
            while last > first and self._units[2 * last - 2 : 2 * last] == _SPACE:
                last -= 1
            if first < last:
                left, right = sorted((line.cursorToX(first)[0], line.cursorToX(last)[0]))  # type: ignore[index]
                boxes.append(QRectF(left - 1, number * STEP + 1.5, right - left + 2, STEP - 3))
        return boxes

    def _fill(self, painter: QPainter, placed: Placed, tokens: Tokens, selected: bool) -> None:
        look = look_of(placed.moment)
        alpha = tokens.fill * (1.35 if selected else 1.0)
        if look.underline == "dotted" and not selected:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color(look.tone, alpha))
        for box in self._boxes(placed.start, placed.end):
            painter.drawRoundedRect(box, 3, 3)

    def _decorate(self, painter: QPainter, placed: Placed, tokens: Tokens, lower: float) -> None:
        look = look_of(placed.moment)
        color = tokens.color(look.tone)
        painter.setPen(QPen(color, 1.6 if tokens.stroke == 1 else 2.0))
        for box in self._boxes(placed.start, placed.end):
            underline(painter, look.underline, box.left(), box.right(), box.bottom() + lower)
        if placed.icon_at >= 0:
            for box in self._boxes(placed.icon_at, placed.icon_at + len(_ICON_SPACE)):
                icon = QRectF(box.left() + 1.5, box.center().y() - 4.5, 9.5, 9.5)
                icons.paint(painter, look.icon, icon, color, weight=2.6)


def underline(painter: QPainter, shape: Underline, left: float, right: float, y: float) -> None:
    """A line under words in the painter's pen: wavy, solid or dotted."""
    if shape == "solid":
        painter.drawLine(QPointF(left, y), QPointF(right, y))
    elif shape == "dotted":
        pen = QPen(painter.pen())
        pen.setDashPattern([0.1, 1.9])
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(left + 1, y), QPointF(right, y))
    else:
        path = QPainterPath(QPointF(left, y))
        for number in range(max(1, math.ceil((right - left) / 4))):
            x, bend = left + 4 * number, (3.2 if number % 2 else -3.2)
            path.quadTo(x + 2, y + bend, min(x + 4, right), y)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)


def _mark_format(placed: Placed) -> QTextLayout.FormatRange:
    style = QTextCharFormat()
    style.setFont(typography.font(11, typography.BOLD))
    return format_range(placed.mark_start, placed.mark_end - placed.mark_start, style)


def _with_marks(text: str, moments: Sequence[Moment]) -> tuple[str, list[Placed]]:
    """The text with each moment's mark after its span, and where everything then is."""
    flat = "".join(" " if c in "\n\r\t\u2028\u2029" else c for c in text)
    ordered = sorted(moments, key=lambda m: (m.chars[1], m.chars[0]))
    pieces, at, ends = [], 0, {}
    length = 0
    for moment in ordered:
        end = min(max(moment.chars[1], 0), len(flat))
        pieces.append(flat[at:end])
        length += end - at
        at = end
        mark = _mark(moment)
        ends[moment.id] = (length, length + len(mark))
        pieces.append(mark)
        length += len(mark)
    shown = "".join([*pieces, flat[at:]])
    return shown, [_place(shown, moment, ordered, ends) for moment in ordered]


def _mark(moment: Moment) -> str:
    """Joined by hard spaces, so that a line never breaks inside a mark or before it."""
    icon = _ICON_SPACE if look_of(moment).icon else ""
    return _HARD_SPACE + (icon or _HARD_SPACE) + mark_text(moment).replace(" ", _HARD_SPACE)


def _place(shown: str, moment: Moment, ordered: list[Moment], ends: dict[int, tuple[int, int]]) -> Placed:
    """Offsets in the shown text: every mark before the span's start moves it to the right."""
    start = max(moment.chars[0], 0)
    before = sum(ends[o.id][1] - ends[o.id][0] for o in ordered if o.chars[1] <= start)
    inside_end, mark_end = ends[moment.id]
    begun = min(start + before, inside_end)
    inside_end -= _marks_at_same_end(moment, ordered, ends)
    icon = ends[moment.id][0] + 1 if look_of(moment).icon else -1
    edges = (begun, inside_end, ends[moment.id][0], mark_end)
    first, last, mark_first, mark_last = (utf16_offset(shown, index) for index in edges)
    return Placed(moment, first, last, mark_first, mark_last, utf16_offset(shown, icon) if icon >= 0 else -1)


def _marks_at_same_end(moment: Moment, ordered: list[Moment], ends: dict[int, tuple[int, int]]) -> int:
    """Length of the marks of other moments that end where this one does and come before its mark."""
    earlier = ordered[: ordered.index(moment)]
    return sum(ends[o.id][1] - ends[o.id][0] for o in earlier if o.chars[1] == moment.chars[1])
