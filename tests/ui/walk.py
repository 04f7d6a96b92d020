"""Walking a screen as assistive technology does."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from desktop.ui.review.transcript import Highlight
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


def described(widget: QWidget) -> str:
    """A control, for the message of a test that fails."""
    return f"{type(widget).__name__} “{spoken_name(widget)}”"


def walked(root: QWidget, most: int = 400) -> tuple[list[QWidget], list[str]]:
    """Once round with Tab: the controls that it reaches, and those on which nothing shows that they have it.

    A control is drawn with the focus, and again when the focus has gone on: the two have to differ.
    """
    reached: list[QWidget] = []
    unseen: list[str] = []
    drawn = None
    for _press in range(most):
        QTest.keyClick(QApplication.focusWidget() or root, Qt.Key.Key_Tab)
        QApplication.processEvents()
        now = QApplication.focusWidget()
        if reached and drawn is not None and now is not reached[-1] and picture(reached[-1]) == drawn:
            unseen.append(described(reached[-1]))
        if now is None or now in reached:
            break
        reached.append(now)
        drawn = picture(now)
    return reached, unseen


def picture(widget: QWidget) -> QImage:
    """A control as it is drawn; a highlight is drawn by its row."""
    drawn = widget.parentWidget() if isinstance(widget, Highlight) else widget
    return drawn.grab().toImage()


def by_arrows(first: Highlight) -> list[QWidget]:
    """Where the arrows lead among highlights, of which one is a stop of Tab."""
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Home)
    found: list[QWidget] = []
    while (now := QApplication.focusWidget()) is not None and now not in found:
        found.append(now)
        QTest.keyClick(now, Qt.Key.Key_Down)
    return found


def unreached(root: QWidget, reached: list[QWidget]) -> list[str]:
    """Controls that can be used and that Tab did not come to, nor the arrows from one that it came to."""
    groups = [one.parentWidget() for one in reached if isinstance(one, QRadioButton)]
    reached = [*reached, *(other for one in reached if isinstance(one, Highlight) for other in by_arrows(one))]
    missing = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or not widget.isEnabled() or widget in reached:
            continue
        if isinstance(widget, QRadioButton) and widget.parentWidget() in groups:
            continue
        holds_others = isinstance(widget, QAbstractScrollArea) and widget.findChild(QWidget, "page") is not None
        takes_focus = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not holds_others
        if takes_focus or isinstance(widget, QAbstractButton):
            missing.append(described(widget))
    return missing
