"""Buttons: one look for each purpose, drawn from the tokens, with an icon and a key cap where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.ui import icons, typography
from desktop.ui.theme import Theme, Tokens
from desktop.ui.widgets.direction import draw_line, mirrored
from desktop.ui.widgets.focus import KeyboardRing

Kind = Literal["accent", "plain", "danger", "link", "chip", "nav", "quiet"]


@dataclass(frozen=True, slots=True)
class _Shape:
    """Sizes of one kind, in px."""

    height: int
    pad: int
    radius: int
    size: int
    weight: int
    icon: int = 16
    gap: int = 8


_SHAPES: dict[str, _Shape] = {
    "accent": _Shape(44, 17, 8, typography.BODY, typography.SEMIBOLD),
    "plain": _Shape(44, 17, 8, typography.BODY, typography.MEDIUM),
    "danger": _Shape(44, 17, 8, typography.BODY, typography.SEMIBOLD),
    "link": _Shape(36, 4, 6, typography.SMALL, typography.MEDIUM, 14, 5),
    "chip": _Shape(26, 11, 13, typography.TINY, typography.REGULAR, 11, 5),
    "nav": _Shape(39, 13, 8, typography.BODY, typography.REGULAR, 15, 11),
    "quiet": _Shape(36, 6, 6, typography.BODY, typography.REGULAR, 14, 6),
}


class ActionButton(KeyboardRing, QAbstractButton):
    """A button. Enter and Space press it; `label` is shown and spoken as it stands."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        kind: Kind = "plain",
        *,
        icon: str = "",
        keycap: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._kind, self._shape = theme, kind, _SHAPES[kind]
        self._icon, self._keycap, self._label = icon, keycap, ""
        self._bare = False
        self.setFont(typography.font(self._shape.size, self._shape.weight))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_label(label)

    def set_label(self, label: str, icon: str | None = None) -> None:
        """Show another label, and another icon when one is given."""
        self._label = label
        self._icon = self._icon if icon is None else icon
        self.setText(label.replace("&", "&&"))
        self.setAccessibleName(label)
        self.updateGeometry()
        self.update()

    def label(self) -> str:
        """The label as shown."""
        return self._label

    def set_bare(self, bare: bool) -> None:
        """Show the icon alone; the name stays for assistive technology and as a tooltip."""
        self._bare = bare
        self.setToolTip(self._label if bare else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for icon, label and key cap."""
        return QSize(round(self._content_width()) + 2 * self._shape.pad + 2, self._shape.height)

    def minimumSizeHint(self) -> QSize:
        """The same: labels are never cut while there is room."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses; arrow keys are left to the screen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, icon, label, key cap, focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        self._paint_frame(painter)
        self._paint_content(painter)
        self._paint_focus(painter)

    def _cap_font_width(self) -> float:
        if not self._keycap or self._bare:
            return 0.0
        return QFontMetricsF(typography.font(typography.TINY)).horizontalAdvance(self._keycap) + 20

    def _content_width(self) -> float:
        width = float(self._shape.icon) if self._icon else 0.0
        if self._label and not self._bare:
            width += QFontMetricsF(self.font()).horizontalAdvance(self._label) + 1
            width += self._shape.gap if self._icon else 0
        return width + (self._cap_font_width() + 10 if self._cap_font_width() else 0.0)

    def _colors(self) -> tuple[QColor | None, QColor | None, QColor]:
        """Fill, border and ink of this kind and condition."""
        tokens = self._theme.tokens
        hover = self.underMouse() and self.isEnabled()
        if tokens.scheme == "contrast" and self.isChecked():
            return tokens.color("text"), None, tokens.color("bg")
        ink = tokens.color("text")
        if self._kind == "accent":
            return tokens.color("accent", 0.9 if hover or self.isDown() else 1.0), None, tokens.color("on_accent")
        if self._kind == "danger":
            return self._danger_colors(tokens, hover)
        if self._kind == "plain":
            edge = "accent" if self.isChecked() else "muted" if hover else "line"
            return tokens.color("raised"), tokens.color(edge), ink
        return self._light_colors(tokens, hover)

    @staticmethod
    def _danger_colors(tokens: Tokens, hover: bool) -> tuple[QColor | None, QColor | None, QColor]:
        """A tint under its own ink, weak enough to keep the ink readable; solid under the mouse."""
        avoid = tokens.color("avoid")
        if hover:
            return avoid, avoid, tokens.color("bg")
        return tokens.color("avoid", danger_tint(tokens)), avoid, avoid

    def _light_colors(self, tokens: Tokens, hover: bool) -> tuple[QColor | None, QColor | None, QColor]:
        text, muted = tokens.color("text"), tokens.color("muted")
        if self._kind == "chip":
            edge = "accent" if self.isChecked() else "muted" if hover else "line"
            return None, tokens.color(edge), text if self.isChecked() or hover else muted
        if self._kind == "nav":
            fill = tokens.color("raised") if self.isChecked() or hover else None
            return fill, None, text if self.isChecked() or hover else muted
        if self._kind == "link":
            return (tokens.color("accent", 0.12) if hover else None), None, tokens.color("accent")
        return (tokens.color("raised") if hover else None), None, text if hover else muted

    def _paint_frame(self, painter: QPainter) -> None:
        fill, edge, _ink = self._colors()
        width = max(self._theme.tokens.stroke, 1)
        painter.setPen(QPen(edge, width) if edge else Qt.PenStyle.NoPen)
        painter.setBrush(fill if fill else Qt.BrushStyle.NoBrush)
        inset = width / 2 if edge else 0
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, self._shape.radius, self._shape.radius)

    def _paint_content(self, painter: QPainter) -> None:
        _fill, _edge, ink = self._colors()
        at_start = self._kind == "nav" and not self._bare
        x = self._shape.pad + 1.0 if at_start else max((self.width() - self._content_width()) / 2, 2.0)
        if self._icon:
            side = self._shape.icon
            box = mirrored(self, QRectF(x, (self.height() - side) / 2, side, side))
            icons.paint(painter, self._icon, box, ink)
            x += side + self._shape.gap
        if self._label and not self._bare:
            metrics = QFontMetricsF(self.font())
            room = self.width() - x - (self._cap_font_width() + 10 if self._keycap else 0) - 2
            shown = metrics.elidedText(self._label, Qt.TextElideMode.ElideRight, max(room, 0) + 1)
            painter.setFont(self.font())
            painter.setPen(ink)
            draw_line(painter, self, QRectF(x, 0, max(room, 0) + 2, self.height()), shown)
            x += metrics.horizontalAdvance(shown) + 10
        if self._keycap and not self._bare:
            self._paint_keycap(painter, x, ink)

    def _paint_keycap(self, painter: QPainter, x: float, ink: QColor) -> None:
        box = mirrored(self, QRectF(x, (self.height() - 24) / 2, self._cap_font_width(), 24))
        back = QColor(ink)
        back.setAlphaF(0.14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(back)
        painter.drawRoundedRect(box, 12, 12)
        painter.setPen(ink)
        painter.setFont(typography.font(typography.TINY, typography.MEDIUM))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._keycap)

    def _paint_focus(self, painter: QPainter) -> None:
        if self.shows_ring():
            paint_focus(
                painter, QRectF(self.rect()), self._shape.radius, self._theme.tokens, self._kind == "accent"
            )


def danger_tint(tokens: Tokens) -> float:
    """Opacity of the fill of a danger button."""
    return tokens.fill * (1.2 if tokens.scheme == "dark" else 0.4)


def paint_focus(painter: QPainter, box: QRectF, radius: float, tokens: Tokens, inner: bool = False) -> None:
    """The focus ring: 2 px of accent inside `box`, or of the text's colour on something that is accent itself."""
    painter.setOpacity(1.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("text" if inner else "accent"), 2))
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)
