"""The last step of a hibari voice: spectra per 12.5 ms frame -> 24 kHz sound. Pure numpy.

The model gives, for each frame f and frequency bin b, log magnitude and phase of a voiced part (`lh`, `theta`),
log magnitude of noise (`ln`), and log magnitude and phase of a free part (`lr`, `phi`), and the pitch `f0` in Hz.
The sound is the inverse short-time Fourier transform of

    exp(lh) exp(i pi tanh theta) E  +  exp(ln) Z  +  exp(lr) exp(i phi)

where E is the transform of a pulse train at the pitch and Z is complex Gaussian noise. This is the interface
that the model's author documents for ports.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from desktop.synthesis.pcm import Floats

RATE = 24_000
HOP = 300
SIZE = 1_200
BINS = SIZE // 2 + 1
VOICED_HZ = 40.0
HIGHEST_HZ = 11_000.0
LOUDEST = 7.0
_WINDOW = np.hanning(SIZE + 1)[:SIZE].astype(np.float32)

Complex = npt.NDArray[np.complex64]


def to_sound(outputs: Mapping[str, Floats], noise: np.random.Generator) -> Floats:
    """Samples at 24 kHz of `outputs`: "lh", "theta", "ln", "lr", "phi" of shape (601, frames), "f0" (frames,)."""
    frames = outputs["f0"].shape[-1]
    parts = {name: outputs[name].reshape(BINS, frames).T for name in ("lh", "theta", "ln", "lr", "phi")}
    voiced = _polar(parts["lh"], np.float32(np.pi) * np.tanh(parts["theta"])) * _transform(
        pulses(outputs["f0"].reshape(-1))
    )
    breath = noise.standard_normal((frames, BINS, 2), np.float32).view(np.complex64)[..., 0]
    breath *= np.exp(np.minimum(parts["ln"], LOUDEST))
    return _inverse(voiced + breath + _polar(parts["lr"], parts["phi"]))


def pulses(f0: Floats) -> Floats:
    """A pulse train at the pitch `f0` (one value a frame): all harmonics below 11 kHz at unit strength.

    Silent where the pitch is below 40 Hz. The sum of H cosines is the Dirichlet kernel.
    """
    at = (np.arange(len(f0) * HOP) + 0.5) / HOP - 0.5
    pitch = np.interp(at, np.arange(len(f0)), f0)
    voiced = pitch > VOICED_HZ
    pitch = np.maximum(pitch, VOICED_HZ)
    phase = np.cumsum(pitch) * (2 * np.pi / RATE) % (2 * np.pi)
    harmonics = np.floor(HIGHEST_HZ / pitch)
    half = np.sin(phase / 2)
    peak = np.abs(half) < 1e-3
    kernel = np.sin((harmonics + 0.5) * phase) / (2 * np.where(peak, 1.0, half)) - 0.5
    return np.where(voiced, np.where(peak, harmonics, kernel), 0.0).astype(np.float32)


def _polar(log_magnitude: Floats, phase: Floats) -> Complex:
    turned = np.empty(phase.shape, np.complex64)
    turned.real, turned.imag = np.cos(phase), np.sin(phase)
    turned *= np.exp(np.minimum(log_magnitude, LOUDEST))
    return turned


def _transform(samples: Floats) -> Complex:
    """(frames, bins), scaled so that a cosine of strength 1 has magnitude 1."""
    padded = np.pad(samples, SIZE // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[::HOP][: len(samples) // HOP]
    return np.fft.rfft(windows * (_WINDOW / (SIZE / 4)), axis=1).astype(np.complex64)


def _inverse(spectra: Complex) -> Floats:
    """Overlap-add of the windowed frames, divided by the windows' squared sum; frames * HOP samples."""
    frames = len(spectra)
    windowed = (np.fft.irfft(spectra, SIZE, axis=1).astype(np.float32) * _WINDOW).reshape(frames, -1, HOP)
    weight = (_WINDOW**2).reshape(-1, HOP)
    blocks = np.zeros((frames + SIZE // HOP - 1, HOP), np.float32)
    weights = np.full_like(blocks, 1e-8)
    for place in range(SIZE // HOP):
        blocks[place : place + frames] += windowed[:, place]
        weights[place : place + frames] += weight[place]
    start = SIZE // 2
    return (blocks / weights).reshape(-1)[start : start + frames * HOP]
