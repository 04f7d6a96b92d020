"""A scroll area without a frame, whose content is as wide as the view."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

TIGHT_BELOW, TIGHT_MARGIN = 700, 20
"""A page narrower than this keeps no more than so many px free at each side."""


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


class _Page(Scroll):
    def __init__(self, content: QWidget, column: QVBoxLayout, margins: QMargins) -> None:
        super().__init__(content)
        self._column, self._margins = column, margins
        column.setContentsMargins(margins)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._column.setContentsMargins(fitting(self._margins, self.width()))
        super().resizeEvent(event)


def fitting(margins: QMargins, width: int) -> QMargins:
    """`margins` as they are in a place of `width` px."""
    if width >= TIGHT_BELOW:
        return margins
    sides = (min(margins.left(), TIGHT_MARGIN), min(margins.right(), TIGHT_MARGIN))
    return QMargins(sides[0], min(margins.top(), TIGHT_MARGIN), sides[1], min(margins.bottom(), TIGHT_MARGIN))


def page(margins: tuple[int, int, int, int], spacing: int = 16) -> tuple[Scroll, QVBoxLayout]:
    """An empty scrolled page, and the column to fill. A narrow page has narrower margins at its sides."""
    content = QWidget()
    column = QVBoxLayout(content)
    column.setSpacing(spacing)
    return _Page(content, column, QMargins(*margins)), column


def clear(layout: QLayout) -> None:
    """Take everything out of a layout, and away."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def bring_into_view(scroll: Scroll, wanted: QRect, *, margin: int) -> None:
    """Scroll just as far as it takes to see `wanted` of what `scroll` holds; its upper part if it is higher."""
    bar, room = scroll.verticalScrollBar(), scroll.viewport().height()
    top, bottom = wanted.top() - margin, wanted.bottom() + margin
    if bottom - top > room:  # without the margin where that helps, and never with the top out of sight
        top, bottom = wanted.top(), min(wanted.bottom(), wanted.top() + room)
    if bottom > bar.value() + room:
        bar.setValue(bottom - room)
    if top < bar.value():
        bar.setValue(top)


def loosen(scroll: Scroll, content: QWidget, *, loose: bool) -> None:
    """Take `content` out of its scroll area into the layout around it, or put it back."""
    around = (scroll if scroll.widget() is content else content).parentWidget()
    box = around.layout() if around is not None else None
    assert box is not None
    if loose and scroll.widget() is content:
        scroll.takeWidget()
        box.replaceWidget(scroll, content)
        scroll.hide()
        content.show()
    elif not loose and scroll.widget() is not content:
        box.replaceWidget(content, scroll)
        scroll.hold(content)
        scroll.show()
        content.show()
