"""What Whisper hears of sound: the logarithm of 80 mel bands, a hundred times a second. Pure."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.events import CAPTURE_RATE
from desktop.recognition.speech import Samples

WINDOW, HOP, BANDS = 400, 160, 80
FRAMES_PER_S = CAPTURE_RATE // HOP
WINDOW_S = 30
"""The network was trained on stretches of this length, silence after the speech included."""

_LINEAR_HZ = 200 / 3
_KNEE_HZ = 1000.0
_LOG_STEP = np.log(6.4) / 27
_RANGE = 8.0
"""Decades below the loudest band that still count."""

_Floats = NDArray[np.floating[Any]]


def log_mel(audio: Samples) -> NDArray[np.float32]:
    """Shape (80, 3000) for up to 30 s of `audio` (mono, 16 kHz, full scale 1.0), silence added after it."""
    whole = np.zeros(WINDOW_S * CAPTURE_RATE)
    whole[: len(audio)] = audio[: len(whole)]
    mirrored = np.pad(whole, WINDOW // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(mirrored, WINDOW)[:-1:HOP]
    power = np.abs(np.fft.rfft(frames * _hann())) ** 2
    bands = np.log10(np.maximum(filters() @ power.T, 1e-10))
    scaled = (np.maximum(bands, bands.max() - _RANGE) + 4.0) / 4.0
    return np.ascontiguousarray(scaled, np.float32)


@cache
def filters() -> _Floats:
    """Triangles over the 201 frequencies of a window, shape (80, 201); each has the same area."""
    edges = _hertz(np.linspace(_mel(0.0), _mel(CAPTURE_RATE / 2), BANDS + 2))
    at = np.fft.rfftfreq(WINDOW, 1 / CAPTURE_RATE)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (at - low) / (middle - low), (high - at) / (high - middle)
    triangles: _Floats = np.maximum(0.0, np.minimum(rising, falling)) * 2 / (high - low)
    return triangles


@cache
def _hann() -> _Floats:
    window: _Floats = np.hanning(WINDOW + 1)[:-1]
    return window


def _mel(hertz: float) -> float:
    """The scale is linear up to 1 kHz, logarithmic above."""
    if hertz < _KNEE_HZ:
        return hertz / _LINEAR_HZ
    return float(_KNEE_HZ / _LINEAR_HZ + np.log(hertz / _KNEE_HZ) / _LOG_STEP)


def _hertz(mel: _Floats) -> _Floats:
    knee = _KNEE_HZ / _LINEAR_HZ
    above: _Floats = _KNEE_HZ * np.exp(_LOG_STEP * (np.maximum(mel, knee) - knee))
    return np.where(mel < knee, mel * _LINEAR_HZ, above)
