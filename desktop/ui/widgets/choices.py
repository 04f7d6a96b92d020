"""Choosing: one of a few, on or off, one of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from desktop.ui import icons, typography
from desktop.ui.i18n import own_direction
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import paint_focus
from desktop.ui.widgets.direction import mirrored
from desktop.ui.widgets.focus import KeyboardRing
from desktop.ui.widgets.text import plain_tooltip

_WIDEST = 300
"""px of a list of choices that has room for its longest one."""
HELD = 0.6
"""Opacity of a choice that can't be changed: it still has to be read."""


class _Segment(KeyboardRing, QRadioButton):
    """One of a few: drawn as part of a bar, spoken as a radio button."""

    def __init__(self, theme: Theme, text: str, *, first: bool, last: bool) -> None:
        super().__init__()
        self._theme, self._shown, self._first, self._last = theme, text, first, last
        self.setText(text.replace("&", "&&"))
        self.setFont(typography.font(typography.SMALL))
        self.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(round(QFontMetricsF(self.font()).horizontalAdvance(self._shown)) + 20, 38)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = QPainter(self), self._theme.tokens, QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(HELD)
        if self.isChecked():
            painter.fillPath(self._outline(box), tokens.color("raised"))
            painter.fillRect(QRectF(1, box.height() - 2.5, box.width() - 2, 2.5), tokens.color("accent"))
        if not self._first:
            line = QRectF(0, 1, tokens.stroke, box.height() - 2)
            painter.fillRect(mirrored(self, line), tokens.color("line"))
        painter.setFont(typography.font(typography.SMALL, typography.MEDIUM if self.isChecked() else 400))
        painter.setPen(tokens.color("text" if self.isChecked() else "muted"))
        shown = QFontMetricsF(painter.font()).elidedText(self._shown, Qt.TextElideMode.ElideRight, box.width() - 6)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
        if self.shows_ring():
            paint_focus(painter, box.adjusted(1, 1, -1, -1), 7, tokens)

    def _outline(self, box: QRectF) -> QPainterPath:
        path = QPainterPath()
        path.addRoundedRect(box, 7 if self._first or self._last else 0, 7 if self._first or self._last else 0)
        return path


class Segmented(QWidget):
    """A bar of a few choices, of which one holds. Arrow keys move."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, question: str, choices: Sequence[tuple[str, str]], value: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(question)
        self._group = QButtonGroup(self)
        self._ids = [choice for choice, _label in choices]
        self._texts = [text for _choice, text in choices]
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for number, (choice, text) in enumerate(choices):
            segment = _Segment(theme, text, first=number == 0, last=number == len(choices) - 1)
            segment.setAccessibleName(f"{question} {text}")
            segment.setChecked(choice == value)
            self._group.addButton(segment, number)
            row.addWidget(segment, 1)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._ids[number]))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def value(self) -> str:
        """The id of the choice that holds."""
        return self._ids[max(self._group.checkedId(), 0)]

    def text(self) -> str:
        """The choice that holds, as it is called."""
        return self._texts[max(self._group.checkedId(), 0)]

    def choose(self, choice: str) -> None:
        """Set the choice, as a click on it would."""
        button = self._group.button(self._ids.index(choice))
        button.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), self._theme.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.color("line"), tokens.stroke))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class Toggle(KeyboardRing, QCheckBox):
    """A switch. Its name is the question it answers."""

    def __init__(self, theme: Theme, name: str, on: bool) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.setChecked(on)
        self.setFixedSize(QSize(46, 36))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), self._theme.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(HELD)
        track = QRectF(3, 7, 40, 22)
        painter.setPen(QPen(tokens.color("accent" if self.isChecked() else "muted"), 1.4))
        painter.setBrush(tokens.color("accent") if self.isChecked() else tokens.color("raised"))
        painter.drawRoundedRect(track, 11, 11)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("on_accent" if self.isChecked() else "muted"))
        knob = QRectF(track.right() - 18.5 if self.isChecked() else track.left() + 3.5, 10.5, 15, 15)
        painter.drawEllipse(mirrored(self, knob))
        if self.shows_ring():
            paint_focus(painter, QRectF(self.rect()), 12, tokens)


class Picker(QComboBox):
    """One of many, shortened where it is too long. The wheel scrolls the page instead of changing the choice."""

    picked = Signal(str)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(20)
        self.setFont(typography.font(typography.SMALL))
        self.activated.connect(lambda _index: self.picked.emit(self.value()))

    def offer(self, choices: Sequence[tuple[str, str]], value: str) -> None:
        """The choices, as (id, label); a `value` that is not among them is kept as it is called."""
        self.clear()
        known = [choice for choice, _label in choices]
        extra = [] if value in known else [(value, value)]
        for choice, text in [*choices, *extra]:
            self.addItem(own_direction(text), choice)
        self.setCurrentIndex(self.findData(value))

    def sizeHint(self) -> QSize:
        """Room for the longest choice, up to a width that leaves room for what is beside it."""
        usual, metrics = super().sizeHint(), QFontMetricsF(self.font())
        longest = max((metrics.horizontalAdvance(self.itemText(n)) for n in range(self.count())), default=0.0)
        return QSize(max(usual.width(), min(round(longest) + 52, _WIDEST)), usual.height())

    def value(self) -> str:
        """The id of what is chosen."""
        return str(self.currentData() or "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        kind = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(kind, option, QStyle.SubControl.SC_ComboBoxEditField, self).width()
        words: Any = option  # Qt's type stubs leave its fields out
        shown = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room - 4)
        plain_tooltip(self, self.currentText() if shown != self.currentText() else "")
        words.currentText = shown
        painter.drawComplexControl(kind, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        box = QRectF(self.width() - 24, (self.height() - 12) / 2, 12, 12)
        if self.isEnabled():
            icons.paint(painter, "down", mirrored(self, box), self._theme.tokens.color("muted"), weight=2)
