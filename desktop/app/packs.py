"""The packs that were installed, as the window sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from desktop.app.known import KnownScenarios
from desktop.app.rooms import Rooms
from desktop.packs import Pack, PackError, install_pack
from desktop.packs.install import Installed, name_on_shelf
from desktop.packs.removed import Everything, look, remove_pack, restore_pack, shelf_stamp
from desktop.ui.controller import Failed
from desktop.ui.packs import Added, ShelfPack

_T = TypeVar("_T")
_Stamp = tuple[tuple[str, int, int], ...]


class InstalledPacks:
    """`desktop.ui.packs.PackShelf`. Public methods on the main thread, files at the desk.

    `known` is renewed on the main thread with whatever was read. `stamp`: that of the shelf before it was read.
    """

    def __init__(self, rooms: Rooms, known: KnownScenarios, stamp: _Stamp) -> None:
        self._rooms, self._known = rooms, known
        self._stamp = stamp  # touched by the desk alone

    def installed(self, on_ready: Callable[[tuple[ShelfPack, ...]], None]) -> None:
        """Those that are there, then those that were removed."""

        def ready(packs: Everything) -> None:
            self._known.renew(packs)
            on_ready(_listed(packs))

        self._rooms.at_desk(self._look, ready)

    def install(self, path: Path, on_ready: Callable[[Added], None], on_failed: Failed) -> None:
        """Put a pack into the library."""
        self._do(lambda: install_pack(path), lambda done: on_ready(_added(done)), on_failed)

    def remove(self, pack_id: str, on_ready: Callable[[], None], on_failed: Failed) -> None:
        """Take a pack's scenarios out of the library."""
        self._do(lambda: remove_pack(pack_id), lambda _place: on_ready(), on_failed)

    def restore(self, pack_id: str, on_ready: Callable[[], None], on_failed: Failed) -> None:
        """Put them back."""
        self._do(lambda: restore_pack(pack_id), lambda _place: on_ready(), on_failed)

    def look_again(self, on_changed: Callable[[], None]) -> None:
        """Notice what somebody else changed meanwhile, such as a command."""

        def work() -> Everything | None:
            return self._look() if shelf_stamp() != self._stamp else None

        def ready(packs: Everything | None) -> None:
            if packs is not None and self._known.renew(packs):
                on_changed()

        self._rooms.at_desk(work, ready)

    def _look(self) -> Everything:
        self._stamp = shelf_stamp()
        return look()

    def _do(self, change: Callable[[], _T], on_ready: Callable[[_T], None], on_failed: Failed) -> None:
        def work() -> tuple[_T, Everything]:
            return change(), self._look()

        def ready(done: tuple[_T, Everything]) -> None:
            self._known.renew(done[1])
            on_ready(done[0])

        self._rooms.at_desk(work, ready, on_failed)


def _listed(packs: Everything) -> tuple[ShelfPack, ...]:
    here = (_shown(pack) for pack in packs.here.packs if pack.origin == "installed")
    there = {pack.path.name for pack in packs.here.packs if pack.origin == "installed"}
    gone = (
        _shown(pack, removed=True, replaced=name_on_shelf(pack.path.name) in there) for pack in packs.removed.packs
    )
    broken = map(_broken, packs.here.broken)
    return (*here, *broken, *gone, *(_broken(wrong, removed=True) for wrong in packs.removed.broken))


def _shown(pack: Pack, *, removed: bool = False, replaced: bool = False) -> ShelfPack:
    titles = tuple(each.title for each in pack.scenarios)
    about = (pack.path.name, pack.title, pack.author, titles)
    return ShelfPack(*about, removed=removed, version=pack.version, replaced=replaced)


def _broken(wrong: PackError, *, removed: bool = False) -> ShelfPack:
    return ShelfPack(wrong.pack, wrong.pack, "", (), removed, str(wrong.problems[0]))


def _added(done: Installed) -> Added:
    pack = done.pack
    titles = tuple(each.title for each in pack.scenarios)
    return Added(pack.id, pack.title, pack.version, titles, done.former, done.kept_as, done.unchanged)
