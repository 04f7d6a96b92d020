"""A row of a card: a title, a line below it, and a control on the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui import typography
from desktop.ui.widgets.text import label

GAP = 16


def row(
    title: str, about: str, control: QWidget | None = None, *, below: QWidget | None = None, gap: int = GAP
) -> QWidget:
    """`title` over `about`, `below` under both, and `control` beside them, `gap` px away."""
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(label(title, typography.BODY, wrap=True))
    words.addWidget(label(about, typography.SMALL, tone="muted", wrap=True))
    if below is not None:
        words.addWidget(below)
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 4, 0, 4)
    line.setSpacing(gap)
    line.addLayout(words, 1)
    if control is not None:
        line.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
    return made
