"""What an engine adapter is: the side of an engine that lives in a child process.

An adapter wraps one native library. It is built from plain options, loads once, and serves methods one at a
time on one thread. Requests and replies are msgspec structs (`frozen=True`); audio travels beside them as
raw little-endian int16 bytes. Nothing is pickled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from desktop.events import EngineInfo


class Context(Protocol):
    """One running call, seen from the adapter."""

    @property
    def cancelled(self) -> bool:
        """Whether the caller gave up; look often, stop early, then return what there is."""
        ...

    def emit(self, item: msgspec.Struct, payload: bytes = b"") -> None:
        """Stream one intermediate item to the caller."""
        ...


Handler = Callable[[Any, memoryview, Context], tuple[msgspec.Struct, bytes]]
"""(request, payload, context) -> (reply, reply payload)."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method: the type its request is decoded to, and the function that serves it."""

    request: type[msgspec.Struct]
    run: Handler


class Adapter(Protocol):
    """One engine in a child process. Raise `desktop.errors.UserError` for what a person can mend."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        """`options` holds what the engine's spec says: model paths, threads, voice."""
        ...

    def load(self) -> EngineInfo:
        """Load the model. Called once, before any method."""
        ...

    def methods(self) -> Mapping[str, Method]:
        """The methods by name."""
        ...


class Ping(msgspec.Struct, frozen=True):
    """Request of the built-in method "ping", and its reply: shows that the engine's thread serves calls."""

    text: str = ""
