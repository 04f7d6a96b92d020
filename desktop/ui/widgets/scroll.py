"""A scroll area without a frame, whose content is as wide as the view."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget


class Scroll(QScrollArea):
    """Scrolls up and down only. Not a tab stop: what is inside has the focus and is brought into view."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        content.setObjectName(content.objectName() or "page")
        self.hold(content)

    def hold(self, content: QWidget) -> None:
        """Show `content`, without the background that Qt would give it."""
        self.setWidget(content)
        content.setAutoFillBackground(False)
        if content.layout() is not None:
            content.setMinimumHeight(1)  # else Qt asks for the height that the text has at its least width


def page(margins: tuple[int, int, int, int], spacing: int = 16) -> tuple[Scroll, QVBoxLayout]:
    """An empty scrolled page, and the column to fill."""
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(*margins)
    column.setSpacing(spacing)
    return Scroll(content), column


def clear(layout: QLayout) -> None:
    """Take everything out of a layout, and away."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
