"""What the window asks about scenario packs that were installed. Main thread only; results come there as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from desktop.errors import UserError


@dataclass(frozen=True, slots=True)
class ShelfPack:
    """A pack that was installed, and the titles of its scenarios. `removed`: it is kept for reviews alone.

    `trouble`: why it can't be opened, a sentence; "" for one that can.
    """

    id: str
    title: str
    author: str
    scenarios: tuple[str, ...]
    removed: bool = False
    trouble: str = ""


class PackShelf(Protocol):
    """The packs that came beside the built-in ones."""

    def installed(self, on_ready: Callable[[tuple[ShelfPack, ...]], None]) -> None:
        """Those that are there, then those that were removed and can come back."""
        ...

    def remove(self, pack_id: str, on_ready: Callable[[], None], on_failed: Callable[[UserError], None]) -> None:
        """Take a pack's scenarios out of the library; reviews of calls held with them stay readable."""
        ...

    def restore(self, pack_id: str, on_ready: Callable[[], None], on_failed: Callable[[UserError], None]) -> None:
        """Put them back."""
        ...
