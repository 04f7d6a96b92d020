"""The one stylesheet: what Qt's own controls look like in the tokens' colours."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from desktop.ui.theme import Tokens

_SHEET = Template("""
QWidget#root, QDialog { background: $bg; }
QFrame#side { background: $side; border: none; border-${end}: ${stroke}px solid $line; }
QFrame#card { background: $surface; border: ${stroke}px solid $line; border-radius: 12px; }
QFrame#card[edge="accent"] { border-color: $accent; }
QFrame#card[edge="avoid"] { border-color: $avoid; }
QFrame#card[edge="say"] { border-color: $say; }
QFrame#card[edge="step"] { border-color: $step; }
QFrame#card[edge="promise"] { border-color: $promise; }
QFrame#card[edge="possible"] { border-color: $possible; }
QFrame#rule { background: $line; border: none; max-height: 1px; min-height: 1px; }
QLabel { background: transparent; color: $text; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="faint"] { color: $faint; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="avoid"] { color: $avoid; }
QLabel[tone="say"] { color: $say; }
QLabel[tone="step"] { color: $step; }
QLabel[tone="promise"] { color: $promise; }
QLabel[tone="possible"] { color: $possible; }
QScrollArea, QScrollArea > QWidget > QWidget#page { background: transparent; border: none; }
QScrollArea:focus { border: none; }
QScrollArea#stop { border: 2px solid transparent; }
QScrollArea#stop:focus { border: 2px solid $accent; border-radius: 8px; }
QLineEdit {
    background: $raised; color: $text; border: ${stroke}px solid $line; border-radius: 8px;
    padding: 0 14px; min-height: 38px; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus { border: 2px solid $accent; padding: 0 13px; }
QPlainTextEdit {
    background: $raised; color: $text; border: ${stroke}px solid $line; border-radius: 8px; padding: 6px 9px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QPlainTextEdit:focus { border: 2px solid $accent; padding: 5px 8px; }
QComboBox {
    background: $raised; color: $text; border: ${stroke}px solid $line; border-radius: 8px;
    padding: 0 12px; min-height: 36px;
}
QComboBox:focus, QComboBox:on { border: 2px solid $accent; padding: 0 11px; }
QComboBox:disabled { color: $muted; background: transparent; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: none; width: 0; }
QComboBox QAbstractItemView {
    background: $raised; color: $text; border: 1px solid $line; padding: 4px; outline: none;
    selection-background-color: $accent; selection-color: $on_accent;
}
QMenu { background: $raised; color: $text; border: 1px solid $line; border-radius: 8px; padding: 6px; }
QMenu::item { padding: 8px 18px; border-radius: 6px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 6px 8px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar::handle:vertical { background: $line; border-radius: 4px; min-height: 32px; }
QScrollBar::handle:vertical:hover { background: $muted; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle:horizontal { background: $line; border-radius: 4px; min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def stylesheet(tokens: Tokens) -> str:
    """The stylesheet in the colours of `tokens`."""
    names = (
        "bg side surface raised line text muted faint accent on_accent avoid say step promise possible"
    ).split()
    end = "left" if QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft else "right"
    return _SHEET.substitute({name: getattr(tokens, name) for name in names}, stroke=tokens.stroke, end=end)
