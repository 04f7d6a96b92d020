"""The circuit breaker of one engine: so many failures within a window open it, whatever succeeded in between."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable

import pybreaker

from desktop.engines.spec import BreakerPolicy

OnChange = Callable[[str], None]
"""Called with the new state: "closed", "open" or "half-open"."""


class _Failure(Exception):
    """Carries a failure into pybreaker."""


def _fail() -> None:
    raise _Failure


class _Window(pybreaker.CircuitMemoryStorage):
    """Counts failures of the last `window_s`. pybreaker's own storage counts consecutive ones only."""

    def __init__(self, window_s: float, clock: Callable[[], float]) -> None:
        super().__init__(pybreaker.STATE_CLOSED)
        self._window_s = window_s
        self._clock = clock
        self._failed_at: deque[float] = deque()

    @property
    def counter(self) -> int:
        """Failures within the window."""
        while self._failed_at and self._clock() - self._failed_at[0] > self._window_s:
            self._failed_at.popleft()
        return len(self._failed_at)

    def increment_counter(self) -> None:
        """A failure now."""
        self._failed_at.append(self._clock())

    def reset_counter(self) -> None:
        """No failures so far. pybreaker asks for it when the breaker closes."""
        self._failed_at.clear()


class _Listener(pybreaker.CircuitBreakerListener):
    def __init__(self, on_change: OnChange) -> None:
        self._on_change = on_change

    def state_change(self, _breaker: object, _old: object, new: pybreaker.CircuitBreakerState) -> None:
        """Pass the new state on."""
        self._on_change(new.name)


def _ignore(_state: str) -> None:
    return


class Breaker:
    """pybreaker's state machine, told of failures and successes instead of wrapping a call. Thread-safe.

    `clock` returns seconds and never goes back.
    """

    def __init__(
        self, policy: BreakerPolicy, *, on_change: OnChange = _ignore, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._policy = policy
        self._clock = clock
        self._opened_at = 0.0
        self._window = _Window(policy.window_s, clock)
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=policy.failures,
            reset_timeout=policy.reset_s,
            state_storage=self._window,
            throw_new_error_on_trip=False,
            listeners=[_Listener(on_change)],
        )

    @property
    def state(self) -> str:
        """ "closed", "open" or "half-open"."""
        return str(self._breaker.current_state)

    @property
    def retry_in_s(self) -> float:
        """Seconds until an open breaker lets a probe through; 0 when it already does, or is not open."""
        if self.state != pybreaker.STATE_OPEN:
            return 0.0
        return max(0.0, self._opened_at + self._policy.reset_s - self._clock())

    def allow(self) -> bool:
        """Whether the engine may be tried now; an open breaker becomes half-open once `reset_s` has passed."""
        if self.state != pybreaker.STATE_OPEN:
            return True
        if self.retry_in_s > 0:
            return False
        self._breaker.half_open()
        return True

    def failure(self) -> None:
        """The engine failed: its process died, was ended, or could not be started."""
        if self.state == pybreaker.STATE_OPEN:
            return
        with contextlib.suppress(_Failure):
            self._breaker.call(_fail)
        if self.state == pybreaker.STATE_OPEN:
            self._opened_at = self._clock()

    def success(self) -> None:
        """The engine answered: closes a half-open breaker."""
        # Not told to pybreaker while closed: a success would take the failures of the window back.
        if self.state == pybreaker.STATE_HALF_OPEN:
            self._breaker.call(bool)
