"""Copies a pack onto the user's shelf, from which the window and the commands take it by its id."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import NamedTuple

from desktop import paths, settings
from desktop.errors import UserError
from desktop.packs.load import Pack, available_packs, builtin_packs, load_pack, pack_folders, read_files
from desktop.packs.meant import pack_meant
from desktop.packs.problems import PackError

_OTHER_ID = "Give yours another id."
REMOVED = ".removed"
"""The folder on the shelf for packs that were taken off it; no pack is called so."""


class Installed(NamedTuple):
    """What an installation did. The pack that stood in the place is kept as the removed pack `kept_as`.

    That is "" for none. `former` is its version, "" for none and for one that can't be opened. `unchanged`: the
    very same pack stands there already.
    """

    pack: Pack
    former: str = ""
    kept_as: str = ""
    unchanged: bool = False


def install_pack(path: Path) -> Installed:
    """Check the pack that is meant by `path`, as `pack_meant` says, and copy it, whole or not at all.

    What stood in its place is kept among the removed packs. Raises `PackError` for a pack with mistakes, and
    `UserError` for what is no pack, ids that another has, and when it can't be written or a policy forbids it.
    """
    settings.policy().require("own_packs")
    with pack_meant(path) as folder:
        pack = load_pack(folder)
        _ids_are_free(pack)
        target = shelf() / pack.id
        former = _former(target)
        if former is not None and former.sha256 == pack.sha256:
            return Installed(former, unchanged=True)
        try:
            kept_as = _put(pack, target)
        except OSError as wrong:
            raise UserError(
                f"{target} can't be written: {wrong.strerror}.", "Free some space, or check it."
            ) from wrong
    version = former.version if former is not None else ""
    return Installed(load_pack(target, "installed"), version, kept_as)


def _former(target: Path) -> Pack | None:
    """The pack that stands there; None for none, and for one that can't be opened."""
    try:
        return load_pack(target, "installed") if target.exists() else None
    except PackError:
        return None


def _put(pack: Pack, target: Path) -> str:
    """Copy `pack` to `target`; the name by which the pack in its place is kept, "" for none. Raises `OSError`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".new-") as room:
        copy = Path(room) / pack.id
        _copied(pack, copy)
        kept = put_in_place(copy, target)
    _thin_out(pack)
    return kept.name if kept is not None else ""


def put_in_place(folder: Path, target: Path) -> Path | None:
    """Move `folder` to `target`; where the pack that stood there is kept as a removed one, None for none.

    What is no pack is moved there too, and stays: no list shows it, and it can't be restored. No removed pack is
    called like one on the shelf afterwards. Raises `OSError`, with everything as it was.
    """
    removed(target.name).parent.mkdir(exist_ok=True)
    aside = another_name(removed(target.name))
    if target.exists():
        mark_removed(target)
    replaced = exchange(folder, target, aside)
    with contextlib.suppress(OSError):  # told apart where that can be
        if (namesake := removed(target.name)).exists():
            namesake.rename(another_name(namesake))
    return aside if replaced and aside in pack_folders(aside.parent) else None


def shelf() -> Path:
    """Where installed packs stand."""
    return paths.data_dir() / "packs"


def removed(name: str) -> Path:
    """Where the removed pack is kept that is called `name`."""
    return shelf() / REMOVED / name


def mark_removed(folder: Path) -> None:
    """Note at a pack's folder that it is taken off the shelf now. Raises `OSError`."""
    if not folder.is_symlink():  # what a link leads to is not ours to mark
        os.utime(folder)


def removed_at(folder: Path) -> float:
    """When a removed pack was taken off the shelf, in seconds of the clock; 0 where nobody can tell."""
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0


def _thin_out(pack: Pack) -> None:
    """Keep the newest of the removed packs of an installed one's id, and those with scenarios of their own.

    None is kept that is the installed one itself. What can't be opened stays, and what can't be deleted.
    """
    newer: set[str] = set()
    for folder in _removed_of(pack.id):
        try:
            older = load_pack(folder)
        except PackError:
            continue
        mine = {each.id for each in older.scenarios}
        if older.sha256 == pack.sha256 or (newer and mine <= newer):
            shutil.rmtree(folder, ignore_errors=True)
        else:
            newer |= mine


def _removed_of(pack_id: str) -> list[Path]:
    """The removed packs of an id, the one that was removed last first."""
    found = (each for each in pack_folders(removed(pack_id).parent) if name_on_shelf(each.name) == pack_id)
    return sorted(found, key=removed_at, reverse=True)


def exchange(folder: Path, place: Path, aside: Path) -> bool:
    """Move `folder` to `place`, and what stands there to `aside`; whether anything did.

    Raises `OSError`, with everything as it was.
    """
    there = place.exists()
    if there:
        place.rename(aside)
    try:
        folder.rename(place)
    except OSError:
        if there:
            aside.rename(place)
        raise
    return there


def another_name(kept: Path) -> Path:
    """A free name for a removed pack beside `kept`, which another of its id takes. `name_on_shelf` undoes it."""
    return next(name for number in count(2) if not (name := kept.with_name(f"{kept.name}@{number}")).exists())


def name_on_shelf(kept: str) -> str:
    """The name on the shelf of a removed pack that is called `kept`."""
    return re.sub(r"@\d+$", "", kept)


def _ids_are_free(pack: Pack) -> None:
    if clash := clash_with_others(pack):
        raise UserError(clash, _OTHER_ID)


def clash_with_others(pack: Pack) -> str:
    """Why `pack` can't stand on the shelf beside those that are there; "" where it can, or replaces one."""
    return _clash(pack, [one for one in available_packs().packs if one.id != pack.id or one.origin != "installed"])


def clash_with_builtin(pack: Pack) -> str:
    """Why `pack` can't stand beside the built-in ones, and what to do; "" where it can, or is one of them."""
    others = [one for one in builtin_packs() if one.path.resolve() != pack.path.resolve()]
    clash = _clash(pack, others)
    return f"{clash} {_OTHER_ID}" if clash else ""


def _clash(pack: Pack, others: Iterable[Pack]) -> str:
    mine = {each.id for each in pack.scenarios}
    for other in others:
        taken = sorted(mine & {each.id for each in other.scenarios})
        if taken:
            return f'The pack "{other.title}" has a scenario {taken[0]} already.'
        if other.id == pack.id:
            return f"A built-in pack has the id {pack.id} already."
    return ""


def _copied(pack: Pack, copy: Path) -> None:
    """Write the pack's files and nothing else, then check them again: the folder may have changed meanwhile."""
    for member, content in read_files(pack.path, pack.id).items():
        path = copy / member
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if load_pack(copy).sha256 != pack.sha256:
        raise UserError(f"{pack.path} changed while it was copied.", "Try again.")
