"""The main loop of an engine's child process: load one adapter, serve its calls in order, end with the parent.

The main thread owns the adapter. A second thread reads frames, sets the flag of cancelled calls, and ends the
process when the parent's end of the pipe closes, so that no engine outlives the application.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Mapping
from typing import BinaryIO

import msgspec

from desktop.adapter import Adapter, Context, Method, Ping
from desktop.engines import wire
from desktop.errors import UserError
from desktop.events import EngineInfo

_MESSAGE = 2000
_Task = tuple["_Running", wire.Call, bytes]


class _Outgoing:
    """The frames to the parent; one writer at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, header: wire.FromChild, payload: wire.Payload = b"") -> None:
        """Write one frame. SystemExit when the parent is gone, which no adapter's `except Exception` holds up."""
        try:
            with self._lock:
                wire.write_frame(self._stream, header, payload)
        except OSError as gone:
            raise SystemExit(1) from gone


class _Running:
    """One call's context, handed to the adapter."""

    def __init__(self, call_id: int, outgoing: _Outgoing) -> None:
        self.id = call_id
        self.cancelled = False
        self._outgoing = outgoing

    def emit(self, item: msgspec.Struct, payload: bytes = b"") -> None:
        """Stream one item to the parent."""
        self._outgoing.send(wire.Item(self.id, msgspec.Raw(msgspec.msgpack.encode(item))), payload)


class _Inbox:
    """Reads frames on a thread of its own: calls go on a queue, cancellation takes effect at once."""

    def __init__(self, stream: BinaryIO, outgoing: _Outgoing) -> None:
        self.tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._frames = wire.read_to_child(stream)
        self._outgoing = outgoing
        self._running: dict[int, _Running] = {}

    def first(self) -> wire.Load:
        """The frame that every stream begins with."""
        header, _payload = next(self._frames)
        if not isinstance(header, wire.Load):
            raise wire.CorruptFrame("the first frame must say what to load")
        return header

    def read(self) -> None:
        """Read until the parent is gone, then end the process, whatever its main thread does."""
        with contextlib.suppress(wire.CorruptFrame, OSError):
            for header, payload in self._frames:
                self._take(header, payload)
        os._exit(1)

    def done(self, call: _Running) -> None:
        """Forget an answered call."""
        self._running.pop(call.id, None)

    def _take(self, header: wire.ToChild, payload: bytes) -> None:
        match header:
            case wire.Call():
                running = self._running[header.id] = _Running(header.id, self._outgoing)
                self.tasks.put((running, header, payload))
            case wire.Cancel(id=call_id):
                if call := self._running.get(call_id):
                    call.cancelled = True
            case wire.Shutdown():
                for call in list(self._running.values()):
                    call.cancelled = True
                self.tasks.put(None)
            case wire.Load():
                raise wire.CorruptFrame("loaded already")


def main() -> None:
    """Run as a worker on this process's stdin and stdout; does not return."""
    # Ctrl-C reaches the whole terminal group: the parent decides when an engine ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    incoming, outgoing = _private_streams()
    code = 1
    try:
        code = _serve(_Inbox(incoming, outgoing), outgoing)
    except (StopIteration, wire.CorruptFrame):
        sys.stderr.write("An engine worker is started by the application, not by hand.\n")
    finally:
        sys.stderr.flush()
        # Native libraries may crash in their destructors; nothing here needs one.
        os._exit(code)


def _private_streams() -> tuple[BinaryIO, _Outgoing]:
    """The frame streams on descriptors of their own; 0 reads nothing, 1 is stderr, for libraries that print."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    if sys.platform == "win32":
        import msvcrt

        for stream in (incoming, outgoing):
            msvcrt.setmode(stream.fileno(), os.O_BINARY)
    return incoming, _Outgoing(outgoing)


def _serve(inbox: _Inbox, outgoing: _Outgoing) -> int:
    load = inbox.first()
    threading.Thread(target=inbox.read, name="inbox", daemon=True).start()
    try:
        methods, info = _load(load)
    except Exception as wrong:  # whatever the adapter or its library raises is the parent's to report
        outgoing.send(wire.LoadFailed(_sentence(wrong), type(wrong).__name__))
        return 1
    outgoing.send(wire.Ready(info))
    while (task := inbox.tasks.get()) is not None:
        running, call, payload = task
        _answer(methods, running, call, payload, outgoing)
        inbox.done(running)
    return 0


def _load(load: wire.Load) -> tuple[Mapping[str, Method], EngineInfo]:
    module, _colon, name = load.adapter.partition(":")
    if not name:
        raise UserError(f"There is no engine called {load.adapter}.")
    _give_way(int(load.options.get("nice", 0)))
    began = time.monotonic()
    adapter: Adapter = getattr(importlib.import_module(module), name)(load.options)
    info = adapter.load()
    info = dataclasses.replace(info, load_s=info.load_s or time.monotonic() - began)
    return {"ping": Method(Ping, _ping), **adapter.methods()}, info


def _give_way(nice: int) -> None:
    """Run after the other engines when the cores are busy (0: beside them); refused, it runs beside them."""
    if not nice:
        return
    if sys.platform == "win32":
        import psutil

        with contextlib.suppress(psutil.Error, OSError):
            psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        with contextlib.suppress(OSError):
            os.nice(nice)


def _ping(request: Ping, _payload: memoryview, _context: Context) -> tuple[Ping, bytes]:
    return request, b""


def _answer(
    methods: Mapping[str, Method], running: _Running, call: wire.Call, payload: bytes, outgoing: _Outgoing
) -> None:
    try:
        method = methods.get(call.method)
        if method is None:
            raise UserError(f"The engine has no method {call.method}.")
        request = msgspec.msgpack.decode(call.body, type=method.request)
        reply, audio = method.run(request, memoryview(payload), running)
        frame = wire.Reply(call.id, msgspec.Raw(msgspec.msgpack.encode(reply)))
        outgoing.send(frame, audio)
    except Exception as wrong:  # an engine's own error belongs to this call; the process lives on
        outgoing.send(wire.CallFailed(call.id, _sentence(wrong), type(wrong).__name__))


def _sentence(wrong: Exception) -> str:
    """What went wrong, for a person; short enough for a frame."""
    text = str(wrong) if isinstance(wrong, UserError) else f"{type(wrong).__name__}: {wrong}"
    return text[:_MESSAGE]


if __name__ == "__main__":
    main()
