"""The sound as Whisper's family of networks sees it: 80 mel bands, a hundred frames a second, on a log scale."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from desktop.events import CAPTURE_RATE

BANDS = 80
FFT = 400
HOP = 160
DYNAMIC_RANGE = 8.0
"""Decades below the loudest cell at which the picture is cut off."""

_LINEAR_HZ = 1000.0
"""Slaney's mel scale: linear below, 15 mels long; logarithmic above, 27 mels for every factor of 6.4."""
_LINEAR_MELS = 15.0
_MELS_PER_NEPER = 27.0 / np.log(6.4)


def log_mel(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """The picture of `sound` (mono, 16 kHz): `BANDS` rows, one column for every `HOP` samples."""
    padded = np.pad(sound, FFT // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, FFT)[::HOP][: len(sound) // HOP]
    window = np.hanning(FFT + 1)[:-1].astype(np.float32)
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    bands = np.log10(np.maximum(_filters() @ power.T, 1e-10))
    bands = np.maximum(bands, bands.max() - DYNAMIC_RANGE)
    scaled: NDArray[np.float32] = ((bands + 4.0) / 4.0).astype(np.float32)
    return scaled


@lru_cache(maxsize=1)
def _filters() -> NDArray[np.float64]:
    """Triangles of equal area, evenly spaced on the mel scale from 0 to half the rate."""
    corners = _hertz(np.linspace(0.0, _mels(CAPTURE_RATE / 2), BANDS + 2))
    low, middle, high = (corners[shift : shift + BANDS, np.newaxis] for shift in range(3))
    bins = np.fft.rfftfreq(FFT, 1 / CAPTURE_RATE)
    rising, falling = (bins - low) / (middle - low), (high - bins) / (high - middle)
    filters: NDArray[np.float64] = np.maximum(0.0, np.minimum(rising, falling)) * (2.0 / (high - low))
    return filters


def _mels(hertz: float) -> float:
    if hertz < _LINEAR_HZ:
        return hertz * _LINEAR_MELS / _LINEAR_HZ
    return _LINEAR_MELS + float(np.log(hertz / _LINEAR_HZ)) * float(_MELS_PER_NEPER)


def _hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    above = _LINEAR_HZ * np.exp((mels - _LINEAR_MELS) / _MELS_PER_NEPER)
    return np.where(mels < _LINEAR_MELS, mels * _LINEAR_HZ / _LINEAR_MELS, above)
