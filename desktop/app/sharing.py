"""Notes and sharing: the part of the window's controller that knows sealed files."""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from desktop.app.known import KnownScenarios
from desktop.app.made import made_once
from desktop.app.rooms import Rooms
from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.records import Comment, KeptShare
from desktop.review.shared import Choice, SharedComments, SharedReview
from desktop.store.database import Store
from desktop.ui.bridge import Bridge
from desktop.ui.controller import Failed
from desktop.ui.i18n import tr
from desktop.ui.sharing.controller import OpenShare, TakenComments

if TYPE_CHECKING:  # slow to load
    from desktop.app.finished import FinishedCalls
    from desktop.rehearsal.sharing import Opened


@dataclass(frozen=True, slots=True)
class _Held:
    """What is remembered of an open share until it is closed."""

    file: bytes
    review: SharedReview
    passphrase: str

    def __repr__(self) -> str:
        """Without what was said, and without the secret."""
        return f"_Held(share_id={self.review.share_id!r})"


class _GivenUpError(Exception):
    """Nobody wants the file that is being written."""


class _Unfinished:
    """A file that is being written. It is given up, or takes its place: whichever is decided first. Any thread."""

    def __init__(self) -> None:
        self._deciding = threading.Lock()
        self._decided: Literal["", "given up", "placed"] = ""

    def give_up(self) -> bool:
        """Whether it was not too late."""
        with self._deciding:
            self._decided = self._decided or "given up"
            return self._decided == "given up"

    def go_on(self) -> None:
        """Raises `_GivenUpError`."""
        if self._decided == "given up":
            raise _GivenUpError

    def take_place(self) -> None:
        """From now on it can't be given up. Raises `_GivenUpError`."""
        with self._deciding:
            self.go_on()
            self._decided = "placed"


class SharedCalls:
    """Public methods on the main thread, as `desktop.ui.sharing.controller` says; files at the desk."""

    _store: Store
    _rooms: Rooms
    _catalog: Catalog
    _scenarios: KnownScenarios
    _bridge: Bridge

    @made_once
    def _finished(self) -> FinishedCalls:
        from desktop.app.finished import FinishedCalls

        shared = (self._store, self._catalog, self._scenarios, self._bridge, self._rooms)
        return FinishedCalls(*shared, removed=lambda: self._scenarios.hidden)

    def __init__(self) -> None:
        self._unwritten: dict[tuple[str, int | None], str] = {}
        self._writing = threading.Lock()
        self._held: dict[str, _Held] = {}

    def save_note(self, session_id: str, turn_id: int | None, text: str) -> None:
        """Keep a note."""
        with self._writing:
            self._unwritten[session_id, turn_id] = text
        self._rooms.at_desk(self.write_notes)

    def write_notes(self) -> None:
        """Put every note that waits into the store. Any thread; a refusal leaves what it could not write."""
        with self._writing:
            waiting, self._unwritten = self._unwritten, {}
        for place, text in list(waiting.items()):
            try:
                self._store.notebook.write(*place, text)
            except UserError:
                with self._writing:
                    self._unwritten = {**waiting, **self._unwritten}
                raise
            del waiting[place]

    def share_review(
        self,
        session_id: str,
        path: Path,
        choice: Choice,
        passphrase: str,
        on_ready: Callable[[Path], None],
        on_failed: Failed,
    ) -> Callable[[], bool]:
        """Write a sealed file for a coach; calling the result gives it up where it is not too late."""
        unfinished = _Unfinished()

        def write() -> Path | None:
            from desktop.rehearsal import sharing
            from desktop.rehearsal.recorder import to_flac

            try:
                unfinished.go_on()
                document, scenario, sound = self._finished.whole(session_id)
                flac = to_flac(sound) if choice.audio and sound is not None else None
                file = sharing.sealed_review(document, scenario, choice, flac, passphrase)
                return sharing.write_sealed(path, file, unfinished.take_place)
            except _GivenUpError:
                return None

        def ready(written: Path | None) -> None:
            if written is not None:
                on_ready(written)

        def failed(wrong: UserError) -> None:
            with contextlib.suppress(_GivenUpError):
                unfinished.go_on()
                on_failed(wrong)

        self._rooms.at_desk(write, ready, failed)
        return unfinished.give_up

    def open_shared(
        self,
        path: Path,
        passphrase: str,
        on_ready: Callable[[OpenShare | TakenComments], None],
        on_failed: Failed,
    ) -> None:
        """Open a sealed file."""

        def read() -> OpenShare | TakenComments:
            from desktop.rehearsal import sharing
            from desktop.sharing import sealed

            got = sharing.opened(sealed.read(path), passphrase)
            if isinstance(got, SharedComments):
                session_id, new = sharing.take_comments(self._store, got)
                return TakenComments(session_id, got.title, len(got.comments), new)
            kept = any(one.share_id == got.review.share_id for one in self._store.notebook.kept_shares())
            comments = self._store.notebook.kept_share(got.review.share_id)[1] if kept else ()
            return self._hold(got, passphrase, comments, kept=kept)

        self._rooms.at_desk(read, on_ready, on_failed)

    def open_kept(
        self, share_id: str, passphrase: str, on_ready: Callable[[OpenShare], None], on_failed: Failed
    ) -> None:
        """Open a shared call that is kept here."""

        def read() -> OpenShare:
            from desktop.rehearsal import sharing

            file, comments = self._store.notebook.kept_share(share_id)
            got = sharing.opened(file, passphrase)
            if isinstance(got, SharedComments):
                raise UserError(
                    tr("What is kept here is no shared call."), tr("Delete it, and open its file again.")
                )
            return self._hold(got, passphrase, comments, kept=True)

        self._rooms.at_desk(read, on_ready, on_failed)

    def close_share(self, key: str) -> None:
        """Forget an open share."""
        self._held.pop(key, None)
        if type(self)._finished.is_made(self):
            self._finished.lent.pop(key, None)

    def keep_share(
        self, key: str, comments: Sequence[Comment], on_ready: Callable[[], None], on_failed: Failed
    ) -> None:
        """Keep an open share here."""
        held, written = self._held[key], tuple(comments)

        def keep() -> None:
            document = held.review.document
            self._store.notebook.keep_share(held.review.share_id, document.title, held.file, written)

        self._rooms.at_desk(keep, lambda _none: on_ready(), on_failed)

    def kept_shares(self, on_ready: Callable[[tuple[KeptShare, ...]], None]) -> None:
        """Shared calls that are kept here."""
        self._rooms.at_desk(lambda: self._store.notebook.kept_shares(), on_ready)

    def forget_share(self, share_id: str, on_ready: Callable[[], None]) -> None:
        """Delete a shared call that is kept here."""
        self._rooms.at_desk(lambda: self._store.notebook.forget_share(share_id), lambda _none: on_ready())

    def save_comments(
        self,
        key: str,
        comments: Sequence[Comment],
        path: Path,
        on_ready: Callable[[Path], None],
        on_failed: Failed,
    ) -> None:
        """Write comments into a file to send back."""
        held, written = self._held[key], tuple(comments)

        def write() -> Path:
            from desktop.rehearsal import sharing

            return sharing.write_sealed(path, sharing.sealed_comments(held.review, written, held.passphrase))

        self._rooms.at_desk(write, on_ready, on_failed)

    def _hold(self, got: Opened, passphrase: str, comments: Sequence[Comment], *, kept: bool) -> OpenShare:
        key = f"shared:{secrets.token_hex(8)}"
        self._held[key] = _Held(got.file, got.review, passphrase)
        if got.sound is not None:
            self._finished.lent[key] = got.sound
        return OpenShare(key, got.review, got.sound is not None, tuple(comments), kept)
