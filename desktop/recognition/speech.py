"""Where in a recording the speech is: by level alone, for one utterance that is known to be speech."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.events import CAPTURE_RATE

Samples = NDArray[np.floating[Any]]
"""Mono at 16 kHz, full scale 1.0."""

FRAME = CAPTURE_RATE // 50
SILENCE_DBFS = -60.0
"""An utterance whose loudest 20 ms stay below this holds nothing that anybody said."""

SPEECH_DB = 35.0
"""Speech is what comes within this of the loudest 20 ms."""

MARGIN_S = 0.1
"""Kept on either side of the speech: soft consonants lie below the level."""

LONGEST_S = 20.0
SHORTEST_S = 8.0


def is_silent(audio: Samples) -> bool:
    """Whether there is nothing to recognise."""
    return bool(levels(audio).max(initial=-200.0) < SILENCE_DBFS)


def levels(audio: NDArray[Any]) -> Samples:
    """The level of every whole 20 ms, dB relative to full scale."""
    frames = audio[: len(audio) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    decibels: Samples = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-20)
    return decibels


def trimmed(audio: Samples) -> Samples:
    """`audio` without the silence before and after its speech, so that what is added is all there is."""
    begin, end = spoken(audio)
    return audio[begin:end]


def spoken(audio: Samples) -> tuple[int, int]:
    """Where the speech begins and ends, in samples, a margin on either side included."""
    level = levels(audio)
    loud = np.flatnonzero(level > level.max() - SPEECH_DB)
    margin = int(MARGIN_S * CAPTURE_RATE)
    return max(0, int(loud[0]) * FRAME - margin), min(len(audio), (int(loud[-1]) + 1) * FRAME + margin)


def pieces(audio: Samples) -> list[Samples]:
    """`audio` cut at its quietest points into pieces of at most 20 s (a piece costs more than its length)."""
    cuts = [0]
    while len(audio) - cuts[-1] > LONGEST_S * CAPTURE_RATE:
        cuts.append(_quietest(audio, cuts[-1]))
    return [audio[begin:end] for begin, end in itertools.pairwise([*cuts, len(audio)])]


def quietest(audio: NDArray[Any]) -> int:
    """The sample in the middle of the quietest 0.2 s of `audio` (longer than that)."""
    smooth = np.convolve(levels(audio), np.ones(10) / 10, mode="valid")
    return (int(smooth.argmin()) + 5) * FRAME


def _quietest(audio: Samples, begin: int) -> int:
    """The quietest point 8 to 20 s after `begin`."""
    first = begin + int(SHORTEST_S * CAPTURE_RATE)
    return first + quietest(audio[first : begin + int(LONGEST_S * CAPTURE_RATE)])
