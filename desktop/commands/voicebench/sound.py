"""What sounds when, in a waveform. Pure. Samples are int16, mono, at `RATE`; times are seconds from its start."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

RATE = 16_000
FRAME = RATE // 100
"""Loudness is measured in frames of 10 ms."""
BELOW_LOUDEST_DB = 35.0
"""A frame is audible down to so much below the signal's loudest: breaths and room tone lie deeper, the quietest
consonants of the voices used here do not."""
SILENT_DBFS = -50.0
"""Nothing below this counts as sound, however quiet the rest is."""
JOIN_S = 0.15
"""Shorter gaps belong to one stretch of speech: stops of consonants, not pauses."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sound from its first audible sample to its last one."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """Seconds it lasts."""
        return self.end_s - self.start_s


def amplitude(dbfs: float) -> float:
    """The int16 amplitude of a level in dB relative to full scale."""
    return float(32768 * 10 ** (dbfs / 20))


def threshold(samples: Samples) -> float:
    """The amplitude from which a frame of `samples` is audible, as said at `BELOW_LOUDEST_DB`."""
    loudest = float(_loudness(samples).max(initial=0.0))
    return max(loudest * 10 ** (-BELOW_LOUDEST_DB / 20), amplitude(SILENT_DBFS))


def stretches(samples: Samples, floor: float | None = None, join_s: float = JOIN_S) -> tuple[Stretch, ...]:
    """Where it sounds: frames as loud as `floor` (the signal's own threshold), trimmed to samples that are."""
    floor = threshold(samples) if floor is None else floor
    loud = _loudness(samples) >= floor
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loud.astype(np.int8), [0]))))
    pieces = [_trimmed(samples, begin * FRAME, end * FRAME, floor) for begin, end in edges.reshape(-1, 2).tolist()]
    return tuple(_joined(pieces, join_s))


def silent_from(samples: Samples, dbfs: float = SILENT_DBFS, gap_s: float = math.inf) -> float:
    """Seconds until silence: the end of the last sample louder than `dbfs` before `gap_s` without such.

    By default that is silence for good. 0 when there is no such sample.
    """
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > amplitude(dbfs))
    gaps = np.flatnonzero(np.diff(loud, prepend=0) > gap_s * RATE)
    last = loud[: gaps[0]] if len(gaps) else loud
    return float(last[-1] + 1) / RATE if len(last) else 0.0


def first_from(found: Iterable[Stretch], at_s: float) -> float | None:
    """When sound is first heard from `at_s` on; at once when it sounds then. None when it never does."""
    return next((max(one.start_s, at_s) for one in found if one.end_s > at_s), None)


def begun_between(found: Iterable[Stretch], start_s: float, end_s: float) -> tuple[Stretch, ...]:
    """The stretches that begin in that time."""
    return tuple(one for one in found if start_s <= one.start_s < end_s)


def within(found: Iterable[Stretch], start_s: float, end_s: float) -> Stretch | None:
    """From the first to the last sound inside that time, as one stretch; None for silence."""
    inside = [one for one in found if one.end_s > start_s and one.start_s < end_s]
    return Stretch(inside[0].start_s, inside[-1].end_s) if inside else None


def quietest(samples: Samples, around_s: float, reach_s: float, length_s: float = 0.03) -> int:
    """The sample in the middle of the quietest `length_s` within `reach_s` of `around_s`: a gap between words."""
    width = round(length_s * RATE)
    begin = max(0, round((around_s - reach_s) * RATE))
    power = samples[begin : round((around_s + reach_s) * RATE) + width].astype(np.float64) ** 2
    if len(power) < width:
        return min(len(samples), round(around_s * RATE))
    sums = np.convolve(power, np.ones(width), "valid")
    return begin + int(sums.argmin()) + width // 2


def summary(values: Sequence[float]) -> dict[str, float | None]:
    """`median` and `p95` (the value that 95 % don't exceed) in seconds to the millisecond; None without any."""
    if not values:
        return {"median": None, "p95": None}
    ranked = sorted(values)
    return {"median": round(statistics.median(ranked), 3), "p95": round(ranked[_rank(len(ranked))], 3)}


def _rank(count: int) -> int:
    return max(0, math.ceil(0.95 * count) - 1)


def _loudness(samples: Samples) -> npt.NDArray[np.float64]:
    """Root mean square of each frame; the last one is filled up with silence."""
    padded = np.pad(samples.astype(np.float64), (0, -len(samples) % FRAME))
    loudness: npt.NDArray[np.float64] = np.sqrt(np.mean(padded.reshape(-1, FRAME) ** 2, axis=1))
    return loudness


def _trimmed(samples: Samples, begin: int, end: int, floor: float) -> Stretch:
    loud = np.flatnonzero(np.abs(samples[begin:end].astype(np.int32)) >= floor)
    return Stretch((begin + int(loud[0])) / RATE, (begin + int(loud[-1]) + 1) / RATE)


def _joined(pieces: Sequence[Stretch], join_s: float) -> list[Stretch]:
    joined: list[Stretch] = []
    for piece in pieces:
        if joined and piece.start_s - joined[-1].end_s < join_s:
            joined[-1] = Stretch(joined[-1].start_s, piece.end_s)
        else:
            joined.append(piece)
    return joined
