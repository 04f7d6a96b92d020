"""What the way from the loudspeaker back to the microphone did to the sound, read from a recording. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from desktop.commands.voicebench.sound import RATE

Samples = npt.NDArray[np.int16]


def echo_of(executive: Samples, persona: Samples, longest_s: float = 0.4) -> tuple[float, float] | None:
    """(delay in seconds, gain in dB) of the persona's sound in the executive's channel; None without any.

    Both are of one length and hold the same time; nobody speaks but the persona.
    """
    far, near = persona.astype(np.float64), executive.astype(np.float64)
    if not far.any() or not near.any():
        return None
    size = 1 << (2 * len(far) - 1).bit_length()
    spectrum = np.fft.rfft(near, size) * np.conj(np.fft.rfft(far, size))
    delay = int(np.argmax(np.fft.irfft(spectrum, size)[: round(longest_s * RATE)]))
    gain = float(np.sqrt(np.mean(near**2) / np.mean(far**2)))
    return delay / RATE, float(20 * np.log10(gain))
