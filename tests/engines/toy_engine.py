"""A small real adapter for the host's tests; runs in a child process. Does what its requests and options say."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from desktop.adapter import Context, Method
from desktop.errors import UserError
from desktop.events import EngineInfo


class Say(msgspec.Struct, frozen=True):
    text: str = ""
    times: int = 1


class Said(msgspec.Struct, frozen=True):
    text: str
    items: int = 0


class Other(msgspec.Struct, frozen=True):
    number: int


class Toy:
    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = options

    def load(self) -> EngineInfo:
        mark = self.options.get("abort_load_if")
        if mark and Path(mark).exists():
            os.abort()
        if self.options.get("refuse"):
            raise UserError("The model is damaged.", "Fetch it again.")
        if self.options.get("hang"):
            threading.Event().wait()
        return EngineInfo("toy", "1", self.options["model"], "0", threads=int(self.options["threads"]))

    def methods(self) -> Mapping[str, Method]:
        served = {
            "echo": self.echo,
            "stream": self.stream,
            "hang": self.hang,
            "abort": self.abort,
            "exit": self.exit,
            "print": self.print,
            "fail": self.fail,
            "mend": self.mend,
            "lie": self.lie,
            "environment": self.environment,
            "garbage": self.garbage,
            "spawn": self.spawn,
        }
        return {name: Method(Say, run) for name, run in served.items()}

    def echo(self, request: Say, payload: memoryview, _context: Context) -> tuple[Said, bytes]:
        return Said(request.text), bytes(payload)

    def stream(self, request: Say, _payload: memoryview, context: Context) -> tuple[Said, bytes]:
        """Streams until cancelled when `times` is 0."""
        sent = 0
        while not context.cancelled and (not request.times or sent < request.times):
            context.emit(Said(request.text, sent), bytes([sent % 256]))
            sent += 1
        return Said("cancelled" if context.cancelled else "done", sent), b""

    def hang(self, _request: Say, _payload: memoryview, context: Context) -> tuple[Said, bytes]:
        context.emit(Said("hanging"))
        threading.Event().wait()
        return Said(""), b""

    def abort(self, request: Say, _payload: memoryview, _context: Context) -> tuple[Said, bytes]:
        os.write(2, request.text.encode())
        os.abort()

    def exit(self, _request: Say, _payload: memoryview, _context: Context) -> tuple[Said, bytes]:
        sys.exit(7)

    def print(self, request: Say, _payload: memoryview, _context: Context) -> tuple[Said, bytes]:
        print(request.text * 2000, flush=True)
        os.write(1, b"\x00SHF1 native noise" * 2000)
        return Said(sys.stdin.read()), b""

    def fail(self, request: Say, _payload: memoryview, _context: Context) -> tuple[Said, bytes]:
        raise FileNotFoundError(request.text)

    def mend(self, _request: Say, _payload: memoryview, _context: Context) -> tuple[Said, bytes]:
        raise UserError("There is no such voice.", "Choose another one.")

    def lie(self, _request: Say, _payload: memoryview, _context: Context) -> tuple[Other, bytes]:
        return Other(1), b""

    def environment(self, request: Say, _payload: memoryview, _context: Context) -> tuple[Said, bytes]:
        return Said(os.environ.get(request.text, "")), b""

    def garbage(self, _request: Say, _payload: memoryview, _context: Context) -> tuple[Said, bytes]:
        """Break into the frame stream itself, as a stray write to its descriptor would."""
        for descriptor in range(3, 10):
            try:
                os.write(descriptor, b"this is not a frame at all")
            except OSError:
                continue
        return Said(""), b""

    def spawn(self, _request: Say, _payload: memoryview, _context: Context) -> tuple[Said, bytes]:
        """Leave a grandchild behind that holds stderr, then crash."""
        helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
        os.write(2, str(helper.pid).encode())
        os.abort()
