"""Which pack somebody means who names a folder around it, a file in it, or the zip it came in."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from desktop.errors import UserError
from desktop.packs.load import MAX_TOTAL, is_kind
from desktop.packs.problems import printable

_CHOOSE = "Choose the folder in which pack.toml lies, or a .zip of that folder."
_MOST_ZIPPED = 2 * MAX_TOTAL
"""Bytes of a zip, and of what comes out of it: more than a pack may hold, as its own limits are said better."""
_MOST_MEMBERS = 1000
_MOST_LOOKED_AT = 1000
_DEEPEST = 3
_LEFT_OUT = frozenset({"__MACOSX", ".git"})
"""Folders in a zip that nobody packed on purpose."""


class NoPack(UserError):
    """What was named is no pack, or not one alone."""


@contextlib.contextmanager
def pack_meant(path: Path) -> Iterator[Path]:
    """The folder of the pack that is meant by `path`; that of a zip is there as long as this lasts.

    Raises `NoPack`, and `UserError` for a zip that is refused. The pack itself is not checked.
    """
    with contextlib.ExitStack() as meanwhile:
        try:
            folder = _meant(path, meanwhile)
        except OSError as wrong:
            said = wrong.strerror or "it may be damaged"
            mend = "Check its permissions, and that the disk has room."
            raise NoPack(f"{_name(path)} can't be read: {said}.", mend) from wrong
        yield folder


def _meant(path: Path, meanwhile: contextlib.ExitStack) -> Path:
    """The folder of the pack; that of a zip is there until `meanwhile` is over. Raises `OSError` as well."""
    if path.suffix.lower() == ".zip" and is_kind(path, stat.S_ISREG):
        room = tempfile.TemporaryDirectory(prefix="steadyhand-", ignore_cleanup_errors=True)
        folder = Path(meanwhile.enter_context(room)) / (path.stem.strip(". ") or "pack")
        _unpack(path, folder)
        return _below(folder, path)
    if is_kind(path, stat.S_ISDIR):
        return path.parent if _is_inside(path) else _below(path, path)
    return _around(path)


def _is_inside(folder: Path) -> bool:
    return folder.name == "scenarios" and _has_a_pack(folder.parent)


def _has_a_pack(folder: Path) -> bool:
    return is_kind(folder / "pack.toml", stat.S_ISREG)


def _around(path: Path) -> Path:
    """The pack whose file `path` is."""
    a_file = is_kind(path, stat.S_ISREG)
    if a_file and _names_a_pack(path.name):
        return path.parent
    if a_file and path.suffix == ".toml" and path.parent.name == "scenarios":
        return path.parent.parent
    what = "is no pack of conversations" if a_file else "is not there, or can't be read"
    raise NoPack(f"{_name(path)} {what}.", _CHOOSE)


def _name(path: Path) -> str:
    return printable(path.name or str(path))


def _below(folder: Path, named: Path, depth: int = 0) -> Path:
    """The one pack in `folder`, which may be that itself."""
    try:
        with os.scandir(folder) as found:
            entries = list(islice(found, _MOST_LOOKED_AT))
    except OSError as wrong:
        raise NoPack(f"{_name(folder)} can't be read: {wrong.strerror}.", "Check its permissions.") from wrong
    if any(map(_makes_a_pack, entries)):
        return folder
    folders = sorted(Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False))
    folders = [each for each in folders if not each.name.startswith(".") and each.name not in _LEFT_OUT]
    packs = [each for each in folders if _has_a_pack(each)]
    if len(packs) == 1:
        return packs[0]
    if packs:
        names = ", ".join(printable(each.name) for each in packs[:5]) + (", ..." if len(packs) > 5 else "")
        raise NoPack(f"{_name(named)} holds several packs: {names}.", "Choose one of them.")
    if len(folders) == 1 and depth < _DEEPEST:
        return _below(folders[0], named, depth + 1)
    raise NoPack(f"There is no pack in {_name(named)}.", _CHOOSE)


def _makes_a_pack(entry: os.DirEntry[str]) -> bool:
    """Whether the folder around is a pack, if only nearly: what is wrong with one is said when it is loaded."""
    if entry.name == "scenarios" and entry.is_dir(follow_symlinks=False):
        with contextlib.suppress(OSError):
            return next(Path(entry.path).glob("*.toml"), None) is not None
        return False
    return _names_a_pack(entry.name)


def _names_a_pack(name: str) -> bool:
    return name.lower() in ("pack.toml", "pack.toml.txt")


def _unpack(path: Path, folder: Path) -> None:
    """Write the files of a zip below `folder`. Raises `UserError`."""
    from desktop import archives  # slow to load, and rarely wanted

    limits = archives.Limits(_MOST_MEMBERS, _MOST_ZIPPED, "Ask for a plain .zip of the pack's folder.", ("zip",))
    try:
        if path.stat().st_size > _MOST_ZIPPED:
            size = f"more than {_MOST_ZIPPED // 1024**2} MB, which no pack is"
            raise UserError(f"{_name(path)} is {size}.", limits.mend)
        folder.mkdir()
        with archives.open_archive(path, limits) as archive:
            for member in archive.members():
                if not _LEFT_OUT & set(member.path.split("/")):
                    target = folder / member.path
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with archive.open(member.path) as content:
                        target.write_bytes(content.read(member.bytes))
    except OSError as wrong:
        said = wrong.strerror or "it may be damaged"
        raise UserError(f"{_name(path)} can't be unpacked: {said}.", limits.mend) from wrong
