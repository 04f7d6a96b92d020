"""Past calls, newest first; each opens its review."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.records import SessionSummary
from desktop.ui import timefmt, typography
from desktop.ui.controller import Controller
from desktop.ui.i18n import plural, tr
from desktop.ui.portrait import Portrait
from desktop.ui.sharing.box import SharedBox
from desktop.ui.theme import Theme
from desktop.ui.widgets.cardbutton import CardButton
from desktop.ui.widgets.confirm import delete_button
from desktop.ui.widgets.notice import empty_state
from desktop.ui.widgets.scroll import clear, page
from desktop.ui.widgets.text import ElidedLabel, label
from desktop.ui.wording import which_call

_NARROW = 440
"""A line narrower than this says under its title how much was heard."""


class SessionLine(CardButton):
    """One past call."""

    def __init__(self, theme: Theme, session: SessionSummary, person: str) -> None:
        super().__init__(theme, "")
        self.session = session
        self.column.setContentsMargins(14, 12, 18, 12)
        how = f"{timefmt.duration(session.duration_s - session.begins_s)} · {which_call(session)}"
        if session.example:
            how = f"{how} · {tr('example')}"
        heard = plural("%n step heard", "%n steps heard", session.steps_heard)
        if session.reason == "gave_up":
            gave_up = tr("{name} gave up", name=person.split()[0])
            heard = f"{gave_up} · {heard}"
        steps = heard if session.ended_at else tr("Stopped before it was over")
        when = timefmt.moment(session.started_at)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(Portrait(person, 40, 9))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(ElidedLabel(session.scenario_title, typography.BODY, weight=typography.SEMIBOLD))
        words.addWidget(ElidedLabel(f"{when} · {how}", typography.SMALL, tone="muted"))
        row.addLayout(words, 1)
        self._result = label(steps, typography.SMALL, tone="muted", tabular=True)
        row.addWidget(self._result, 0, Qt.AlignmentFlag.AlignVCenter)
        self._below = label(steps, typography.SMALL, tone="muted", tabular=True)
        words.addWidget(self._below)
        self._below.hide()
        self.column.addLayout(row)
        self.setAccessibleName(f"{session.scenario_title}, {when}, {how}. {steps}")
        self.seal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self._result.setVisible(not narrow)
        self._below.setVisible(narrow)


class HistoryScreen(QWidget):
    """The list of past calls."""

    review_wanted = Signal(str)

    def __init__(self, theme: Theme, controller: Controller) -> None:
        super().__init__()
        self._theme, self._controller = theme, controller
        self.lines: list[SessionLine] = []
        scroll, column = page((40, 28, 40, 32), 12)
        column.addWidget(label(tr("Reviews"), typography.TITLE, weight=typography.SEMIBOLD))
        column.addWidget(label(tr("Every call you made, on this computer only."), tone="muted", wrap=True))
        column.addSpacing(8)
        self._place = QVBoxLayout()
        self._place.setSpacing(10)
        column.addLayout(self._place)
        self.shared = SharedBox(theme, controller)
        column.addWidget(self.shared)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def showEvent(self, event: QShowEvent) -> None:
        """Fresh each time the screen comes up."""
        super().showEvent(event)
        self._controller.history(self.show_history)
        self.shared.refresh()

    def show_history(self, sessions: tuple[SessionSummary, ...]) -> None:
        """List these calls."""
        clear(self._place)
        people = {s.id: s.persona.name for s in self._controller.scenarios()}
        self.lines = [SessionLine(self._theme, s, people.get(s.scenario_id, s.scenario_title)) for s in sessions]
        for line in self.lines:
            line.clicked.connect(lambda _on=False, wanted=line.session.session_id: self.review_wanted.emit(wanted))
            line.arrow.connect(lambda _right, down, source=line: self._move(source, down))
            delete = delete_button(self._theme, line.accessibleName())
            delete.confirmed.connect(lambda gone=line.session.session_id: self._delete(gone))
            row = QWidget()
            beside = QHBoxLayout(row)
            beside.setContentsMargins(0, 0, 0, 0)
            beside.setSpacing(10)
            beside.addWidget(line, 1)
            beside.addWidget(delete, 0, Qt.AlignmentFlag.AlignVCenter)
            self._place.addWidget(row)
        if not sessions:
            how = tr("After your first call its review waits here: your own words, and what to say instead.")
            self._place.addWidget(empty_state(self._theme, "reviews", tr("No calls yet"), how))

    def _delete(self, session_id: str) -> None:
        at = next((n for n, line in enumerate(self.lines) if line.session.session_id == session_id), 0)

        def show(sessions: tuple[SessionSummary, ...]) -> None:
            self.show_history(sessions)
            if self.lines:
                self.lines[min(at, len(self.lines) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

        self._controller.delete_session(session_id, lambda: self._controller.history(show))

    def _move(self, source: SessionLine, down: int) -> None:
        target = self.lines.index(source) + down
        if 0 <= target < len(self.lines):
            self.lines[target].setFocus(Qt.FocusReason.OtherFocusReason)
