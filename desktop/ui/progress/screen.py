"""The Progress screen: each skill over the calls, what moved, what to practise next, two calls side by side."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.review.progress_document import Pick, Progress, Track
from desktop.ui import typography
from desktop.ui.controller import Controller
from desktop.ui.i18n import marked, offered, quoted, tr
from desktop.ui.progress.compare import ComparePanel
from desktop.ui.progress.rows import KINDS, KindCard, SkillRow, plain_card
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.choices import Picker, Segmented
from desktop.ui.widgets.flow import FlowLayout, GridFlow
from desktop.ui.widgets.notice import empty_state
from desktop.ui.widgets.scroll import clear, page
from desktop.ui.widgets.text import label

_FILTERS = (
    ("", marked("All")),
    ("step", marked("Steps")),
    ("pair", marked("Phrases")),
    ("measure", marked("Measures")),
)
_AT_ONCE = 2
"""Rows made in one go, so that a long list never holds the window up."""
_GONE = marked(
    "This scenario is not installed any more. What was stored is still told; its reviews need the pack."
)
_STILL = marked("No skill has changed clearly so far.")
_WELL = marked("Your last calls leave nothing to point at. The briefing has a harder difficulty.")
_TWO = marked("After the second call of this scenario, two calls stand side by side here.")
_CHOOSE = marked("Choose a scenario above to put two of its calls side by side.")


class ProgressScreen(QWidget):
    """Trends over past calls, of one scenario or of all."""

    review_wanted = Signal(str)
    """A session's id."""
    moment_wanted = Signal(str, int, str)
    """A moment of a call: the session's id, the turn, the item."""
    briefing_wanted = Signal(str)
    """A scenario's id."""

    def __init__(self, theme: Theme, controller: Controller) -> None:
        super().__init__()
        self._theme, self._controller = theme, controller
        self._progress: Progress | None = None
        self._work: Iterator[None] = iter(())
        self.track: Track | None = None
        self.cards: list[KindCard] = []
        self.compare: ComparePanel | None = None
        self.practise: ActionButton | None = None
        self.whole = True  # every row is there
        scroll, column = page((40, 28, 40, 32), 16)
        column.addWidget(label(tr("Progress"), typography.TITLE, weight=typography.SEMIBOLD))
        self._facts = label("", tone="muted", wrap=True)
        column.addWidget(self._facts)
        self._filters = self._make_filters()
        column.addWidget(self._filters)
        self._place = QVBoxLayout()
        self._place.setSpacing(16)
        column.addLayout(self._place)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._filters.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Fresh each time the screen comes up."""
        super().showEvent(event)
        if self._progress is None:
            self._facts.setText(tr("Looking at your calls…"))
        self._controller.progress(self.show_progress)

    def show_progress(self, progress: Progress) -> None:
        """Show this progress, of the scenario that was chosen before where it is still there."""
        if progress == self._progress:
            return
        self._progress = progress
        known = [track.scenario_id for track in progress.tracks]
        usual = known[-1] if len(known) == 2 else ""  # of one scenario alone "all" says no more
        wanted = self.scenario.value() if self.track is not None else usual
        chosen = wanted if wanted in known else usual
        if known:
            self.scenario.offer([(track.scenario_id, track.title) for track in progress.tracks], chosen)
        self._show_track(chosen)

    def skill_rows(self) -> list[SkillRow]:
        """The rows that the filters let through, from above."""
        return [row for card in self.cards if not card.isHidden() for row in card.rows]

    def facts(self) -> str:
        """The line under the title."""
        return self._facts.text()

    def _make_filters(self) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap=12)
        self.scenario = Picker(self._theme, tr("Scenario"))
        self.scenario.setFixedWidth(260)
        self.scenario.picked.connect(self._show_track)
        self.kind = Segmented(self._theme, tr("Show"), offered(_FILTERS), "")
        self.kind.chosen.connect(self._filter)
        flow.addWidget(self.scenario)
        flow.addWidget(self.kind)
        return holder

    def _show_track(self, scenario_id: str) -> None:
        clear(self._place)
        self.cards, self.compare, self.practise = [], None, None
        tracks = self._progress.tracks if self._progress else ()
        self.track = next((track for track in tracks if track.scenario_id == scenario_id), None)
        self._filters.setVisible(self.track is not None)
        if self.track is None:
            self._facts.setText(tr("How each skill goes over your calls, on this computer only."))
            how = tr(
                "After your first call each skill is listed here, and from the second on what changed. "
                "Choose a conversation under Rehearse to begin."
            )
            self._place.addWidget(empty_state(self._theme, "progress", tr("No calls yet"), how))
            return
        self._facts.setText(" ".join(self.track.facts))
        self.whole = False
        self._work = self._build(self.track)
        self._go_on(self._work)

    def _go_on(self, work: Iterator[None]) -> None:
        """Build a little more, then let the window breathe; what a newer choice replaced is left."""
        if work is not self._work:
            return
        if next(work, self) is self:
            self.whole = True
        else:
            QTimer.singleShot(0, self, lambda: self._go_on(work))

    def _build(self, track: Track) -> Iterator[None]:
        self._place.addWidget(self._picks(track))
        for kind in KINDS:
            skills = [skill for skill in track.skills if skill.kind == kind]
            if not skills:
                continue
            made = KindCard(self._theme, kind)
            self.cards.append(made)
            self._place.addWidget(made)
            self._filter()
            for number, skill in enumerate(skills, 1):
                where = "" if track.scenario_id else skill.scenario
                row = SkillRow(self._theme, skill, track.calls, where=where)
                row.opened.connect(self.review_wanted)
                made.add(row)
                if number % _AT_ONCE == 0:
                    yield
            yield
        self._place.addWidget(self._side_by_side(track))

    def _filter(self, _kind: str = "") -> None:
        wanted = self.kind.value()
        for one in self.cards:
            one.setVisible(wanted in ("", one.kind))

    # --- what stands out

    def _picks(self, track: Track) -> QWidget:
        holder = QWidget()
        flow = GridFlow(holder, column=340)
        if len(track.calls) == 1:
            flow.addWidget(
                self._card(
                    tr("One call so far"),
                    tr("{ended} The next one shows what changes.", ended=track.calls[0].ended),
                )
            )
        else:
            flow.addWidget(self._improved(track.improved))
        if track.installed:
            flow.addWidget(self._to_practise(track.practise))
        else:
            flow.addWidget(self._card(tr("Not installed any more"), tr(_GONE)))
        return holder

    def _improved(self, pick: Pick | None) -> QFrame:
        if pick is None:
            return self._card(tr("Most improved"), tr(_STILL))
        return self._card(tr("Most improved"), pick.sentence, pick)

    def _to_practise(self, pick: Pick | None) -> QFrame:
        if pick is None:
            return self._card(tr("To practise next"), tr(_WELL))
        frame = self._card(tr("To practise next"), f"{pick.sentence} {pick.why}".strip(), pick)
        column = frame.layout()
        assert isinstance(column, QVBoxLayout)
        below = column.count() - 1  # above the stretch
        if pick.say:
            column.insertWidget(
                below, label(tr("Say: {words}", words=quoted(pick.say)), typography.SMALL, tone="say", wrap=True)
            )
        way = pick.way
        if way is not None:
            at_moment = way.kind == "moment"
            self.practise = ActionButton(
                self._theme, tr("Go to the moment") if at_moment else tr("Open the briefing"), "accent"
            )
            if at_moment:
                self.practise.clicked.connect(
                    lambda: self.moment_wanted.emit(way.session_id, way.turn_id, way.item)
                )
            else:
                self.practise.clicked.connect(lambda: self.briefing_wanted.emit(way.scenario_id))
            column.addWidget(self.practise, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _card(self, title: str, text: str, pick: Pick | None = None) -> QFrame:
        frame, column = plain_card()
        column.addWidget(label(title, typography.SMALL, tone="muted", wrap=True))
        if pick is not None:
            column.addWidget(label(pick.title, typography.LEAD, weight=typography.SEMIBOLD, wrap=True))
            if pick.scenario and self.track is not None and not self.track.scenario_id:
                column.addWidget(label(pick.scenario, typography.TINY, tone="muted", wrap=True))
        column.addWidget(label(text, typography.BODY if pick is None else typography.SMALL, wrap=True))
        column.addStretch(1)
        return frame

    def _side_by_side(self, track: Track) -> QWidget:
        if track.scenario_id and len(track.calls) > 1:
            self.compare = ComparePanel(self._theme, track)
            self.compare.opened.connect(self.review_wanted)
            return self.compare
        frame, column = plain_card()
        column.addWidget(label(tr("Two calls side by side"), weight=typography.SEMIBOLD, wrap=True))
        column.addWidget(
            label(tr(_TWO if track.scenario_id else _CHOOSE), typography.SMALL, tone="muted", wrap=True)
        )
        return frame
