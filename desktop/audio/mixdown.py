"""Both sides of a call kept sample by sample on the session clock."""

from __future__ import annotations

import threading

import numpy as np

from desktop.audio.device import Samples


class Mixdown:
    """Left the executive, right the persona; int16 at 16 kHz. Thread-safe. Keeps nothing unless told to."""

    def __init__(self, keep: bool) -> None:
        self._keep = keep
        self._lock = threading.Lock()
        self._blocks: list[Samples] = []

    def heard(self, user: Samples, persona: Samples) -> None:
        """The next block of both sides, equally long."""
        if self._keep:
            with self._lock:
                self._blocks.append(np.stack([user, persona], axis=1))

    def mixed(self) -> Samples:
        """Shape (samples, 2)."""
        with self._lock:
            return np.concatenate([np.zeros((0, 2), dtype=np.int16), *self._blocks])
