"""Does this machine keep up with a voice? Measured once, at set-up."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

LIVE_LIMIT = 0.6
"""Real-time factor up to which a voice is used live: the recogniser and the persona need the rest of the time."""

FIRST_LIMIT_S = 0.7
"""Time to the first sound up to which a voice is used live: more is heard as lag."""

FIRST_TEXT = "I hear you."
TEXT = (
    "We have two options tonight, and neither of them is good. "
    "The rollback takes four more hours, and the fix may fail."
)

Say = Callable[[str], tuple[int, int]]
"""Speaks a text: (samples per second, samples). Blocks until all of it is there."""


@dataclass(frozen=True, slots=True)
class VoiceSpeed:
    """`real_time_factor`: seconds of work for a second of speech; `first_sound_s`: from a short clause to PCM."""

    real_time_factor: float
    first_sound_s: float

    @property
    def live(self) -> bool:
        """Whether a call can use this voice."""
        return self.real_time_factor <= LIVE_LIMIT and self.first_sound_s <= FIRST_LIMIT_S


def measure_speed(say: Say, clock: Callable[[], float] = time.perf_counter) -> VoiceSpeed:
    """Speak a short and a long text after one that warms up: about ten seconds of speech.

    The better of two, for the long text only where that may change the verdict: something else may have been
    busy. A voice that gives no samples has an infinite factor.
    """
    say(FIRST_TEXT)
    first = min(_timed(say, FIRST_TEXT, clock)[0] for _ in range(2))
    factor = _factor(say, clock)
    if LIVE_LIMIT < factor < 2 * LIVE_LIMIT:
        factor = min(factor, _factor(say, clock))
    return VoiceSpeed(factor, first)


def keeps_up(say: Say, clock: Callable[[], float] = time.perf_counter) -> bool:
    """Whether this machine speaks fast enough for a live call."""
    return measure_speed(say, clock).live


def _factor(say: Say, clock: Callable[[], float]) -> float:
    took, spoken = _timed(say, TEXT, clock)
    return took / spoken if spoken else float("inf")


def _timed(say: Say, text: str, clock: Callable[[], float]) -> tuple[float, float]:
    """(seconds of work, seconds of speech)."""
    start = clock()
    rate, samples = say(text)
    return clock() - start, samples / rate
