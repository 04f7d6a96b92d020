"""Packs that were taken off the shelf: out of sight, and kept for the reviews of the calls held with them.

A review is put together from the scenario that was rehearsed. So a pack that is removed goes into a folder beside
the shelf, from which reviews alone read it, and from which it can come back.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from desktop import settings
from desktop.errors import UserError
from desktop.packs.install import (
    another_name,
    clash_with_others,
    exchange,
    mark_removed,
    name_on_shelf,
    put_in_place,
    removed,
    removed_at,
    shelf,
)
from desktop.packs.load import Shelf, available_packs, builtin_packs, load_pack, load_packs, pack_folders
from desktop.packs.problems import PackError, hint, shown
from desktop.scenario import Scenario

DAYS = 30
"""For how long a removed pack that no call needs can be brought back."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Every pack there is: those to rehearse with, and those that were removed."""

    here: Shelf
    removed: Shelf

    @property
    def scenarios(self) -> dict[str, Scenario]:
        """Every scenario that a call can have been held with, by its id, the built-in ones last."""
        packs = (*reversed(self.removed.packs), *reversed(self.here.packs))
        return {each.id: each for pack in packs for each in reversed(pack.scenarios)}

    @property
    def out_of_sight(self) -> frozenset[str]:
        """The ids of the scenarios that only reviews still need."""
        return _ids(self.removed) - _ids(self.here)


def look() -> Everything:
    """Read all packs. Raises `PackError` for a built-in one: that is a broken installation."""
    return Everything(available_packs(), removed_packs())


def shelf_stamp() -> tuple[tuple[str, int, int], ...]:
    """What tells that packs came, went or changed places, whoever did it, without reading them."""
    found = []
    for room in (shelf(), _room()):
        with contextlib.suppress(OSError):  # no such room
            for folder in sorted(room.iterdir()):
                with contextlib.suppress(OSError):  # a link that leads nowhere
                    place = folder.stat()
                    found.append((str(folder), place.st_ino, place.st_mtime_ns))
    return tuple(found)


def removed_packs() -> Shelf:
    """The packs that were removed and are kept, the last one first; none where a policy forbids one's own."""
    if not settings.policy().rules.own_packs:
        return Shelf((), ())
    found = load_packs(_room())
    return Shelf(tuple(sorted(found.packs, key=lambda pack: -removed_at(pack.path))), found.broken)


def scenarios_of_reviews() -> dict[str, Scenario]:
    """As `Everything.scenarios`."""
    return look().scenarios


def out_of_sight() -> frozenset[str]:
    """As `Everything.out_of_sight`."""
    return look().out_of_sight


def remove_pack(pack_id: str) -> Path:
    """Take an installed pack off the shelf, also one that can't be opened; where it is kept now.

    One of its id that was removed before is replaced, or gets another name where it has scenarios that this one
    has not. Raises `UserError`.
    """
    folders = {folder.name: folder for folder in pack_folders(shelf())}
    if pack_id not in folders:
        if any(pack.id == pack_id for pack in builtin_packs()):
            raise UserError(f"The pack {pack_id} comes with Steadyhand.", "Only installed packs can be removed.")
        raise UserError(f"No pack called {shown(pack_id)} is installed.", hint(pack_id, folders))
    kept = removed(pack_id)
    try:
        _room().mkdir(exist_ok=True)
        mark_removed(folders[pack_id])
        aside = another_name(kept)
        if exchange(folders[pack_id], kept, aside) and _covered(aside, kept):
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as wrong:
        raise _not_moved(folders[pack_id], wrong) from wrong
    return kept


def restore_pack(pack_id: str) -> Path:
    """Put a removed pack back on the shelf; where it is now. What stood in its place since is removed for it.

    Raises `UserError`, also where another pack has a scenario of its.
    """
    settings.policy().require("own_packs")
    folders = {folder.name: folder for folder in pack_folders(_room())}
    if pack_id not in folders:
        raise UserError(f"No removed pack called {shown(pack_id)} is kept.", hint(pack_id, folders))
    back = shelf() / name_on_shelf(pack_id)
    for pack in removed_packs().packs:
        if pack.path == folders[pack_id] and (clash := clash_with_others(pack)):
            raise UserError(clash, "Remove that one first.")
    try:
        put_in_place(folders[pack_id], back)
    except OSError as wrong:
        raise _not_moved(folders[pack_id], wrong) from wrong
    return back


def forget_removed(needed: Callable[[], Collection[str]]) -> None:
    """Delete the packs that were removed `DAYS` ago, and of which no scenario's id is in `needed()`.

    That names the scenarios with which a call was held; it is asked only where a pack is that old. Reviews of a
    scenario that is on the shelf as well are told from that one.
    """
    old = [pack for pack in removed_packs().packs if _days_since_removal(pack.path) >= DAYS]
    wanted = set(needed()) - _ids(available_packs()) if old else set()
    for pack in old:
        if not {each.id for each in pack.scenarios} & wanted:
            shutil.rmtree(pack.path, ignore_errors=True)  # what can't be deleted now is tried again


def _days_since_removal(folder: Path) -> float:
    return (time.time() - removed_at(folder)) / 86_400


def _room() -> Path:
    return removed("")


def _ids(packs: Shelf) -> frozenset[str]:
    return frozenset(each.id for pack in packs.packs for each in pack.scenarios)


def _covered(older: Path, newer: Path) -> bool:
    """Whether every scenario of `older` is in `newer` too; not where that is not known."""
    try:
        mine, its = load_pack(older).scenarios, load_pack(newer).scenarios
    except PackError:
        return False
    return {each.id for each in mine} <= {each.id for each in its}


def _not_moved(folder: Path, wrong: OSError) -> UserError:
    return UserError(f"{folder} can't be moved: {wrong.strerror}.", "Check its permissions, then try again.")
