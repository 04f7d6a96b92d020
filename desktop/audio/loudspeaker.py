"""Sound out, without a microphone: a moment of a call played again, a line spoken, a demo heard."""

from __future__ import annotations

import contextlib
import queue
from typing import Any

import numpy as np
import soxr

from desktop.audio import portaudio
from desktop.audio.device import Samples
from desktop.audio.playback import Player
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE

_BLOCK_S = 0.02
_LATENCY_S = 0.1
"""What the system holds is lost when the stream is closed: silence that long, and as long as the stream says it
holds, follows each clip."""
_STALL_S = 2.0


class Loudspeaker:
    """An open output stream. `name` "" is the system's default. Raises `UserError` when it can't be opened."""

    def __init__(self, name: str = "") -> None:
        self._clip_id = 0
        self._stopped = False
        self._ends: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._player = Player(CAPTURE_RATE)
        self._stream: Any = portaudio.open_stream(
            "output",
            name,
            rate=None,
            block_s=_BLOCK_S,
            latency=_LATENCY_S,
            callback=self._on_output,
            finished_callback=self.stop,
        )
        self._rate = round(self._stream.samplerate)
        self._player = Player(self._rate)
        self._resampler = soxr.ResampleStream(CAPTURE_RATE, self._rate, 1, dtype="int16")
        try:
            portaudio.start_stream(self._stream, "output")
        except UserError:
            self.close()
            raise

    def play(self, samples: Samples, rate: int) -> None:
        """Play int16 mono `samples` and wait until they are over, or the device is gone. Nothing after `stop`."""
        if self._stopped:
            return
        self._clip_id += 1
        held = np.zeros(round(self._rate * (self._stream.latency + _LATENCY_S)), dtype=np.int16)
        heard = np.concatenate([self._own_rate(samples, rate), held])
        self._player.add(self._clip_id, heard, len(samples))
        patience_s = len(heard) / self._rate + _STALL_S
        with contextlib.suppress(queue.Empty):  # some systems just stop calling when a device is pulled
            while not self._stopped and self._ends.get(timeout=patience_s) < self._clip_id:
                continue

    def listen(self, block: Samples) -> None:
        """Queue a block of a call (int16, mono, 16 kHz) as it passes; returns at once."""
        if self._stopped:
            return
        self._clip_id += 1
        passed = self._resampler.resample_chunk(block) if self._rate != CAPTURE_RATE else block
        self._player.add(self._clip_id, passed, len(block))

    def stop(self) -> None:
        """Silence now, and for good: what was about to be played is not wanted either."""
        self._stopped = True
        self._player.stop()
        self._ends.put(self._clip_id)

    def close(self) -> None:
        """Give the device back; idempotent."""
        self.stop()
        stream, self._stream = self._stream, None
        if stream is not None:
            portaudio.close_stream(stream)

    def _own_rate(self, samples: Samples, rate: int) -> Samples:
        if rate == self._rate or not len(samples):
            return samples
        resampled: Samples = soxr.resample(samples, rate, self._rate)
        return resampled

    def _on_output(self, out: Samples, _frames: int, _time: Any, _status: Any) -> None:
        for mark in self._player.fill(out[:, 0]):
            if mark.played is not None:
                self._ends.put(mark.clip_id)
        out[:, 1:] = out[:, :1]
