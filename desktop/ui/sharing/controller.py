"""What the window asks of the application about notes and sharing; see `desktop.ui.controller`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop.errors import UserError
from desktop.records import Comment, KeptShare
from desktop.review.shared import Choice, SharedReview

_Failed = Callable[[UserError], None]


@dataclass(frozen=True, slots=True)
class OpenShare:
    """A call that someone shared, open. `key` stands for a session's id where its sound is played.

    `comments` were written on it before, if it is kept.
    """

    key: str
    review: SharedReview
    has_audio: bool
    comments: tuple[Comment, ...] = ()
    kept: bool = False


@dataclass(frozen=True, slots=True)
class TakenComments:
    """Comments that came back and are in the store now: `new` of `count` were not there before."""

    session_id: str
    title: str
    count: int
    new: int


class SharingController(Protocol):
    """Notes and sharing, as the window sees them. Main thread only."""

    def save_note(self, session_id: str, turn_id: int | None, text: str) -> None:
        """Keep a note on a turn, or on the whole call. Kept whatever happens next, also when the window closes."""
        ...

    def share_review(
        self,
        session_id: str,
        path: Path,
        choice: Choice,
        passphrase: str,
        on_ready: Callable[[Path], None],
        on_failed: _Failed,
    ) -> Callable[[], bool]:
        """Write a sealed file for a coach; its path, with the right ending, is handed over.

        Calling the result gives it up. True: what was at `path` before is there still, and neither callback comes.
        False: it was too late, and one of them comes.
        """
        ...

    def open_shared(
        self,
        path: Path,
        passphrase: str,
        on_ready: Callable[[OpenShare | TakenComments], None],
        on_failed: _Failed,
    ) -> None:
        """Open a sealed file: someone's call, or comments on one's own, which are taken in."""
        ...

    def open_kept(
        self, share_id: str, passphrase: str, on_ready: Callable[[OpenShare], None], on_failed: _Failed
    ) -> None:
        """Open a shared call that is kept here."""
        ...

    def close_share(self, key: str) -> None:
        """Forget an open share: its file, its sound and its passphrase."""
        ...

    def keep_share(
        self, key: str, comments: Sequence[Comment], on_ready: Callable[[], None], on_failed: _Failed
    ) -> None:
        """Keep an open share here, sealed as it came, with the comments so far."""
        ...

    def kept_shares(self, on_ready: Callable[[tuple[KeptShare, ...]], None]) -> None:
        """Shared calls that are kept here, the newest first."""
        ...

    def forget_share(self, share_id: str, on_ready: Callable[[], None]) -> None:
        """Delete a shared call that is kept here."""
        ...

    def save_comments(
        self,
        key: str,
        comments: Sequence[Comment],
        path: Path,
        on_ready: Callable[[Path], None],
        on_failed: _Failed,
    ) -> None:
        """Write comments on an open share into a file to send back, sealed with the same passphrase."""
        ...
