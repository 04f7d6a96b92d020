"""What the window asks about scenario packs that were installed. Main thread only; results come there as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop.errors import UserError


@dataclass(frozen=True, slots=True)
class ShelfPack:
    """A pack that was installed, and the titles of its scenarios. `removed`: it is not in the library any more.

    `trouble`: why it can't be opened, a sentence; "" for one that can. `replaced`: removed because another version
    took its place.
    """

    id: str
    title: str
    author: str
    scenarios: tuple[str, ...]
    removed: bool = False
    trouble: str = ""
    version: str = ""
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """A pack that came in, and the titles of its scenarios.

    `kept_as`: the id by which the pack that stood in its place can be restored, "" for none; `former`: the version
    of that, "" where it can't be told. `unchanged`: the very same was there already.
    """

    id: str
    title: str
    version: str
    scenarios: tuple[str, ...]
    former: str = ""
    kept_as: str = ""
    unchanged: bool = False


class PackShelf(Protocol):
    """The packs that came beside the built-in ones."""

    def installed(self, on_ready: Callable[[tuple[ShelfPack, ...]], None]) -> None:
        """Those that are there, then those that were removed and can come back."""
        ...

    def install(
        self, path: Path, on_ready: Callable[[Added], None], on_failed: Callable[[UserError], None]
    ) -> None:
        """Put the pack into the library that is meant by a folder, a zip or a pack's file."""
        ...

    def remove(self, pack_id: str, on_ready: Callable[[], None], on_failed: Callable[[UserError], None]) -> None:
        """Take a pack's scenarios out of the library; reviews of calls held with them stay readable."""
        ...

    def restore(self, pack_id: str, on_ready: Callable[[], None], on_failed: Callable[[UserError], None]) -> None:
        """Put them back; what has taken the pack's place since is removed for it."""
        ...

    def look_again(self, on_changed: Callable[[], None]) -> None:
        """Notice what was changed by somebody else; called where scenarios differ from those known before."""
        ...
