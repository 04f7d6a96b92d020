"""Searching in the transcript: a bar with the words, how many there are, and the way from one to the next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.review.document import ReviewTurn
from desktop.ui import typography
from desktop.ui.i18n import tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.text import label


@dataclass(frozen=True, slots=True)
class Match:
    """One place: the row, and characters of its turn's text, end exclusive."""

    row: int
    chars: tuple[int, int]


def matches(turns: tuple[ReviewTurn, ...], words: str) -> tuple[Match, ...]:
    """Every place where `words` stand in a turn, whatever their case."""
    wanted = words.casefold().strip()
    found: list[Match] = []
    for number, turn in enumerate(turns):
        folded, back = _folded(turn.text)
        at = folded.find(wanted) if wanted else -1
        while at >= 0:
            found.append(Match(number, (back[at], back[at + len(wanted) - 1] + 1)))
            at = folded.find(wanted, at + len(wanted))
    return tuple(found)


def _folded(text: str) -> tuple[str, list[int]]:
    """`text` without case, and for each of its characters the one of `text` it came from ("ß" gives two)."""
    folded, back = "", []
    for number, character in enumerate(text):
        plain = character.casefold()
        folded += plain
        back += [number] * len(plain)
    return folded, back


class _Field(QLineEdit):
    """Enter goes on, Shift and Enter back, Escape ends."""

    wanted = Signal(int)
    ended = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit(-1 if back else 1)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.wanted.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        else:
            super().keyPressEvent(event)


class FindBar(QWidget):
    """Hidden until it is asked for. `moved` tells which place to show, `Match` or None; `changed` all of them."""

    changed = Signal()
    moved = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, turns: tuple[ReviewTurn, ...]) -> None:
        super().__init__()
        self._turns = turns
        self.found: tuple[Match, ...] = ()
        self.at = -1
        self.field = _Field()
        self.field.setPlaceholderText(tr("Find in the transcript"))
        self.field.setAccessibleName(tr("Find in the transcript"))
        self.field.setFont(typography.font(typography.SMALL))
        self.field.textChanged.connect(self._look)
        self.field.wanted.connect(self.step)
        self.field.ended.connect(self.end)
        self.count = label("", typography.SMALL, tone="muted", tabular=True)
        self.before = ActionButton(theme, tr("Previous"), "quiet", icon="back")
        self.after = ActionButton(theme, tr("Next"), "quiet", icon="next")
        self.done = ActionButton(theme, tr("Close the search"), "quiet", icon="cross")
        for button in (self.before, self.after, self.done):
            button.set_bare(True)
        self.before.clicked.connect(lambda: self.step(-1))
        self.after.clicked.connect(lambda: self.step(1))
        self.done.clicked.connect(self.end)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(6)
        row.addWidget(self.field, 1)
        for part in (self.count, self.before, self.after, self.done):
            row.addWidget(part)
        self.hide()

    def begin(self) -> None:
        """Show the bar, ready to type."""
        self.show()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._look(self.field.text())

    def end(self) -> None:
        """Put the bar away, and the marks with it."""
        self.hide()
        self.found, self.at = (), -1
        self.changed.emit()
        self.closed.emit()

    def step(self, by: int) -> None:
        """To the next place, or the one before; round at the end."""
        if self.found:
            self.at = (self.at + by) % len(self.found)
            self._tell()

    def current(self) -> Match | None:
        """The place that is shown."""
        return self.found[self.at] if 0 <= self.at < len(self.found) else None

    def _look(self, words: str) -> None:
        self.found = matches(self._turns, words)
        self.at = 0 if self.found else -1
        self.changed.emit()
        self._tell()

    def _tell(self) -> None:
        some = (
            tr("{number} of {count}", number=self.at + 1, count=len(self.found)) if self.found else tr("Not found")
        )
        self.count.setText(some if self.field.text().strip() else "")
        for button in (self.before, self.after):
            button.setEnabled(len(self.found) > 1)
        self.moved.emit(self.current())
