"""What travels between an engine host and its callers: outcomes, pending calls, and the host's book of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from desktop.engines import wire
from desktop.engines.deadlines import Alarm
from desktop.errors import EngineError


@dataclass(frozen=True, slots=True)
class Done:
    """The engine answered."""

    reply: Any
    payload: bytes = b""


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no answer, and why."""

    error: EngineError


Outcome = Done | Failed
OnDone = Callable[[Outcome], None]
OnItem = Callable[[Any, bytes], None]


class PendingCall:
    """One submitted call."""

    def __init__(self, call_id: int, cancel: Callable[[], None]) -> None:
        self.id = call_id
        self._cancel = cancel

    def cancel(self) -> None:
        """Give up. A running call is told and answers with what it has; a waiting one fails: `EngineCancelled`."""
        self._cancel()


@dataclass(slots=True, eq=False)
class Call:
    """A submitted call. `overdue`: its child was ended for it. `broken`: an item was not what was asked for."""

    id: int
    method: str
    body: msgspec.Raw
    payload: wire.Payload
    deadline_s: float
    reply_type: type[msgspec.Struct]
    item_type: type[msgspec.Struct] | None
    on_done: OnDone
    on_item: OnItem | None
    alarm: Alarm | None = None
    overdue: bool = False
    broken: bool = False

    def decoded(self, body: msgspec.Raw) -> msgspec.Struct | None:
        """The reply, or None when it, or an item before it, is not of the type that was asked for."""
        try:
            return None if self.broken else msgspec.msgpack.decode(body, type=self.reply_type)
        except msgspec.DecodeError:
            return None

    def decoded_item(self, body: msgspec.Raw) -> msgspec.Struct | None:
        """One streamed item, or None, which marks the call as broken."""
        try:
            return msgspec.msgpack.decode(body, type=self.item_type or msgspec.Struct)
        except msgspec.DecodeError:
            self.broken = True
            return None


class Book:
    """The calls that have no answer yet: one that runs, others that wait. Guarded by its host's lock."""

    def __init__(self) -> None:
        self.running: Call | None = None
        self.waiting: deque[Call] = deque()

    def withdraw(self, call: Call) -> bool:
        """Take out a call that waits; False when it does not."""
        if call not in self.waiting:
            return False
        self.waiting.remove(call)
        return True

    def next(self) -> Call | None:
        """The call to run now; None when one runs or none waits."""
        if self.running is not None or not self.waiting:
            return None
        self.running = self.waiting.popleft()
        return self.running

    def answered(self, call_id: int) -> Call | None:
        """Take out the running call; None when it is another one."""
        if self.running is None or self.running.id != call_id:
            return None
        call, self.running = self.running, None
        return call

    def clear(self) -> list[Call]:
        """Take out every call, the running one first."""
        calls = [*([self.running] if self.running else []), *self.waiting]
        self.running = None
        self.waiting.clear()
        return calls
