"""The call's clock as the window shows it: told by events, filled in between them."""

from __future__ import annotations

import time
from collections.abc import Callable


class CallClock:
    """Seconds since the call began. `now` is a monotonic clock in seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._at_s = 0.0
        self._told = 0.0
        self._running = False

    def start(self) -> None:
        """The call begins."""
        self._at_s, self._told, self._running = 0.0, self._now(), True

    def tell(self, at_s: float) -> None:
        """An event says how far the call is."""
        self._at_s, self._told = max(at_s, 0.0), self._now()

    def hold(self, held: bool) -> None:
        """Stand still while the call is paused or over."""
        self._at_s, self._told = self.elapsed(), self._now()
        self._running = not held

    def elapsed(self) -> float:
        """Seconds of call so far."""
        return self._at_s + (self._now() - self._told if self._running else 0.0)
