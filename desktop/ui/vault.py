"""What the window asks about all that is kept: its protection, out into a file, and away. Main thread only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from desktop.errors import UserError

Refused = Callable[[UserError], None]


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is. `cipher` is its release, "" where the file is in the clear; `key` says where the key lies."""

    cipher: str
    key: Literal["environment", "keyring", "key_file", "passphrase"]
    key_file: str
    calls: int
    calls_with_sound: int
    sound_bytes: int


class Vault(Protocol):
    """Everything that was kept of this user's calls."""

    def kept(self, on_ready: Callable[[Kept], None]) -> None:
        """What there is, and how it is protected."""
        ...

    def export(
        self,
        path: Path,
        on_progress: Callable[[int, int], None],
        on_ready: Callable[[int], None],
        on_failed: Refused,
    ) -> None:
        """Write every review and every sound to the .zip `path`; on_progress(calls done, calls in all)."""
        ...

    def cancel(self) -> None:
        """Stop an export; it ends in `on_failed`, and nothing is written."""
        ...

    def delete_everything(self, on_ready: Callable[[tuple[Path, ...]], None], on_failed: Refused) -> None:
        """End all work, then delete it all; afterwards only closing is possible, whatever came of it.

        `on_ready` gets what others put into the folders, which is left there.
        """
        ...
