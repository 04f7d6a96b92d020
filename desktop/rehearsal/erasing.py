"""Deleting everything that this user's calls left behind: sessions, sound, reviews, logs, settings and the key.

Only files that Steadyhand itself names are deleted: the folders may hold what somebody else put there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import filelock

from desktop import logs, paths, settings
from desktop.audio.sole_use import check_free
from desktop.errors import UserError
from desktop.folders import PARTS, own_folder
from desktop.packs.install import REMOVED
from desktop.persona import heads
from desktop.rehearsal.meaning import kept_folder
from desktop.rehearsal.result import FILE_NAMES, demo_folder, review_folders
from desktop.store import keys

KEPT = ("models", "packs", "voice_speeds.json", paths.WINDOW_LOCK, ".microphone.lock")
"""In the data folder, and not of any call: what was installed, how fast voices are here, locks without content."""


def nobody_calls() -> None:
    """Raises `UserError` while a call goes on in another process."""
    try:
        check_free()
    except UserError:
        raise UserError(
            "A call is going on in another Steadyhand, so nothing was deleted.", "End it, then try again."
        ) from None


@contextlib.contextmanager
def nobody_else() -> Iterator[None]:
    """Keep the window closed meanwhile. Raises `UserError` while one is open, or a call goes on."""
    nobody_calls()
    lock = filelock.FileLock(paths.data_dir() / paths.WINDOW_LOCK)
    with contextlib.suppress(OSError):  # where no lock can be made, nobody is kept out
        own_folder(paths.data_dir())
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            raise UserError(
                "Steadyhand's window is open, so nothing was deleted.",
                "Close it and try again, or use “Delete everything” in its settings.",
            ) from None
    try:
        yield
    finally:
        lock.release()


def erase_everything() -> tuple[Path, ...]:
    """Delete it all; what others put into the same folders, and is left there.

    The store must be closed. The key goes last, and only after every copy of the database: those could not be
    opened any more. Raises `UserError` that names what could not be deleted, after everything else was.
    """
    logs.stop()
    database = paths.database_path()
    refused = [path for path in _files(database) if not _deleted(path)]
    for folder in _folders():
        with contextlib.suppress(OSError):  # not empty, or not there
            folder.rmdir()
    if refused:
        raise _not_deleted(refused)
    _forget_key(database)
    with contextlib.suppress(OSError):
        paths.config_dir().rmdir()
    return _left()


def _files(database: Path) -> Iterator[Path]:
    """Everything to delete but the key, what was said first."""
    yield from sorted(database.parent.glob(f"{database.name}*"))
    for folder in (demo_folder(), *review_folders()):
        if not folder.is_symlink():
            yield from (folder / name for name in FILE_NAMES)
            yield from folder.glob(".steadyhand-*")
    yield from sorted(paths.log_dir().glob("steadyhand.log*"))
    yield from sorted(paths.log_dir().glob("crash-*.txt"))
    yield from sorted(kept_folder().glob("*"))
    yield from sorted(_readings().glob("*.reading"))
    yield from sorted(heads.folder().glob(f"*{heads.SUFFIX}"))
    yield from (settings.path(), settings.path().with_suffix(".part"))
    for folder in (settings.path().parent, paths.data_dir()):
        yield from sorted(folder.glob(PARTS))
    yield from sorted(paths.cache_dir().glob(f"*/{PARTS}"))
    yield from sorted(paths.config_dir().glob("window.ini*"))
    yield from (path for path in _removed_packs() if not path.is_dir())


def _folders() -> tuple[Path, ...]:
    """Folders that may be empty now, the inner ones first."""
    reviews = review_folders()
    removed = [path for path in _removed_packs() if path.is_dir()]
    return (
        *(demo_folder(), *reviews, *{one.parent for one in reviews}),
        *(kept_folder(), _readings(), heads.folder(), paths.log_dir()),
        *removed,
    )


def _removed_packs() -> list[Path]:
    """What is kept of packs for reviews that are gone now, the inner ones first."""
    room = paths.data_dir() / "packs" / REMOVED
    return [*sorted(room.rglob("*"), reverse=True), room] if room.is_dir() and not room.is_symlink() else []


def _readings() -> Path:
    """Where what was read of the built-in packs is kept."""
    return paths.cache_dir() / "packs"


def _deleted(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _not_deleted(refused: list[Path]) -> UserError:
    return UserError(
        f"{', '.join(map(str, refused))} can't be deleted; everything else is, but for the key.",
        f"Close what has it open, then run: {paths.command('sessions delete --everything --yes')}",
    )


def _forget_key(database: Path) -> None:
    key_file = paths.config_dir() / "sessions.key"
    try:
        gone = keys.forget(database, key_file)
    except OSError as wrong:
        raise UserError(
            f"Everything is deleted but the key file {key_file}: {wrong.strerror}.", "Delete it by hand."
        ) from wrong
    if not gone:
        raise UserError(
            "Everything is deleted but the key in the system keyring.",
            "Delete the entry “steadyhand” there; it opens nothing any more.",
        )


def _left() -> tuple[Path, ...]:
    """What lies in the folders of data, settings and logs and is none of ours."""
    roots = (paths.data_dir(), paths.config_dir(), paths.log_dir())
    own = {*roots, paths.cache_dir()}  # on some systems they lie inside each other
    found = {child for root in roots if root.is_dir() for child in root.iterdir() if child.name not in KEPT}
    return tuple(sorted(child for child in found if not any(child == one or child in one.parents for one in own)))
