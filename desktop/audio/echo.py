"""Takes what the loudspeaker played out of what the microphone heard. The only importer of livekit.

Of that library one part is used, WebRTC's audio processing; it opens no connection. It is loaded with the first
canceller (0.2 s, 42 MB, five threads that wait).
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

import numpy as np

from desktop.audio.device import Samples
from desktop.events import CAPTURE_RATE

_FRAME = CAPTURE_RATE // 100
"""The library takes 10 ms at a time."""
_DELAY = 128
"""By as many samples its output comes after its input (measured; 8 ms)."""


class EchoCanceller:
    """A stream: feed samples in order, as many as there are. 0.12 ms of work for 10 ms of sound.

    Noise suppression and gain control are off: the ears want the voice as it is. Raises `ImportError` or `OSError`
    when the library can't be loaded.
    """

    def __init__(self) -> None:
        self._rtc: ModuleType = importlib.import_module("livekit.rtc")
        self._module: Any
        self.restart()
        self._heard = self._played = np.zeros(0, dtype=np.int16)
        self._early = _DELAY

    def process(self, heard: Samples, played: Samples) -> Samples:
        """`heard` without `played` (both int16, mono, 16 kHz, equally long), as far as it is done.

        `played` may be ahead by up to 0.1 s, and NEVER behind. What comes out follows on what came out before,
        sample for sample as it went in, up to 18 ms later.
        """
        self._heard = np.concatenate([self._heard, heard])
        self._played = np.concatenate([self._played, played])
        whole = len(self._heard) // _FRAME * _FRAME
        done = [self._frame(at) for at in range(0, whole, _FRAME)]
        self._heard, self._played = self._heard[whole:], self._played[whole:]
        clean = np.concatenate([self._heard[:0], *done])
        early = min(self._early, len(clean))
        self._early -= early
        return clean[early:]

    def restart(self) -> None:
        """The echo comes otherwise from now on: learn it anew. 8 ms of what was heard become silence."""
        self._module = self._rtc.AudioProcessingModule(echo_cancellation=True)

    def _frame(self, at: int) -> Samples:
        self._module.process_reverse_stream(self._sound(self._played[at : at + _FRAME]))
        sound = self._sound(self._heard[at : at + _FRAME])
        self._module.process_stream(sound)
        return np.frombuffer(sound.data, dtype=np.int16)

    def _sound(self, samples: Samples) -> Any:
        return self._rtc.AudioFrame(bytearray(samples.tobytes()), CAPTURE_RATE, 1, _FRAME)


def load_canceller() -> EchoCanceller | None:
    """A canceller; None where the library can't be loaded, which leaves a call half-duplex."""
    try:
        return EchoCanceller()
    except (ImportError, OSError):
        return None
