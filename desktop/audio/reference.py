"""What the loudspeaker played, found by the sample of the session at which it sounded."""

from __future__ import annotations

import numpy as np
import soxr

from desktop.audio.device import Samples
from desktop.events import CAPTURE_RATE

_KEPT = 4 * CAPTURE_RATE
_NEAR = CAPTURE_RATE // 200
_FAR = CAPTURE_RATE // 50
_BROKEN = CAPTURE_RATE // 25
_ESTIMATES = 1000
_AROUND = CAPTURE_RATE // 5
AUDIBLE = 100
"""Of 32768: what sounds below it is not heard in a room."""


class Reference:
    """The output stream at 16 kHz, its last 4 s. `rate` is the stream's own. For one thread.

    Where it lies on the session clock is an offset. Drivers' estimates of it sway by 10 ms while in truth it
    stands still, and a step in it is a click and sets the echo canceller back. So it follows their mean (over 10 s
    of blocks of 10 ms): closely until something has sounded, then by steps of over 20 ms, of over 40 ms while
    something sounds. An estimate 40 ms off the mean begins a new one: the sound was interrupted.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        # Not int16: soxr would dither, and silence be noise.
        self._stream = (
            soxr.ResampleStream(rate, CAPTURE_RATE, 1, dtype="float32") if rate != CAPTURE_RATE else None
        )
        self._next_frame = 0
        self._buffer = np.zeros(2 * _KEPT, dtype=np.int16)
        self._begin = 0
        self._filled = 0
        self._offset: int | None = None
        self._mean = 0.0
        self._estimates = 0
        self._used = False

    @property
    def aligned(self) -> bool:
        """Whether its place on the session clock is known."""
        return self._offset is not None

    def add(self, frame: int, samples: Samples) -> None:
        """The stream from `frame` on (int16, mono). What is missing before it counts as silence."""
        gap = max(0, frame - self._next_frame)
        self._next_frame = frame + len(samples)
        if gap:
            samples = np.concatenate([np.zeros(gap, dtype=np.int16), samples])
        if self._stream is not None:
            sound = self._stream.resample_chunk(samples.astype(np.float32))
            samples = np.clip(np.rint(sound), -32768, 32767).astype(np.int16)
        self._keep(samples[-_KEPT:], len(samples))

    def align(self, offset: float, first: int, *, at_once: bool = False) -> int:
        """Session sample s is by now estimated to sound as sample s + `offset` here; `first` is being captured.

        By how much that moved it.
        """
        if self._offset is None or at_once or abs(offset - self._mean) > _BROKEN:
            self._mean, self._estimates = offset, 0
        self._estimates = min(self._estimates + 1, _ESTIMATES)
        self._mean += (offset - self._mean) / self._estimates
        if self._may_move(first, at_once=at_once):
            before = self._offset if self._offset is not None else round(offset)
            self._offset = round(self._mean)
            return self._offset - before
        return 0

    def _may_move(self, first: int, *, at_once: bool) -> bool:
        if self._offset is None or at_once:
            self._used = False
            return True
        step = abs(self._mean - self._offset)
        audible = self.audible(first, _AROUND, _AROUND)
        self._used = self._used or audible
        return step > (_BROKEN if audible else _FAR if self._used else _NEAR)

    def at(self, first: int, count: int) -> Samples:
        """What sounds in `count` session samples from `first` on; silence where that is not known."""
        out = np.zeros(count, dtype=np.int16)
        if self._offset is not None:
            at = first + self._offset - self._begin
            part = self._buffer[max(0, at) : max(0, min(at + count, self._filled))]
            skipped = max(0, -at)
            out[skipped : skipped + len(part)] = part
        return out

    def audible(self, first: int, before: int, count: int = 0) -> bool:
        """Whether anything sounds from `before` samples before session sample `first` on, until `count` after."""
        sound = self.at(first - before, before + count)
        return bool(np.abs(sound.astype(np.int32)).max(initial=0) > AUDIBLE)

    def session_sample(self, frame: int) -> int:
        """The session sample at which the stream's `frame` sounds."""
        return max(0, round(frame * CAPTURE_RATE / self._rate) - (self._offset or 0))

    def _keep(self, samples: Samples, passed: int) -> None:
        if passed > len(samples):  # a long gap: nothing before it is wanted again
            self._begin += self._filled + passed - len(samples)
            self._filled = 0
        if self._filled + len(samples) > len(self._buffer):
            dropped = self._filled - _KEPT
            self._buffer[:_KEPT] = self._buffer[dropped : self._filled].copy()
            self._begin, self._filled = self._begin + dropped, _KEPT
        self._buffer[self._filled : self._filled + len(samples)] = samples
        self._filled += len(samples)
