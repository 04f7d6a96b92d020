"""Two calls of one scenario side by side; one under the other where the window is narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.review.progress_document import Call, Mark, Skill, Track
from desktop.ui import timefmt, typography
from desktop.ui.i18n import listed, quoted, tr
from desktop.ui.progress.marks import MarkSign, spoken_state
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.choices import Picker
from desktop.ui.widgets.text import label

_STACK_BELOW = 620
Section = Callable[[Call], QWidget]


class ComparePanel(QFrame):
    """Opening words, steps, what was said of the pairs, measures and the end of two calls."""

    opened = Signal(str)
    """A session's id."""

    def __init__(self, theme: Theme, track: Track) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme, self._track = theme, track
        self._stacked = False
        self._cells: tuple[list[QWidget], list[QWidget]] = ([], [])
        first, last = track.calls[0].session_id, track.calls[-1].session_id
        self.pickers = (self._picker(tr("First call"), first), self._picker(tr("Second call"), last))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(tr("Two calls side by side"), weight=typography.SEMIBOLD, wrap=True))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(28)
        self._grid.setVerticalSpacing(14)
        column.addLayout(self._grid)
        for side in (0, 1):
            self._fill(side)

    def words(self, side: int) -> str:
        """Everything that is said of the call on `side`, 0 or 1."""
        return "\n".join(cell.accessibleName() for cell in self._cells[side])

    def is_stacked(self) -> bool:
        """Whether the second call stands under the first."""
        return self._stacked

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < _STACK_BELOW
        if stacked != self._stacked:
            self._stacked = stacked
            self._place()

    def _picker(self, name: str, value: str) -> Picker:
        made = Picker(self._theme, name)
        made.offer([(call.session_id, _named(call)) for call in reversed(self._track.calls)], value)
        made.picked.connect(lambda _id: self._fill(self.pickers.index(made)))
        return made

    def _fill(self, side: int) -> None:
        for cell in self._cells[side]:
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        chosen = self.pickers[side].value()
        call = next(call for call in self._track.calls if call.session_id == chosen)
        self._cells[side][:] = [build(call) for build in self._sections()]
        self._place()

    def _place(self) -> None:
        """Sections of the two calls in line, or the second call under the first."""
        for side, cells in enumerate(self._cells):
            column, above = (0, side * (len(cells) + 1)) if self._stacked else (side, 0)
            self._grid.addWidget(self.pickers[side], above, column)
            for number, cell in enumerate(cells, 1):
                self._grid.addWidget(cell, above + number, column, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 0 if self._stacked else 1)

    def _sections(self) -> tuple[Section, ...]:
        return (self._opening, self._steps, self._avoided, self._said, self._measures, self._end)

    def _opening(self, call: Call) -> QWidget:
        return self._section(tr("You began"), [(None, quoted(call.opening))])

    def _steps(self, call: Call) -> QWidget:
        lines = [(skill, f"{skill.title}: {mark.shown}") for skill, mark in self._marks(call, "step")]
        return self._section(tr("Steps"), self._signed(call, lines), tr("This scenario has no steps."))

    def _avoided(self, call: Call) -> QWidget:
        lines = [
            (_sign(self._theme, skill, Mark("", "bad", "")), f"{skill.title}: {_quoted(mark.avoided)}")
            for skill, mark in self._marks(call, "pair")
            if mark.avoided
        ]
        return self._section(tr("To avoid"), lines, tr("Nothing to avoid was heard."))

    def _said(self, call: Call) -> QWidget:
        lines = [
            (
                _sign(self._theme, skill, Mark("", "good", "")),
                f"{skill.instead[:1].upper()}{skill.instead[1:]}: {_quoted(mark.said)}",
            )
            for skill, mark in self._marks(call, "pair")
            if mark.said
        ]
        return self._section(tr("Well said"), lines, tr("None of the better lines was heard."))

    def _measures(self, call: Call) -> QWidget:
        lines = [(skill, f"{skill.title}: {mark.shown}") for skill, mark in self._marks(call, "measure")]
        return self._section(tr("The way you talked"), self._signed(call, lines), tr("Nothing is measured here."))

    def _end(self, call: Call) -> QWidget:
        cell = self._section(tr("How it ended"), [(None, f"{call.ended} {timefmt.duration(call.duration_s)}.")])
        button = ActionButton(self._theme, tr("Open this call"), "link", icon="next")
        button.setAccessibleName(tr("Open this call: {call}", call=_named(call)))
        button.clicked.connect(lambda: self.opened.emit(call.session_id))
        column = cell.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return cell

    def _marks(self, call: Call, kind: str) -> list[tuple[Skill, Mark]]:
        return [
            (skill, mark)
            for skill in self._track.skills
            if skill.kind == kind
            for mark in skill.marks
            if mark.session_id == call.session_id
        ]

    def _signed(self, call: Call, lines: Sequence[tuple[Skill, str]]) -> list[tuple[QWidget | None, str]]:
        marks = {
            skill.id: mark for skill, _text in lines for mark in skill.marks if mark.session_id == call.session_id
        }
        return [(_sign(self._theme, skill, marks[skill.id]), text) for skill, text in lines]

    @staticmethod
    def _section(title: str, lines: Sequence[tuple[QWidget | None, str]], nothing: str = "") -> QWidget:
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(label(title, typography.SMALL, weight=typography.SEMIBOLD, wrap=True))
        told = list(lines) or [(None, nothing)]
        for sign, text in told:
            row = QHBoxLayout()
            row.setSpacing(7)
            if sign is not None:
                row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(text, typography.SMALL, tone="" if lines else "muted", wrap=True), 1)
            column.addLayout(row)
        cell.setAccessibleName(f"{title}: {' '.join(text for _sign, text in told)}")
        return cell


def _sign(theme: Theme, skill: Skill, mark: Mark) -> QWidget:
    made = MarkSign(theme, skill.kind, mark.state, 17)
    made.setAccessibleName(spoken_state(mark))
    return made


def _quoted(words: Sequence[str]) -> str:
    return listed(quoted(said) for said in words)


def _named(call: Call) -> str:
    return tr("Attempt {attempt} · {when}", attempt=call.attempt, when=timefmt.moment(call.started_at))
