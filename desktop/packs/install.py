"""Copies a pack onto the user's shelf, from which the window and the commands take it by its id."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from desktop import paths, settings
from desktop.errors import UserError
from desktop.packs.load import Pack, available_packs, builtin_packs, load_pack, read_files
from desktop.packs.problems import PackError

_OTHER_ID = "Give yours another id."
REMOVED = ".removed"
"""The folder on the shelf for packs that were taken off it; no pack is called so."""


def install_pack(folder: Path) -> tuple[Pack, bool]:
    """Check the pack in `folder` and copy it, whole or not at all; whether it replaced an older one of its id.

    Raises `PackError` for a pack with mistakes, `UserError` for ids that another pack has and when it can't be
    written or a policy forbids it.
    """
    settings.policy().require("own_packs")
    pack = load_pack(folder)
    _ids_are_free(pack)
    shelf = paths.data_dir() / "packs"
    target = shelf / pack.id
    replaced = target.exists()
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=shelf, prefix=".new-") as room:
            copy = Path(room) / pack.id
            _copied(pack, copy)
            exchange(copy, target, Path(room) / "old")
        _give_way(shelf / REMOVED / pack.id, pack)
    except OSError as wrong:
        raise UserError(
            f"{target} can't be written: {wrong.strerror}.", "Free some space, or check it."
        ) from wrong
    return load_pack(target, "installed"), replaced


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


def covers(pack: Pack, older: Path) -> bool:
    """Whether every scenario of the pack in the folder `older` is in `pack` too; not where it can't be opened."""
    try:
        return {each.id for each in load_pack(older).scenarios} <= {each.id for each in pack.scenarios}
    except PackError:
        return False


def another_name(kept: Path) -> Path:
    """A free name for a removed pack beside `kept`, which another of its id takes. `name_on_shelf` undoes it."""
    return next(name for number in count(2) if not (name := kept.with_name(f"{kept.name}@{number}")).exists())


def name_on_shelf(kept: str) -> str:
    """The name on the shelf of a removed pack that is called `kept`."""
    return re.sub(r"@\d+$", "", kept)


def _give_way(kept: Path, pack: Pack) -> None:
    """Let `pack` take the place of the removed one of its id, which stays where reviews need it beside."""
    with contextlib.suppress(OSError):  # what can't be moved stays as it is
        if not kept.exists():
            return
        if covers(pack, kept):
            shutil.rmtree(kept)  # reviews read the new one
        else:
            kept.rename(another_name(kept))


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
