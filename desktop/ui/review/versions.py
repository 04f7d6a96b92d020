"""Both versions of a moment side by side: what was said then, what was said again, what each did."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QVBoxLayout, QWidget

from desktop.review.comparison import Comparison, Version
from desktop.ui import timefmt, typography
from desktop.ui.i18n import quoted, tr
from desktop.ui.review.transcript import Transcript
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.prose import Prose, Run
from desktop.ui.widgets.text import card, label

STACK_BELOW = 760
"""Under this width the versions stand under each other."""


class VersionColumn(QFrame):
    """One version: its name and day, the exchange with what was found in it, and what it did."""

    play_requested = Signal(float, float)
    """Seconds of its own call, from and to."""
    chosen = Signal(int)
    """A highlight, by the moment's id."""

    def __init__(self, theme: Theme, version: Version, name: str, *, has_audio: bool) -> None:
        super().__init__()
        self.version, self.name = version, name
        self.setObjectName("page")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        holder = QWidget()
        heading = FlowLayout(holder, gap=8)
        heading.addWidget(label(name, typography.BODY, weight=typography.SEMIBOLD))
        heading.addWidget(label(timefmt.moment(version.started_at), typography.SMALL, tone="muted", tabular=True))
        self.hear = ActionButton(theme, tr("Hear it"), "link", icon="play")
        self.hear.setAccessibleName(tr("Hear yourself: {name}", name=name))
        self.hear.clicked.connect(lambda: self.play_requested.emit(*version.said))
        heading.addWidget(self.hear)
        self.hear.setVisible(has_audio and version.said[1] > version.said[0])  # a typed line has no sound
        box.addWidget(holder)
        self.words = Transcript(theme, version.turns, version.moments)
        self.words.setAccessibleName(tr("{name}, what was said", name=name))
        self.words.chosen.connect(self._choose)
        self.words.moved.connect(self._step)
        self.words.select(version.moments[0].id if version.moments else None)
        box.addWidget(self.words)
        self.effect = Prose(theme, version.effect, size=typography.SMALL, tone="muted")
        box.addWidget(self.effect)
        self.effect.setVisible(bool(version.effect))
        box.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.words.arrange()

    def _choose(self, moment_id: int) -> None:
        self.words.select(moment_id)
        self.chosen.emit(moment_id)

    def _step(self, by: int) -> None:
        """Up and down move among the highlights of this version."""
        ids = [moment.id for moment in self.version.moments]
        now = next((n for n, row in enumerate(ids) if self._is_selected(row)), 0)
        wanted = ids[min(max({-2: 0, 2: len(ids) - 1}.get(by, now + by), 0), len(ids) - 1)]
        self.words.select(wanted)
        row = self.words.row_of(wanted)
        if row is not None:
            row.highlights[wanted].setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_selected(self, moment_id: int) -> bool:
        row = self.words.row_of(moment_id)
        return row is not None and row.selected == moment_id


class VersionsCard(QFrame):
    """The persona's line, and below it both answers to it."""

    play_requested = Signal(str, float, float)
    """A session's id, and seconds of that call from and to."""
    chosen = Signal(int)
    """A highlight of the version of this review, by the moment's id."""
    review_wanted = Signal(str)
    """The first version's session."""

    def __init__(
        self, theme: Theme, both: Comparison, persona: str, *, first_has_audio: bool, has_audio: bool
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setProperty("edge", "accent")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(tr("Both versions side by side"))
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 14, 18, 16)
        box.setSpacing(8)
        box.addWidget(self._heading(theme, both))
        if both.cue is not None:
            said = f"{persona}: {quoted(both.cue.text)}"
            self.cue = Prose(theme, said, (Run(0, len(persona) + 1),), size=typography.BODY, tone="muted")
            box.addWidget(self.cue)
        self.first = VersionColumn(theme, both.first, tr("Then"), has_audio=first_has_audio)
        self.again = VersionColumn(theme, both.again, tr("This time"), has_audio=has_audio)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(20)
        for column in (self.first, self.again):
            column.play_requested.connect(
                lambda start, end, one=column: self.play_requested.emit(one.version.session_id, start, end)
            )
            self._columns.addWidget(column, 1)
        self.again.chosen.connect(self.chosen)
        box.addLayout(self._columns)

    @property
    def stacked(self) -> bool:
        """Whether the versions stand under each other."""
        return self._columns.direction() is QBoxLayout.Direction.TopToBottom

    def stack(self, stacked: bool) -> None:
        """Put the versions under each other, or side by side."""
        directions = QBoxLayout.Direction
        self._columns.setDirection(directions.TopToBottom if stacked else directions.LeftToRight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stack(self.width() < STACK_BELOW)

    def _heading(self, theme: Theme, both: Comparison) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap=12)
        title = tr("{time}, then and this time", time=timefmt.clock(both.at_s))
        flow.addWidget(label(title, typography.BODY, weight=typography.SEMIBOLD))
        if both.verdict:
            flow.addWidget(label(both.verdict, typography.BODY, tone="muted"))
        self.back = ActionButton(theme, tr("Back to the first review"), "link", icon="back")
        self.back.clicked.connect(lambda: self.review_wanted.emit(both.first.session_id))
        flow.addWidget(self.back)
        return holder


def versions_gone() -> QFrame:
    """What stands in for the versions when the first call was deleted."""
    return _instead(tr("This was another try at a moment of a call that you have deleted since."))


def nothing_said_again() -> QFrame:
    """What stands in for them when one hung up before saying anything."""
    return _instead(tr("You hung up before you said it again, so there is nothing to compare."))


def _instead(text: str) -> QFrame:
    frame = card()
    box = QVBoxLayout(frame)
    box.setContentsMargins(18, 12, 18, 12)
    box.addWidget(label(text, typography.SMALL, tone="muted", wrap=True))
    return frame
