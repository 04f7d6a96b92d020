"""What is wrong with a layout as it stands: cut, covered, or out of reach."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import combinations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractScrollArea, QComboBox, QLabel, QLineEdit, QScrollArea, QScrollBar, QWidget

from desktop.ui.main_window import MainWindow
from desktop.ui.review.transcript import Highlight
from desktop.ui.snapshot import application
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.choices import _Segment
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.prose import Prose
from desktop.ui.widgets.text import ElidedLabel
from tests.ui.screens import DIALOGS, SCREENS, Content, settle
from tests.ui.whole import all_at_once

NEAR = 1
"""px that rounding may take."""


def faults(root: QWidget) -> list[str]:
    """Every fault of what is shown of `root`, in words; none is an empty list."""
    shown = [w for w in root.findChildren(QWidget) if w.isVisibleTo(root) and w.window() is root.window()]
    found = [fault for widget in shown for fault in (_outside(widget, root), _cut(widget)) if fault]
    return found + [fault for widget in [root, *shown] for fault in _covered(widget)]


def _named(widget: QWidget) -> str:
    words = getattr(widget, "text", lambda: "")() or widget.accessibleName()
    return f"{type(widget).__name__} “{str(words)[:50]}”"


def _leaf(widget: QWidget) -> bool:
    return isinstance(widget, Pill | Prose | QLabel | QLineEdit | QComboBox) or (
        widget.focusPolicy().value != 0 and not isinstance(widget, QAbstractScrollArea)
    )


def _outside(widget: QWidget, root: QWidget) -> str:
    """Beyond the window, or beyond the side of what scrolls: up and down one can scroll."""
    if not _leaf(widget) or isinstance(widget, Highlight):
        return ""
    if widget.width() <= 0 or widget.height() <= 0:
        return f"{_named(widget)} has no size" if getattr(widget, "text", lambda: "x")() else ""
    inner, around = widget, widget.parentWidget()
    box = widget.rect()
    while around is not None and inner is not root:
        box = box.translated(inner.pos())
        scrolled = isinstance(around.parentWidget(), QScrollArea) and around.parentWidget().viewport() is around
        room = around.rect().adjusted(-NEAR, -NEAR, NEAR, NEAR)
        if box.left() < room.left() or box.right() > room.right():
            return f"{_named(widget)} is wider than {_named(around)}: {box} in {room}"
        if scrolled:
            box = around.rect()
        elif box.top() < room.top() or box.bottom() > room.bottom():
            return f"{_named(widget)} is higher than {_named(around)}: {box} in {room}"
        inner, around = around, around.parentWidget()
    return ""


def _cut(widget: QWidget) -> str:
    """Words that are not all shown, and not told by a tooltip either."""
    if isinstance(widget, Prose):
        needed = widget.heightForWidth(widget.width())
        return (
            ""
            if widget.height() >= needed - NEAR
            else f"{_named(widget)} needs {needed} px, has {widget.height()}"
        )
    if isinstance(widget, QLabel) and widget.text():
        return _cut_label(widget)
    if isinstance(widget, ActionButton | _Segment | Pill):
        room, needed = widget.width(), widget.sizeHint().width()
        return _unless_told(widget, needed - room)
    if isinstance(widget, QComboBox):
        widget.grab()
        width = QFontMetricsF(widget.font()).horizontalAdvance(widget.currentText())
        return _unless_told(widget, width - (widget.width() - 40))
    return ""


def _cut_label(widget: QLabel) -> str:
    metrics = QFontMetricsF(widget.font())
    if widget.height() < metrics.height() - NEAR - 1:
        return f"{_named(widget)} is {widget.height()} px high, its letters {metrics.height():.0f}"
    if widget.wordWrap():
        needed = widget.heightForWidth(widget.width())
        if widget.height() < needed - NEAR:
            return f"{_named(widget)} needs {needed} px at {widget.width()}, has {widget.height()}"
        words = QLabel.text(widget).replace("\u200b", " ").split() if "\u200b" not in QLabel.text(widget) else []
        return _too_long(widget, words, metrics)
    margins = widget.contentsMargins()
    room = widget.width() - margins.left() - margins.right()
    if isinstance(widget, ElidedLabel):
        widget.grab()  # it looks for its tooltip when it paints
    return _unless_told(widget, metrics.horizontalAdvance(widget.text()) - room)


def _too_long(widget: QLabel, words: list[str], metrics: QFontMetricsF) -> str:
    long = next((w for w in words if len(w) <= 24 and metrics.horizontalAdvance(w) > widget.width() + NEAR), "")
    return f"{_named(widget)} cuts the word {long}: {widget.width()} px" if long else ""


def _unless_told(widget: QWidget, missing: float) -> str:
    if missing <= NEAR or widget.toolTip():
        return ""
    return f"{_named(widget)} lacks {missing:.0f} px and has no tooltip"


def _covered(parent: QWidget) -> list[str]:
    """Siblings that cover one another. A field's own parts and bars for scrolling lie on it on purpose."""
    if isinstance(parent, QLineEdit | QComboBox | QAbstractScrollArea):
        return []
    children = [
        child
        for child in parent.children()
        if isinstance(child, QWidget)
        and child.isVisibleTo(parent)
        and not isinstance(child, QScrollBar | Highlight)
        and not child.isWindow()
    ]
    boxes = [(child, QRect(QPoint(child.x(), child.y()), child.size())) for child in children]
    return [
        f"{_named(one)} and {_named(other)} cover one another: {box}, {with_}"
        for (one, box), (other, with_) in combinations(boxes, 2)
        if (both := box.intersected(with_)).width() > NEAR and both.height() > NEAR
    ]


def all_faults(
    build: Callable[[Theme, Content], QWidget], theme: Theme, content: Content, sizes: Sequence[tuple[int, int]]
) -> list[str]:
    """The faults of a screen at each of `sizes`; a dialog takes the size that it wants."""
    root, found = build(theme, content), []
    root.show()
    settle(60)
    for size in sizes if isinstance(root, MainWindow) else sizes[:1]:
        if isinstance(root, MainWindow):
            root.resize(*size)
        settle()
        found += [f"{content} at {size[0]}x{size[1]}: {fault}" for fault in faults(root)]
    root.hide()
    root.deleteLater()
    return found


def main() -> int:
    """Look at every screen with long texts at the sizes given as 640x420, at Qt's scale; 1 where one is wrong."""
    application()
    all_at_once()
    sizes = [(int(size.split("x")[0]), int(size.split("x")[1])) for size in sys.argv[1:]]
    theme, found = Theme("contrast"), []
    for name, build in {**SCREENS, **DIALOGS}.items():
        found += [f"{name}, {fault}" for fault in all_faults(build, theme, "long", sizes)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"QT_QPA_PLATFORM": "offscreen", "STEADYHAND_HOME": home}
        sys.exit(main())
