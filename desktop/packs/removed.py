"""Packs that were taken off the shelf: out of sight, and kept for the reviews of the calls held with them.

A review is put together from the scenario that was rehearsed. So a pack that is removed goes into a folder beside
the shelf, from which reviews alone read it, and from which it can come back.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Collection
from pathlib import Path

from desktop import paths, settings
from desktop.errors import UserError
from desktop.packs.install import REMOVED, another_name, clash_with_others, covers, exchange, name_on_shelf
from desktop.packs.load import Shelf, available_packs, builtin_packs, load_pack, load_packs, pack_folders
from desktop.packs.problems import PackError, hint, shown
from desktop.scenario import Scenario

DAYS = 30
"""For how long a removed pack that no call needs can be brought back."""


def removed_packs() -> Shelf:
    """The packs that were removed and are kept, where a policy lets packs of one's own be used at all."""
    if not settings.policy().rules.own_packs:
        return Shelf((), ())
    return load_packs(_room())


def scenarios_of_reviews() -> dict[str, Scenario]:
    """Every scenario that a call can have been held with, by its id, the built-in ones last."""
    packs = (*reversed(removed_packs().packs), *reversed(available_packs().packs))
    return {each.id: each for pack in packs for each in reversed(pack.scenarios)}


def out_of_sight() -> frozenset[str]:
    """The ids of the scenarios that only reviews still need."""
    there = {each.id for pack in available_packs().packs for each in pack.scenarios}
    return frozenset(each.id for pack in removed_packs().packs for each in pack.scenarios) - there


def remove_pack(pack_id: str) -> Path:
    """Take an installed pack off the shelf, also one that can't be opened; where it is kept now.

    One of its id that was removed before is replaced, or gets another name where it has scenarios that this one
    has not. Raises `UserError`.
    """
    folders = {folder.name: folder for folder in pack_folders(_shelf())}
    if pack_id not in folders:
        if any(pack.id == pack_id for pack in builtin_packs()):
            raise UserError(f"The pack {pack_id} comes with Steadyhand.", "Only installed packs can be removed.")
        raise UserError(f"No pack called {shown(pack_id)} is installed.", hint(pack_id, folders))
    kept = _room() / pack_id
    try:
        _room().mkdir(exist_ok=True)
        if not folders[pack_id].is_symlink():  # what a link leads to is not ours to mark
            os.utime(folders[pack_id])  # when it was removed
        aside = another_name(kept)
        if exchange(folders[pack_id], kept, aside) and _covered(aside, kept):
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as wrong:
        raise _not_moved(folders[pack_id], wrong) from wrong
    return kept


def restore_pack(pack_id: str) -> Path:
    """Put a removed pack back on the shelf; where it is now. Raises `UserError`, also where its place is taken."""
    settings.policy().require("own_packs")
    folders = {folder.name: folder for folder in pack_folders(_room())}
    if pack_id not in folders:
        raise UserError(f"No removed pack called {shown(pack_id)} is kept.", hint(pack_id, folders))
    back = _shelf() / name_on_shelf(pack_id)
    if back.exists():
        raise UserError(f"A pack called {back.name} was installed since.", "Remove that one first.")
    for pack in removed_packs().packs:
        if pack.path == folders[pack_id] and (clash := clash_with_others(pack)):
            raise UserError(clash, "Remove that one first.")
    try:
        folders[pack_id].rename(back)
    except OSError as wrong:
        raise _not_moved(folders[pack_id], wrong) from wrong
    with contextlib.suppress(OSError):  # its name is told apart from the one on the shelf where that can be
        if (namesake := _room() / back.name).exists():
            namesake.rename(another_name(namesake))
    return back


def forget_removed(needed: Callable[[], Collection[str]]) -> None:
    """Delete the packs that were removed `DAYS` ago, and of which no scenario's id is in `needed()`.

    That names the scenarios with which a call was held; it is asked only where a pack is that old.
    """
    old = [pack for pack in removed_packs().packs if _days_since_removal(pack.path) >= DAYS]
    wanted = set(needed()) if old else set()
    for pack in old:
        if not {each.id for each in pack.scenarios} & wanted:
            shutil.rmtree(pack.path, ignore_errors=True)  # what can't be deleted now is tried again


def _days_since_removal(folder: Path) -> float:
    return (time.time() - folder.stat().st_mtime) / 86_400


def _shelf() -> Path:
    return paths.data_dir() / "packs"


def _room() -> Path:
    return _shelf() / REMOVED


def _covered(older: Path, newer: Path) -> bool:
    try:
        return covers(load_pack(newer), older)
    except PackError:  # what it holds is not known
        return False


def _not_moved(folder: Path, wrong: OSError) -> UserError:
    return UserError(f"{folder} can't be moved: {wrong.strerror}.", "Check its permissions, then try again.")
