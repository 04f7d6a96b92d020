"""What people wrote about calls: the executive's notes, a coach's comments, and kept calls of others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import msgspec

from desktop.errors import NotThere, UserError
from desktop.records import Comment, KeptShare, Note

_Rows = Callable[..., list[dict[str, Any]]]
_Writing = Callable[[], AbstractContextManager[Any]]
_ResumedBy = Callable[[str], str]
_PartsOf = Callable[[str], tuple[str, ...]]
_Erase = Callable[..., None]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _comment_row(session_id: str, comment: Comment) -> dict[str, object]:
    written = asdict(comment)
    return {"session_id": session_id, "comment_id": written.pop("id"), **written}


class Notebook:
    """The part of the store that holds notes and comments; the arguments are the store's own doors.

    What is written on a call that was taken up again meanwhile goes to the session that holds all of it. What is
    deleted goes from the copies made before migrations as well, where it may still stand on a part of the call.
    """

    def __init__(
        self, rows: _Rows, writing: _Writing, resumed_by: _ResumedBy, parts_of: _PartsOf, erase: _Erase
    ) -> None:
        self._rows, self._writing, self._resumed_by = rows, writing, resumed_by
        self._parts_of, self._erase = parts_of, erase

    def notes(self, session_id: str) -> tuple[Note, ...]:
        """The notes on a call, that on the whole of it first."""
        sql = "SELECT turn_id, text, changed_at FROM notes WHERE session_id = ? ORDER BY ifnull(turn_id, -1)"
        return tuple(Note(**row) for row in self._rows(sql, session_id))

    def write(self, session_id: str, turn_id: int | None, text: str) -> None:
        """Keep `text` as the note on a turn, or on the whole call (None); an empty one is removed.

        A call that was deleted meanwhile takes its notes with it: nothing is written.
        """
        if not text.strip():
            self._erase_on("notes", session_id, "turn_id IS ?", turn_id)
            return
        with self._writing() as db:
            session_id = self._resumed_by(session_id) or session_id
            db.execute("DELETE FROM notes WHERE session_id = ? AND turn_id IS ?", [session_id, turn_id])
            db.execute(
                "INSERT INTO notes (session_id, turn_id, text, changed_at)"
                " SELECT session_id, ?, ?, ? FROM sessions WHERE session_id = ?",
                [turn_id, text, _now(), session_id],
            )

    def comments(self, session_id: str) -> tuple[Comment, ...]:
        """The comments on a call, those on the whole of it first, then by turn and time."""
        sql = (
            "SELECT comment_id AS id, author, at, text, turn_id, about FROM comments WHERE session_id = ?"
            " ORDER BY ifnull(turn_id, -1), at, rowid"
        )
        return tuple(Comment(**row) for row in self._rows(sql, session_id))

    def add_comments(self, session_id: str, comments: Sequence[Comment]) -> int:
        """Keep a coach's comments; one that came before is written over. How many are new.

        Raises `UserError` when there is no such session.
        """
        with self._writing() as db:
            session_id = self._resumed_by(session_id) or session_id
            if not self._rows("SELECT 1 FROM sessions WHERE session_id = ?", session_id):
                raise UserError(
                    "These comments are on a call that is not on this computer.",
                    "Open them where the call was shared from; a deleted call takes no comments.",
                )
            known = {one.id for one in self.comments(session_id)}
            if comments:
                rows = [_comment_row(session_id, one) for one in comments]
                db["comments"].upsert_all(rows, pk=("session_id", "comment_id"))
        return len({one.id for one in comments} - known)

    def remove_comment(self, session_id: str, comment_id: str) -> None:
        """Remove one comment; without effect when there is none of this id."""
        self._erase_on("comments", session_id, "comment_id = ?", comment_id)

    def _erase_on(self, table: str, session_id: str, which: str, value: object) -> None:
        parts = self._parts_of(session_id)
        self._erase(table, f"session_id IN ({', '.join('?' * len(parts))}) AND {which}", *parts, value)

    # --- calls that others shared

    def keep_share(self, share_id: str, title: str, sealed: bytes, comments: Sequence[Comment]) -> None:
        """Keep a shared call as it came, sealed, with the comments made on it so far."""
        row = {
            "share_id": share_id,
            "title": title,
            "kept_at": _now(),
            "sealed": sealed,
            "comments": msgspec.json.encode(tuple(comments)).decode(),
        }
        with self._writing() as db:
            db["kept_shares"].upsert(row, pk="share_id")

    def kept_shares(self) -> tuple[KeptShare, ...]:
        """Shared calls that are kept, the newest first."""
        sql = "SELECT share_id, title, kept_at FROM kept_shares ORDER BY kept_at DESC, rowid DESC"
        return tuple(KeptShare(**row) for row in self._rows(sql))

    def kept_share(self, share_id: str) -> tuple[bytes, tuple[Comment, ...]]:
        """A kept call as it came, and the comments made on it. Raises `UserError` when it is not kept."""
        rows = self._rows("SELECT sealed, comments FROM kept_shares WHERE share_id = ?", share_id)
        if not rows:
            raise NotThere("This shared call is not kept here any more.", "Open its file again.")
        return bytes(rows[0]["sealed"]), msgspec.json.decode(rows[0]["comments"], type=tuple[Comment, ...])

    def forget_share(self, share_id: str) -> None:
        """Delete a kept call; without effect when there is none of this id."""
        self._erase("kept_shares", "share_id = ?", share_id)
