"""What a model made of a scenario's head, kept on disk: the same text is evaluated at the start of every call.

Only the pack's own text, never a word of a call. A file is named by all that makes its content, and begins with
the SHA-256 of the rest; one that does not fit is as good as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from array import array
from collections.abc import Sequence
from pathlib import Path

from desktop import paths
from desktop.folders import own_file, own_folder, trim

SUFFIX = ".head"
_MOST_KEPT = 6
"""Files that are kept, those used last: each has 6 to 30 MB."""
_DIGEST = hashlib.sha256().digest_size


def folder() -> Path:
    """Where they are kept."""
    return paths.cache_dir() / "heads"


class Heads:
    """The kept heads of one model: `about` says all that makes what is kept, but for the tokens."""

    def __init__(self, folder: Path, about: str) -> None:
        self._folder = folder
        self._about = about

    def kept(self, tokens: Sequence[int]) -> memoryview | None:
        """What was kept of exactly these tokens; None when nothing was, or it is damaged."""
        place = self._place(tokens)
        try:
            content = memoryview(place.read_bytes())  # a slice of it is no copy
        except OSError:
            return None
        state = content[_DIGEST:]
        if not state or hashlib.sha256(state).digest() != content[:_DIGEST]:
            with contextlib.suppress(OSError):
                place.unlink(missing_ok=True)
            return None
        with contextlib.suppress(OSError):
            os.utime(place)  # used now
        return state

    def keep(self, tokens: Sequence[int], state: bytes | memoryview) -> None:
        """Keep `state`. A full or read-only disk costs the evaluation the next time, nothing else."""
        with contextlib.suppress(OSError):
            own_folder(self._folder)
            with own_file(self._place(tokens)) as stream:
                stream.write(hashlib.sha256(state).digest())
                stream.write(state)
        trim(self._folder, f"*{SUFFIX}", _MOST_KEPT)

    def _place(self, tokens: Sequence[int]) -> Path:
        name = hashlib.sha256(self._about.encode() + b"\n" + array("i", tokens).tobytes())
        return self._folder / f"{name.hexdigest()}{SUFFIX}"
