"""The library: one question, an unfinished call first, then cards."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop import paths
from desktop.records import SessionSummary
from desktop.scenario import Scenario
from desktop.ui import keymap, timefmt, typography
from desktop.ui.controller import Controller
from desktop.ui.i18n import tr
from desktop.ui.library.card import ScenarioCard
from desktop.ui.portrait import Portrait
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.direction import from_right
from desktop.ui.widgets.flow import FlowLayout, GridFlow
from desktop.ui.widgets.notice import empty_state
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.prose import Prose, Run
from desktop.ui.widgets.scroll import clear, page
from desktop.ui.widgets.text import card, label

_SEARCH = 260
STACK_BELOW = 640
"""Narrower than this the search stands under the question, and buttons under what they belong to."""


class SearchField(QLineEdit):
    """Filters as you type. Down goes to the cards, Escape empties it."""

    down = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setPlaceholderText(tr("Search"))
        self.setAccessibleName(tr("Search scenarios"))
        self.setFont(typography.font())
        self.setMinimumWidth(160)
        self.setMaximumWidth(_SEARCH)
        self.setAcceptDrops(False)  # a file that is dropped is for the window
        keys = keymap.sequence("find").toString(QKeySequence.SequenceFormat.NativeText).replace("+", " ")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        self._hint = Pill(theme, keys)
        row.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        taken = self._hint.sizeHint().width() + 4
        self.setTextMargins(*((taken, 0, 0, 0) if from_right(self) else (0, 0, taken, 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class LibraryScreen(QWidget):
    """Every scenario to choose from."""

    opened = Signal(str)
    """A scenario's id."""
    review_wanted = Signal(str)
    """A session's id."""
    resume_wanted = Signal(SessionSummary)

    def __init__(self, theme: Theme, controller: Controller) -> None:
        super().__init__()
        self._theme, self._controller = theme, controller
        self._category = ""
        self._offer: QBoxLayout | None = None
        self.cards = [
            ScenarioCard(theme, scenario, controller.settings().difficulty) for scenario in controller.scenarios()
        ]
        scroll, column = page((40, 28, 40, 32), 20)
        column.addLayout(self._heading())
        self._unfinished_place = QVBoxLayout()
        column.addLayout(self._unfinished_place)
        if (chips := self._chips()) is not None:
            column.addWidget(chips)
        column.addWidget(self._grid())
        self._nothing = empty_state(
            theme, "search", tr("Nothing matches"), tr("Try fewer words, or clear the search.")
        )
        self._nothing.hide()
        column.addWidget(self._nothing)
        if not self.cards:
            how = tr(
                "Run “{command}”: it says which packs were found and what is wrong with them.",
                command=paths.command("packs list"),
            )
            column.addWidget(empty_state(theme, "rehearse", tr("No scenarios are installed"), how))
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._add_keys()

    def showEvent(self, event: QShowEvent) -> None:
        """Fresh results each time the screen comes up."""
        super().showEvent(event)
        self._controller.history(self.show_history)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < STACK_BELOW
        directions = QBoxLayout.Direction
        self._heading_row.setDirection(directions.TopToBottom if stacked else directions.LeftToRight)
        self._heading_row.setSpacing(12 if stacked else 24)
        self._heading_row.setStretch(0, 0 if stacked else 3)
        self._heading_row.setStretch(1, 0 if stacked else 1)
        self.search.setMaximumWidth(16_777_215 if stacked else _SEARCH)  # a layout counts on its narrowest's width
        self._heading_row.update()  # turning it does not tell the layouts around it
        if self._offer is not None and isValid(self._offer):
            self._offer.setDirection(self._offer_way())
            self._offer.update()

    def show_history(self, sessions: tuple[SessionSummary, ...]) -> None:
        """Put last results on the cards, the example's apart, and offer the newest call that was cut off."""
        finished = [s for s in sessions if s.ended_at and not s.example and s.attempt and not s.retry_of]
        for one in self.cards:
            one.show_result(next((s for s in finished if s.scenario_id == one.scenario.id), None))
        clear(self._unfinished_place)
        cut_off = next((s for s in sessions if not s.ended_at and s.turns > 0 and not s.example), None)
        if cut_off is not None:
            self._unfinished_place.addWidget(self._unfinished(cut_off))

    def _heading(self) -> QBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(label(tr("Which conversation is ahead of you?"), typography.TITLE, weight=600, wrap=True))
        lead = tr("Ten minutes out loud now is worth more than an hour of worrying.")
        words.addWidget(label(lead, typography.BODY, tone="muted", wrap=True))
        self.search = SearchField(self._theme)
        self.search.textChanged.connect(self._filter)
        self.search.down.connect(self._focus_first)
        self.search.returnPressed.connect(self._open_first)
        self._heading_row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(24)
        row.addLayout(words, 3)
        row.addWidget(self.search, 1, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _chips(self) -> QWidget | None:
        """Categories to filter by; None where there is nothing to tell apart."""
        categories = sorted({one.scenario.category for one in self.cards if one.scenario.category})
        if len(categories) < 2:
            return None
        holder = QWidget()
        flow = FlowLayout(holder)
        self._category_chips = {}
        for category in ("", *categories):
            chip = ActionButton(self._theme, category or tr("All"), "chip")
            chip.setCheckable(True)
            chip.setChecked(not category)
            chip.clicked.connect(lambda _on=False, c=category: self._choose_category(c))
            self._category_chips[category] = chip
            flow.addWidget(chip)
        return holder

    def _grid(self) -> QWidget:
        holder = QWidget()
        self._cards_layout = GridFlow(holder, column=290)
        for one in self.cards:
            one.clicked.connect(lambda _on=False, wanted=one.scenario.id: self.opened.emit(wanted))
            one.arrow.connect(lambda right, down, source=one: self._move(source, right, down))
            self._cards_layout.addWidget(one)
        self._grid_holder = holder
        return holder

    def _unfinished(self, session: SessionSummary) -> QWidget:
        scenario = next((c.scenario for c in self.cards if c.scenario.id == session.scenario_id), None)
        frame = card("accent")
        self._offer = row = QBoxLayout(self._offer_way(), frame)
        row.setContentsMargins(18, 14, 18, 14)
        row.setSpacing(12)
        who = QHBoxLayout()
        who.setSpacing(12)
        who.addWidget(Portrait(scenario.persona.name if scenario else session.scenario_title, 36, 8))
        who.addWidget(self._cut_off(session, scenario), 1)
        row.addLayout(who, 1)
        ways = QHBoxLayout()
        ways.setSpacing(12)
        look = ActionButton(self._theme, tr("See the review"), "plain")
        look.clicked.connect(lambda: self.review_wanted.emit(session.session_id))
        ways.addWidget(look)
        if scenario is not None:
            self.go_on = ActionButton(self._theme, tr("Go on"), "accent", icon="retry")
            self.go_on.clicked.connect(lambda: self.resume_wanted.emit(session))
            ways.addWidget(self.go_on)
        row.addLayout(ways)
        return frame

    def _offer_way(self) -> QBoxLayout.Direction:
        directions = QBoxLayout.Direction
        return directions.TopToBottom if self.width() < STACK_BELOW else directions.LeftToRight

    def _cut_off(self, session: SessionSummary, scenario: Scenario | None) -> Prose:
        """Where the call broke off, and with whom."""
        at = timefmt.clock(session.duration_s)
        if scenario:
            name = scenario.persona.name.split()[0]
            text = tr("You were cut off at {at} with {name}. Go on, or see the review.", at=at, name=name)
        else:
            text = tr("You were cut off at {at}. Nothing is lost.", at=at)
        bold = Run(text.find(at), text.find(at) + len(at))
        return Prose(self._theme, text, (bold,), size=typography.BODY, tone="muted", middle=True)

    def _add_keys(self) -> None:
        find = QShortcut(keymap.sequence("find"), self)
        find.setContext(Qt.ShortcutContext.WindowShortcut)
        find.activated.connect(lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason))

    def _choose_category(self, category: str) -> None:
        self._category = category
        for known, chip in self._category_chips.items():
            chip.setChecked(known == category)
        self._filter()

    def _filter(self) -> None:
        for one in self.cards:
            in_category = self._category in ("", one.scenario.category)
            one.setVisible(in_category and one.matches(self.search.text()))
        self._nothing.setVisible(bool(self.cards) and not self.shown())
        self._grid_holder.updateGeometry()

    def shown(self) -> list[ScenarioCard]:
        """The cards that pass search and category."""
        return [one for one in self.cards if not one.isHidden()]

    def focus_like(self, focused: QWidget) -> None:
        """Have the focus where it was in a library that this one replaces, at `focused`."""
        id_ = focused.scenario.id if isinstance(focused, ScenarioCard) else ""
        same = [one for one in self.shown() if one.scenario.id == id_]
        (same[0] if same else self.search).setFocus(Qt.FocusReason.OtherFocusReason)

    def shows(self, scenarios: tuple[Scenario, ...]) -> bool:
        """Whether its cards are those of `scenarios`, as these are now."""
        mine = [(one.scenario.id, one.scenario.pack_sha256) for one in self.cards]
        return mine == [(each.id, each.pack_sha256) for each in scenarios]

    def _open_first(self) -> None:
        if self.shown():
            self.opened.emit(self.shown()[0].scenario.id)

    def _focus_first(self) -> None:
        if self.shown():
            self.shown()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, source: ScenarioCard, right: int, down: int) -> None:
        shown = self.shown()
        columns = self._cards_layout.columns(self._grid_holder.width())
        target = shown.index(source) + right + down * columns
        if 0 <= target < len(shown):
            shown[target].setFocus(Qt.FocusReason.OtherFocusReason)
        elif target < 0 and down:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
