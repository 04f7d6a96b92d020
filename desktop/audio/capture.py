"""From what a microphone's callback queued to whole capture blocks on the session clock."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import soxr

from desktop.audio.device import Captured, Samples
from desktop.events import BLOCK, CAPTURE_RATE

Clean = Callable[[int, Samples], Samples]
"""From session sample and samples (int16, mono, 16 kHz) to as many clean ones, some of them later."""
_FULL_SCALE = 32_700


class Capture:
    """Cuts a microphone's stream, int16 mono at `rate`, into blocks of `BLOCK` samples at 16 kHz.

    The first block is session sample `clock`. What was dropped is filled with silence, so that the count of
    samples stays a clock; the block after it says how many blocks were lost. `clean` works on the sound before it
    is cut.
    """

    def __init__(self, rate: int, clock: int = 0, clean: Clean | None = None) -> None:
        self._stream = soxr.ResampleStream(rate, CAPTURE_RATE, 1, dtype="int16") if rate != CAPTURE_RATE else None
        self._clean = clean
        self._expected = 0
        self._left = np.zeros(0, dtype=np.int16)
        self._dropped = 0
        self._clipped = 0
        self._come = clock
        self.clock = clock

    def feed(self, first: int, samples: Samples, overflows: int = 0) -> list[Captured]:
        """The whole blocks there are now that `samples`, from frame `first` on, have come.

        `overflows` counts blocks that were lost before they reached us and left no gap in the count.
        """
        self._clipped += int(np.count_nonzero((samples > _FULL_SCALE) | (samples < -_FULL_SCALE)))
        gap = max(0, first - self._expected)
        self._expected = first + len(samples)
        if gap:
            self._dropped += max(1, round(gap / len(samples)))
            samples = np.concatenate([np.zeros(gap, dtype=np.int16), samples])
        self._dropped += overflows
        if self._stream is not None:
            samples = self._stream.resample_chunk(samples)
        if self._clean is not None:
            come, self._come = self._come, self._come + len(samples)
            samples = self._clean(come, samples)
        return self._cut(np.concatenate([self._left, samples]))

    def _cut(self, samples: Samples) -> list[Captured]:
        whole = len(samples) // BLOCK * BLOCK
        self._left = samples[whole:]
        blocks = []
        for at in range(0, whole, BLOCK):
            block = samples[at : at + BLOCK]
            blocks.append(Captured(self.clock, block, self._dropped, clipped=self._clipped))
            self.clock += BLOCK
            self._dropped = self._clipped = 0
        return blocks
