"""A paragraph with words set apart: plain text and runs of format, never markup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import typography
from desktop.ui.theme import Theme
from desktop.ui.widgets.direction import from_right

_KEPT = 4


@dataclass(frozen=True, slots=True)
class Run:
    """Characters `start` to `end` (exclusive) in another weight or colour token."""

    start: int
    end: int
    weight: int = typography.SEMIBOLD
    tone: str = "text"


def utf16_offset(text: str, index: int) -> int:
    """Where Python's character `index` of `text` begins in Qt's UTF-16."""
    head = text[:index]
    return index if head.isascii() else len(head.encode("utf-16-le", "surrogatepass")) // 2


def format_range(start: int, length: int, style: QTextCharFormat) -> QTextLayout.FormatRange:
    """A run of `length` UTF-16 units from `start` in another format. (Qt's type stubs leave these fields out.)"""
    made: Any = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, style
    return cast(QTextLayout.FormatRange, made)


class Prose(QWidget):
    """A wrapped paragraph of `size` px in the token `tone`, with runs set apart.

    Lines begin at the window's side, and run as their own language does. `centered`: every line in the middle of
    the width; `middle`: the text in the middle of the height.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        runs: tuple[Run, ...] = (),
        *,
        size: int = typography.LEAD,
        tone: str = "text",
        centered: bool = False,
        middle: bool = False,
    ) -> None:
        super().__init__()
        self._theme, self._size, self._tone, self._centered, self._middle = theme, size, tone, centered, middle
        self._text = ""
        self._known: dict[tuple[int, str], QTextLayout] = {}
        self._line_counts: dict[int, int] = {}
        self._runs: tuple[Run, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text, runs)

    def set_text(self, text: str, runs: tuple[Run, ...] = ()) -> None:
        """Show `text` with `runs`."""
        self._text, self._runs = text.replace("\n", " "), runs
        self._known.clear()
        self._line_counts.clear()
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The text as shown."""
        return self._text

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        width = max(width, 40)
        if width not in self._line_counts:
            self._line_counts[width] = self._laid_out(width).lineCount()
        return self._line_counts[width] * typography.line_height(self._size)

    def sizeHint(self) -> QSize:
        width = max(self.width(), 200)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, typography.line_height(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setPen(self._theme.tokens.color(self._tone))
        layout = self._laid_out(self.width())
        spare = self.height() - layout.lineCount() * typography.line_height(self._size)
        layout.draw(painter, QPointF(0, spare / 2 if self._middle and spare > 0 else 0))

    def _laid_out(self, width: int) -> QTextLayout:
        """Layouts ask for many widths in a row: the last few are kept, until text or colours change."""
        key = (width, self._theme.tokens.scheme)
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = self._lay_out(width)
        return self._known[key]

    def _lay_out(self, width: int) -> QTextLayout:
        layout = QTextLayout(self._text, typography.font(self._size))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        side = Qt.AlignmentFlag.AlignRight if from_right(self) else Qt.AlignmentFlag.AlignLeft
        whole = Qt.AlignmentFlag.AlignHCenter if self._centered else side | Qt.AlignmentFlag.AlignAbsolute
        option.setAlignment(whole)
        layout.setTextOption(option)
        layout.setFormats([self._format(run) for run in self._runs])
        step = typography.line_height(self._size)
        layout.beginLayout()
        for number in range(len(self._text) + 1):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            line.setPosition(QPointF(0, number * step + (step - line.height()) / 2))
        layout.endLayout()
        return layout

    def _format(self, run: Run) -> QTextLayout.FormatRange:
        style = QTextCharFormat()
        style.setFontWeight(run.weight)
        style.setForeground(self._theme.tokens.color(run.tone))
        start = utf16_offset(self._text, run.start)
        return format_range(start, utf16_offset(self._text, run.end) - start, style)
