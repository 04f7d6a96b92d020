"""A sealed file: bytes that only a passphrase opens, and that nobody can change unnoticed.

The header, 84 bytes, is readable by anyone and is authenticated with the rest:

    "steadyshare\\0"  12    what the file is
    version           1    1
    log2 N, r, p      3    scrypt's cost
    salt             16    random, new for each file
    nonce            12    random, new for each file
    check            32    the second half of what scrypt gives
    length            8    bytes that follow, big-endian

What follows is the content under AES-256-GCM with the first half of what scrypt gives as its key. The check binds
the file to one passphrase, and tells a wrong one from damage.
"""

from __future__ import annotations

import hmac
import os
import struct
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from desktop.errors import UserError

SUFFIX = ".steadyshare"
LARGEST = 256 * 2**20
"""Bytes of a file that is read or written: two hours of sound fit."""
COST = 17
"""log2 of scrypt's N for a new file: 128 MB of memory and a third of a second for each guess."""
_COSTS = range(14, 19)
"""What is accepted on reading: at most 256 MB, whatever the file asks for."""
_R, _PS = 8, range(1, 5)
_MAGIC, _VERSION = b"steadyshare\x00", 1
_HEADER = struct.Struct(">12sBBBB16s12s32sQ")
_TAG = 16
_NOT_OURS = "Steadyhand opens files that were made with “Share with a coach”; they end in " + SUFFIX + "."


@dataclass(frozen=True, slots=True)
class _Header:
    cost: int
    p: int
    salt: bytes
    nonce: bytes
    check: bytes
    length: int

    def packed(self) -> bytes:
        return _HEADER.pack(
            _MAGIC, _VERSION, self.cost, _R, self.p, self.salt, self.nonce, self.check, self.length
        )


def seal(content: bytes, passphrase: str, *, cost: int = COST) -> bytes:
    """The file that holds `content`. Raises `UserError` when the passphrase is empty or the content too large."""
    if not _normal(passphrase):
        raise UserError("The passphrase is empty.", "Choose one, or have one made.")
    length = len(content) + _TAG
    if _HEADER.size + length > LARGEST:
        raise UserError(
            f"This call is too long to be shared with its sound: the file would be over {LARGEST >> 20} MB.",
            "Share it without the sound.",
        )
    salt, nonce = os.urandom(16), os.urandom(12)
    key, check = _derive(passphrase, cost, 1, salt)
    header = _Header(cost, 1, salt, nonce, check, length).packed()
    return header + AESGCM(key).encrypt(nonce, content, header)


def unseal(file: bytes, passphrase: str) -> bytes:
    """The content of a sealed file.

    Raises `UserError` for a file that is none, one that is cut off or damaged, and a passphrase that does not fit.
    """
    header = _header(file)
    key, check = _derive(passphrase, header.cost, header.p, header.salt)
    if not hmac.compare_digest(check, header.check):
        raise UserError(
            "The passphrase does not open this file, or the file is damaged.",
            "Type it again exactly as it was given to you; if that fails, ask for the file again.",
        )
    try:
        return AESGCM(key).decrypt(header.nonce, file[_HEADER.size :], file[: _HEADER.size])
    except InvalidTag as wrong:
        raise UserError(
            "The passphrase is right, but the file is damaged or was changed.", "Ask for the file again."
        ) from wrong


def read(path: Path) -> bytes:
    """A sealed file's bytes, as far as their header can be believed. Raises `UserError`."""
    try:
        if not path.is_file():
            raise UserError(f"There is no file {path}.", _NOT_OURS)
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as wrong:
        raise UserError(f"{path} can't be read: {wrong.strerror}.", "Check its permissions.") from wrong
    _header(content)
    return content


def _header(file: bytes) -> _Header:
    if len(file) > LARGEST:
        raise UserError("The file is larger than any shared call.", _NOT_OURS)
    if not file.startswith(_MAGIC):
        raise UserError("This is not a shared call.", _NOT_OURS)
    if len(file) < _HEADER.size:
        raise _cut_off()
    _magic, version, cost, r, p, salt, nonce, check, length = _HEADER.unpack_from(file)
    if version != _VERSION:
        raise UserError("This shared call was made by a newer Steadyhand.", "Update Steadyhand to open it.")
    if cost not in _COSTS or r != _R or p not in _PS:
        raise UserError(
            "This file asks for more work than any shared call needs, so it was not opened.",
            "Ask for the file again.",
        )
    if len(file) - _HEADER.size < length:
        raise _cut_off()
    if len(file) - _HEADER.size > length or length < _TAG:
        raise UserError("The file is damaged: its length is wrong.", "Ask for the file again.")
    return _Header(cost, p, salt, nonce, check, length)


def _cut_off() -> UserError:
    return UserError("The file is not whole: its end is missing.", "Copy it again, or ask for it again.")


def _derive(passphrase: str, cost: int, p: int, salt: bytes) -> tuple[bytes, bytes]:
    """(key, check) from a passphrase: about a third of a second at `COST`."""
    try:
        made = Scrypt(salt=salt, length=64, n=2**cost, r=_R, p=p).derive(_normal(passphrase))
    except MemoryError as wrong:
        raise UserError(
            "There is not enough memory to open a sealed file.", "Close other programs and try again."
        ) from wrong
    return made[:32], made[32:]


def _normal(passphrase: str) -> bytes:
    """One spelling of a passphrase, whatever keyboard or clipboard it came from."""
    return unicodedata.normalize("NFC", passphrase).strip().encode("utf-8", "surrogatepass")
