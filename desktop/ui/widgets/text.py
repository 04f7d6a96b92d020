"""Labels that only ever show plain text, whatever is in it."""

from __future__ import annotations

import html
import unicodedata
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QStyle, QWidget

from desktop.ui import typography
from desktop.ui.widgets.direction import from_right


def label(
    text: str,
    size: int = typography.BODY,
    *,
    weight: int = typography.REGULAR,
    tone: str = "",
    wrap: bool = False,
    tabular: bool = False,
) -> QLabel:
    """A label of `size` px in the colour token `tone` ("" is body text); `wrap` lets it take several lines."""
    made = Wrapped() if wrap else _Plain()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(typography.font(size, weight, tabular=tabular))
    made.setText(text)
    made.setWordWrap(wrap)
    if tone:
        made.setProperty("tone", tone)
    return made


class _Plain(QLabel):
    """A label whose words keep their own direction: Qt gives them that of the window."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if not from_right(self):
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        flags = QStyle.visualAlignment(self.layoutDirection(), self.alignment()) | Qt.AlignmentFlag.AlignAbsolute
        wrapped = Qt.TextFlag.TextWordWrap if self.wordWrap() else Qt.TextFlag(0)
        painter.drawText(self.contentsRect(), flags | wrapped, QLabel.text(self))


_LONG = 24
"""A word of more characters than this may be broken where it must."""
_BREAK = "\u200b"


def breakable(text: str) -> str:
    """`text` with places in its long words where a line may end: a label breaks nowhere else."""
    return " ".join(_broken(word) if len(word) > _LONG else word for word in text.split(" "))


def _broken(word: str) -> str:
    at = (n for n in range(len(word)) if n % 6 == 0 and n)
    cuts = [0, *(n for n in at if not unicodedata.combining(word[n])), len(word)]
    return _BREAK.join(word[a:b] for a, b in pairwise(cuts))


class Wrapped(_Plain):
    """A label whose least height is one line: Qt's own asks for the height at its least width.

    Words too long for a line are broken; `text` and the accessible name are without the marks for that.
    """

    def __init__(self) -> None:
        super().__init__()
        self._broken = False
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        shown = breakable(text)
        super().setText(shown)
        if shown != text or self._broken:
            self._broken = shown != text
            self.setAccessibleName(text if self._broken else "")

    def text(self) -> str:
        return super().text().replace(_BREAK, "")

    def minimumSizeHint(self) -> QSize:
        return QSize(80, QFontMetrics(self.font()).height())


class ElidedLabel(QLabel):
    """One line that ends in "…" where there is no room; the whole text is its tooltip and its name."""

    def __init__(
        self, text: str, size: int = typography.BODY, *, weight: int = typography.REGULAR, tone: str = ""
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(typography.font(size, weight))
        if tone:
            self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        metrics = QFontMetricsF(self.font())
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() + 0.5)
        plain_tooltip(self, self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        side = QStyle.visualAlignment(self.layoutDirection(), self.alignment()) | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self.rect(), side | Qt.AlignmentFlag.AlignVCenter, shown)


def set_tone(widget: QWidget, tone: str) -> None:
    """Change the colour token of a label."""
    widget.setProperty("tone", tone)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def plain_tooltip(widget: QWidget, text: str) -> None:
    """A tooltip that shows `text` as it stands, though Qt reads tooltips as rich text."""
    widget.setToolTip(f"<p>{html.escape(text)}</p>" if text else "")


def rule() -> QFrame:
    """A hairline."""
    line = QFrame()
    line.setObjectName("rule")
    return line


def card(edge: str = "") -> QFrame:
    """A surface with a border; `edge` is the colour token of the border, "" the ordinary line."""
    made = QFrame()
    made.setObjectName("card")
    if edge:
        made.setProperty("edge", edge)
    return made
