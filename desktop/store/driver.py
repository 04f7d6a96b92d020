"""SQLCipher under sqlite-utils. This is the only module that imports either driver."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlcipher3 import dbapi2

# sqlite-utils looks for these names first; without them `alter=True` meets errors of a driver it doesn't know.
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2

from desktop.errors import SteadyhandError, UserError  # noqa: E402
from desktop.imports import hollow, without  # noqa: E402

with without("numpy", "pandas"), hollow("dateutil"):  # rows of theirs, and dates read from a shell: there are none
    from sqlite_utils import Database

DatabaseError: type[Exception] = dbapi2.DatabaseError
PLAIN_HEADER = b"SQLite format 3\x00"
_BUSY_MS = 5_000
_STEPS = 50
"""Of a check, between two questions whether to go on."""


class UnreadableError(SteadyhandError):
    """The file can't be decrypted with this key: another key, or a damaged first page."""


class DamagedError(UnreadableError):
    """The key opens the file, and what is inside is damaged or cut off."""


def connect(path: Path, pragma_key: str) -> Database:
    """Open `path` with `pragma_key` (the value of SQLCipher's PRAGMA key, quoted as it needs to be).

    Raises `UnreadableError` when the key does not open it.
    """
    connection = dbapi2.connect(str(path), check_same_thread=False, timeout=_BUSY_MS / 1000)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # what is wrong is said in our own words
        connection.execute(f"PRAGMA key = {pragma_key}")
        _require_cipher(connection)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
    except DatabaseError as wrong:
        connection.close()
        if "not a database" in str(wrong):
            raise UnreadableError(str(wrong)) from wrong
        if "malformed" in str(wrong):
            raise DamagedError(str(wrong)) from wrong
        raise plain_sentence(wrong, path) from wrong
    except BaseException:
        connection.close()
        raise
    # Without plugins: whatever else is installed has no business in here, and looking for it takes time.
    return Database(connection, execute_plugins=False)


def _require_cipher(connection: Any) -> None:
    row = connection.execute("PRAGMA cipher_version").fetchone()
    if not row or not row[0]:
        raise UserError(
            "This installation's database driver can't encrypt, so nothing was stored.",
            "Reinstall Steadyhand: the package sqlcipher3 is missing or replaced.",
        )


def cipher(database: Database) -> str:
    """The cipher's release, as in "4.12.0 community"."""
    return str(database.execute("PRAGMA cipher_version").fetchone()[0])


def is_plain(path: Path) -> bool:
    """Whether the file on disk begins as an unencrypted one does."""
    with path.open("rb") as stream:
        return stream.read(len(PLAIN_HEADER)) == PLAIN_HEADER


def damage(database: Database) -> list[str]:
    """What both integrity checks find wrong, [] when nothing. Raises `DatabaseError` when the file is in use.

    Looked at twice: a page that another Steadyhand is just writing may read as damaged, so the second look keeps
    writers out.
    """
    if not _found(database):
        return []
    try:
        database.execute("BEGIN IMMEDIATE")
        return _found(database)
    except DatabaseError as wrong:
        if "locked" in str(wrong):
            raise
        return [str(wrong)]
    finally:
        database.conn.rollback()


def seems_damaged(database: Database, stopped: Callable[[], bool]) -> bool:
    """Whether SQLite's own check finds anything wrong on a connection that has read nothing yet.

    It reads every page that is in use, which the cipher refuses where one was changed: `damage` then says what it
    is. False as well when `stopped`, which is asked all the time; the cipher's check can't be ended.
    """
    database.conn.set_progress_handler(stopped, _STEPS)
    try:
        found = [str(row[0]) for row in database.execute("PRAGMA integrity_check(1)").fetchall()]
    except DatabaseError as wrong:
        if "locked" in str(wrong):
            raise
        found = [str(wrong)]
    finally:
        database.conn.set_progress_handler(None, _STEPS)
    return found != ["ok"] and not stopped()


def _found(database: Database) -> list[str]:
    try:
        pages = [str(row[0]) for row in database.execute("PRAGMA cipher_integrity_check").fetchall()]
        rows = [str(row[0]) for row in database.execute("PRAGMA integrity_check").fetchall()]
    except DatabaseError as wrong:
        if "locked" in str(wrong):
            raise
        return [str(wrong)]
    return pages + [row for row in rows if row != "ok"]


def plain_sentence(wrong: Exception, path: Path) -> UserError:
    """The sentence for a database error that a person can mend."""
    text = str(wrong)
    if "full" in text:
        return UserError(
            f"The disk that holds {path.parent} is full, so the last change was not saved.",
            "Free some space; what was saved before is safe.",
        )
    if "readonly" in text or "unable to open" in text:
        return UserError(f"{path} can't be written.", "Check that its folder exists and is yours to write in.")
    if "locked" in text:
        return UserError(f"{path} is in use by another Steadyhand.", "Close the other one and try again.")
    return UserError(f"The session database {path} gave an error: {text}.", "Run `doctor` to see what is wrong.")
