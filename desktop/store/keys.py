"""Where the database's key comes from.

In this order: the passphrase in STEADYHAND_PASSPHRASE, the system keyring, a key file, a passphrase that someone
is asked for. A new database without a keyring and without anyone to ask gets a key file: see
docs/decisions/0001-database-key.md.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from desktop.errors import Cancelled, UserError
from desktop.folders import own_folder
from desktop.imports import without

PASSPHRASE_VARIABLE = "STEADYHAND_PASSPHRASE"
_SERVICE = "steadyhand"
_KEYRING_WAIT_S = 5.0
_OTHER_SYSTEMS = () if sys.platform == "darwin" else ("keyring.backends.macOS.api",)
"""What a keyring loads for other systems: this one runs a compiler here to look for the libraries of its own."""

_T = TypeVar("_T")
Source = Literal["environment", "keyring", "key_file", "passphrase"]
Ask = Callable[[bool], str | None]
"""ask(new) -> the passphrase, None when the person gives up. `new`: a database is about to be made."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as SQLCipher's PRAGMA takes it. `source` says where it came from; `note` is one sentence to show."""

    pragma: str
    source: Source
    note: str = ""
    if_wrong: str = "Type it again; nothing was changed."
    """What to do when it does not open the database."""

    @property
    def typed(self) -> bool:
        """Whether a person chose it: a wrong one is then likelier than a damaged file."""
        return self.source in ("passphrase", "environment")

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Key(source={self.source!r})"


def from_passphrase(passphrase: str, source: Source = "passphrase") -> Key:
    """A key that SQLCipher derives from `passphrase`. Raises `UserError` when it is empty."""
    if not passphrase:
        raise UserError("The passphrase is empty.", "Choose at least one character; a sentence is best.")
    return Key("'" + passphrase.replace("'", "''") + "'", source)


def resolve(database: Path, key_file: Path, *, ask: Ask | None = None) -> Key:
    """The key of `database`, made and kept now where there is none yet. `UserError` when it can't be found."""
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given:
        return replace(from_passphrase(given, "environment"), if_wrong=_not_that_passphrase(key_file))
    exists = database.exists() and database.stat().st_size > 0
    kept = _from_keyring(database) or _from_file(key_file)
    if kept is not None:
        return kept
    if not exists:
        made = _make(database, key_file, ask)
        if made is not None:
            return made
    return _asked(database, ask, new=not exists)


def _not_that_passphrase(key_file: Path) -> str:
    if key_file.exists():
        where = f"If these sessions were begun with the key in {key_file}"
        return f"{where}, unset {PASSPHRASE_VARIABLE}; nothing was changed."
    return f"Put the right one into {PASSPHRASE_VARIABLE}, or unset it; nothing was changed."


def forget(database: Path, key_file: Path) -> bool:
    """Remove the key from the keyring and from the key file; whether none is left. May raise `OSError`."""
    if _from_keyring(database) is not None:
        _keyring_call(lambda ring: ring.delete_password(_SERVICE, str(database)))
    key_file.unlink(missing_ok=True)
    return _from_keyring(database) is None


def keyring_name() -> str:
    """The usable system keyring's name, "" where there is none."""
    return _keyring_call(lambda ring: type(ring).__name__) or ""


def _asked(database: Path, ask: Ask | None, *, new: bool) -> Key:
    if ask is None:
        raise UserError(
            f"The key of {database} is neither in the system keyring nor in a key file.",
            f"Give the passphrase in the variable {PASSPHRASE_VARIABLE}.",
        )
    passphrase = ask(new)
    if passphrase is None:
        raise Cancelled
    return from_passphrase(passphrase)


def _make(database: Path, key_file: Path, ask: Ask | None) -> Key | None:
    """A new random key in the keyring, or in the key file when nobody can be asked for a passphrase."""
    secret = secrets.token_hex(32)
    if _keyring_call(lambda ring: _set_and_read(ring, str(database), secret)) == secret:
        return _raw(secret, "keyring")
    if ask is not None:
        return None
    own_folder(key_file.parent)
    handle = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret + "\n")
    note = (
        f"This computer has no keyring: the key of your sessions is in {key_file}, readable only by you. "
        f"To use a passphrase instead, set {PASSPHRASE_VARIABLE} before the first session."
    )
    return _raw(secret, "key_file", note)


def _raw(secret: str, source: Source, note: str = "") -> Key:
    return Key(f"\"x'{secret}'\"", source, note)


def _from_keyring(database: Path) -> Key | None:
    secret = _keyring_call(lambda ring: ring.get_password(_SERVICE, str(database)))
    return _raw(secret, "keyring") if secret else None


def _from_file(key_file: Path) -> Key | None:
    try:
        secret = key_file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as wrong:
        raise UserError(
            f"The key file {key_file} can't be read: {wrong}.", "Put back the file from a backup."
        ) from wrong
    if len(secret) != 64 or set(secret) - set("0123456789abcdef"):
        raise UserError(f"The key file {key_file} does not hold a key.", "Put back the file from a backup.")
    return _raw(secret, "key_file")


class _Ring(Protocol):
    """What is used of a keyring backend."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


def _set_and_read(ring: _Ring, name: str, secret: str) -> str | None:
    ring.set_password(_SERVICE, name, secret)
    return ring.get_password(_SERVICE, name)


def _keyring_call(use: Callable[[_Ring], _T]) -> _T | None:
    """`use` on the system keyring, None where there is none, it refuses, or it waits for a prompt nobody sees."""
    result: list[_T] = []

    def work() -> None:
        import keyring  # slow to import, and only needed once
        from keyring.backends import fail, null
        from keyring.errors import KeyringError

        with without(*_OTHER_SYSTEMS):  # which nothing else in this program would want
            ring = keyring.get_keyring()
        if isinstance(ring, fail.Keyring | null.Keyring):
            return
        with contextlib.suppress(KeyringError, RuntimeError, OSError):
            result.append(use(ring))

    thread = threading.Thread(target=work, name="keyring", daemon=True)
    thread.start()
    thread.join(_KEYRING_WAIT_S)
    return result[0] if result else None
