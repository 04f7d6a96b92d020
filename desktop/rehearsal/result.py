"""What a finished rehearsal gives to the caller: the files of the review, and one JSON object."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from desktop import paths
from desktop.audio.files import write_wav
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE, EngineRole
from desktop.folders import own_folder, write_own
from desktop.records import StoredSession, StoredTurn
from desktop.review import html
from desktop.review.document import ReviewDocument
from desktop.store.database import Store

ENGINE_ROLES: tuple[EngineRole, ...] = (
    "recogniser",
    "second_ear",
    "careful_ear",
    "persona",
    "synthesizer",
    "embedder",
)
Picture = Callable[[ReviewDocument, Path], None]
"""Draws the review pane of a document into a PNG file."""


def ready_folder(folder: Path) -> None:
    """Make `folder`, and make sure before the call that files can be written there. Raises `UserError`."""
    try:
        own_folder(folder)
        probe = folder / f".steadyhand-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as wrong:
        raise UserError(
            f"The review can't be written to {folder}: {wrong.strerror}.", "Choose another folder."
        ) from wrong


def write_files(
    folder: Path, document: ReviewDocument, sound: npt.NDArray[np.int16], picture: Picture
) -> dict[str, str | None]:
    """Write call.wav and the review in its three forms into `folder`; their paths by the contract's names.

    There is no call.wav (None) where no sound was kept.

    Raises `UserError` when they can't be written: the session itself is in the store by then.
    """
    files = {name: folder / file for name, file in _NAMES.items()}
    try:
        own_folder(folder)
        write_own(files["review_json"], msgspec.json.format(msgspec.json.encode(document), indent=2))
        write_own(files["review_html"], html.render(document).encode())
        picture(document, files["review_png"])
        if len(sound):
            write_wav(files["call_wav"], sound, CAPTURE_RATE)
    except OSError as wrong:
        again = paths.command(f"sessions export {document.session_id} review.html")
        raise UserError(
            f"The review can't be written to {folder}: {wrong.strerror}.",
            f"Free some space or choose another folder; the call is saved, write its review with: {again}",
        ) from wrong
    return {
        name: str(path.resolve()) if len(sound) or name != "call_wav" else None for name, path in files.items()
    }


_NAMES = {
    "call_wav": "call.wav",
    "review_json": "review.json",
    "review_html": "review.html",
    "review_png": "review.png",
}
FILES = tuple(_NAMES)
"""The contract's names of what is written."""
FILE_NAMES = tuple(sorted(_NAMES.values(), key=lambda name: name == _NAMES["review_json"]))
"""The files themselves; the one that tells whose they are comes last."""


def reviews_folder(name: str) -> Path:
    """A folder for the files of a new review called `name`, among those of this user: one that isn't there yet."""
    names = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    return next(path for each in names if not (path := _reviews() / each).exists())


def demo_folder() -> Path:
    """Where the files of the example go; each example writes over the last."""
    return paths.data_dir() / "demo"


def review_folders() -> tuple[Path, ...]:
    """The folders of this user's reviews."""
    return tuple(sorted(_reviews().glob("*")))


def delete_session(store: Store, session_id: str) -> tuple[Path, ...]:
    """Delete a session from `store`, and before it the files of its review; the folders they were in.

    Raises `UserError` when a file can't be deleted, or there is no such session.
    """
    store.session(session_id)
    parts = (session_id, *store.earlier_parts(session_id))
    gone = tuple(folder for part in parts for folder in remove_files(part))
    store.delete(session_id)
    return gone


def remove_files(session_id: str) -> tuple[Path, ...]:
    """Delete the review's files of a session from this user's own folders; the folders they were in.

    Raises `UserError` for a file that can't be deleted; what tells whose files they are goes last.
    """
    found = []
    for folder in (demo_folder(), *review_folders()):
        if folder.is_symlink():
            continue
        try:
            written = msgspec.json.decode((folder / _NAMES["review_json"]).read_bytes())
        except (OSError, msgspec.DecodeError):
            continue
        if isinstance(written, dict) and written.get("session_id") == session_id:
            for name in FILE_NAMES:
                _delete(folder / name)
            with contextlib.suppress(OSError):  # something else lies there
                folder.rmdir()
            found.append(folder)
    return tuple(found)


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as wrong:
        raise UserError(
            f"{path} can't be deleted: {wrong.strerror}.", "Close what has it open, then delete the session again."
        ) from wrong


def _reviews() -> Path:
    return paths.data_dir() / "reviews"


def as_json(session: StoredSession, files: dict[str, str | None], database: Path) -> dict[str, Any]:
    """The object that `demo` and `rehearse` print; its keys are a contract."""
    return {
        "session_id": session.start.session_id,
        "turns": [_turn(turn) for turn in session.turns],
        "engines": {role: _engine(session, role) for role in ENGINE_ROLES},
        "evidence": [asdict(one) for turn in session.turns for one in turn.evidence],
        "files": files,
        "database": str(database.resolve()),
        "scenario": session.start.scenario_id,
        "duration_s": session.duration_s,
        "ended": session.reason,
        "retry_of": session.start.retry_of or None,
        "from_turn": session.start.from_turn or None,
        "resumed_from": session.start.resumed_from or None,
        "turns_before": [_turn(turn) for turn in session.before],
    }


def _turn(turn: StoredTurn) -> dict[str, Any]:
    spoken = turn.utterance
    return {
        "turn_id": spoken.turn_id,
        "role": spoken.role,
        "text": spoken.text,
        "audio_s": [spoken.start_s, spoken.end_s],
        "timing": asdict(turn.timing) if turn.timing else None,
        "state": asdict(turn.state) if turn.state else None,
        "source": spoken.source,
        "ear": spoken.ear,
        "heard": {one.ear: one.text for one in spoken.transcripts},
    }


def _engine(session: StoredSession, role: EngineRole) -> dict[str, str] | None:
    info = session.engines.get(role)
    if info is None:
        return None
    return {
        "name": info.name,
        "version": info.version,
        "model": info.model,
        "model_sha256": info.model_sha256,
    }
