"""The side bar: where one is, and where one can go."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui import icons, typography
from desktop.ui.i18n import marked, tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.notice import Sign
from desktop.ui.widgets.text import label, rule

ENTRIES = (
    ("library", marked("Rehearse"), "rehearse"),
    ("history", marked("Reviews"), "reviews"),
    ("progress", marked("Progress"), "progress"),
    ("settings", marked("Settings"), "settings"),
)
WIDE, NARROW = 200, 72


class Brand(QWidget):
    """The product's sign."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(QSize(24, 24))

    def paintEvent(self, event: QPaintEvent) -> None:
        icons.paint_ring_brand(QPainter(self), QRectF(self.rect()), self._theme.tokens.color("accent"))


class SideBar(QFrame):
    """Brand, entries, and the promise at the foot. `Alt+1` and so on go to an entry."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("side")
        self.entries: dict[str, ActionButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 24, 12, 24)
        column.setSpacing(4)
        self._name = label("Steadyhand", typography.BODY, weight=typography.SEMIBOLD)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 12, 18)
        head.setSpacing(9)
        head.addWidget(Brand(theme))
        head.addWidget(self._name, 1)
        self._head = head
        column.addLayout(head)
        for key, text, icon in ENTRIES:
            column.addWidget(self._entry(theme, key, tr(text), icon))
        column.addStretch(1)
        self._foot = self._promise(theme)
        column.addWidget(self._foot)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Icons alone, or icons with their names."""
        self.setFixedWidth(NARROW if narrow else WIDE)
        self._name.setVisible(not narrow)
        self._foot.setVisible(not narrow)
        aside = 0 if narrow else 12
        self._head.setContentsMargins(aside, 0, aside, 18)
        for button in self.entries.values():
            button.set_bare(narrow)

    def show_current(self, key: str) -> None:
        """Mark the entry one is at."""
        for known, button in self.entries.items():
            button.setChecked(known == key)

    def _entry(self, theme: Theme, key: str, text: str, icon: str) -> ActionButton:
        button = ActionButton(theme, text, "nav", icon=icon)
        button.setCheckable(True)
        button.clicked.connect(lambda: self.chosen.emit(key))
        self.entries[key] = button
        return button

    @staticmethod
    def _promise(theme: Theme) -> QWidget:
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(rule())
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(Sign(theme, "lock", "muted", 14), 0, Qt.AlignmentFlag.AlignTop)
        text = tr("Nothing leaves this computer. No network is used.")
        row.addWidget(label(text, typography.TINY, tone="muted", wrap=True), 1)
        column.addLayout(row)
        return foot
