"""One child process as its parent sees it: spawn, frames in and out, what it wrote to stderr, its end."""

from __future__ import annotations

import contextlib
import io
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

from desktop.engines import wire
from desktop.engines.spec import ADAPTERS, EngineSpec

_ROOT = Path(__file__).resolve().parents[2]
_KEPT_PYTHON = frozenset({"PYTHONHOME", "PYTHONPATH", "PYTHONNOUSERSITE", "PYTHONDONTWRITEBYTECODE"})
_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
_TAIL = 8192
_Outgoing = tuple[wire.ToChild, wire.Payload]


def command() -> list[str]:
    """What starts a worker: this interpreter, or the frozen application itself."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--engine-worker"]
    return [sys.executable, "-m", "desktop.engines.worker"]


def environment(spec: EngineSpec, base: Mapping[str, str]) -> dict[str, str]:
    """The child's environment: `base` without Python's debugging switches, threads capped, `spec.env` on top."""
    kept = {key: value for key, value in base.items() if not key.startswith("PYTHON") or key in _KEPT_PYTHON}
    threads = str(spec.options.get("threads", 1))
    kept |= dict.fromkeys(_THREAD_VARIABLES, threads)
    # Spinning threads of one engine starve the others: 31 to 0.7 tokens/s was seen with libgomp's default.
    kept |= {"OMP_WAIT_POLICY": "passive", "KMP_BLOCKTIME": "0", "TOKENIZERS_PARALLELISM": "false"}
    # No module of the folder the person happens to be in may shadow one of ours.
    kept |= {"PYTHONSAFEPATH": "1", "PYTHONUTF8": "1", "PYTHONFAULTHANDLER": "1"}
    kept |= spec.env
    paths = [str(_ROOT), *filter(None, [kept.get("PYTHONPATH")])]
    return kept | {"PYTHONPATH": os.pathsep.join(paths)}


class Child:
    """A running worker. One thread may read `frames`; everything else is thread-safe."""

    def __init__(self, spec: EngineSpec) -> None:
        """Spawn it and send it its spec. Raises OSError when no process can be started."""
        self.ended = threading.Event()
        self._process = subprocess.Popen(
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(spec, os.environ),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            # Ctrl-C in a terminal reaches its whole group, and would end an engine that is still starting.
            process_group=None if sys.platform == "win32" else 0,
        )
        self.pid = self._process.pid
        self._outgoing: queue.SimpleQueue[_Outgoing | None] = queue.SimpleQueue()
        self._tail = bytearray()
        self._drain = self._thread(self._drain_stderr, "stderr")
        self._writer = self._thread(self._write, "writer")
        self.send(wire.Load(ADAPTERS.get(spec.adapter, spec.adapter), dict(spec.options)))

    def send(self, header: wire.ToChild, payload: wire.Payload = b"") -> None:
        """Queue one frame; never blocks. A frame for a child that is gone is dropped."""
        self._outgoing.put((header, payload))

    def frames(self) -> Iterator[tuple[wire.FromChild, bytes]]:
        """What the child says until its stream ends. Raises `wire.CorruptFrame`."""
        return wire.read_from_child(cast(BinaryIO, self._process.stdout))

    def terminate(self) -> None:
        """Ask it to end (on Windows: end it)."""
        with contextlib.suppress(OSError):
            self._process.terminate()

    def kill(self) -> None:
        """End it now."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def reap(self) -> int:
        """Close the streams and wait for the end; the exit code (negative: the signal)."""
        self._outgoing.put(None)
        code = self._process.wait()
        self._writer.join()
        # A grandchild may hold stderr open for as long as it likes.
        self._drain.join(timeout=0.5)
        cast(BinaryIO, self._process.stdout).close()
        self.ended.set()
        return code

    def stderr_tail(self) -> str:
        """The last of what it wrote to stderr (at most 8 kB). May quote speech: show it, never log it."""
        return bytes(self._tail).decode("utf-8", "replace")

    def _thread(self, target: Callable[[], None], name: str) -> threading.Thread:
        thread = threading.Thread(target=target, name=f"engine-{self.pid}-{name}", daemon=True)
        thread.start()
        return thread

    def _write(self) -> None:
        stream = cast(BinaryIO, self._process.stdin)
        try:
            while (outgoing := self._outgoing.get()) is not None:
                wire.write_frame(stream, *outgoing)
        except OSError:
            # It no longer listens: whatever it still does, nobody can use.
            self.kill()
        finally:
            with contextlib.suppress(OSError):
                stream.close()

    def _drain_stderr(self) -> None:
        with cast(io.BufferedReader, self._process.stderr) as stream:
            while chunk := stream.read1(_TAIL):
                self._tail += chunk
                del self._tail[:-_TAIL]
