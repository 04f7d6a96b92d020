"""Running captions: the last lines of both sides, newest at the bottom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import typography
from desktop.ui.i18n import tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.prose import Prose, Run
from desktop.ui.widgets.scroll import Scroll

KEPT = 40
"""Lines that can be scrolled back to; all of the call is in the review."""
SIZE = 18
_AT_END = 4
"""Within so many px of the end one reads the newest line."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one side said. `turn_id` is None while it is not known; `done`: nothing is added to it."""

    role: Literal["user", "persona"]
    text: str
    turn_id: int | None = None
    done: bool = False


class Captions(Scroll):
    """Both sides' last `KEPT` lines. Follows the newest one, unless somebody has scrolled back.

    `name`: what the other side is called.
    """

    def __init__(self, theme: Theme, name: str) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(8)
        column.addStretch(1)
        super().__init__(content)
        self._theme, self._name, self._column = theme, name, column
        self._following = True
        self.lines: list[Line] = []
        self._shown: list[Prose] = []
        self.setAccessibleName(tr("Captions"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.verticalScrollBar().rangeChanged.connect(self._follow)
        self.verticalScrollBar().actionTriggered.connect(lambda _action: self._moved())

    def say(self, text: str, turn_id: int | None = None) -> None:
        """A sentence of the other side; those of one turn make one line. Said once more it is there already."""
        last = self.lines[-1] if self.lines else None
        same = last is not None and last.role == "persona" and (turn_id is None or last.turn_id in (None, turn_id))
        if last is not None and same and text in last.text:
            if turn_id is not None:  # what was shown to begin with is this turn
                self.lines[-1] = replace(last, turn_id=turn_id)
            return
        if last is not None and last.role == "persona" and last.turn_id == turn_id and not last.done:
            self._put(len(self.lines) - 1, replace(last, text=f"{last.text} {text}"))
        else:
            self._add(Line("persona", text, turn_id))

    def said(self, text: str, turn_id: int) -> None:
        """All that was heard of a turn of the other side: an interrupted one is shorter than what was begun."""
        at = self._find(lambda one: one.role == "persona" and one.turn_id == turn_id and not one.done)
        if at is not None:
            self._put(at, replace(self.lines[at], text=text, done=True))

    def hear(self, text: str, *, done: bool = False) -> None:
        """One's own words so far, or, `done`, as they stand now; "" takes back what was no words."""
        at = self._find(lambda one: one.role == "user" and not one.done)
        if at is None and text:
            self._add(Line("user", text, done=done))
        elif at is not None and text:
            self._put(at, Line("user", text, done=done))
        elif at is not None:
            self._remove(at)

    def text(self) -> str:
        """The newest line as shown."""
        return self._shown[-1].text() if self._shown else ""

    def turn_pages(self, by: int) -> None:
        """Scroll by most of what is shown: -1 to earlier lines, 1 to later ones."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + by * max(self.viewport().height() - typography.line_height(SIZE), 20))
        self._moved()

    def sizeHint(self) -> QSize:
        return QSize(400, typography.line_height(SIZE) * 3)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, typography.line_height(SIZE))

    def _find(self, wanted: Callable[[Line], bool]) -> int | None:
        return next((n for n in range(len(self.lines) - 1, -1, -1) if wanted(self.lines[n])), None)

    def _add(self, line: Line) -> None:
        if self._shown:
            self._paint(len(self.lines) - 1, newest=False)
        self.lines.append(line)
        self._shown.append(Prose(self._theme, size=SIZE))
        self._column.addWidget(self._shown[-1])
        self._paint(len(self.lines) - 1, newest=True)
        while len(self.lines) > KEPT:
            self._remove(0)

    def _put(self, at: int, line: Line) -> None:
        self.lines[at] = line
        self._paint(at, newest=at == len(self.lines) - 1)

    def _remove(self, at: int) -> None:
        self.lines.pop(at)
        gone = self._shown.pop(at)
        self._column.removeWidget(gone)
        gone.hide()
        gone.deleteLater()
        if self._shown:
            self._paint(len(self.lines) - 1, newest=True)

    def _paint(self, at: int, *, newest: bool) -> None:
        line = self.lines[at]
        who, tone = (tr("You"), "accent") if line.role == "user" else (self._name, "text" if newest else "muted")
        text = f"{who}: {line.text}"
        rest = Run(len(who) + 1, len(text), typography.REGULAR, "text" if newest else "muted")
        self._shown[at].set_text(text, (Run(0, len(who) + 1, typography.SEMIBOLD, tone), rest))

    def _follow(self, _least: int, most: int) -> None:
        if self._following:
            self.verticalScrollBar().setValue(most)

    def _moved(self) -> None:
        """Somebody has scrolled, by hand: a layout that moves things is nobody's wish to read back."""
        bar = self.verticalScrollBar()
        self._following = bar.sliderPosition() >= bar.maximum() - _AT_END
