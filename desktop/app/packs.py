"""The packs that were installed, as the window sees them."""

from __future__ import annotations

from collections.abc import Callable

from desktop.app.rooms import Rooms
from desktop.packs import Pack, PackError, available_packs
from desktop.packs.removed import out_of_sight, remove_pack, removed_packs, restore_pack
from desktop.ui.controller import Failed
from desktop.ui.packs import ShelfPack


class InstalledPacks:
    """`desktop.ui.packs.PackShelf`. Public methods on the main thread, files at the desk.

    `on_changed` is called on the main thread with the ids of the scenarios that are out of sight now.
    """

    def __init__(self, rooms: Rooms, on_changed: Callable[[frozenset[str]], None]) -> None:
        self._rooms = rooms
        self._on_changed = on_changed

    def installed(self, on_ready: Callable[[tuple[ShelfPack, ...]], None]) -> None:
        """Those that are there, then those that were removed."""
        self._rooms.at_desk(_listed, on_ready)

    def remove(self, pack_id: str, on_ready: Callable[[], None], on_failed: Failed) -> None:
        """Take a pack's scenarios out of the library."""
        self._do(lambda: remove_pack(pack_id), on_ready, on_failed)

    def restore(self, pack_id: str, on_ready: Callable[[], None], on_failed: Failed) -> None:
        """Put them back."""
        self._do(lambda: restore_pack(pack_id), on_ready, on_failed)

    def _do(self, change: Callable[[], object], on_ready: Callable[[], None], on_failed: Failed) -> None:
        def work() -> frozenset[str]:
            change()
            return out_of_sight()

        def ready(hidden: frozenset[str]) -> None:
            self._on_changed(hidden)
            on_ready()

        self._rooms.at_desk(work, ready, on_failed)


def _listed() -> tuple[ShelfPack, ...]:
    shelf = available_packs()
    here = (_shown(pack) for pack in shelf.packs if pack.origin == "installed")
    kept = removed_packs()
    gone = (_shown(pack, removed=True) for pack in kept.packs)
    return (*here, *map(_broken, shelf.broken), *gone, *(_broken(wrong, removed=True) for wrong in kept.broken))


def _shown(pack: Pack, *, removed: bool = False) -> ShelfPack:
    titles = tuple(each.title for each in pack.scenarios)
    return ShelfPack(pack.path.name, pack.title, pack.author, titles, removed)


def _broken(wrong: PackError, *, removed: bool = False) -> ShelfPack:
    return ShelfPack(wrong.pack, wrong.pack, "", (), removed, str(wrong.problems[0]))
