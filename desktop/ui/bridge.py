"""The one door from core threads to the window: events go in anywhere and come out on the main thread."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.events import Event, LevelMeasured, PartialHeard
from desktop.logs import get_logger

_COALESCED = (LevelMeasured, PartialHeard)
SLICE_S = 0.008
"""Seconds of delivering in one go; what is left waits for the next turn of the main loop."""


class Bridge(QObject):
    """Delivers what any thread emits as the signal `arrived`, in order, on the thread that made the bridge.

    Of levels and of partial words only the newest waiting one is delivered: a burst can't flood the main loop.
    What goes wrong with one event is logged and told on stderr; the next ones still come.
    """

    arrived = Signal(object)
    """An event, on the main thread. (Not called `event`: that is a method of every QObject.)"""
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: list[Event | Callable[[], None]] = []
        self._awake = False
        self._closed = False
        self._woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, event: Event) -> None:
        """Hand over an event. Any thread; returns at once; without effect after `close`.

        (Not called `emit`: a signal of this object would call that in place of Qt's.)
        """
        self._add(event)

    def run(self, work: Callable[[], None]) -> None:
        """Have `work` called on the main thread, in order with the events. Any thread."""
        self._add(work)

    def close(self) -> None:
        """Drop what waits, and everything that comes from now on. Main thread."""
        with self._lock:
            self._closed = True
            self._waiting.clear()

    def _add(self, item: Event | Callable[[], None]) -> None:
        with self._lock:
            if self._closed:
                return
            if isinstance(item, _COALESCED):
                self._waiting = [waiting for waiting in self._waiting if type(waiting) is not type(item)]
            self._waiting.append(item)
            if self._awake:
                return
            self._awake = True
            self._wake()

    def _wake(self) -> None:
        """Have `_deliver` called. Should that fail, the next event tries again: a window must not stay deaf."""
        try:
            self._woken.emit()
        except BaseException:
            self._awake = False
            raise

    @Slot()
    def _deliver(self) -> None:
        until = time.monotonic() + SLICE_S
        while (item := self._next()) is not None:
            try:
                if callable(item):
                    item()
                else:
                    self.arrived.emit(item)
            except Exception as wrong:  # a screen's bug: said as any other, and the events behind it still come
                get_logger().error("work.failed", error_type=type(wrong).__name__)
                sys.excepthook(type(wrong), wrong, wrong.__traceback__)
            if time.monotonic() > until:
                self._wake()
                return

    def _next(self) -> Event | Callable[[], None] | None:
        with self._lock:
            if not self._waiting:
                self._awake = False
                return None
            return self._waiting.pop(0)
