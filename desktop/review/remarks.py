"""What people wrote about a call, turn by turn: the executive's notes and a coach's comments."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.review.document import ReviewDocument

NOTE = "Note"
"""Who speaks in a note, for whoever reads it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One note or comment. `who` wrote it; `about` are the words it is about, "" for all of the turn or call.

    `id` is a comment's, "" for a note.
    """

    who: str
    text: str
    about: str = ""
    id: str = ""


def remarks(document: ReviewDocument, turn_id: int | None) -> tuple[Remark, ...]:
    """What was written on a turn, or on the whole call (None): notes first."""
    notes = [Remark(NOTE, one.text) for one in document.notes if one.turn_id == turn_id]
    said = [Remark(one.author, one.text, one.about, one.id) for one in document.comments if one.turn_id == turn_id]
    return (*notes, *said)
