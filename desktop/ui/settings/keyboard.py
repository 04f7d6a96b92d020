"""The keyboard: every key, as the table has it that the widgets use."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from desktop.ui import keymap, typography
from desktop.ui.i18n import tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.text import label


class KeyboardCard(QFrame):
    """What each key does, by screen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(8)
        box.addWidget(label(tr("Keyboard"), typography.BODY, weight=typography.SEMIBOLD))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        row = 0
        for where, uses in groupby(keymap.TABLE, lambda use: use.where):
            grid.addWidget(label(tr(where), typography.SMALL, tone="muted", wrap=True), row, 0, 1, 2)
            for use in uses:
                row += 1
                keys = Pill(theme, keymap.shown(use))
                grid.addWidget(keys, row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label(tr(use.does), typography.SMALL, wrap=True), row, 1)
            row += 1
        box.addLayout(grid)
