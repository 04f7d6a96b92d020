"""A look at a GGUF file's header before native code reads it: malformed files can abort the process."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

from desktop import paths
from desktop.errors import UserError
from desktop.settings import fetch_or_ask

_SCALAR_BYTES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_STRING, _ARRAY = 8, 9
_BLOCKS = {
    **{0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 40)},
    **{10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292), 30: (1, 2)},
}
"""Tensor type -> (elements, bytes) a block, for the types that are common; others are left to llama.cpp."""
_MAX_TENSORS = 100_000
_MAX_KEYS = 10_000
_MAX_ITEMS = 4_000_000


class _Malformed(Exception):
    pass


def check(path: Path) -> None:
    """Raise `UserError` when `path` is not a complete GGUF file of version 2 or 3."""
    if not path.is_file():
        raise UserError(f"The language model {path} is not there.", _again(path))
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            _Header(data).check()
    except (_Malformed, struct.error, ValueError) as wrong:
        raise UserError(
            f"The language model {path} can't be used: it is damaged or not a GGUF file ({wrong}).",
            _again(path),
        ) from None


def _again(path: Path) -> str:
    """What to type for a model of the catalog: its folder is named by its id."""
    return fetch_or_ask(f"Fetch it again: {paths.command(f'models fetch {path.parent.name}')}")


class _Header:
    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._size = len(data)
        self._at = 4
        self._alignment = 32

    def check(self) -> None:
        if self._data[:4] != b"GGUF":
            raise _Malformed("it does not start with GGUF")
        version, tensors, keys = self._read("<I"), self._read("<Q"), self._read("<Q")
        if version not in (2, 3):
            raise _Malformed(f"version {version} is not known")
        if tensors > _MAX_TENSORS or keys > _MAX_KEYS:
            raise _Malformed(f"{tensors} tensors and {keys} keys can't be right")
        for _ in range(keys):
            self._key()
        ends = [self._tensor() for _ in range(tensors)]
        self._data_fits(max(ends, default=0))

    def _read(self, form: str) -> int:
        value: int = struct.unpack_from(form, self._data, self._at)[0]
        self._at += struct.calcsize(form)
        return value

    def _skip(self, count: int) -> None:
        self._at += count
        if self._at > self._size:
            raise _Malformed("it ends inside its header")

    def _text(self) -> bytes:
        length = self._read("<Q")
        start = self._at
        self._skip(length)
        return self._data[start : self._at] if length <= 128 else b""

    def _key(self) -> None:
        name = self._text()
        kind = self._read("<I")
        if name == b"general.alignment" and kind == 4:
            self._alignment = self._read("<I")
            if self._alignment == 0 or self._alignment & (self._alignment - 1):
                raise _Malformed(f"an alignment of {self._alignment} can't be right")
            return
        self._value(kind)

    def _value(self, kind: int) -> None:
        if kind == _STRING:
            self._text()
        elif kind == _ARRAY:
            self._array()
        elif kind in _SCALAR_BYTES:
            self._skip(_SCALAR_BYTES[kind])
        else:
            raise _Malformed(f"a value of type {kind} is not known")

    def _array(self) -> None:
        kind, count = self._read("<I"), self._read("<Q")
        if count > _MAX_ITEMS:
            raise _Malformed(f"a list of {count} items can't be right")
        if kind in _SCALAR_BYTES:
            self._skip(_SCALAR_BYTES[kind] * count)
        elif kind == _STRING:
            self._texts(count)
        else:
            raise _Malformed(f"a list of type {kind} is not known")

    def _texts(self, count: int) -> None:
        data, at, size = self._data, self._at, self._size
        length_at = struct.Struct("<Q").unpack_from
        for _ in range(count):  # a vocabulary: 150 thousand strings, so no call per string
            at += 8 + length_at(data, at)[0]
            if at > size:
                raise _Malformed("it ends inside its header")
        self._at = at

    def _tensor(self) -> int:
        self._text()
        dimensions = self._read("<I")
        if not 1 <= dimensions <= 4:
            raise _Malformed(f"a tensor of {dimensions} dimensions can't be right")
        elements = 1
        for _ in range(dimensions):
            elements *= self._read("<Q")
        kind, offset = self._read("<I"), self._read("<Q")
        if offset % self._alignment:
            raise _Malformed("a tensor is not aligned")
        per_block, block_bytes = _BLOCKS.get(kind, (1, 0))
        return offset + elements // per_block * block_bytes

    def _data_fits(self, data_bytes: int) -> None:
        start = -(-self._at // self._alignment) * self._alignment
        if start + data_bytes > self._size:
            raise _Malformed(f"it has {self._size} bytes and needs {start + data_bytes}")
