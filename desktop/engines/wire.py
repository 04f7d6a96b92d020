"""Frames between an engine host and its child: a fixed prefix, a msgpack header, raw payload bytes.

    4 bytes magic | uint32 header length | uint32 payload length | header | payload      (little-endian)

Headers are tagged msgspec structs; nothing is pickled. Anything that does not fit is a `CorruptFrame`, and a
stream that held one can't be read any further.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, TypeAlias, TypeVar

import msgspec

from desktop.engines.spec import Option
from desktop.events import EngineInfo

_PREFIX = struct.Struct("<4sII")
_MAGIC = b"SHF1"
MAX_HEADER = 4 << 20
"""Bytes of a header: a long prompt with room to spare."""
MAX_PAYLOAD = 256 << 20
"""Bytes of a payload: two hours of 16 kHz int16 audio."""

Payload: TypeAlias = bytes | bytearray | memoryview


class CorruptFrame(Exception):
    """The stream does not hold a whole, known frame."""


class FrameTooLarge(ValueError):
    """A header or payload is over its cap and was not written."""


class Load(msgspec.Struct, frozen=True, tag=True):
    """To the child, first frame: the adapter to import ("module:Class") and its options."""

    adapter: str
    options: dict[str, Option]


class Call(msgspec.Struct, frozen=True, tag=True):
    """To the child: run `method` on the request in `body`."""

    id: int
    method: str
    body: msgspec.Raw


class Cancel(msgspec.Struct, frozen=True, tag=True):
    """To the child: the caller of `id` gave up."""

    id: int


class Shutdown(msgspec.Struct, frozen=True, tag=True):
    """To the child: cancel what runs, then end."""


class Ready(msgspec.Struct, frozen=True, tag=True):
    """From the child: the adapter is loaded."""

    info: EngineInfo


class LoadFailed(msgspec.Struct, frozen=True, tag=True):
    """From the child, which then ends: why the adapter could not be loaded."""

    message: str
    error_type: str


class Item(msgspec.Struct, frozen=True, tag=True):
    """From the child: one streamed item of call `id`."""

    id: int
    body: msgspec.Raw


class Reply(msgspec.Struct, frozen=True, tag=True):
    """From the child: call `id` is done."""

    id: int
    body: msgspec.Raw


class CallFailed(msgspec.Struct, frozen=True, tag=True):
    """From the child, which lives on: call `id` raised."""

    id: int
    message: str
    error_type: str


ToChild: TypeAlias = Load | Call | Cancel | Shutdown
FromChild: TypeAlias = Ready | LoadFailed | Item | Reply | CallFailed

_Header = TypeVar("_Header", ToChild, FromChild)
_encoder = msgspec.msgpack.Encoder()


def write_frame(stream: BinaryIO, header: ToChild | FromChild, payload: Payload = b"") -> None:
    """Write one frame and flush. Raises `FrameTooLarge` before the first byte, OSError when the peer is gone."""
    encoded = _encoder.encode(header)
    size = memoryview(payload).nbytes
    check_size(len(encoded), size)
    stream.write(_PREFIX.pack(_MAGIC, len(encoded), size) + encoded)
    if size:
        stream.write(payload)
    stream.flush()


def check_size(header: int, payload: int) -> None:
    """Raise `FrameTooLarge` when a frame of so many bytes must not be written."""
    if header > MAX_HEADER or payload > MAX_PAYLOAD:
        raise FrameTooLarge(f"a message of {header} + {payload} bytes is too large for an engine")


def read_to_child(stream: BinaryIO) -> Iterator[tuple[ToChild, bytes]]:
    """Frames from the host until the stream ends. Raises `CorruptFrame`."""
    return _read(stream, msgspec.msgpack.Decoder(ToChild))


def read_from_child(stream: BinaryIO) -> Iterator[tuple[FromChild, bytes]]:
    """Frames from the child until the stream ends. Raises `CorruptFrame`."""
    return _read(stream, msgspec.msgpack.Decoder(FromChild))


def _read(stream: BinaryIO, decoder: msgspec.msgpack.Decoder[_Header]) -> Iterator[tuple[_Header, bytes]]:
    while prefix := stream.read(_PREFIX.size):
        if len(prefix) < _PREFIX.size:
            raise CorruptFrame("the stream ends inside a frame")
        magic, header_size, payload_size = _PREFIX.unpack(prefix)
        if magic != _MAGIC or header_size > MAX_HEADER or payload_size > MAX_PAYLOAD:
            raise CorruptFrame("not a frame")
        encoded, payload = stream.read(header_size), stream.read(payload_size)
        if len(encoded) < header_size or len(payload) < payload_size:
            raise CorruptFrame("the stream ends inside a frame")
        try:
            header = decoder.decode(encoded)
        except msgspec.DecodeError as wrong:
            raise CorruptFrame("unknown header") from wrong
        yield header, payload
