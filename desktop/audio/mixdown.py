"""Both sides of a call kept sample by sample on the session clock."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from desktop.audio.device import Samples


@dataclass(slots=True)
class _Clip:
    samples: Samples
    first: int | None = None


class Mixdown:
    """Left the executive, right the persona; int16 at 16 kHz. Thread-safe. Keeps nothing unless told to."""

    def __init__(self, keep: bool) -> None:
        self._keep = keep
        self._lock = threading.Lock()
        self._user: list[Samples] = []
        self._clips: dict[int, _Clip] = {}

    @property
    def keeps(self) -> bool:
        """Whether anything is kept."""
        return self._keep

    def heard(self, block: Samples) -> None:
        """The next block of the executive's side."""
        if self._keep:
            with self._lock:
                self._user.append(block)

    def queued(self, clip_id: int, samples: Samples) -> None:
        """A clip that may be played, at 16 kHz."""
        if self._keep:
            with self._lock:
                self._clips[clip_id] = _Clip(samples)

    def started(self, clip_id: int, at_sample: int) -> None:
        """The clip sounds from session sample `at_sample` on."""
        with self._lock:
            if clip := self._clips.get(clip_id):
                clip.first = at_sample

    def ended(self, clip_id: int, part: float) -> None:
        """The first `part`, 0 to 1, of the clip was played."""
        with self._lock:
            if clip := self._clips.get(clip_id):
                clip.samples = clip.samples[: round(len(clip.samples) * part)]

    def mixed(self) -> Samples:
        """Shape (samples, 2), as long as the executive's side."""
        with self._lock:
            user = np.concatenate(self._user) if self._user else np.zeros(0, dtype=np.int16)
            both = np.zeros((len(user), 2), dtype=np.int16)
            both[:, 0] = user
            for clip in self._clips.values():
                if clip.first is not None and clip.first < len(both):
                    room = len(both) - clip.first
                    both[clip.first : clip.first + len(clip.samples), 1] = clip.samples[:room]
        return both
