"""The bar that offers, for a minute after hanging up, to take the call up again."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.ui import timefmt, typography
from desktop.ui.i18n import tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.text import label

OFFER_S = 60.0
"""How long after hanging up a call can be taken up again from its review."""


class TakeUpBar(QFrame):
    """Counts down from the end of the call, at `ended` on the monotonic clock `now`, and goes away."""

    wanted = Signal()

    def __init__(self, theme: Theme, ended: float, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.setObjectName("card")
        self._ended, self._now = ended, now
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 10, 8)
        row.setSpacing(12)
        why = label(
            tr("Hung up too soon? For a minute you can go on where you were."), typography.SMALL, wrap=True
        )
        row.addWidget(why, 1)
        self.button = ActionButton(theme, tr("Take the call up again"), "plain", icon="retry")
        self.button.clicked.connect(self.wanted)
        row.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        self.tick()

    def tick(self) -> None:
        """Show the seconds that are left; without any, go."""
        left = OFFER_S - (self._now() - self._ended)
        if left <= 0:
            self._timer.stop()
            self.hide()
            return
        self.button.set_label(tr("Take the call up again ({time})", time=timefmt.clock(left + 0.999)))
        self.button.setAccessibleName(
            tr("Take the call up again")
        )  # a name that changes every second would be read every second
