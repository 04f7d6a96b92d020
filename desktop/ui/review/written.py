"""What is written beside a review, and how it hangs together: notes, comments, search and copying for one pane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from desktop.records import Comment, Note
from desktop.review.copied import moment_text, transcript_text, turn_text
from desktop.review.document import Moment, ReviewDocument
from desktop.review.remarks import Remark, remarks
from desktop.review.sentences import who_said
from desktop.review.shared import Background
from desktop.ui import keymap
from desktop.ui.i18n import marked, tr
from desktop.ui.review.find import FindBar, Match
from desktop.ui.review.notes import Composer, NotesCard, RemarksCard, background_card, in_order
from desktop.ui.review.transcript import Transcript
from desktop.ui.theme import Theme

Mode = Literal["own", "shared", "picture"]
"""One's own review with notes to write; one that was shared, to comment on; or one that is only drawn."""


@dataclass(frozen=True, slots=True)
class Guest:
    """What a shared review brings: its scenario, the coach's name and earlier comments, and whether it is kept."""

    background: Background
    author: str = ""
    comments: tuple[Comment, ...] = ()
    kept: bool = False


_TITLES = {
    "own": marked("Comments"),
    "shared": marked("Notes and comments"),
    "picture": marked("Notes and comments"),
}


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


class Written(QObject):
    """The cards and the search bar of one review pane. The pane places them and tells what is selected."""

    note_changed = Signal(object, str)
    """A turn's number, or None for the whole call, and the note on it."""
    comment_written = Signal(object, str, str, str)
    """A turn's number or None, the words it is about, the author, the comment."""
    comment_removed = Signal(str)
    """A comment's id."""
    turn_wanted = Signal(int)
    """Bring this turn into view."""
    everything_wanted = Signal()
    """Take the filter away: what was found is hidden by it."""
    left = Signal()
    """Nobody types a note any more."""

    def __init__(self, theme: Theme, document: ReviewDocument, mode: Mode, guest: Guest | None) -> None:
        super().__init__()
        self.document, self._mode = document, mode
        self.comments: tuple[Comment, ...] = guest.comments if guest is not None else document.comments
        self.on_menu: Callable[[QMenu, int], None] = lambda _menu, _turn_id: None
        """Puts into a turn's menu what else can be done with it."""
        self._selected: Moment | None = None
        self._turns = {turn.turn_id: turn for turn in reversed(document.turns)}
        self.notes = NotesCard(document.notes) if mode == "own" else None
        self.composer = Composer(theme, document, guest.author, kept=guest.kept) if guest is not None else None
        self.background = background_card(guest.background) if guest is not None else None
        self.remarks = RemarksCard(theme, tr(_TITLES[mode]), removable=guest is not None)
        self.find = FindBar(theme, document.turns)
        if self.notes is not None:
            self.notes.changed.connect(self._noted)
            self.notes.left.connect(self.left)
        if self.composer is not None:
            self.composer.written.connect(self.comment_written)
        self.remarks.chosen.connect(self.turn_wanted)
        self.remarks.removed.connect(self.comment_removed)

    def place(self, box: QVBoxLayout) -> None:
        """Put what others wrote, and the coach's pen, into the column beside the transcript."""
        for part in (self.composer, self.remarks, self.background):
            if part is not None:
                box.addWidget(part)

    def attach(self, pane: QWidget, transcript: Transcript) -> None:
        """Paint into `transcript`, and take the keys for searching and copying in `pane`."""
        self._transcript = transcript
        transcript.turn_chosen.connect(self.aim_at_turn)
        transcript.menu_wanted.connect(lambda turn_id, at: self.menu(pane, turn_id).popup(at))
        self.find.changed.connect(self._mark)
        self.find.moved.connect(self._show_match)
        keys: dict[str, Callable[[], None]] = {
            "find_words": self.find.begin,
            "copy_moment": self.copy_moment,
            "copy_all": self.copy_transcript,
            "find_next": lambda: self.find.step(1),
            "find_before": lambda: self.find.step(-1),
        }
        for key, action in keys.items():
            shortcut = QShortcut(keymap.sequence(key), pane)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
        self._show_remarks()

    def select(self, moment: Moment | None) -> None:
        """The moment that is looked at: notes and comments are on it from now on."""
        self._selected = moment
        turn = self._turns.get(moment.turn_id) if moment is not None else None
        if self.notes is not None:
            self.notes.show_turn(turn)
        if self.composer is not None:
            self.composer.aim(turn.turn_id if turn is not None else None, moment)

    def aim_at_turn(self, turn_id: int) -> None:
        """Let notes and comments be on all of a turn."""
        if self.notes is not None:
            self.notes.show_turn(self._turns.get(turn_id))
        if self.composer is not None:
            self.composer.aim(turn_id, None)

    def set_comments(self, comments: Sequence[Comment]) -> None:
        """Show these comments."""
        self.comments = tuple(comments)
        self._show_remarks()

    @property
    def typing(self) -> bool:
        """Whether a note is being typed."""
        return self.notes is not None and self.notes.typing

    def flush(self) -> None:
        """Hand over at once what was typed last."""
        if self.notes is not None:
            self.notes.flush()

    def menu(self, parent: QWidget, turn_id: int) -> QMenu:
        """What can be done with a turn."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.on_menu(menu, turn_id)
        turn = self._turns[turn_id]
        menu.addAction(tr("Copy this turn"), lambda: _copy(turn_text(turn)))
        if self._selected is not None and self._selected.turn_id == turn_id:
            menu.addAction(tr("Copy this moment"), self.copy_moment)
        menu.addAction(tr("Copy the whole transcript"), self.copy_transcript)
        if self._mode != "picture":
            menu.addSeparator()
            said = tr("Write a note on this turn") if self._mode == "own" else tr("Comment on this turn")
            menu.addAction(said, lambda: self._write_on(turn_id))
        return menu

    def copy_moment(self) -> None:
        """The selected moment as text, to the clipboard."""
        if self._selected is not None:
            _copy(moment_text(self._selected, who_said(self.document)))

    def copy_transcript(self) -> None:
        """Every turn as text, to the clipboard."""
        _copy(transcript_text(self.document))

    def _write_on(self, turn_id: int) -> None:
        self.aim_at_turn(turn_id)
        field = self.notes.on_turn if self.notes is not None else self.composer.text if self.composer else None
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _noted(self, turn_id: int | None, text: str) -> None:
        kept = [one for one in self.document.notes if one.turn_id != turn_id]
        from_now = [Note(turn_id, text, "")] if text.strip() else []
        self.document = msgspec.structs.replace(self.document, notes=(*kept, *from_now))
        self._show_remarks()
        self.note_changed.emit(turn_id, text)

    def _show_remarks(self) -> None:
        document = msgspec.structs.replace(self.document, comments=self.comments)
        by_turn: dict[int, tuple[Remark, ...]] = {t: remarks(document, t) for t in self._turns}
        self._transcript.set_remarks(by_turn)
        self.remarks.show_remarks(in_order(document, notes=self._mode != "own"))  # one's own have fields

    def _mark(self) -> None:
        current = self.find.current()
        by_row: dict[int, list[tuple[int, int]]] = {}
        for one in self.find.found:
            by_row.setdefault(one.row, []).append(one.chars)
        for number, row in enumerate(self._transcript.rows):
            now = current.chars if current is not None and current.row == number else None
            row.set_found(by_row.get(number, ()), now)

    def _show_match(self, match: Match | None) -> None:
        self._mark()
        if match is None:
            return
        if self._transcript.rows[match.row].isHidden():
            self.everything_wanted.emit()
        self.turn_wanted.emit(self.document.turns[match.row].turn_id)
