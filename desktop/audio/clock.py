"""From samples of one stream to samples of another, by the times PortAudio gives for its blocks."""

from __future__ import annotations

import numpy as np

_KEPT = 32


class StreamClock:
    """When each frame of a stream passes the converter: a median over the last 32 blocks, so that one late
    callback does not move it. `note` is for one thread (the callback), the rest for any.
    """

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._origins = np.zeros(_KEPT)
        self._noted = 0

    def note(self, frame: int, at_s: float) -> None:
        """Frame number `frame` passes at `at_s` on PortAudio's clock."""
        self._origins[self._noted % _KEPT] = at_s - frame / self._rate
        self._noted += 1

    def restart(self, frame: int, at_s: float) -> None:
        """As `note`, after a pause in which no frames were counted: what was noted before no longer holds."""
        self._origins[0] = at_s - frame / self._rate
        self._noted = 1

    @property
    def running(self) -> bool:
        """Whether anything was noted yet."""
        return self._noted > 0

    def time_of(self, frame: float) -> float:
        """When `frame` passes, in seconds on PortAudio's clock."""
        return self._origin() + frame / self._rate

    def frame_at(self, at_s: float) -> float:
        """The frame that passes at `at_s`."""
        return (at_s - self._origin()) * self._rate

    def _origin(self) -> float:
        return float(np.median(self._origins[: min(self._noted, _KEPT)]))
