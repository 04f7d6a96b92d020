"""A review as a file of one's own: a page, Markdown, data, a document, with the call's sound where it was kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from desktop import settings
from desktop.errors import UserError
from desktop.folders import write_own
from desktop.rehearsal.booth import moment
from desktop.rehearsal.recorder import to_flac
from desktop.review import html, markdown
from desktop.review.document import ReviewDocument

Samples = npt.NDArray[np.int16]
Draw = Callable[[ReviewDocument, Path], None]
"""Writes a PDF; it takes Qt, which this module does without."""
ENDINGS = (".html", ".json", ".md", ".pdf")
WITH_SOUND = (".html", ".json")
"""Kinds of file that can carry the sound: inside the page, or as a FLAC beside the data."""


def write(
    path: Path, document: ReviewDocument, draw_pdf: Draw, sound: Samples | None = None, form: str = ""
) -> tuple[Path, ...]:
    """Write the review to `path`, with `sound` if given; the files written.

    `form` is "html", "json", "md" or "pdf"; without one the path's ending names it.

    Each file is written whole or not at all, and is its owner's alone. Raises `UserError` when one can't be,
    and where a policy forbids it.
    """
    settings.policy().require("exports")
    beside = path.with_name(path.stem + ".flac")
    try:
        match form or path.suffix.lower().lstrip("."):
            case "html":
                write_own(path, html.render(document, turn_sounds(document, sound)).encode())
            case "md":
                write_own(path, markdown.render(document).encode())
            case "pdf":
                draw_pdf(document, path)
            case _ if sound is not None:
                write_own(beside, to_flac(sound))  # before the data, which name it
                write_own(path, _data(document, beside.name))
                return path, beside
            case _:
                write_own(path, _data(document, ""))
    except OSError as wrong:
        which, reason = wrong.filename or path, wrong.strerror or str(wrong)
        raise UserError(f"{which} can't be written: {reason}.", "Choose another folder.") from wrong
    return (path,)


def turn_sounds(document: ReviewDocument, sound: Samples | None) -> tuple[bytes, ...]:
    """A FLAC of each turn, b"" for one that was typed; () without `sound` (int16, 16 kHz, shape (samples, 2))."""
    if sound is None:
        return ()
    cut = (moment(sound, *turn.audio_s) if turn.audio_s[1] > turn.audio_s[0] else None for turn in document.turns)
    return tuple(to_flac(one) if one is not None and len(one) else b"" for one in cut)


def _data(document: ReviewDocument, sound_file: str) -> bytes:
    data = msgspec.to_builtins(document)
    if sound_file:
        data["audio_file"] = sound_file
    return msgspec.json.format(msgspec.json.encode(data), indent=2)
