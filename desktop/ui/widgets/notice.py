"""The bar that says what happened, what is safe, and what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui import icons, typography
from desktop.ui.i18n import told, tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.text import card, label


class Sign(QWidget):
    """An icon of `side` px in a colour token, for the eye only."""

    def __init__(self, theme: Theme, icon: str, tone: str, side: int = 18) -> None:
        super().__init__()
        self._theme, self._icon, self._tone = theme, icon, tone
        self.setFixedSize(QSize(side, side))

    def show_icon(self, icon: str, tone: str) -> None:
        """Show another icon."""
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        color = self._theme.tokens.color(self._tone)
        icons.paint(QPainter(self), self._icon, QRectF(self.rect()).adjusted(1, 1, -1, -1), color)


class NoticeBar(QWidget):
    """One notice at a time, above the screen, until it is dismissed or replaced."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._frame = card("possible")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 0)
        outer.addWidget(self._frame)
        self._message = label("", typography.BODY, weight=typography.MEDIUM, wrap=True)
        self._fix = label("", typography.SMALL, tone="muted", wrap=True)
        self.mend = ActionButton(theme, "", "plain")
        self.mend.clicked.connect(self._mend)
        self._do: Callable[[], object] | None = None
        self.place = ""
        self.dismiss = ActionButton(theme, tr("Dismiss"), "quiet", icon="cross")
        self.dismiss.clicked.connect(self.hide)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._message)
        words.addWidget(self._fix)
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(16, 10, 10, 10)
        row.setSpacing(12)
        self._sign = Sign(theme, "warning", "possible", 20)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.mend, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_notice(
        self,
        message: str,
        fix: str = "",
        *,
        good: bool = False,
        do: tuple[str, Callable[[], object]] | None = None,
        place: str = "",
    ) -> None:
        """Say what happened, and what to do; `good` for something that worked. `do`: (name, deed) of a button.

        `place`: as that of an `events.Notice`.
        """
        self.place = place
        name, self._do = do or ("", None)
        self.mend.set_label(name)
        self.mend.setVisible(bool(name))
        message, fix = told(message), told(fix)
        tone = "say" if good else "possible"
        self._sign.show_icon("check" if good else "warning", tone)
        self._frame.setProperty("edge", tone)
        self._frame.style().unpolish(self._frame)
        self._frame.style().polish(self._frame)
        self._message.setText(message)
        self._fix.setText(fix)
        self._fix.setVisible(bool(fix))
        self.setAccessibleName(f"{message} {fix}".strip())
        self.show()

    def _mend(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()

    def text(self) -> str:
        """What the bar says, "" when it is hidden."""
        return "" if self.isHidden() else self.accessibleName()


def empty_state(theme: Theme, icon: str, title: str, how: str) -> QFrame:
    """What will be here, and how to get it there."""
    frame = card()
    box = QVBoxLayout(frame)
    box.setContentsMargins(28, 36, 28, 36)
    box.setSpacing(8)
    box.addWidget(Sign(theme, icon, "muted", 28), 0, Qt.AlignmentFlag.AlignHCenter)
    for text, size, tone in ((title, typography.HEADING, ""), (how, typography.BODY, "muted")):
        line = label(text, size, weight=typography.SEMIBOLD if not tone else 400, tone=tone, wrap=True)
        line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(line)
    return frame


def waiting_state(theme: Theme, text: str) -> QWidget:
    """A calm page while something is on its way."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.addStretch(1)
    column.addWidget(Sign(theme, "dots", "muted", 28), 0, Qt.AlignmentFlag.AlignHCenter)
    line = label(text, typography.LEAD, tone="muted", wrap=True)
    line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    column.addWidget(line)
    column.addStretch(1)
    return holder
