"""Archives from outside, read as data: every member checked by name, kind and size before a byte is written."""

from __future__ import annotations

import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, Protocol

from desktop.errors import UserError
from desktop.folders import safe_path

MAX_RATIO = 200
"""Model files hardly shrink; text tables shrink tenfold. Beyond this a zip is a bomb."""

_LOCAL_HEADER = 30
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    UnicodeDecodeError,  # a name that is not the UTF-8 it says it is
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What kind an archive may be, how much it may hold, and what to do about one that is refused."""

    members: int = 5_000
    bytes: int = 16 * 1024**3
    mend: str = "Get the archive again from where it was published."
    kinds: tuple[Literal["zip", "tar"], ...] = ("zip", "tar")


OF_MODELS = Limits()


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive. `path` is safe to join to a folder."""

    path: str
    bytes: int


class Reader(Protocol):
    """An open archive."""

    def members(self) -> tuple[Member, ...]:
        """Its files; folders are left out. Raises `UserError` when any member is unsafe."""
        ...

    def open(self, path: str) -> IO[bytes]:
        """A member's bytes."""
        ...


@contextmanager
def open_archive(path: Path, limits: Limits = OF_MODELS) -> Iterator[Reader]:
    """An archive of the kinds in `limits`. Raises `UserError` for anything else, and for damage met on the way."""
    try:
        if _begins_as_zip(path):
            with zipfile.ZipFile(path) as packed:
                yield _Zip(path, packed, limits)
        elif "tar" not in limits.kinds:
            raise zipfile.BadZipFile("it doesn't begin as one does")
        else:
            with tarfile.open(path) as tape:
                yield _Tar(path, tape, limits)
    except (*_DAMAGE, OSError) as wrong:
        if isinstance(wrong, OSError) and wrong.errno is not None:
            raise  # the disk's; gzip and bz2 have no number for damage
        if "tar" not in limits.kinds:
            raise UserError(f"The archive {path.name} is damaged or not a zip file.", limits.mend) from wrong
        raise UserError(f"The archive {path.name} is damaged or not a zip or tar file.", limits.mend) from wrong


def is_archive(path: Path) -> bool:
    """Whether `path` begins as a zip or tar archive does."""
    return _begins_as_zip(path) or tarfile.is_tarfile(path)


def without_top_folder(members: tuple[Member, ...]) -> str:
    """The single folder that holds every member, with its slash; "" when there is none."""
    tops = {member.path.split("/", 1)[0] for member in members}
    if len(tops) != 1 or any("/" not in member.path for member in members):
        return ""
    return f"{tops.pop()}/"


class _Zip:
    def __init__(self, path: Path, packed: zipfile.ZipFile, limits: Limits) -> None:
        self._path = path
        self._packed = packed
        self._limits = limits
        self._infos: dict[str, zipfile.ZipInfo] = {}

    def members(self) -> tuple[Member, ...]:
        infos = [info for info in self._packed.infolist() if not info.filename.endswith("/")]
        for info in infos:
            kind = stat.S_IFMT(info.external_attr >> 16)
            if kind not in (0, stat.S_IFREG):
                raise _unsafe(self._path, self._limits, f"{info.filename!r} is a link or a device")
            if info.flag_bits & 0x1:
                raise _unsafe(self._path, self._limits, f"{info.filename!r} is encrypted")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                # The dictionary of an LZMA stream alone may ask for gigabytes.
                raise _unsafe(self._path, self._limits, f"{info.filename!r} is packed in an unusual way")
            if info.file_size > max(info.compress_size, 4096) * MAX_RATIO:
                raise _unsafe(
                    self._path, self._limits, f"{info.filename!r} would unpack to far more than it holds"
                )
        self._refuse_overlaps(infos)
        # zipfile turns backslashes into slashes only on Windows: the name as stored is what is checked.
        found = [Member(info.orig_filename, info.file_size) for info in infos]
        checked = _checked(self._path, self._limits, found)
        for info in self._packed.infolist():
            if info.filename != info.orig_filename:
                # From Python 3.12 on a field beside the name, which other programs skip, may hold another.
                raise _unsafe(self._path, self._limits, f"{info.orig_filename!r} has a second name")
        self._infos = {info.orig_filename: info for info in infos}
        return checked

    def open(self, path: str) -> IO[bytes]:
        return self._packed.open(self._infos.get(path, path))

    def _refuse_overlaps(self, infos: list[zipfile.ZipInfo]) -> None:
        # Python 3.11.7 does not look for members that share bytes, the trick of the flat zip bombs.
        end = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            if info.header_offset < end:
                raise _unsafe(self._path, self._limits, "members overlap")
            end = info.header_offset + self._header_bytes(info) + info.compress_size

    def _header_bytes(self, info: zipfile.ZipInfo) -> int:
        stream = self._packed.fp
        if stream is None:
            raise zipfile.BadZipFile("closed")
        stream.seek(info.header_offset)
        header = stream.read(_LOCAL_HEADER)
        if len(header) < _LOCAL_HEADER:
            raise zipfile.BadZipFile("a local header is cut off")
        name, extra = struct.unpack("<HH", header[26:30])
        return _LOCAL_HEADER + int(name) + int(extra)


class _Tar:
    def __init__(self, path: Path, tape: tarfile.TarFile, limits: Limits) -> None:
        self._path = path
        self._tape = tape
        self._limits = limits
        self._infos: dict[str, tarfile.TarInfo] = {}

    def members(self) -> tuple[Member, ...]:
        found = []
        unpacked = 0
        for info in self._tape:
            if info.isdir():
                continue
            if not info.isreg() or info.issparse():
                raise _unsafe(self._path, self._limits, f"{info.name!r} is a link or a device")
            # tar writes "./name" when it is given a folder's dot.
            name = info.name.removeprefix("./")
            found.append(Member(name, info.size))
            self._infos[name] = info
            unpacked += info.size
            if len(found) > self._limits.members or unpacked > self._limits.bytes:
                break  # to step to the next member is to decompress this one
        return _checked(self._path, self._limits, found)

    def open(self, path: str) -> IO[bytes]:
        stream = self._tape.extractfile(self._infos[path])
        if stream is None:
            raise tarfile.TarError(path)
        return stream


def _begins_as_zip(path: Path) -> bool:
    # zipfile.is_zipfile looks at the end, where a tar that carries a zip has one too.
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def _checked(path: Path, limits: Limits, members: list[Member]) -> tuple[Member, ...]:
    if not members:
        raise _unsafe(path, limits, "it holds no files")
    if len(members) > limits.members:
        raise _unsafe(path, limits, f"it holds more than {limits.members} files")
    if sum(member.bytes for member in members) > limits.bytes:
        raise _unsafe(path, limits, f"it would unpack to more than {_size(limits.bytes)}")
    for member in members:
        if not safe_path(member.path):
            raise _unsafe(path, limits, f"the name {member.path!r} leads outside or is not allowed")
    # Two names that differ only in case are one file on Windows and macOS.
    if len({member.path.casefold() for member in members}) < len(members):
        raise _unsafe(path, limits, "a name stands there twice")
    return tuple(members)


def _size(count: int) -> str:
    return f"{count // 1024**3} GB" if count >= 1024**3 else f"{count // 1024**2} MB"


def _unsafe(path: Path, limits: Limits, why: str) -> UserError:
    return UserError(f"The archive {path.name} is refused: {why}.", limits.mend)
