"""Calls as a person would make them: `call --json` in a process of its own, on the rig's sound card."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from desktop import paths
from desktop.errors import UserError

SCENARIO = "eleven-pm"
_MINUTES = "60"
_BEGIN_S = 240.0
"""Models load from a cold disk."""
_END_S = 90.0
"""The last words are settled, the session is stored and its review is written."""
_LINES_KEPT = 12


def environment(rig: Mapping[str, str], home: Path) -> dict[str, str]:
    """What a call's process gets: the rig's sound card, a home of its own, and the models that are installed."""
    models = os.pathsep.join(map(str, (*paths.machine_models_dirs(), paths.models_dir())))
    source = str(Path(__file__).resolve().parents[3])
    path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH", ""))))
    own = {"STEADYHAND_HOME": str(home), "STEADYHAND_MODELS": models, "PYTHONPATH": path}
    return dict(os.environ) | own | {"QT_QPA_PLATFORM": "offscreen"} | dict(rig)


def warnings_of(home: Path) -> list[str]:
    """What the calls made with that home have written into their log as a warning or worse: event and error."""
    lines = [line for file in sorted((home / "logs").glob("*.log*")) for line in file.read_text().splitlines()]
    entries = [json.loads(line) for line in lines if line.endswith("}")]  # a killed call may leave half a line
    worse = [entry for entry in entries if entry["level"] not in ("debug", "info")]
    return [" ".join(filter(None, (entry["event"], entry.get("error_type", "")))) for entry in worse]


def call_command(options: Sequence[str]) -> list[str]:
    """The command line of a call."""
    call = [sys.executable, "-m", "desktop", "call", "--scenario", SCENARIO, "--minutes", _MINUTES, "--json"]
    return [*call, *options]


class Call:
    """One call, made by `command`. `on_ended` is called on another thread when its process says nothing more."""

    def __init__(self, env: Mapping[str, str], command: Sequence[str], on_ended: Callable[[], None]) -> None:
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(env),
            start_new_session=True,
        )
        self._on_ended = on_ended
        self._begun = threading.Event()
        self._silent = threading.Event()
        self._said: list[str] = []
        self._result = b""
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._readers = (
            threading.Thread(target=self._read_result, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._read_lines, args=(self._process.stderr,), daemon=True),
        )
        for reader in self._readers:
            reader.start()

    @property
    def ended(self) -> bool:
        """Whether it is over, or nearly: nothing more is heard there."""
        return self._silent.is_set()

    def wait_begun(self) -> None:
        """Wait until one can talk. Raises `UserError`."""
        self._begun.wait(_BEGIN_S)
        if not self._begun.is_set() or self.ended:
            self.kill()
            raise UserError(f"A call didn't begin: {' / '.join(self._said[-3:])}", "Try: ./run doctor")

    def hang_up(self) -> dict[str, Any]:
        """End it as Ctrl-C does; its result. Raises `UserError` when it gives none."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise UserError("A call didn't end.", f"It last said: {' / '.join(self._said[-3:])}") from None
        for reader in self._readers:
            reader.join()
        lines = self._result.strip().splitlines()
        if not lines:
            raise UserError("A call ended without a result.", f"It last said: {' / '.join(self._said[-3:])}")
        result: dict[str, Any] = json.loads(lines[-1])
        return result | {"exit_status": self._process.returncode}

    def kill(self) -> None:
        """End it and its engines now; for a call that doesn't end by itself."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for reader in self._readers:
            reader.join()

    def _read_result(self, stream: IO[bytes]) -> None:
        with stream:
            self._result = stream.read()

    def _read_lines(self, stream: IO[bytes]) -> None:
        with stream:
            self._take_lines(stream)
        self._begun.set()
        self._over()

    def _take_lines(self, stream: IO[bytes]) -> None:
        for line in stream:
            text = line.decode(errors="replace").rstrip()
            self._said = [*self._said[-_LINES_KEPT:], text]
            if "The call begins" in text:
                self._begun.set()
            if "(the call is over)" in text:
                self._over()

    def _over(self) -> None:
        self._silent.set()
        self._on_ended()
