"""Lines made ahead: PCM by voice, text and settings, in memory, the least recently used dropped first."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

CAPACITY_BYTES = 64 * 2**20
"""About 24 minutes at 22 kHz: every authored line of a scenario several times over."""


@dataclass(frozen=True, slots=True)
class LineKey:
    """What makes a line sound as it does: model, voice id in it, pace, and the text."""

    model: str
    voice: str
    pace: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """int16 mono PCM at `rate` samples a second."""

    rate: int
    pcm: bytes


class LineCache:
    """At most `capacity` bytes of PCM. Safe to use from several threads."""

    def __init__(self, capacity: int = CAPACITY_BYTES) -> None:
        self._capacity = capacity
        self._lines: OrderedDict[LineKey, Line] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: LineKey) -> Line | None:
        """The line, or None; it counts as used now."""
        with self._lock:
            if key in self._lines:
                self._lines.move_to_end(key)
            return self._lines.get(key)

    def put(self, key: LineKey, line: Line) -> None:
        """Keep `line`; one that is larger than the cache is not kept."""
        with self._lock:
            self._forget(key)
            if len(line.pcm) > self._capacity:
                return
            self._lines[key] = line
            self._size += len(line.pcm)
            while self._size > self._capacity:
                self._forget(next(iter(self._lines)))

    def clear(self) -> None:
        """Forget everything: the voice changed."""
        with self._lock:
            self._lines.clear()
            self._size = 0

    @property
    def size(self) -> int:
        """Bytes of PCM held."""
        return self._size

    def __len__(self) -> int:
        return len(self._lines)

    def _forget(self, key: LineKey) -> None:
        if key in self._lines:
            self._size -= len(self._lines.pop(key).pcm)
