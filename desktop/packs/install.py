"""Copies a pack onto the user's shelf, from which the window and the commands take it by its id."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from desktop import paths, settings
from desktop.errors import UserError
from desktop.packs.load import Pack, available_packs, builtin_packs, load_pack, read_files

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
            if replaced:
                target.rename(Path(room) / "old")
            copy.rename(target)
            shutil.rmtree(shelf / REMOVED / pack.id, ignore_errors=True)  # reviews read the new one
    except OSError as wrong:
        raise UserError(
            f"{target} can't be written: {wrong.strerror}.", "Free some space, or check it."
        ) from wrong
    return load_pack(target, "installed"), replaced


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
