"""Loudness of a block of sound, and what it says about a microphone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from desktop.audio.device import Samples

SILENCE_DBFS = -90.0


def dbfs(samples: Samples) -> float:
    """Root mean square of int16 `samples` in dB relative to full scale: 0 loudest, -90 silence or nothing."""
    if not len(samples):
        return SILENCE_DBFS
    power = float(np.mean(np.square(samples, dtype=np.float64))) / 32768.0**2
    return max(SILENCE_DBFS, 10 * float(np.log10(power))) if power > 0 else SILENCE_DBFS


Trouble = Literal["silent", "clipping", "fine"]


@dataclass(frozen=True, slots=True)
class Limits:
    """When a microphone counts as silent, and when as too loud. Peaks in dBFS, times in seconds."""

    silent_peak: float = -62.0
    silent_s: float = 8.0
    clipped_blocks: int = 4
    clipped_within_s: float = 6.0


class InputWatch:
    """Looks at a microphone's blocks while somebody should be heard; says each trouble once, and its end."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._quiet_since: float | None = None
        self._clipped: list[float] = []
        self._trouble: Trouble = "fine"

    def feed(self, samples: Samples, now: float, *, clipped: int = 0) -> Trouble | None:
        """A block heard at `now`; the trouble that begins with it, "fine" when one is over, else None."""
        limits = self._limits
        peak = np.abs(samples.astype(np.int32)).max(initial=0) / 32768.0
        if peak > 10 ** (limits.silent_peak / 20):
            self._quiet_since = None
        elif self._quiet_since is None:
            self._quiet_since = now
        self._clipped = [at for at in self._clipped if now - at < limits.clipped_within_s]
        if clipped:
            self._clipped.append(now)
        return self._changed(self._state(now))

    def rest(self) -> None:
        """Nobody need be heard now: silence counts anew from the next block on."""
        self._quiet_since = None

    def _state(self, now: float) -> Trouble:
        if len(self._clipped) >= self._limits.clipped_blocks:
            return "clipping"
        silent = self._quiet_since is not None and now - self._quiet_since >= self._limits.silent_s
        return "silent" if silent else "fine"

    def _changed(self, state: Trouble) -> Trouble | None:
        heard_again = self._quiet_since is None
        if state == self._trouble or (state == "fine" and self._trouble == "silent" and not heard_again):
            return None
        self._trouble = state
        return state
