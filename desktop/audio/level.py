"""Loudness of a block of sound."""

from __future__ import annotations

import numpy as np

from desktop.audio.device import Samples

SILENCE_DBFS = -90.0


def dbfs(samples: Samples) -> float:
    """Root mean square of int16 `samples` in dB relative to full scale: 0 loudest, -90 silence or nothing."""
    if not len(samples):
        return SILENCE_DBFS
    power = float(np.mean(np.square(samples, dtype=np.float64))) / 32768.0**2
    return max(SILENCE_DBFS, 10 * float(np.log10(power))) if power > 0 else SILENCE_DBFS
