"""A few words in a rounded outline: not a control."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import icons, typography
from desktop.ui.theme import Theme
from desktop.ui.widgets.direction import draw_line, mirrored


class Pill(QWidget):
    """Words, with an icon before them where one is given."""

    def __init__(
        self, theme: Theme, text: str, *, icon: str = "", size: int = typography.TINY, tone: str = "muted"
    ) -> None:
        super().__init__()
        self._theme, self._size, self._tone = theme, size, tone
        self._icon, self._icon_tone = icon, tone
        self.setFont(typography.font(size, tabular=True))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str, icon: str | None = None, icon_tone: str | None = None) -> None:
        """Show other words, another icon, in another colour token."""
        self._text = text
        self._icon = self._icon if icon is None else icon
        self._icon_tone = self._icon_tone if icon_tone is None else icon_tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The words as shown."""
        return self._text

    def icon(self) -> str:
        """The icon's name, "" without one."""
        return self._icon

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self.font()).horizontalAdvance(self._text) + 1.7 * self._size + 2
        return QSize(round(width + (self._size + 9 if self._icon else 0)), round(self._size * 2.15))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = QPainter(self), self._theme.tokens, QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.color("line"), tokens.stroke))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), box.height() / 2 - 1, box.height() / 2 - 1)
        x = 0.85 * self._size
        if self._icon:
            side = self._size + 3.0
            icon_box = mirrored(self, QRectF(x, (box.height() - side) / 2, side, side))
            icons.paint(painter, self._icon, icon_box, tokens.color(self._icon_tone))
            x += side + 6
        painter.setPen(tokens.color(self._tone))
        painter.setFont(self.font())
        draw_line(painter, self, box.adjusted(x, 0, 0, 0), self._text)
