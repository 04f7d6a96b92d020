"""A review as a file of one's own: a page, Markdown, data, a document, with the call's sound where it was kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from desktop.errors import UserError
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

    A new file is its owner's alone. Raises `UserError` when it can't be written.
    """
    beside = path.with_name(path.stem + ".flac")
    try:
        path.touch(mode=0o600)
        match form or path.suffix.lower().lstrip("."):
            case "html":
                path.write_text(html.render(document, turn_sounds(document, sound)), encoding="utf-8")
            case "md":
                path.write_text(markdown.render(document), encoding="utf-8")
            case "pdf":
                draw_pdf(document, path)
            case _:
                path.write_bytes(_data(document, beside.name if sound is not None else ""))
                if sound is not None:
                    beside.touch(mode=0o600)
                    beside.write_bytes(to_flac(sound))
                    return path, beside
    except OSError as wrong:
        reason = wrong.strerror or str(wrong)
        raise UserError(f"{path} can't be written: {reason}.", "Choose another folder.") from wrong
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
