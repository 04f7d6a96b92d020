"""The way from the loudspeaker back to the microphone, as in a room: late, quieter, and dull."""

from __future__ import annotations

import contextlib
import subprocess
import threading

import numpy as np
import numpy.typing as npt

from desktop.commands.voicebench.sound import FRAME, RATE

Samples = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float64]

GAIN_DB = -18.0
"""A laptop's loudspeaker in its own microphone, at a normal volume."""
CUTOFF_HZ = 3_500.0
"""What the loudspeaker and the way round the case leave of it."""
EXTRA_S = 0.02
"""On top of what the sound server needs for the way; the bench's result says what came of both."""
_TAPS = 31


class Room:
    """Attenuates, delays and dulls sound piece by piece (int16, mono, `RATE`)."""

    def __init__(self, gain_db: float = GAIN_DB, delay_s: float = EXTRA_S, cutoff_hz: float = CUTOFF_HZ) -> None:
        self._filter = _low_pass(cutoff_hz) * 10 ** (gain_db / 20)
        self._tail: Floats = np.zeros(round(delay_s * RATE) + _TAPS - 1)

    def process(self, samples: Samples) -> Samples:
        """As many samples as came in: those that arrive at the microphone meanwhile."""
        line = np.concatenate([self._tail, samples.astype(np.float64)])
        self._tail = line[len(samples) :]
        heard = np.convolve(line[: len(samples) + _TAPS - 1], self._filter, "valid")
        return np.clip(np.round(heard), -32768, 32767).astype(np.int16)


class EchoPath:
    """Carries sound from `listener` to `player` on a thread of its own, through a `Room`."""

    def __init__(self, listener: subprocess.Popen[bytes], player: subprocess.Popen[bytes]) -> None:
        self._listener = listener
        self._player = player
        self._thread = threading.Thread(target=self._carry, name="echo-path", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """No echo any more."""
        self._listener.terminate()
        self._listener.wait()
        self._player.terminate()
        self._player.wait()
        self._thread.join()

    def _carry(self) -> None:
        assert self._listener.stdout is not None
        assert self._player.stdin is not None
        room = Room()
        with contextlib.suppress(OSError, ValueError):  # the player has ended
            while len(piece := self._listener.stdout.read(2 * FRAME)) == 2 * FRAME:
                self._player.stdin.write(room.process(np.frombuffer(piece, "<i2").astype(np.int16)).tobytes())
                self._player.stdin.flush()


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


def _low_pass(cutoff_hz: float) -> Floats:
    """A windowed sinc of `_TAPS` taps that lets a steady signal through unchanged."""
    at = np.arange(_TAPS) - (_TAPS - 1) / 2
    taps = np.sinc(2 * cutoff_hz / RATE * at) * np.hamming(_TAPS)
    low: Floats = taps / taps.sum()
    return low
