"""Sharing a call with a coach: out of the store into a sealed file, and the comments back in."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import soundfile

from desktop import settings
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE
from desktop.folders import write_own
from desktop.records import Comment
from desktop.review import shared
from desktop.review.document import ReviewDocument
from desktop.review.reader import for_reader
from desktop.review.shared import Choice, SharedComments, SharedReview
from desktop.scenario import Scenario
from desktop.sharing import sealed
from desktop.store.database import Store

Samples = npt.NDArray[np.int16]
_SLACK_S = 60.0
"""By how much a call's sound may be longer than the call."""


_LONGEST_PLAYED_S = 600.0
"""Of a shared call's sound no more than this is in memory at once: 38 MB, whatever the file says of itself."""


@dataclass(frozen=True, slots=True)
class SharedSound:
    """The sound of a shared call, as the FLAC that came; a stretch is decoded when it is played.

    `length_s`: how much of it counts, as long as the call was.
    """

    flac: bytes
    length_s: float

    def between(self, start_s: float, end_s: float) -> Samples:
        """Both sides of that stretch: int16 at 16 kHz, shape (samples, 2). Raises `UserError`: it is damaged."""
        first, last = (round(min(max(at, 0.0), self.length_s) * CAPTURE_RATE) for at in (start_s, end_s))
        try:
            with soundfile.SoundFile(io.BytesIO(self.flac)) as file:
                first = min(first, file.frames)
                file.seek(first)
                most = min(max(last - first, 0), round(_LONGEST_PLAYED_S * CAPTURE_RATE))
                samples: Samples = file.read(most, dtype="int16", always_2d=True)
        except soundfile.LibsndfileError as wrong:
            raise _unreadable() from wrong
        return np.ascontiguousarray(np.broadcast_to(samples, (len(samples), 2)))


@dataclass(frozen=True, slots=True)
class Opened:
    """A call that someone shared, open: `file` is what it came in, `sound` both sides or None."""

    review: SharedReview
    file: bytes
    sound: SharedSound | None


def annotated(document: ReviewDocument, store: Store) -> ReviewDocument:
    """`document` with the notes and comments that the store holds for its session."""
    book = store.notebook
    return msgspec.structs.replace(
        document, notes=book.notes(document.session_id), comments=book.comments(document.session_id)
    )


def without_notes(document: ReviewDocument) -> ReviewDocument:
    """`document` as somebody else may read it: what the executive wrote for themselves is left out."""
    return msgspec.structs.replace(document, notes=())


def sealed_review(
    document: ReviewDocument, scenario: Scenario, choice: Choice, flac: bytes | None, passphrase: str
) -> bytes:
    """The file for the coach. `flac`: the call's sound, used only where `choice` has it.

    Raises `UserError` when sound is to be shared and there is none, or there is too much, and where a policy
    forbids it.
    """
    settings.policy().require("sharing")
    if choice.audio and not flac:
        raise UserError("The sound of this call was not kept.", "Share it without the sound.")
    review = shared.to_share(document, scenario, choice, secrets.token_hex(16))
    return sealed.seal(shared.encode(review, flac if choice.audio and flac else b""), passphrase)


def sealed_comments(review: SharedReview, comments: Sequence[Comment], passphrase: str) -> bytes:
    """The file that goes back: comments alone. Raises `UserError` when there are none."""
    if not comments:
        raise UserError("There is no comment to send back yet.", "Write one first.")
    document = review.document
    reply = SharedComments(document.session_id, document.title, tuple(comments))
    return sealed.seal(shared.encode(reply), passphrase)


def opened(file: bytes, passphrase: str) -> Opened | SharedComments:
    """What a sealed file holds. Raises `UserError`: `sealed.unseal`, `shared.decode`, or sound that is none."""
    content, flac = shared.decode(sealed.unseal(file, passphrase))
    if isinstance(content, SharedComments):
        return content
    content = msgspec.structs.replace(content, document=for_reader(content.document))
    return Opened(content, file, _sound(flac, content.document.duration_s) if flac else None)


def take_comments(store: Store, comments: SharedComments) -> tuple[str, int]:
    """Put comments that came back into the store: on which session, and how many are new.

    That is the session that was shared, or the one that holds all of it because the call was taken up again.
    Raises `UserError` for an unknown session.
    """
    new = store.notebook.add_comments(comments.session_id, comments.comments)
    return store.resumed_by(comments.session_id) or comments.session_id, new


def new_comment(
    review: SharedReview, author: str, text: str, turn_id: int | None = None, about: str = ""
) -> Comment:
    """A comment made now. Raises `UserError` when it is empty or too long, or there is no such turn."""
    said = text.strip()
    if not said or len(said) > shared.COMMENT_LENGTH:
        raise UserError(
            "A comment is empty." if not said else "A comment is too long.",
            f"Write between 1 and {shared.COMMENT_LENGTH} characters.",
        )
    turns = [turn.turn_id for turn in review.document.turns]
    if turn_id is not None and turn_id not in turns:
        there = f"{turns[0]} to {turns[-1]}" if turns else "none"
        raise UserError(f"There is no turn {turn_id} in this call.", f"Its turns are {there}.")
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    name = author.strip()[: shared.NAME_LENGTH] or "Coach"
    return Comment(secrets.token_hex(16), name, at, said, turn_id, about[: shared.COMMENT_LENGTH])


def write_sealed(path: Path, file: bytes, last: Callable[[], None] = lambda: None) -> Path:
    """Write a sealed file, whole or not at all, readable by its owner. The path, with the right ending.

    `last` is called just before the file takes its place; what that raises prevents it.
    """
    if path.suffix.lower() != sealed.SUFFIX:
        path = path.with_name(path.name + sealed.SUFFIX)
    try:
        write_own(path, file, last)
    except OSError as wrong:
        raise UserError(f"{path} can't be written: {wrong.strerror}.", "Choose another folder.") from wrong
    return path


def _sound(flac: bytes, duration_s: float) -> SharedSound:
    """The call's sound, once it is known to be a call's. Raises `UserError`."""
    try:
        with soundfile.SoundFile(io.BytesIO(flac)) as file:
            if file.format != "FLAC" or file.samplerate != CAPTURE_RATE or file.channels not in (1, 2):
                raise UserError("The sound in this file is none of a call.", "Ask for the file without the sound.")
    except soundfile.LibsndfileError as wrong:
        raise _unreadable() from wrong
    sound = SharedSound(flac, duration_s + _SLACK_S)
    sound.between(0.0, 1.0)
    return sound


def _unreadable() -> UserError:
    return UserError("The sound in this file can't be read.", "Ask for the file again, or without the sound.")
