"""The transcript: every turn with its highlights. Each highlight is a control of its own, in words too."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.review.document import Moment, ReviewTurn
from desktop.review.remarks import Remark
from desktop.ui import typography
from desktop.ui.i18n import tr
from desktop.ui.review.flow import STEP, Flow
from desktop.ui.review.kinds import describe, kind_of
from desktop.ui.theme import Theme
from desktop.ui.timefmt import clock
from desktop.ui.widgets.direction import draw_line, from_right, mirrored, runs_left
from desktop.ui.widgets.focus import KeyboardRing
from desktop.ui.wording import author_of, speaker_of

_PAD, _TIME_X, _SPEAKER_X, _TEXT_X, _EDGE = 8, 12, 67, 141, 20
_REMARK_X, _REMARK_GAP = 12, 4
"""A remark's indentation under its turn, and the room above it."""
_NARROW = 460
"""Rows narrower than this put time and speaker above the text."""

FOUND = 0.35
"""Opacity of the fill on what a search found and shows now."""
ROWS_AT_FIRST, _AT_ONCE = 16, 4
"""Rows that are there from the start, which fill a window, and rows that are made in one go after that."""


class Highlight(KeyboardRing, QAbstractButton):
    """The control of one highlight. The row paints it; this gives it focus, a name and keys."""

    moved = Signal(int)
    """-1 or 1 for the moment before or after, -2 or 2 for the first or last."""

    _STEPS: ClassVar = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -2, Qt.Key.Key_End: 2}

    def __init__(self, moment: Moment, row: QWidget, speaker: str) -> None:
        super().__init__(row)
        self.moment, self._row = moment, row
        self.setAccessibleName(describe(moment, speaker))
        self.setAccessibleDescription(moment.why)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_current(False)

    def set_current(self, current: bool) -> None:
        """Only the selected highlight is a tab stop; arrow keys reach the others."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.NoFocus)

    def event(self, event: QEvent) -> bool:
        """Its own keys come before those of the screen around it."""
        own = isinstance(event, QKeyEvent) and Qt.Key(event.key()) in self._STEPS
        if event.type() == QEvent.Type.ShortcutOverride and own:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter plays; up, down, home and end move."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif (step := self._STEPS.get(Qt.Key(event.key()))) is not None:
            self.moved.emit(step)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._row.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._row.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing: the row paints words and focus."""


class TurnRow(QWidget):
    """One turn: time, speaker, text."""

    chosen = Signal(int)
    moved = Signal(int)
    menu_wanted = Signal(int, QPoint)
    """The turn's number, and where on the screen."""

    turn_chosen = Signal(int)
    """A click on words that are no highlight: the turn's number."""

    def __init__(self, theme: Theme, turn: ReviewTurn, moments: Sequence[Moment], parent: QWidget) -> None:
        super().__init__(parent)
        self.turn, self._theme = turn, theme
        self.selected: int | None = None
        self._all = tuple(moments)
        self._remarks: list[Flow] = []
        self._found: tuple[tuple[int, int], ...] = ()
        self._current: tuple[int, int] | None = None
        self.set_remarks(())
        self.highlights: dict[int, Highlight] = {}
        for moment in sorted(self._all, key=lambda m: m.chars):
            highlight = Highlight(moment, self, turn.speaker)
            highlight.clicked.connect(lambda _on=False, chosen=moment.id: self.chosen.emit(chosen))
            highlight.moved.connect(self.moved)
            self.highlights[moment.id] = highlight
        self.setMouseTracking(bool(self._all))
        self._shown: tuple[Moment, ...] | None = None
        self._flows: dict[tuple[Moment, ...], Flow] = {}
        self.show_only(None)

    def set_remarks(self, remarks: Sequence[Remark]) -> None:
        """Show these notes and comments under the turn."""
        said = [f"{author_of(one)}: {one.text}" for one in remarks]
        self._remarks = [Flow(text, ()) for text in said]
        words = f"{clock(self.turn.audio_s[0])} {speaker_of(self.turn)}: {self.turn.text}"
        words = tr("In the first call, {line}", line=words) if self.turn.carried else words
        self.setAccessibleName(" ".join([words, *said]))

    def set_found(self, found: Sequence[tuple[int, int]], current: tuple[int, int] | None) -> None:
        """Mark what a search found here, as characters of the turn's text; `current` stronger."""
        self._found, self._current = tuple(found), current
        self.update()

    def found_boxes(self, chars: tuple[int, int]) -> list[QRect]:
        """Where characters of the turn's text are painted, in this row's coordinates."""
        at = self._text_at(self.width())
        return [box.translated(at).toAlignedRect() for box in self._flow.found_boxes(chars)]

    def show_only(self, kind: str | None) -> None:
        """Highlight only moments of `kind` (a key of `kinds.FILTERS`), None for all."""
        shown = tuple(m for m in self._all if kind is None or kind_of(m) == kind)
        if shown == self._shown:
            return
        self._shown = shown
        if shown not in self._flows:  # kept, lines and all: a filter is taken away again
            self._flows[shown] = Flow(self.turn.text, shown)
        self._flow = self._flows[shown]
        for moment_id, highlight in self.highlights.items():
            highlight.setVisible(any(m.id == moment_id for m in shown))

    def height_for(self, width: int) -> int:
        """The height this turn takes in a row of `width` px; lays it out."""
        text_at, room = self._text_at(width), self._room(width)
        below = sum(one.lay_out(room - _REMARK_X) + _REMARK_GAP for one in self._remarks)
        return round(self._flow.lay_out(room) + below + text_at.y() + _PAD)

    def span_boxes(self, moment_id: int) -> list[QRect]:
        """Where a moment's words are painted, in this row's coordinates."""
        at = self._text_at(self.width())
        return [box.translated(at).toAlignedRect() for box in self._flow.boxes(moment_id)]

    def select(self, moment_id: int | None) -> None:
        """Show a moment of this row as the selected one, None for none."""
        self.selected = moment_id if moment_id in self.highlights else None
        for known, highlight in self.highlights.items():
            highlight.set_current(known == self.selected)
        self.update()

    def place_highlights(self) -> None:
        """Put each highlight's control where its words are."""
        for moment_id, highlight in self.highlights.items():
            boxes = self.span_boxes(moment_id)
            highlight.setGeometry(boxes[0] if boxes else QRect())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        moment = self._moment_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if moment is not None:
            self.chosen.emit(moment.id)
        else:
            self.turn_chosen.emit(self.turn.turn_id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._moment_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        self.setToolTip(_tooltip(over) if over else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.selected is not None:
            painter.setPen(QPen(tokens.color("line"), tokens.stroke))
            painter.setBrush(tokens.color("raised"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        self._paint_who(painter)
        tone = "text" if self.turn.role == "user" and not self.turn.carried else "muted"
        if self.turn.carried:  # a line at its side: it belongs to the first call
            painter.fillRect(mirrored(self, QRectF(2, 2, 2, self.height() - 4)), tokens.color("line"))
        self._paint_found(painter)
        self._flow.paint(painter, self._text_at(self.width()), tokens, tone, self.selected)
        self._paint_remarks(painter)
        self._paint_focus(painter)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self.turn.turn_id, event.globalPos())

    def _paint_found(self, painter: QPainter) -> None:
        """What a search found: framed, and filled where one is now."""
        tokens = self._theme.tokens
        for chars in self._found:
            now = chars == self._current
            painter.setBrush(tokens.color("accent", FOUND) if now else Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.color("accent"), 2 if now else 1))
            for box in self.found_boxes(chars):
                painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_remarks(self, painter: QPainter) -> None:
        tokens, at, room = self._theme.tokens, self._text_at(self.width()), self._room(self.width())
        y = at.y() + self._flow.lay_out(room)
        for one in self._remarks:
            y += _REMARK_GAP
            height = one.lay_out(room - _REMARK_X)
            bar, text = (room - 2, 0) if runs_left(one.shown) else (0, _REMARK_X)
            painter.fillRect(QRectF(at.x() + bar, y + 3, 2, height - 6), tokens.color("accent"))
            one.paint(painter, QPointF(at.x() + text, y), tokens, "text", None)
            y += height

    def _paint_who(self, painter: QPainter) -> None:
        narrow = self.width() < _NARROW
        painter.setPen(self._theme.tokens.color("muted"))
        painter.setFont(typography.font(typography.TINY, tabular=True))
        draw_line(painter, self, QRectF(_TIME_X, _PAD, 52, STEP), clock(self.turn.audio_s[0]))
        who = typography.font(typography.SMALL, typography.MEDIUM if narrow else typography.REGULAR)
        room = self.width() - _SPEAKER_X - 8 if narrow else _TEXT_X - _SPEAKER_X - 8
        painter.setFont(who)
        name = QFontMetricsF(who).elidedText(speaker_of(self.turn), Qt.TextElideMode.ElideRight, room)
        draw_line(painter, self, QRectF(_SPEAKER_X, _PAD, room + 2, STEP), name)

    def _paint_focus(self, painter: QPainter) -> None:
        focused = self.highlights.get(self.selected) if self.selected is not None else None
        if focused is None or not focused.shows_ring():
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.tokens.color("accent"), 2))
        for box in self.span_boxes(focused.moment.id):
            painter.drawRoundedRect(QRectF(box).adjusted(-1, -1, 1, 3), 4, 4)

    def _moment_at(self, point: QPointF) -> Moment | None:
        return self._flow.moment_at(point - self._text_at(self.width()))

    def _text_at(self, width: int) -> QPointF:
        """Where the text begins: beside time and speaker, or under them in a narrow row."""
        x = _EDGE if from_right(self) else self._before_text(width)
        return QPointF(x, _PAD + STEP if width < _NARROW else _PAD)

    def _room(self, width: int) -> int:
        return width - self._before_text(width) - _EDGE

    @staticmethod
    def _before_text(width: int) -> int:
        return _TIME_X if width < _NARROW else _TEXT_X


class Transcript(QWidget):
    """All turns, one under the other, with one selected moment. `None` as a kind means everything."""

    chosen = Signal(int)
    """A highlight was clicked, or Enter pressed on it: the moment's id."""

    moved = Signal(int)
    """An arrow key on a highlight: see `Highlight.moved`."""

    menu_wanted = Signal(int, QPoint)
    """See `TurnRow.menu_wanted`."""

    turn_chosen = Signal(int)
    """See `TurnRow.turn_chosen`."""

    def __init__(
        self,
        theme: Theme,
        turns: Sequence[ReviewTurn],
        moments: Sequence[Moment],
        rows_at_first: int = ROWS_AT_FIRST,
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(tr("Transcript"))
        by_turn: dict[int, list[Moment]] = {}
        for moment in moments:
            by_turn.setdefault(moment.turn_id, []).append(moment)
        self._theme = theme
        self._waiting = [(turn, _own(turn, by_turn)) for turn in turns]
        self._rows: list[TurnRow] = []
        self._remarks: Mapping[int, Sequence[Remark]] = {}
        self._end = 0
        self._settled = -1
        self._paced = False
        self._selected_row: TurnRow | None = None
        self._build(rows_at_first)

    @property
    def rows(self) -> list[TurnRow]:
        """All rows, from above; those that are not there yet are made at once."""
        self.finish()
        return self._rows

    def finish(self) -> None:
        """Make all rows now."""
        self._build(len(self._waiting))

    def _build(self, count: int) -> None:
        """Make the next `count` rows, and place them if the others are placed."""
        new = []
        for turn, own in self._waiting[:count]:
            row = TurnRow(self._theme, turn, own, self)
            row.set_remarks(self._remarks.get(turn.turn_id, ()))
            row.chosen.connect(self.chosen)
            row.moved.connect(self.moved)
            row.menu_wanted.connect(self.menu_wanted)
            row.turn_chosen.connect(self.turn_chosen)
            new.append(row)
        del self._waiting[:count]
        self._rows += new
        if self.isVisible() and new:
            for row in new:
                row.show()
            self._place(new)

    @property
    def whole(self) -> bool:
        """Whether every row is there."""
        return not self._waiting

    def build_to(self, moment_id: int) -> Iterator[None]:
        """Make rows as far as the one that holds a moment, a few at a time."""
        while not any(moment_id in row.highlights for row in self._rows) and self._waiting:
            self._build(_AT_ONCE)
            yield

    def settle(self) -> Iterator[None]:
        """Before it is shown for the first time: place the rows there are, a few at a time."""
        self._end = 0
        for first in range(0, len(self._rows), _AT_ONCE):
            self._place(self._rows[first : first + _AT_ONCE])
            yield
        self._settled = self.width()
        self._paced = True

    def come(self) -> Iterator[None]:
        """Make the rows that are still to come, a few at a time."""
        while self._waiting:
            self._build(_AT_ONCE)
            yield
        self._paced = False

    def _go_on(self) -> None:
        """Make a few rows more, then let the window breathe: a long call never holds it up."""
        if self._waiting and self.isVisible():
            self._build(_AT_ONCE)
            QTimer.singleShot(0, self, self._go_on)

    def set_remarks(self, by_turn: Mapping[int, Sequence[Remark]]) -> None:
        """Show notes and comments under the turns they are on, by the turn's number."""
        self._remarks = by_turn
        for row in self._rows:
            row.set_remarks(by_turn.get(row.turn.turn_id, ()))
        self._settled = -1
        if self.isVisible():
            self.arrange()

    def row_of(self, moment_id: int) -> TurnRow | None:
        """The row that holds a moment."""
        holding = next(
            (n for n, (_turn, own) in enumerate(self._waiting) if any(m.id == moment_id for m in own)), -1
        )
        self._build(holding + 1)
        return next((row for row in self._rows if moment_id in row.highlights), None)

    def select(self, moment_id: int | None) -> None:
        """Show `moment_id` as selected."""
        chosen = self.row_of(moment_id) if moment_id is not None else None
        for row in (self._selected_row, chosen):
            if row is not None:
                row.select(moment_id)
        self._selected_row = chosen

    def show_only(self, kind: str | None) -> None:
        """Show turns with moments of `kind`, each after the turn it answers; None for everything."""
        wanted = [self._wanted(index, kind) for index in range(len(self.rows))]
        for row, shown in zip(self.rows, wanted, strict=True):
            if shown:
                row.show_only(kind)
            row.setVisible(shown)
        self.arrange()

    def arrange(self) -> None:
        """Put the shown rows under each other for the present width."""
        self._end = 0
        self._place(self._rows)

    def _place(self, rows: Sequence[TurnRow]) -> None:
        """Put these rows under those that are placed; each that is still to come counts as high as they are."""
        y = self._end
        for row in rows:
            if row.isHidden():
                continue
            height = row.height_for(self.width())
            row.setGeometry(0, y, self.width(), height)
            row.place_highlights()
            y += height
        self._end = y
        to_come = round(y / max(len(self._rows), 1)) * len(self._waiting)
        self.setMinimumHeight(y + to_come + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width() and self.isVisible():
            self.arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Lines are broken once the width is known, not for every width on the way to it."""
        if self._settled != self.width():
            self.arrange()
        self._settled = -1
        if not self._paced:  # else whoever shows it says when
            QTimer.singleShot(0, self, self._go_on)

    def span_boxes(self, moment_id: int) -> list[QRect]:
        """Where a moment's words are painted, in this widget's coordinates."""
        row = self.row_of(moment_id)
        return [box.translated(row.pos()) for box in row.span_boxes(moment_id)] if row else []

    def _wanted(self, index: int, kind: str | None) -> bool:
        near = self._rows[index : index + 2]
        return kind is None or any(kind_of(h.moment) == kind for row in near for h in row.highlights.values())


def _own(turn: ReviewTurn, by_turn: dict[int, list[Moment]]) -> list[Moment]:
    """The moments of a turn. A persona's turn has none, even where it shares its number with the executive's."""
    return by_turn.get(turn.turn_id, []) if turn.role == "user" else []


def _tooltip(moment: Moment) -> str:
    lines = [line for line in (moment.title or moment.label, moment.why) if line]
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)


def center(boxes: Sequence[QRect]) -> QPoint:
    """The middle of the first of some boxes."""
    return boxes[0].center() if boxes else QPoint()
