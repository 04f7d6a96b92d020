"""What is written beside a review: the executive's notes, a coach's comments, and the coach's own pen."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.records import Note
from desktop.review.document import Moment, ReviewDocument, ReviewTurn
from desktop.review.remarks import Remark, remarks
from desktop.review.shared import COMMENT_LENGTH, NAME_LENGTH, Background
from desktop.ui import typography
from desktop.ui.i18n import quoted, tr
from desktop.ui.review.cards import side_card
from desktop.ui.theme import Theme
from desktop.ui.timefmt import clock
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.choices import Picker
from desktop.ui.widgets.editor import Editor
from desktop.ui.widgets.scroll import clear
from desktop.ui.widgets.text import label
from desktop.ui.wording import author_of, speaker_of


def turn_name(turn: ReviewTurn) -> str:
    """A turn in a few words, such as "0:52 You: Okay, but how did…"."""
    words = " ".join(turn.text.split())
    return f"{clock(turn.audio_s[0])} {speaker_of(turn)}: {words[:36]}{'…' if len(words) > 36 else ''}"


class NotesCard(QWidget):
    """The executive's notes: one on the call, one on the turn that is looked at. Kept as they are typed."""

    changed = Signal(object, str)
    """The turn's number, or None for the whole call, and the note."""
    left = Signal()
    """Nobody types here any more."""

    def __init__(self, notes: Sequence[Note]) -> None:
        super().__init__()
        self._known = {one.turn_id: one.text for one in notes}
        self._turn: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        frame, box = side_card(tr("Your notes"))
        self.on_call = Editor(tr("Your notes on this call"), tr("On the call: what to keep, what to try"))
        self.on_call.set_text(self._known.get(None, ""))
        self.on_call.rested.connect(lambda text: self._write(None, text))
        self.on_turn = Editor(tr("Your note on this turn"), tr("On this turn"), lines=2)
        self.on_turn.rested.connect(self._turn_rested)
        for editor in (self.on_call, self.on_turn):
            editor.left.connect(self.left)
        self._turn_label = label("", typography.SMALL, tone="muted", wrap=True)
        box.addWidget(self.on_call)
        box.addWidget(self._turn_label)
        box.addWidget(self.on_turn)
        box.addWidget(label(tr("Kept on this computer as you type."), typography.TINY, tone="muted", wrap=True))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.show_turn(None)

    def show_turn(self, turn: ReviewTurn | None) -> None:
        """Offer the note on `turn`; None: only that on the call."""
        self.on_turn.flush()
        self._turn = turn.turn_id if turn is not None else None
        for part in (self.on_turn, self._turn_label):
            part.setVisible(turn is not None)
        if turn is not None:
            self._turn_label.setText(tr("On {turn}", turn=turn_name(turn)))
            self.on_turn.set_text(self._known.get(turn.turn_id, ""))

    @property
    def typing(self) -> bool:
        """Whether the keyboard is in one of the notes."""
        return self.on_call.hasFocus() or self.on_turn.hasFocus()

    def flush(self) -> None:
        """Hand over at once what was typed last."""
        self.on_call.flush()
        self.on_turn.flush()

    def _turn_rested(self, text: str) -> None:
        if self._turn is not None:
            self._write(self._turn, text)

    def _write(self, turn_id: int | None, text: str) -> None:
        self._known[turn_id] = text
        self.changed.emit(turn_id, text)


class RemarkLine(QWidget):
    """One remark: who, when in the call, and what; a link leads to its turn."""

    chosen = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, one: Remark, turn: ReviewTurn | None, *, removable: bool = False) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 2, 0, 4)
        box.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(label(author_of(one), typography.SMALL, weight=typography.SEMIBOLD, wrap=True), 1)
        where = clock(turn.audio_s[0]) if turn is not None else ""
        if turn is not None:
            self.go = ActionButton(theme, where, "link", icon="next")
            self.go.setAccessibleName(
                tr("Go to {time}: {who} on {turn}", time=where, who=author_of(one), turn=turn_name(turn))
            )
            self.go.clicked.connect(self.chosen)
            head.addWidget(self.go)
        if removable:
            self.remove = ActionButton(theme, tr("Remove"), "link", icon="cross")
            self.remove.setAccessibleName(tr("Remove the comment: {text}", text=one.text[:60]))
            self.remove.clicked.connect(self.removed)
            head.addWidget(self.remove)
        box.addLayout(head)
        if one.about:
            box.addWidget(label(quoted(one.about), typography.SMALL, tone="muted", wrap=True))
        box.addWidget(label(one.text, typography.SMALL, wrap=True))


class RemarksCard(QWidget):
    """Every remark, those on the whole call first. Not shown while there is none."""

    chosen = Signal(int)
    """A turn's number."""
    removed = Signal(str)
    """A comment's id."""

    def __init__(self, theme: Theme, title: str, *, removable: bool = False) -> None:
        super().__init__()
        self._theme, self._removable = theme, removable
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        frame, box = side_card(title)
        self._place = QVBoxLayout()
        self._place.setSpacing(4)
        box.addLayout(self._place)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.lines: list[RemarkLine] = []

    def show_remarks(self, found: Sequence[tuple[Remark, ReviewTurn | None]]) -> None:
        """Show these, each with its turn or None."""
        clear(self._place)
        self.lines = []
        for one, turn in found:
            line = RemarkLine(self._theme, one, turn, removable=self._removable and bool(one.id))
            if turn is not None:
                line.chosen.connect(lambda wanted=turn.turn_id: self.chosen.emit(wanted))
            line.removed.connect(lambda wanted=one.id: self.removed.emit(wanted))
            self._place.addWidget(line)
            self.lines.append(line)
        self.setVisible(bool(found))


def in_order(document: ReviewDocument, *, notes: bool) -> list[tuple[Remark, ReviewTurn | None]]:
    """A document's remarks with their turns, those on the whole call first; with or without the notes."""
    kept = document if notes else _without_notes(document)
    found: list[tuple[Remark, ReviewTurn | None]] = [(one, None) for one in remarks(kept, None)]
    for turn in document.turns:
        found += [(one, turn) for one in remarks(kept, turn.turn_id)]
    return found


def _without_notes(document: ReviewDocument) -> ReviewDocument:
    return msgspec.structs.replace(document, notes=())


class Composer(QWidget):
    """The coach's pen: a comment on the call, on a turn, or on the words of a moment."""

    written = Signal(object, str, str, str)
    """The turn's number or None, the words it is about, the author's name, the comment."""
    save_wanted = Signal()
    keep_wanted = Signal()

    def __init__(self, theme: Theme, document: ReviewDocument, author: str, *, kept: bool) -> None:
        super().__init__()
        self._moment: Moment | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        frame, box = side_card(tr("Comment"))
        self.place = Picker(theme, tr("What the comment is on"))
        self.place.offer(
            [("", tr("The whole call")), *((str(t.turn_id), turn_name(t)) for t in document.turns)], ""
        )
        self.place.picked.connect(self._picked)
        self.about = label("", typography.SMALL, tone="muted", wrap=True)
        self.text = Editor(tr("Your comment"), tr("What you would tell them"), longest=COMMENT_LENGTH)
        self.author = QLineEdit(author)
        self.author.setMaxLength(NAME_LENGTH)
        self.author.setPlaceholderText(tr("Your name"))
        self.author.setAccessibleName(tr("Your name, shown with your comments"))
        self.author.setFont(typography.font(typography.SMALL))
        self.add = ActionButton(theme, tr("Add"), "plain")
        self.add.setAccessibleName(tr("Add the comment"))
        self.add.clicked.connect(self._add)
        self.save = ActionButton(theme, tr("Save comments…"), "accent")
        self.save.clicked.connect(self.save_wanted)
        self.keep = ActionButton(theme, tr("Kept") if kept else tr("Keep"), "plain")
        self.keep.setAccessibleName(tr("Keep this call here, sealed with its passphrase"))
        self.keep.setEnabled(not kept)
        self.keep.clicked.connect(self.keep_wanted)
        self.state = label("", typography.SMALL, tone="muted", wrap=True)
        for part in (self.place, self.about, self.text):
            box.addWidget(part)
        pen = QHBoxLayout()
        pen.addWidget(self.author, 1)
        pen.addWidget(self.add)
        box.addLayout(pen)
        box.addWidget(self.state)
        row = QHBoxLayout()
        row.addWidget(self.keep)
        row.addWidget(self.save, 1)
        box.addLayout(row)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.show_state(0, kept=kept, saved=True)
        self.aim(None, None)

    def aim(self, turn_id: int | None, moment: Moment | None) -> None:
        """Let the next comment be on `turn_id`, and on the words of `moment` if given."""
        self._moment = moment
        at = self.place.findData("" if turn_id is None else str(turn_id))
        self.place.setCurrentIndex(max(at, 0))
        self.about.setText(quoted(moment.words) if moment is not None else "")
        self.about.setVisible(moment is not None)

    def show_state(self, comments: int, *, kept: bool, saved: bool) -> None:
        """Say what there is, and what becomes of it."""
        where = (
            tr("This call is kept here, sealed; its passphrase is asked for each time.")
            if kept
            else tr("Nothing of this call stays here once you leave it, unless you keep it.")
        )
        self.state.setText(where if saved else f"{where} {tr('Your comments are not saved yet.')}")
        self.save.setEnabled(bool(comments))
        self.keep.set_label(tr("Kept") if kept else tr("Keep"))
        self.keep.setEnabled(not kept)

    def _picked(self, _value: str) -> None:
        self._moment = None
        self.about.hide()

    def _add(self) -> None:
        text = self.text.plain().strip()
        if not text:
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        chosen = self.place.value()
        about = self._moment.words if self._moment is not None else ""
        self.written.emit(int(chosen) if chosen else None, about, self.author.text().strip() or tr("Coach"), text)
        self.text.set_text("")


def background_card(background: Background) -> QWidget:
    """What the call was about, for someone who does not have its scenario."""
    frame, box = side_card(tr("The scenario"))
    lines = [
        tr("They were {you}.", you=background.you) if background.you else "",
        background.situation,
        background.persona,
    ]
    for line in filter(None, lines):
        box.addWidget(label(line, typography.SMALL, wrap=True))
    for goal in background.goals:
        box.addWidget(label(tr("Goal: {goal}", goal=goal), typography.SMALL, tone="muted", wrap=True))
    return frame
