"""One thread that runs actions when their time has come: no polling, no thread for each call."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable

Action = Callable[[], None]


class Alarm:
    """An action that is due at a moment; `cancel` forgets it."""

    def __init__(self, action: Action) -> None:
        self._action: Action | None = action

    def cancel(self) -> None:
        """Do not run the action, if it has not begun."""
        self._action = None

    def ring(self) -> None:
        """Run the action, once."""
        action, self._action = self._action, None
        if action is not None:
            action()


class Deadlines:
    """Runs actions in order of time on a thread of its own, which starts with the first one. Thread-safe."""

    def __init__(self, name: str) -> None:
        self._wake = threading.Condition()
        self._due: list[tuple[float, int, Alarm]] = []
        self._order = itertools.count()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._started = False
        self._closed = False

    def after(self, delay_s: float, action: Action) -> Alarm:
        """Run `action` in `delay_s` seconds. Once closed, only what is due at once is still run."""
        alarm = Alarm(action)
        with self._wake:
            late = self._closed
            if not late:
                heapq.heappush(self._due, (time.monotonic() + delay_s, next(self._order), alarm))
                self._start()
                self._wake.notify()
        if late and delay_s <= 0:
            threading.Thread(target=alarm.ring, name=self._thread.name, daemon=True).start()
        return alarm

    def soon(self, action: Action) -> None:
        """Run `action` on the thread, as soon as it is free."""
        self.after(0.0, action)

    def on_own_thread(self) -> bool:
        """Whether the caller is one of the actions."""
        return threading.current_thread() is self._thread

    def close(self, *, wait: bool) -> None:
        """Run what is due, forget the rest, end the thread; `wait` for it (never from an action)."""
        with self._wake:
            self._closed = True
            self._wake.notify()
            started = self._started
        if started and wait:
            self._thread.join()

    def _start(self) -> None:
        if not self._started:
            self._started = True
            self._thread.start()

    def _run(self) -> None:
        while (alarm := self._next()) is not None:
            alarm.ring()

    def _next(self) -> Alarm | None:
        with self._wake:
            while True:
                wait_s = self._due[0][0] - time.monotonic() if self._due else None
                if wait_s is not None and wait_s <= 0:
                    return heapq.heappop(self._due)[2]
                if self._closed:
                    return None
                self._wake.wait(None if wait_s is None else min(wait_s, threading.TIMEOUT_MAX))
