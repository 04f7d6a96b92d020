"""Colour: the tokens of the window, in dark, light and high contrast, following the system."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QWidget

from desktop.settings import Appearance
from desktop.ui import typography
from desktop.ui.stylesheet import stylesheet

Scheme = Literal["dark", "light", "contrast"]
READABLE = 4.5
"""Contrast ratio that text must reach (WCAG 2.2, 1.4.3)."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour of one scheme as #rrggbb. `fill` is a highlight's opacity, `stroke` a line's width in px.

    `faint` is below 4.5:1: for hints only, never for anything one must read.
    """

    scheme: Scheme
    bg: str
    side: str
    surface: str
    raised: str
    line: str
    text: str
    muted: str
    faint: str
    accent: str
    on_accent: str
    avoid: str
    say: str
    step: str
    promise: str
    possible: str
    fill: float = 0.19
    stroke: int = 1

    def color(self, name: str, alpha: float = 1.0) -> QColor:
        """The token `name` as a colour of opacity `alpha`."""
        made = QColor(getattr(self, name))
        made.setAlphaF(alpha)
        return made


DARK = Tokens(
    scheme="dark",
    bg="#14161a",
    side="#111317",
    surface="#1b1e24",
    raised="#23272f",
    line="#2e333d",
    text="#e9ecf1",
    muted="#9aa3b2",
    faint="#6b7484",
    accent="#5cc8b0",
    on_accent="#10211d",
    avoid="#f2836b",
    say="#6ccb8f",
    step="#7aa7f7",
    promise="#b79bf2",
    possible="#e7b84f",
)
LIGHT = Tokens(
    scheme="light",
    bg="#f7f6f3",
    side="#f0eee9",
    surface="#ffffff",
    raised="#fbfaf8",
    line="#e2dfd8",
    text="#1d2127",
    muted="#5c6573",
    faint="#858d99",
    accent="#0f7b66",
    on_accent="#ffffff",
    avoid="#b8402a",
    say="#1e7d46",
    step="#2a5fc4",
    promise="#6b46c1",
    possible="#8a6100",
)


def luminance(color: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.2)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(over: str, under: str, alpha: float) -> str:
    """`over` at opacity `alpha` on `under`, as #rrggbb."""
    pairs = ((int(over[i : i + 2], 16), int(under[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * alpha + b * (1 - alpha)):02x}" for a, b in pairs)


def contrast_tokens(system: QPalette) -> Tokens:
    """High contrast from the system's own colours, or black on white where those are too close together."""
    window, text = system.window().color().name(), system.windowText().color().name()
    if contrast(window, text) < 7:
        dark = luminance(window) < 0.2
        window, text = ("#000000", "#ffffff") if dark else ("#ffffff", "#000000")
    accent = system.highlight().color().name()
    accent = accent if contrast(accent, window) >= READABLE else text
    names = ("line", "text", "muted", "faint", "avoid", "say", "step", "promise", "possible")
    plain = {"bg": window, "side": window, "surface": window, "raised": window} | dict.fromkeys(names, text)
    return Tokens(scheme="contrast", accent=accent, on_accent=window, fill=0.0, stroke=2, **plain)


def palette(tokens: Tokens) -> QPalette:
    """The Qt palette of these tokens, for what the stylesheet does not reach."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.bg,
        QPalette.ColorRole.Base: tokens.raised,
        QPalette.ColorRole.AlternateBase: tokens.surface,
        QPalette.ColorRole.Button: tokens.raised,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.muted,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
        QPalette.ColorRole.Accent: tokens.accent,
        QPalette.ColorRole.ToolTipBase: tokens.raised,
        QPalette.ColorRole.ToolTipText: tokens.text,
    }
    for role, color in roles.items():
        made.setColor(role, QColor(color))
    return made


class Theme(QObject):
    """The look of a window: its tokens now, and word when they change. `motion` is whether things may move."""

    changed = Signal()

    def __init__(self, appearance: Appearance = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance: Appearance = appearance
        self._roots: list[QWidget] = []
        self.tokens = self._choose()
        self.motion = _system_motion()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def set_appearance(self, appearance: Appearance) -> None:
        """Follow the system, or hold one scheme."""
        self._appearance = appearance
        self._refresh()

    def dress(self, root: QWidget) -> None:
        """Give `root` and all in it these colours and this type, now and after each change."""
        self._roots.append(root)
        root.destroyed.connect(lambda: self._roots.remove(root))
        root.setFont(typography.font())
        self._paint(root)

    def allow_motion(self, allowed: bool) -> None:
        """Let things move, unless the system asks for reduced motion."""
        self.motion = allowed and _system_motion()
        self.changed.emit()

    def _system_changed(self) -> None:
        if self._appearance in ("system", "contrast"):
            self._refresh()

    def _refresh(self) -> None:
        tokens = self._choose()
        if tokens == self.tokens:
            return
        self.tokens = tokens
        for root in self._roots:
            self._paint(root)
        self.changed.emit()

    def _paint(self, root: QWidget) -> None:
        root.setPalette(palette(self.tokens))
        root.setStyleSheet(stylesheet(self.tokens))

    def _choose(self) -> Tokens:
        if self._appearance == "contrast":
            return contrast_tokens(QGuiApplication.palette())
        if self._appearance != "system":
            return DARK if self._appearance == "dark" else LIGHT
        light = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light
        return LIGHT if light else DARK


def prepare_application(application: QApplication) -> None:
    """One style and one type family on every platform. Call once, before the first widget."""
    application.setStyle("Fusion")
    typography.load()
    application.setFont(typography.font())


def _system_motion() -> bool:
    """Whether the system lets things move. Qt tells through its style; Windows has a switch of its own."""
    style = QApplication.style()
    if style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) <= 0:
        return False
    return _windows_motion() if sys.platform == "win32" else True


def _windows_motion() -> bool:
    import ctypes

    client_area_animation = 0x1042
    allowed = ctypes.c_int(1)
    ctypes.windll.user32.SystemParametersInfoW(  # type: ignore[attr-defined]
        client_area_animation, 0, ctypes.byref(allowed), 0
    )
    return bool(allowed.value)
