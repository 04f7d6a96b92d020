"""How many words of a clip were heard, when it was cut off. By its sound, not by its length alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

_FRAME_S = 0.01
_VOICED_DB = 32.0
"""Speech is what comes within this of the clip's loudest 10 ms; the rest is pauses, in which no word passes."""
_WORD_LETTERS = 1.2
"""What every word takes beside its letters, in letters: short words are slower than their spelling."""
_DIGIT_LETTERS = 3.5
"""A digit is read as a word."""
_HEARD = 0.35
"""A word counts as heard from this share of it on."""


def words_heard(text: str, pcm: Samples, rate: int, played: int) -> int:
    """How many words of `text` the first `played` samples of `pcm` hold. Silent clips count by length."""
    weights = np.array([_weight(word) for word in text.split()])
    if not len(weights) or not len(pcm) or played <= 0:
        return 0
    said = _share_voiced(pcm, rate, played) * weights.sum()
    ends = np.cumsum(weights) - (1 - _HEARD) * weights
    return int(np.searchsorted(ends, said, side="right"))


def _weight(word: str) -> float:
    return _WORD_LETTERS + sum(_DIGIT_LETTERS if c.isdigit() else 1.0 for c in word if c.isalnum())


def _share_voiced(pcm: Samples, rate: int, played: int) -> float:
    """The share of the clip's speech that lies in its first `played` samples, 0 to 1."""
    frame = max(1, round(rate * _FRAME_S))
    frames = pcm[: len(pcm) // frame * frame].reshape(-1, frame).astype(np.float64)
    level = np.sqrt(np.mean(frames**2, axis=1))
    loudest = level.max(initial=0.0)
    if loudest <= 0:
        return min(1.0, played / len(pcm))
    voiced = level > loudest * 10 ** (-_VOICED_DB / 20)
    heard = np.clip(played / frame - np.arange(len(voiced)), 0.0, 1.0)
    return float(np.sum(heard * voiced) / voiced.sum())
