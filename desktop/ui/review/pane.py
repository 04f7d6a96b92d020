"""The review pane: the executive's own words, what helped, what hurt, and what to say instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.review.document import Moment, ReviewDocument
from desktop.review.reader import named_inside
from desktop.ui import keymap, typography
from desktop.ui.controller import LoadedReview
from desktop.ui.i18n import marked, tr
from desktop.ui.review.cards import StepsCard, about_card, measures_card, next_card
from desktop.ui.review.inspector import Inspector
from desktop.ui.review.kinds import FILTERS, LOOKS, first_worth_looking, kind_of
from desktop.ui.review.retrymenu import menu_at, menu_of_all, own_turns
from desktop.ui.review.timeline import Timeline
from desktop.ui.review.transcript import ROWS_AT_FIRST, Transcript
from desktop.ui.review.tried import TriedCard
from desktop.ui.review.versions import VersionsCard, nothing_said_again, versions_gone
from desktop.ui.review.written import Guest, Mode, Written
from desktop.ui.theme import Theme
from desktop.ui.timefmt import moment as moment_text
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.direction import under
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.pieces import Pieces, polish
from desktop.ui.widgets.prose import Prose, Run
from desktop.ui.widgets.scroll import Scroll, bring_into_view, loosen
from desktop.ui.widgets.text import ElidedLabel, card, label
from desktop.ui.wording import about_line

STACK_BELOW, SHORT_BELOW = 1000, 480
"""Under this width or height the inspector goes under the transcript."""
BARE_BELOW = 760
"""Under this width what can be done with the review is icons."""
SIDE_WIDTH = 318
FORMATS = {
    "html": marked("Web page (HTML)"),
    "png": marked("Picture (PNG)"),
    "json": marked("Data (JSON)"),
    "md": marked("Text (Markdown)"),
    "pdf": marked("Document (PDF)"),
    "html+sound": marked("Web page with the sound (HTML)"),
    "json+sound": marked("Data with the sound (JSON, FLAC)"),
}
"""A format, and what it is called; "+sound" only where the sound was kept."""
_FIRST_ROWS = 6
"""Turns that are there when a pane that is built in pieces is shown."""
_LEAST_TRANSCRIPT = 150
"""px that the transcript keeps where the inspector stands under it: both are to be in sight."""
_HINT_FROM = 920
"""px of room from which the chips and the hint about keys go on one line."""
_NOBODY_SPOKE = marked(
    "Nobody spoke in this call. What you say will be written here, with what helped and what hurt."
)
_TIME = re.compile(r"\b\d{1,3}:\d{2}\b")


class ReviewPane(QWidget):
    """One review. `has_audio`: whether the executive's own voice was kept and can be played.

    `mode`: see `written.Mode`; a shared one needs its `guest`. `beside` is what the application knows besides;
    without it (in a picture, say) nothing can be tried again. With a `place`, where it will stand, it is empty
    until it is asked to `build` itself; without one it is whole at once.
    """

    play_requested = Signal(float, float)
    """Seconds of the call, from and to."""
    speak_requested = Signal(str)
    stop_requested = Signal()
    rehearse_again = Signal()
    export_requested = Signal(str, bool)
    """A key of `FORMATS`, and whether one's own notes go along."""
    share_requested = Signal()
    back = Signal()
    retry_requested = Signal(int)
    """A turn of the executive, by its number."""
    review_wanted = Signal(str)
    """The review of another session, by its id."""
    play_version = Signal(str, float, float)
    """A session's id, and seconds of that call from and to."""

    def __init__(
        self,
        document: ReviewDocument,
        theme: Theme,
        *,
        has_audio: bool = True,
        beside: LoadedReview | None = None,
        mode: Mode = "own",
        guest: Guest | None = None,
        place: QWidget | None = None,
    ) -> None:
        super().__init__(place)
        self.setObjectName("root")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.document, self._theme, self.has_audio = document, theme, has_audio
        self._beside = beside
        self.mode: Mode = mode
        self._guest = guest
        self._moments = tuple(sorted(document.moments, key=lambda m: (m.audio_s[0], m.chars)))
        self._kind: str | None = None
        self._unrolled = False
        self._with_notes = True
        self.selected: Moment | None = None
        self._pieces = Pieces(self, self._build(_FIRST_ROWS if place is not None else ROWS_AT_FIRST))
        self._later = Pieces(self, iter(()))
        if place is None:
            self._pieces.finish()
            self._later.finish()

    def build(self, size: QSize, then: Callable[[], None]) -> None:
        """Of a pane that was made in its `place`: build it for `size`, a piece at a time, then call `then`.

        Only `then` may it be used and shown: it needs little time for that.
        """
        self.resize(size)
        self._later = Pieces(self, self._come())
        self._pieces.go_on(lambda: Pieces(self, self._settle()).go_on(then))

    @property
    def whole(self) -> bool:
        """Whether all of it is there: what is under the first lines comes while one may read already."""
        return self._pieces.whole and self._later.whole and self.transcript.whole

    def select(self, moment_id: int, *, focus: Qt.FocusReason | None = None) -> None:
        """Show a moment in the inspector, the transcript and the timeline.

        `focus` moves the keyboard there, for that reason.
        """
        self._select(next(m for m in self._moments if m.id == moment_id))
        self._reveal()
        row = self.transcript.row_of(moment_id)
        if focus is not None and row is not None:
            row.highlights[moment_id].setFocus(focus)

    def begin(self) -> None:
        """The keyboard to the selected moment, with all of the review in view from the top on."""
        row = self.transcript.row_of(self.selected.id) if self.selected is not None else None
        if row is not None and self.selected is not None:
            row.highlights[self.selected.id].setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def select_at(self, turn_id: int, item: str) -> None:
        """Show the moment of an item in a turn, with the keyboard on it; without effect where there is none."""
        at = next((m for m in self._moments if (m.turn_id, m.item) == (turn_id, item)), None)
        if at is not None:
            self.select(at.id, focus=Qt.FocusReason.ActiveWindowFocusReason)

    def take_place_of(self, other: ReviewPane) -> None:
        """Show what `other` showed of the same call: its filter and its moment, where that is still there."""
        if other._kind is not None:
            self.show_only(other._kind)
        wanted = other.selected and (other.selected.turn_id, other.selected.kind, other.selected.item)
        same = [m for m in self._shown_moments() if (m.turn_id, m.kind, m.item) == wanted]
        if same:
            self._select(same[0])

    def step(self, by: int) -> None:
        """Move among the shown moments: -1 and 1 to the one before and after, -2 and 2 to the first and last."""
        wanted = self._stepped(by)
        if wanted is not None:
            self.select(wanted.id, focus=Qt.FocusReason.OtherFocusReason)

    def show_only(self, kind: str | None) -> None:
        """Filter by a key of `kinds.FILTERS`; None shows everything."""
        self._kind = kind
        for key, chip in self.chips.items():
            chip.setChecked(key == (kind or ""))
        self.transcript.show_only(kind)
        shown = self._shown_moments()
        self._select(self.selected if self.selected in shown else next(iter(shown), None))
        self._arrange()
        self._reveal()

    def reveal_turn(self, turn_id: int) -> None:
        """Bring a turn into view."""
        row = next((row for row in self.transcript.rows if row.turn.turn_id == turn_id), None)
        if row is not None and row.isHidden():
            self.show_only(None)
        if row is not None and not self._unrolled:
            self._transcript_scroll.ensureVisible(0, row.geometry().center().y(), 0, row.height() // 2 + 40)
            self._page.ensureWidgetVisible(row, 0, 40)  # where all of it scrolls in a small window

    def set_playing(self, what: str) -> None:
        """Show what sounds: "yours", "line" or ""."""
        self.inspector.set_playing(what)

    def offer(self, bar: QWidget) -> None:
        """Put `bar` above everything that scrolls."""
        self._offers.addWidget(bar)

    def unroll(self, width: int) -> int:
        """Lay the whole review out at `width` px with nothing scrolled away; the height that it needs."""
        self._unrolled = True
        self.transcript.finish()
        self._page.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        height = 800
        for _settling in range(4):
            self.resize(width, height)
            self._arrange()
            self.grab(QRect(0, 0, 1, 1))  # settles sizes and layouts, which a widget not yet shown puts off
            self.transcript.arrange()
            height = self._page.widget().heightForWidth(width)
        self.resize(width, height)
        return height

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._pieces.whole:
            self._arrange()

    def showEvent(self, event: QEvent) -> None:
        QTimer.singleShot(0, self, self._look_at_first)
        if not self._later.whole:
            QTimer.singleShot(0, self, self._later.go_on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter plays the selected moment, wherever the focus is on something that has no use for it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected is not None:
            self._play(self.selected.id)
        else:
            super().keyPressEvent(event)

    def _build(self, rows: int) -> Iterator[None]:
        """Everything there is, a piece at a time. Each goes to its place as it is made: styles come with that."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(28, 22, 28, 24)
        column.setSpacing(14)
        self._offers = QVBoxLayout()
        self._offers.setContentsMargins(28, 12, 28, 0)
        self._page = Scroll(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._offers)
        outer.addWidget(self._page)
        column.addLayout(self._build_header())
        yield
        if self.document.summary:
            column.addWidget(self._build_summary())
        if self.mode == "shared":
            name = named_inside(self.document)
            said = tr("What it advises is written to {name}: “you” there is not you.", name=name)
            column.addWidget(label(said, typography.SMALL, tone="muted", wrap=True))
        if self._beside is not None and self._beside.removed:
            gone = tr("This conversation was removed; its reviews stay. The settings bring it back.")
            column.addWidget(label(gone, typography.SMALL, tone="muted", wrap=True))
        if self.document.rescoring:
            column.addWidget(label(self.document.rescoring.sentence, typography.SMALL, tone="muted", wrap=True))
        if self._beside is not None and self.document.retry_of:
            column.addWidget(self._build_versions(self._beside))
            yield
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(16)
        column.addLayout(self._body, 1)
        left = QVBoxLayout()
        left.setSpacing(14)
        self._body.addLayout(left, 1)
        timeline = self._build_timeline()
        if not (self.document.curve or self.document.waveform):
            timeline.hide()
        left.addWidget(timeline)
        yield
        self.written = Written(self._theme, self.document, self.mode, self._guest)
        self.written.on_menu = self._add_retry
        yield
        yield from self._build_transcript(left, rows)
        yield
        yield from self._build_side()
        self._add_keys()
        self.written.attach(self, self.transcript)
        self.written.turn_wanted.connect(self.reveal_turn)
        self.written.everything_wanted.connect(lambda: self.show_only(None))
        yield
        first = first_worth_looking(self._moments)
        if first is not None:
            yield from self.transcript.build_to(first.id)
        self._select(first)
        self._arrange()

    def _settle(self) -> Iterator[None]:
        """Before it is shown for the first time: what showing it would otherwise do in one go."""
        yield from polish(iter(self.findChildren(QWidget)), 24)
        for place in (self, self._page.widget(), self._side):
            layout = place.layout()
            if layout is not None:
                layout.activate()
            yield
        self.grab(QRect(0, 0, 1, 1))  # settles what a widget not yet shown puts off
        yield
        yield from self.transcript.settle()
        self.timeline.settle()
        self._side.setHidden(self._side_scroll.widget() is self._side)  # under the transcript it would move that

    def _come(self) -> Iterator[None]:
        """What is seen after the words: the cards beside them, where they have a place of their own."""
        yield
        self._side.show()
        yield
        yield from self.transcript.come()

    def _build_header(self) -> QHBoxLayout:
        document = self.document
        back = ActionButton(self._theme, tr("Reviews"), "quiet", icon="back")
        back.clicked.connect(self.back)
        meta = about_line(document, moment_text(document.started_at))
        title = QWidget()
        flow = FlowLayout(title, gap=12)
        flow.addWidget(back)
        flow.addWidget(ElidedLabel(document.title, typography.HEADING, weight=typography.SEMIBOLD))
        flow.addWidget(ElidedLabel(meta, typography.SMALL, tone="muted"))
        if self.mode == "shared":
            flow.addWidget(
                label(tr("Shared with you"), typography.SMALL, weight=typography.SEMIBOLD, tone="accent")
            )
        self.share_button = ActionButton(self._theme, tr("Share"), "plain", icon="lock")
        self.share_button.setAccessibleName(tr("Share with a coach"))
        self.share_button.clicked.connect(self.share_requested)
        self.export_button = ActionButton(self._theme, tr("Export"), "plain", icon="share")
        self.export_button.clicked.connect(self._offer_formats)
        self._refuse_exports: Callable[[], object] | None = None
        main = self._beside is None or not self._moments  # else the inspector has the main action
        self.again_button = ActionButton(
            self._theme, tr("Rehearse again"), "accent" if main else "plain", icon="retry"
        )
        self.again_button.clicked.connect(self.rehearse_again)
        header = QHBoxLayout()
        header.setSpacing(12)
        header.addWidget(title, 1)
        self._actions = (self.share_button, self.export_button, self.again_button)
        for button in self._actions:
            header.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            if self.mode != "own":  # nothing of another's call is written elsewhere; a picture has no buttons
                button.hide()
        back.setHidden(self.mode == "picture")
        return header

    def _build_summary(self) -> Prose:
        text = self.document.summary
        runs = tuple(Run(m.start(), m.end(), typography.BOLD) for m in _TIME.finditer(text))
        return Prose(self._theme, text, runs)

    def _build_versions(self, beside: LoadedReview) -> QWidget:
        if beside.comparison is None:
            return versions_gone() if own_turns(self.document.turns) else nothing_said_again()
        self.versions = VersionsCard(
            self._theme,
            beside.comparison,
            self.document.persona.split(" ")[0],
            first_has_audio=beside.first_has_audio,
            has_audio=self.has_audio,
        )
        self.versions.play_requested.connect(self.play_version)
        self.versions.review_wanted.connect(self.review_wanted)
        self.versions.chosen.connect(self.select)
        return self.versions

    def _build_timeline(self) -> QFrame:
        frame = card()
        box = QVBoxLayout(frame)
        box.setContentsMargins(1, 1, 1, 1)
        self.timeline = Timeline(self._theme, self.document)
        self.timeline.chosen.connect(self._choose_on_timeline)
        self.timeline.moved.connect(self._step_on_timeline)
        box.addWidget(self.timeline)
        return frame

    def _build_transcript(self, left: QVBoxLayout, rows: int) -> Iterator[None]:
        self._transcript_card = card()
        left.addWidget(self._transcript_card, 1)
        box = QVBoxLayout(self._transcript_card)
        box.setContentsMargins(10, 12, 10, 8)
        box.setSpacing(8)
        chips = self._build_chips()
        if not self.document.turns or self.mode == "picture":
            chips.hide()
        box.addWidget(chips)
        box.addWidget(self.written.find)
        yield
        self.transcript = Transcript(self._theme, self.document.turns, self._moments, rows)
        self.transcript.chosen.connect(self._play)
        self.transcript.moved.connect(self.step)
        self._transcript_scroll = Scroll(self.transcript)
        self._transcript_scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._transcript_scroll.setObjectName("stop")  # with the ring of one
        self._transcript_scroll.setAccessibleName(tr("Transcript"))
        if self._beside is not None:
            self._add_menus()
        box.addWidget(self._transcript_scroll, 1)
        if not self.document.turns:
            nothing = label(tr(_NOBODY_SPOKE), typography.BODY, tone="muted", wrap=True)
            nothing.setContentsMargins(10, 4, 10, 0)
            box.insertWidget(0, nothing)

    def _build_chips(self) -> QWidget:
        counts = {key: sum(kind_of(m) == key for m in self._moments) for key in FILTERS}
        self.chips = {"": ActionButton(self._theme, tr("Everything"), "chip")}
        for key, count in counts.items():
            if count:
                chip = ActionButton(self._theme, f"{tr(FILTERS[key])} {count}", "chip", icon=LOOKS[key].icon)
                self.chips[key] = chip
        holder = QWidget()
        flow = FlowLayout(holder, gap=6)
        for key, chip in self.chips.items():
            chip.setCheckable(True)
            chip.setChecked(not key)
            chip.clicked.connect(lambda _on=False, k=key: self.show_only(k or None))
            flow.addWidget(chip)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(10, 0, 10, 0)
        row.addWidget(holder, 1)
        self._hint = label(tr("↑ ↓ next moment · Enter plays"), typography.SMALL, tone="muted")
        row.addWidget(self._hint)
        return whole

    def _build_side(self) -> Iterator[None]:
        document = self.document
        self._side = QWidget()
        self._side.setObjectName("page")
        box = QVBoxLayout(self._side)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        self._side_scroll = Scroll(self._side)
        self._side_holder = QWidget()
        holder = QVBoxLayout(self._side_holder)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addWidget(self._side_scroll)
        self._body.addWidget(self._side_holder)
        can_retry = self._beside is not None
        self.inspector = Inspector(
            self._theme,
            has_audio=self.has_audio,
            can_retry=can_retry,
            executive=self.document.executive,
            picture=self.mode == "picture",
        )
        self.inspector.retry_requested.connect(self._again)
        self.inspector.play_requested.connect(self.play_requested)
        self.inspector.speak_requested.connect(self.speak_requested)
        self.inspector.stop_requested.connect(self.stop_requested)
        box.addWidget(self.inspector)
        yield
        if self._beside is not None and self._beside.tried:
            self.tried = TriedCard(self._theme, self._beside.tried)
            self.tried.review_wanted.connect(self.review_wanted)
            box.addWidget(self.tried)
        self.written.place(box)
        yield
        if document.steps:
            self.steps = StepsCard(self._theme, document.steps)
            self.steps.chosen.connect(lambda chosen: self.select(chosen, focus=Qt.FocusReason.MouseFocusReason))
            box.addWidget(self.steps)
        yield
        if document.next_time:
            box.addWidget(next_card(document.next_time))
        if self.written.notes is not None:  # one's own, after one has seen what to do
            box.addWidget(self.written.notes)
            yield
        if document.measures:
            box.addWidget(measures_card(document.measures, document.executive))
            yield
        if document.engines or document.notices:
            box.addWidget(about_card(document))
        box.addStretch(1)

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], None]] = {
            "earlier": lambda: self.step(-1),
            "later": lambda: self.step(1),
        }
        if self.mode != "shared":
            keys |= {"again": self._again, "export": self._offer_formats, "share": self.share_requested.emit}
        for key, action in keys.items():
            shortcut = QShortcut(keymap.sequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    def _arrange(self) -> None:
        """Beside or under each other, scrolled or whole, by the width there is."""
        short = self.height() < SHORT_BELOW and not self._unrolled
        stacked = self.width() < STACK_BELOW or short
        directions = QBoxLayout.Direction
        self._body.setDirection(directions.TopToBottom if stacked else directions.LeftToRight)
        for button in self._actions:
            button.set_bare(self.width() < BARE_BELOW)
        beside = 0 if stacked else SIDE_WIDTH + 16
        self._hint.setVisible(self.width() - beside >= _HINT_FROM)
        self._side_holder.setMinimumWidth(0 if stacked else SIDE_WIDTH)
        self._side_holder.setMaximumWidth(16_777_215 if stacked else SIDE_WIDTH)
        loosen(self._side_scroll, self._side, loose=stacked or self._unrolled)
        loosen(self._transcript_scroll, self.transcript, loose=self._unrolled)
        height = max(_LEAST_TRANSCRIPT, round(self.height() * 0.36)) if stacked else 180
        self._transcript_scroll.setMinimumHeight(height if self.document.turns else 0)

    def hideEvent(self, event: QEvent) -> None:
        """What was typed last is not lost with the screen."""
        if self._pieces.whole:
            self.written.flush()

    def _select(self, moment: Moment | None) -> None:
        self.selected = moment
        moment_id = moment.id if moment is not None else None
        self.transcript.select(moment_id)
        self.timeline.select(moment_id)
        self.written.select(moment)
        if moment is None:
            self.inspector.show_nothing()
        else:
            shown = self._shown_moments()
            self.inspector.show_moment(moment, shown.index(moment) + 1 if moment in shown else 1, len(shown))

    def _stepped(self, by: int) -> Moment | None:
        """Where `step` leads to; None without any moments."""
        shown = self._shown_moments()
        if not shown:
            return None
        at = shown.index(self.selected) if self.selected in shown else -1
        wanted = {-2: 0, 2: len(shown) - 1}.get(by, at + by)
        return shown[min(max(wanted, 0), len(shown) - 1)]

    def _shown_moments(self) -> list[Moment]:
        return [m for m in self._moments if self._kind is None or kind_of(m) == self._kind]

    def _reveal(self, *, inspector: bool = True) -> None:
        """As `_look`, now, and again when what was just shown has its size."""
        self._look(inspector=inspector)
        QTimer.singleShot(0, self, lambda: self._look(inspector=inspector))

    def _look(self, *, inspector: bool) -> None:
        words = self._look_in_transcript()
        if words is None:
            return
        wanted = words.translated(self.transcript.mapTo(self._page.widget(), QPoint(0, 0)))
        if self._side_scroll.widget() is self._side:  # beside the transcript
            bring_into_view(self._side_scroll, self.inspector.geometry(), margin=0)
        elif inspector:
            below = QRect(self.inspector.mapTo(self._page.widget(), QPoint(0, 0)), self.inspector.size())
            wanted = wanted.united(below)
        bring_into_view(self._page, wanted, margin=12)

    def _look_at_first(self) -> None:
        """The selected moment, unless something else was asked for by now."""
        if self._transcript_scroll.verticalScrollBar().value() == 0:
            self._look_in_transcript()

    def _look_in_transcript(self) -> QRect | None:
        """Scroll the transcript to the selected moment; where its words are in the transcript."""
        row = self.transcript.row_of(self.selected.id) if self.selected is not None else None
        if row is None or row.isHidden() or self._unrolled:
            return None
        words = row.geometry()
        if words.height() > self._transcript_scroll.viewport().height() and self.selected is not None:
            boxes = self.transcript.span_boxes(self.selected.id)  # a long turn: the moment's own lines
            words = QRect(boxes[0].topLeft(), boxes[-1].bottomRight()) if boxes else words
        bring_into_view(self._transcript_scroll, words, margin=40)
        return words

    def _play(self, moment_id: int) -> None:
        row = self.transcript.row_of(moment_id)
        focused = row is not None and row.highlights[moment_id].hasFocus()
        self.select(moment_id, focus=None if focused else Qt.FocusReason.MouseFocusReason)
        if self.has_audio and self.selected is not None:
            self.play_requested.emit(*self.selected.audio_s)

    def _again(self) -> None:
        """Try the selected moment again; without one, the whole call."""
        if self._beside is not None and self.selected is not None:
            self.retry_requested.emit(self.selected.turn_id)
        else:
            self.rehearse_again.emit()

    def _add_menus(self) -> None:
        """Whatever one said can be tried again: by its own menu, or from the keyboard by the transcript's."""
        for place in (self.transcript, self._transcript_scroll):
            place.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            place.customContextMenuRequested.connect(lambda at, one=place: self._offer_retry(one, at))

    def _add_retry(self, menu: QMenu, turn_id: int) -> None:
        """In a turn's own menu: trying it again, where that can be done."""
        if self._beside is not None and turn_id in {turn.turn_id for turn in own_turns(self.document.turns)}:
            menu.addAction(tr("Retry from here"), lambda: self.retry_requested.emit(turn_id))
            menu.addSeparator()

    def _offer_retry(self, place: QWidget, at: QPoint) -> None:
        menu = self.retry_menu(at if place is self.transcript else None)
        if menu is not None:
            menu.popup(place.mapToGlobal(at))

    def retry_menu(self, at: QPoint | None = None) -> QMenu | None:
        """What can be tried again: the turn at `at` of the transcript, or any; None when nothing can."""
        if at is not None:
            return menu_at(self.transcript, at, self.retry_requested.emit)
        return menu_of_all(self.transcript, self.retry_requested.emit)

    def _choose_on_timeline(self, moment_id: int) -> None:
        """As `select`, but the timeline stays where it is if the moment's words can be seen with it."""
        self._select(next(m for m in self._moments if m.id == moment_id))
        self._reveal(inspector=False)

    def _step_on_timeline(self, by: int) -> None:
        wanted = self._stepped(by)
        if wanted is not None:
            self._choose_on_timeline(wanted.id)

    def forbid_exports(self, refuse: Callable[[], object]) -> None:
        """Say why there is no export, instead of offering formats. The button stays: the reason is heard there."""
        self._refuse_exports = refuse
        self.export_button.set_label(tr("Export"), "lock")

    def _offer_formats(self) -> None:
        if self._refuse_exports is not None:
            self._refuse_exports()
            return
        menu = self.export_menu()
        menu.popup(under(self.export_button, menu))

    @property
    def sound_kept(self) -> bool:
        """Whether the sound is stored, and not only still in memory: else it leaves in no file."""
        return self.has_audio and (self._beside is None or self._beside.sound_kept)

    def export_menu(self) -> QMenu:
        """The formats to export to; choosing one emits `export_requested`."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.written.flush()
        why = (
            ""
            if self.sound_kept
            else tr("The sound of this call was not kept. “Keep my voice” before a call keeps it.")
        )
        menu.setToolTipsVisible(bool(why))
        menu.setAccessibleDescription(why)  # what can't be chosen is passed over by the keyboard
        for name, title in FORMATS.items():
            one = menu.addAction(
                tr(title), lambda chosen=name: self.export_requested.emit(chosen, self._with_notes)
            )
            if why and name.endswith("+sound"):
                one.setEnabled(False)
                one.setToolTip(why)
        if self.written.document.notes:
            menu.addSeparator()
            notes = menu.addAction(tr("With my notes"))
            notes.setCheckable(True)
            notes.setChecked(self._with_notes)
            notes.toggled.connect(self._choose_notes)
        return menu

    def _choose_notes(self, wanted: bool) -> None:
        """Remember it, and offer the formats again: they are what the menu was opened for."""
        self._with_notes = wanted
        QTimer.singleShot(0, self, self._offer_formats)
