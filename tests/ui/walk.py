"""Walking a screen as assistive technology does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget


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
