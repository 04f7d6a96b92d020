"""From what a microphone's callback queued to whole capture blocks on the session clock."""

from __future__ import annotations

import numpy as np
import soxr

from desktop.audio.device import Captured, Samples
from desktop.events import BLOCK, CAPTURE_RATE


class Capture:
    """Cuts a microphone's stream, int16 mono at `rate`, into blocks of `BLOCK` samples at 16 kHz.

    What was dropped is filled with silence, so that the count of samples stays a clock; the block after it says
    how many blocks were lost.
    """

    def __init__(self, rate: int) -> None:
        self._stream = soxr.ResampleStream(rate, CAPTURE_RATE, 1, dtype="int16") if rate != CAPTURE_RATE else None
        self._expected = 0
        self._left = np.zeros(0, dtype=np.int16)
        self._dropped = 0
        self.clock = 0

    def feed(self, first: int, samples: Samples, overflows: int = 0) -> list[Captured]:
        """The whole blocks there are now that `samples`, from frame `first` on, have come.

        `overflows` counts blocks that were lost before they reached us and left no gap in the count.
        """
        gap = max(0, first - self._expected)
        self._expected = first + len(samples)
        if gap:
            self._dropped += max(1, round(gap / len(samples)))
            samples = np.concatenate([np.zeros(gap, dtype=np.int16), samples])
        self._dropped += overflows
        if self._stream is not None:
            samples = self._stream.resample_chunk(samples)
        return self._cut(np.concatenate([self._left, samples]))

    def _cut(self, samples: Samples) -> list[Captured]:
        whole = len(samples) // BLOCK * BLOCK
        self._left = samples[whole:]
        blocks = []
        for at in range(0, whole, BLOCK):
            blocks.append(Captured(self.clock, samples[at : at + BLOCK], self._dropped))
            self.clock += BLOCK
            self._dropped = 0
        return blocks
