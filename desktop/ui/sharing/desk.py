"""Sharing in the window: what a press on a button leads to, from the question to the file."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from desktop.errors import UserError
from desktop.records import Comment, KeptShare
from desktop.review.shared import COMMENT_LENGTH, NAME_LENGTH, Choice, holds_first_call
from desktop.sharing.sealed import SUFFIX
from desktop.ui.i18n import plural, refusal, tr
from desktop.ui.review.pane import ReviewPane
from desktop.ui.review.written import Guest
from desktop.ui.sharing.controller import OpenShare, SharingController, TakenComments
from desktop.ui.sharing.dialogs import LeaveDialog, OpenDialog, ShareDialog

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow

_NAME = "coach_name"


class SharingDesk(QObject):
    """Belongs to the window. `open_file` is the way in for a file, from a button or dropped."""

    def __init__(self, window: MainWindow, controller: SharingController, state: Callable[[], QSettings]) -> None:
        super().__init__(window)
        self._window, self._controller, self._state = window, controller, state
        self.open_dialog: OpenDialog | None = None
        self.share_dialog: ShareDialog | None = None
        self._give_up: Callable[[], bool] | None = None
        self._share: OpenShare | None = None
        self._comments: tuple[Comment, ...] = ()
        self._saved = self._kept = True
        window.installEventFilter(self)

    # --- one's own call

    def attach(self, pane: ReviewPane, session_id: str) -> None:
        """Notes and sharing for a review of one's own."""
        pane.written.note_changed.connect(lambda turn, text: self._controller.save_note(session_id, turn, text))
        pane.share_requested.connect(lambda: self.share(pane, session_id))

    def share(self, pane: ReviewPane, session_id: str) -> None:
        """Ask what goes into the file and for its passphrase; then where to save it."""
        if self._window.forbids("sharing"):
            return
        pane.written.flush()
        dialog = ShareDialog(
            self._window.theme,
            has_audio=pane.sound_kept,
            has_notes=bool(pane.written.document.notes),
            first_call=holds_first_call(pane.document),
            parent=self._window,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.submitted.connect(lambda choice, words: self._write(dialog, pane, session_id, choice, words))
        dialog.rejected.connect(self._stop_writing)
        self.share_dialog = dialog
        dialog.open()

    def choose_target(self, suggested: str, title: str) -> str:
        """Ask where to save a sealed file; "" when the person changed their mind."""
        return QFileDialog.getSaveFileName(self._window, title, str(Path.home() / suggested), _kind())[0]

    def choose_source(self) -> str:
        """Ask for a sealed file; "" when the person changed their mind."""
        return QFileDialog.getOpenFileName(self._window, tr("Open a shared call"), str(Path.home()), _kind())[0]

    def _write(
        self, dialog: ShareDialog, pane: ReviewPane, session_id: str, choice: Choice, passphrase: str
    ) -> None:
        chosen = self.choose_target(_file_name(pane.document.title), tr("Save the shared call"))
        if not chosen:
            return

        def ready(path: Path) -> None:
            if not _waits(dialog):  # it was too late to give it up
                self._window.notice.show_notice(
                    tr("Saved as {name}.", name=path.name),
                    tr(
                        "It was in its place before you gave it up. If you have not kept its passphrase, share "
                        "the call anew."
                    ),
                )
                return
            self._give_up = None
            if dialog.made():
                dialog.saved(path)
            else:
                dialog.accept()
            self._window.notice.show_notice(
                tr("Saved as {name}.", name=path.name),
                tr("In {parent}. Give the passphrase by another way.", parent=path.parent),
                good=True,
            )

        def failed(wrong: UserError) -> None:
            if _waits(dialog):
                self._give_up = None
                dialog.refuse(refusal(wrong))

        dialog.write()
        asked = (session_id, Path(chosen), choice, passphrase)
        self._give_up = self._controller.share_review(*asked, ready, failed)

    def _stop_writing(self) -> None:
        """Leave no file of which nobody was shown the passphrase."""
        give_up, self._give_up = self._give_up, None
        if give_up is not None:
            give_up()

    # --- another's call

    def ask_for_file(self) -> None:
        """Choose a file to open."""
        chosen = self.choose_source()
        if chosen:
            self.open_file(Path(chosen))

    def open_file(self, path: Path) -> None:
        """Ask for the passphrase of a sealed file, and open it."""

        def submit(dialog: OpenDialog, words: str) -> None:
            self._controller.open_shared(path, words, *self._answers(dialog))

        self._ask(path.name, submit)

    def open_kept(self, share: KeptShare) -> None:
        """Ask for the passphrase of a kept call, and open it."""

        def submit(dialog: OpenDialog, words: str) -> None:
            self._controller.open_kept(share.share_id, words, *self._answers(dialog))

        self._ask(share.title, submit)

    def _ask(self, name: str, submit: Callable[[OpenDialog, str], None]) -> None:
        if self._window.call is not None:
            self._window.notice.show_notice(tr("A call is going on."), tr("Open the file once it is over."))
            return
        if not self.may_leave():
            return
        dialog = OpenDialog(self._window.theme, name, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.submitted.connect(lambda words: submit(dialog, words))
        self.open_dialog = dialog
        dialog.open()

    def _answers(
        self, dialog: OpenDialog
    ) -> tuple[Callable[[OpenShare | TakenComments], None], Callable[[UserError], None]]:
        """(what to do with what was opened, what to do with a refusal): they may come after the dialog is gone."""

        def ready(got: OpenShare | TakenComments) -> None:
            if _waits(dialog):
                dialog.accept()
                self._arrived(got)
            elif isinstance(got, OpenShare):
                self._controller.close_share(got.key)  # nobody wants it any more: its passphrase and sound go
            else:
                self._tell_taken(got)

        def failed(wrong: UserError) -> None:
            if _waits(dialog):
                dialog.refuse(refusal(wrong))

        return ready, failed

    def _tell_taken(self, got: TakenComments) -> None:
        self._window.notice.show_notice(
            plural(
                "%n comment came in, {new} of them new.",
                "%n comments came in, {new} of them new.",
                got.count,
                new=got.new,
            ),
            tr("They stand beside the turns they are on."),
            good=True,
        )

    def _arrived(self, got: OpenShare | TakenComments) -> None:
        if isinstance(got, TakenComments):
            self._window.open_review(got.session_id)
            self._tell_taken(got)
            return
        self.close_share()
        self._share, self._comments, self._saved, self._kept = got, got.comments, True, got.kept
        author = str(self._state().value(_NAME, "") or "")
        guest = Guest(got.review.background, author[:NAME_LENGTH], got.comments, got.kept)
        pane = ReviewPane(
            got.review.document, self._window.theme, has_audio=got.has_audio, mode="shared", guest=guest
        )
        pane.back.connect(self._back)
        pane.written.comment_written.connect(self._written)
        pane.written.comment_removed.connect(self._removed)
        pane.destroyed.connect(lambda _gone, key=got.key: self._gone(key))
        assert pane.written.composer is not None
        pane.written.composer.save_wanted.connect(self.save_comments)
        pane.written.composer.keep_wanted.connect(self.keep)
        self._window.show_shared(pane, got.key)
        self._show_state()

    def may_leave(self) -> bool:
        """Whether an open share can be left: comments that are not saved are asked about."""
        if self._share is None or self._saved:
            return True
        dialog = LeaveDialog(self._window.theme, self._window)
        leaving = bool(dialog.exec())
        dialog.deleteLater()
        return leaving

    def save_comments(self) -> None:
        """Write the comments into a file to send back."""
        if self._share is None:
            return
        share, written = self._share, self._comments
        name = _file_name(tr("Comments on {title}", title=share.review.document.title))
        chosen = self.choose_target(name, tr("Save the comments"))
        if not chosen:
            return

        def ready(path: Path) -> None:
            if self._share is share and self._comments == written:
                self._saved = True
                self._show_state()
            said = tr("In {parent}. The passphrase is that of the call.", parent=path.parent)
            self._window.notice.show_notice(tr("Saved as {name}.", name=path.name), said, good=True)

        self._controller.save_comments(share.key, written, Path(chosen), ready, self._failed)

    def keep(self) -> None:
        """Keep the open share here, with its comments."""
        if self._share is None:
            return
        share, written = self._share, self._comments

        def ready() -> None:
            if self._share is share:
                self._kept = True
                self._saved = self._saved or self._comments == written
                self._show_state()

        self._controller.keep_share(share.key, written, ready, self._failed)

    def close_share(self) -> None:
        """Forget the open share."""
        if self._share is not None:
            self._controller.close_share(self._share.key)
        self._share, self._comments, self._saved = None, (), True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Closing the window with comments that are not saved."""
        if isinstance(event, QCloseEvent):
            if not self.may_leave():
                event.ignore()
                return True
            if self.share_dialog is not None and isValid(self.share_dialog):
                self.share_dialog.reject()
            self.close_share()  # asked once: the window closes a second time when everything has ended
        return super().eventFilter(watched, event)

    def _back(self) -> None:
        if self.may_leave():
            self.close_share()
            self._window.go("history")

    def _gone(self, key: str) -> None:
        if self._share is not None and self._share.key == key:
            self.close_share()

    def _written(self, turn_id: int | None, about: str, author: str, text: str) -> None:
        self._state().setValue(_NAME, author)
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        one = Comment(secrets.token_hex(16), author[:NAME_LENGTH], at, text[:COMMENT_LENGTH], turn_id, about)
        self._change((*self._comments, one))

    def _removed(self, comment_id: str) -> None:
        self._change(tuple(one for one in self._comments if one.id != comment_id))

    def _change(self, comments: tuple[Comment, ...]) -> None:
        self._comments, self._saved = comments, not comments
        if self._kept:
            self.keep()
        if self._window.pane is not None:
            self._window.pane.written.set_comments(comments)
        self._show_state()

    def _show_state(self) -> None:
        composer = self._window.pane.written.composer if self._window.pane is not None else None
        if composer is not None:
            composer.show_state(len(self._comments), kept=self._kept, saved=self._saved)

    def _failed(self, wrong: UserError) -> None:
        self._window.notice.show_notice(wrong.message, wrong.fix)


def _waits(dialog: OpenDialog | ShareDialog) -> bool:
    """Whether it is still there and open: one that was cancelled is deleted a moment after it is hidden."""
    return isValid(dialog) and dialog.isVisible()


def _kind() -> str:
    return tr("Shared call (*{suffix})", suffix=SUFFIX)


def _file_name(title: str) -> str:
    safe = "".join(c if c.isalnum() or c in " -_" else "-" for c in title).strip()[:80] or tr(
        "call", "a file's name"
    )
    return safe + SUFFIX
