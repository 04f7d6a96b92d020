"""Walking a screen as assistive technology does."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.prose import Prose
from desktop.ui.widgets.text import ElidedLabel


def focusable(root: QWidget) -> list[QWidget]:
    """Every visible control of `root` that can have the keyboard focus."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisibleTo(root) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isEnabled()
    ]


def spoken_name(widget: QWidget) -> str:
    """What a screen reader says for a control."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def unnamed(root: QWidget) -> list[str]:
    """Controls without a name, as "Class objectName"."""
    return [f"{type(w).__name__} {w.objectName()}" for w in focusable(root) if not spoken_name(w).strip()]


def tab_order(root: QWidget, presses: int = 60) -> list[QWidget]:
    """The controls that Tab reaches, in order, from the first one on."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    reached: list[QWidget] = []
    for _press in range(presses):
        QTest.keyClick(QApplication.focusWidget() or root, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or now in reached:
            break
        reached.append(now)
    return reached


def shown_texts(root: QWidget) -> Iterator[tuple[str, str]]:
    """(what it is, the text) of everything that is read or spoken in `root`: words, names, hints, choices."""
    for widget in [root, *root.findChildren(QWidget)]:
        if not (widget is root or widget.isVisibleTo(root)):
            continue
        kind = type(widget).__name__
        yield f"{kind} name", widget.accessibleName()
        yield f"{kind} description", widget.accessibleDescription()
        yield f"{kind} tooltip", widget.toolTip()
        yield f"{kind} title", widget.windowTitle()
        if isinstance(widget, QComboBox):
            yield from ((f"{kind} choice", widget.itemText(n)) for n in range(widget.count()))
        elif isinstance(widget, QLineEdit | QPlainTextEdit):
            yield f"{kind} hint", widget.placeholderText()
        elif isinstance(widget, QLabel | QAbstractButton | Pill | Prose):
            yield f"{kind} text", widget.text()


def beyond(root: QWidget) -> Iterator[str]:
    """What is cut off, stands out of what holds it, or covers its neighbour."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or widget.window() is not root.window():
            continue
        told = f"{type(widget).__name__} {widget.accessibleName() or shown_text(widget)!r}"
        if cut := _cut(widget):
            yield f"{told} is cut: {cut}"
        around = widget.parentWidget()
        if around is not None and not around.rect().contains(widget.geometry()) and not _scrolls(around):
            yield f"{told} stands out: {widget.geometry()} in {around.rect()}"
        yield from (
            f"{told} covers {type(one).__name__} {one.accessibleName()!r}" for one in _covered(widget, root)
        )


def shown_text(widget: QWidget) -> str:
    """The words a widget shows."""
    return widget.text() if isinstance(widget, QLabel | QAbstractButton | Pill | Prose | QLineEdit) else ""


def _cut(widget: QWidget) -> str:
    """Too little room for the words, in px."""
    if isinstance(widget, ElidedLabel) or (isinstance(widget, ActionButton) and widget.toolTip()):
        return ""
    wraps = isinstance(widget, Prose) or (isinstance(widget, QLabel) and widget.wordWrap())
    if wraps:
        needed = widget.heightForWidth(widget.width())
        return f"{needed} high in {widget.height()}" if needed > widget.height() + 1 else ""
    if isinstance(widget, QLabel | ActionButton | Pill | QRadioButton):
        needed = widget.sizeHint().width()
        return f"{needed} wide in {widget.width()}" if needed > widget.width() + 1 else ""
    return ""


def _scrolls(widget: QWidget) -> bool:
    """Whether more than fits is meant to be in it."""
    around = widget.parentWidget()
    return isinstance(around, QAbstractScrollArea) and around.viewport() is widget


def _covered(widget: QWidget, root: QWidget) -> list[QWidget]:
    """The widgets after it in the same layout that it lies on."""
    around = widget.parentWidget()
    layout = around.layout() if around is not None else None
    if layout is None or isinstance(around, QLineEdit):
        return []
    beside = [one for one in around.children() if isinstance(one, QWidget) and one.isVisibleTo(root)]
    after = beside[beside.index(widget) + 1 :] if widget in beside else []
    return [one for one in after if one.geometry().intersects(widget.geometry()) and not one.isWindow()]
