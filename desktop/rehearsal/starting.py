"""A call's engines as they start: those that its first moment needs before the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from desktop.engines.host import EngineHost
from desktop.engines.sentences import Sentences
from desktop.errors import EngineError
from desktop.events import Emit, EngineHealth
from desktop.logs import get_logger

Then = Callable[[], None]
HEAD_START_S = 1.0
"""What the first ones have to begin the call in, before others take cores from them; a line is spoken in 0.3 s."""


class Starting:
    """Starts engines: `first` side by side, then `later` in their order, `beside` of them at a time.

    Those that come later give the first ones `head_start_s` to begin, unless somebody waits for them.

    Where all of them can work beside each other, all are started at once. One that can't start is told to `emit`.
    Whatever fails, who waits goes on. Thread-safe; the work is done on threads of its own.
    """

    def __init__(
        self,
        first: Sequence[EngineHost],
        later: Sequence[EngineHost],
        emit: Emit,
        *,
        beside: int,
        head_start_s: float = HEAD_START_S,
    ) -> None:
        self._first, self._later = tuple(first), tuple(later)
        self._emit = emit
        self._beside = max(1, beside)
        self._changed = threading.Condition()
        self._works: dict[EngineHost, bool] = {}
        self._then: list[Then] = []
        self.whole = False
        """Whether every engine was started, or can't be."""
        self._closed = False
        self._head_start_s, self._awaited = head_start_s, False
        self._thread = threading.Thread(target=self._run, name="starting-engines", daemon=True)
        for host in (*self._first, *self._later):  # whoever looks should not take one that waits for none
            self._tell(EngineHealth(host.spec.role, "starting"))
        self._thread.start()

    def wait_for(self, hosts: Sequence[EngineHost]) -> None:
        """Wait until each of `hosts` works, or can't be started."""
        with self._changed:
            if not set(hosts) <= set(self._first):
                self._hurry()
            self._changed.wait_for(lambda: self.whole or all(host in self._works for host in hosts))

    def wait_first(self) -> None:
        """Wait for those that come first."""
        self.wait_for(self._first)

    def wait(self) -> None:
        """Wait for all of them."""
        with self._changed:
            self._hurry()
            self._changed.wait_for(lambda: self.whole)

    def _hurry(self) -> None:
        self._awaited = True
        self._changed.notify_all()

    def works(self, host: EngineHost) -> bool:
        """Whether `host` was started; what is still to come counts as one that will be."""
        with self._changed:
            return self._works.get(host, not self.whole)

    def when_whole(self, then: Then) -> None:
        """Call `then` when every engine was started, or at once; never after `close`."""
        with self._changed:
            if not self.whole:
                self._then.append(then)
                return
        then()

    def close(self) -> None:
        """Start no more. The engines are their owner's to end."""
        with self._changed:
            self._closed = True
            self._then.clear()
            self._changed.notify_all()

    def join(self) -> None:
        """Wait for the threads; after the engines were ended."""
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        everybody = (*self._first, *self._later)
        roomy = self._beside >= len(everybody)
        try:
            self._start_all(everybody if roomy else self._first)
            if not roomy:
                with self._changed:
                    self._changed.wait_for(lambda: self._awaited or self._closed, self._head_start_s)
                self._start_all(self._later)
        finally:
            with self._changed:
                self.whole = True
                then = [] if self._closed else list(self._then)
                self._then.clear()
                self._changed.notify_all()
        for each in then:
            each()

    def _start_all(self, stage: Sequence[EngineHost]) -> None:
        try:
            with ThreadPoolExecutor(max(self._beside, len(self._first), 1), "starting") as pool:
                list(pool.map(self._start, stage))
        except RuntimeError as wrong:  # no thread to be had: those that are left come one after another
            get_logger().warning("engines.no_threads", error_type=type(wrong).__name__)
        for host in stage:
            if host not in self._works:
                self._start(host)

    def _start(self, host: EngineHost) -> None:
        role, works = host.spec.role, False
        try:
            if not self._closed:
                host.start()
                works = True
        except EngineError as wrong:
            self._down(EngineHealth(role, "down", str(wrong)))
        except Exception as wrong:  # a process or a thread that the system refuses, or a bug: the call has others
            get_logger(engine=role).error("engine.not_started", error_type=type(wrong).__name__)
            self._down(EngineHealth(role, "down", Sentences(role).not_started()))
        finally:
            with self._changed:
                self._works[host] = works
                self._changed.notify_all()

    def _down(self, health: EngineHealth) -> None:
        if not self._closed:
            self._tell(health)

    def _tell(self, health: EngineHealth) -> None:
        """A listener's bug must not hold up who waits."""
        try:
            self._emit(health)
        except Exception as wrong:  # foreign code
            get_logger(engine=health.role).error("listener.failed", error_type=type(wrong).__name__)
