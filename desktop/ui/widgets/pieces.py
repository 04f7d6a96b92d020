"""A screen built a piece at a time: between two pieces the window deals with keys, clicks and painting."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget


class Pieces:
    """Work on `owner` that stops at each `yield`. It ends with its owner; `whole` when all of it is done."""

    def __init__(self, owner: QWidget, work: Iterator[None]) -> None:
        self._owner, self._work = owner, work
        self.whole = False

    def finish(self) -> None:
        """Do all that is left, now."""
        for _piece in self._work:
            pass
        self.whole = True

    def go_on(self, then: Callable[[], None] = lambda: None) -> None:
        """Do one piece, and each further one in a turn of the main loop of its own; then call `then`.

        Between two there is a turn for what the last one gave to lay out and to paint.
        """
        if not self.whole and next(self._work, self) is not self:
            after = lambda: QTimer.singleShot(0, self._owner, lambda: self.go_on(then))  # noqa: E731
            QTimer.singleShot(0, self._owner, after)
            return
        self.whole = True
        then()


def polish(widgets: Iterator[QWidget], at_once: int) -> Iterator[None]:
    """Look up the style of each widget, `at_once` of them a piece: else all are at their first showing."""
    for number, one in enumerate(widgets, 1):
        one.ensurePolished()
        if number % at_once == 0:
            yield
