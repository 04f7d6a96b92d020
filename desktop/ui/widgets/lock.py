"""What an administrator has locked: the control shown as it is held, and a line, reached by Tab, that says who."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.policy import Policy
from desktop.ui import icons, typography
from desktop.ui.i18n import told, tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import paint_focus
from desktop.ui.widgets.choices import Picker, Segmented
from desktop.ui.widgets.direction import from_right, mirrored
from desktop.ui.widgets.focus import KeyboardRing
from desktop.ui.widgets.text import Wrapped

_INDENT = 23
"""Room for the lock before the words."""


class LockLine(KeyboardRing, Wrapped):
    """A lock and a sentence. Disabled controls are passed over by Tab; this is where their reason is heard."""

    def __init__(self, theme: Theme, what: str, reason: str) -> None:
        super().__init__()
        self._theme, self._what, self._reason = theme, what, reason
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(typography.font(typography.SMALL, typography.MEDIUM))
        self.setWordWrap(True)
        right = from_right(self)
        self.setContentsMargins(4 if right else _INDENT, 3, _INDENT if right else 4, 3)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleDescription(reason)
        self.show_value("")

    def show_value(self, value: str) -> None:
        """What it is held at, "" where that is no value."""
        if value:
            self.setText(tr("{value}. {reason}", value=value, reason=self._reason))
            self.setAccessibleName(tr("{what}: {value}, locked", what=self._what, value=value))
        else:
            self.setText(self._reason)
            self.setAccessibleName(tr("{what}, locked", what=self._what))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, tokens = QPainter(self), self._theme.tokens
        icons.paint(painter, "lock", mirrored(self, QRectF(4, 4, 14, 14)), tokens.color("text"))
        if self.shows_ring():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_focus(painter, QRectF(self.rect()), 6, tokens)


def lock(theme: Theme, policy: Policy, name: str, title: str, control: QWidget) -> LockLine | None:
    """Hold `control` where the setting `name` is locked; the line that says so, None where it is free."""
    if name not in policy.locked:
        return None
    reason = why(policy)
    line = LockLine(theme, title, reason)
    control.setEnabled(False)
    control.setAccessibleDescription(f"{control.accessibleDescription()} {reason}".strip())
    if isinstance(control, Picker):
        control.currentTextChanged.connect(line.show_value)  # its choices may come later
    line.show_value(shown(control))
    return line


def closed(theme: Theme, policy: Policy, rule: str) -> LockLine | None:
    """The line for what a rule of the policy forbids altogether, None where it may be done."""
    if getattr(policy.rules, rule) not in (False, "never"):
        return None
    what = told(policy.refusal(rule).message)
    return LockLine(theme, what, f"{what} {why(policy)}")


def why(policy: Policy) -> str:
    """Why something is locked, in the person's language."""
    return tr("Set by {who}.", who=policy.who) if policy.readable else policy.reason


def shown(control: QWidget) -> str:
    """The value of a control in the words in which it shows it."""
    match control:
        case Picker():
            return control.currentText()
        case Segmented():
            return control.text()
        case QAbstractButton():
            return tr("On") if control.isChecked() else tr("Off")
    return ""
