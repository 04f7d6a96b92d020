"""Float samples of one utterance -> the int16 PCM that is played. Pure.

Every voice comes out at one loudness, starts and ends close to its speech, and never clicks or clips.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

LEAD_S = 0.05
"""Silence kept before the first sound: enough for a soft consonant, short enough not to be heard as lag."""

TAIL_S = 0.11
"""Silence kept after the last sound: room for a breath to die away."""

PAUSE_S = 0.22
"""Silence between two sentences of one utterance, at pace 1."""

LEVEL = 0.1
"""Root mean square of the loud part of a clip (-20 dB of full scale), the level of spoken broadcast."""

PEAK = 0.89
"""No sample is louder (-1 dB of full scale)."""

_FRAME_S = 0.01
_FLOOR = 10 ** (-42 / 20)
_FADE_S = 0.005


def finish(pieces: Sequence[Floats], rate: int, pace: float = 1.0) -> npt.NDArray[np.int16]:
    """Join sentences with pauses, trim, level and fade; int16 at `rate`. Empty when nothing sounds."""
    sounding = [piece for piece in (trim(piece, rate) for piece in pieces) if len(piece)]
    if not sounding:
        return np.zeros(0, np.int16)
    pause = np.zeros(int(max(0.0, PAUSE_S / pace - LEAD_S - TAIL_S) * rate), np.float32)
    joined = [part for piece in sounding for part in (_faded(piece, rate), pause)][:-1]
    return np.asarray(np.round(level(np.concatenate(joined), rate) * 32767), np.int16)


def trim(samples: Floats, rate: int) -> Floats:
    """`samples` without the silence before its first and after its last sound, but `LEAD_S` and `TAIL_S` of it."""
    loud = np.flatnonzero((rms := frame_rms(samples, rate)) > _FLOOR * rms.max(initial=0.0))
    if not len(loud):
        return np.zeros(0, np.float32)
    frame = int(_FRAME_S * rate)
    start = max(0, int(loud[0]) * frame - int(LEAD_S * rate))
    return samples[start : (int(loud[-1]) + 1) * frame + int(TAIL_S * rate)]


def level(samples: Floats, rate: int) -> Floats:
    """`samples` with the loud half of their frames at `LEVEL`, and no peak above `PEAK`."""
    rms = frame_rms(samples, rate)
    spoken = float(np.sqrt(np.mean(rms[rms >= np.median(rms)] ** 2)))
    gain = min(LEVEL / max(spoken, 1e-6), PEAK / max(float(np.abs(samples).max()), 1e-6))
    return samples * np.float32(gain)


def frame_rms(samples: Floats, rate: int) -> npt.NDArray[np.float64]:
    """Root mean square of each 10 ms of `samples`; the last frame is filled up with silence."""
    frame = int(_FRAME_S * rate)
    padded = np.pad(samples.astype(np.float64), (0, -len(samples) % frame))
    return np.asarray(np.sqrt(np.mean(padded.reshape(-1, frame) ** 2, axis=1)), np.float64)


def _faded(samples: Floats, rate: int) -> Floats:
    size = min(int(_FADE_S * rate), len(samples) // 2)
    ramp = np.linspace(0.0, 1.0, size, dtype=np.float32)
    shaped = samples.copy()
    shaped[:size] *= ramp
    shaped[len(samples) - size :] *= ramp[::-1]
    return shaped
