"""Speech for tests, made by the voices of the product: what is said is known, and no recording is carried."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soxr

from desktop.events import CAPTURE_RATE
from desktop.synthesis.hibari_voice import HibariVoice
from desktop.synthesis.kokoro_voice import KokoroVoice
from desktop.synthesis.messages import Speak, Spoken
from desktop.synthesis.piper_voice import PiperVoice
from desktop.synthesis.voice_adapter import VoiceAdapter

Pcm = npt.NDArray[np.int16]

VOICES: dict[str, tuple[type[VoiceAdapter], str]] = {
    "bm_george": (KokoroVoice, "kokoro-82m-int8"),
    "af_bella": (KokoroVoice, "kokoro-82m-int8"),
    "joe": (PiperVoice, "piper-en-us-joe-medium"),
    "hibari": (HibariVoice, "hibari-heart"),
}
"""Voice -> adapter and catalog id of its model."""
_ALONE = ("joe", "hibari")
"""Voices that are the only one of their model."""


class Quiet:
    """The context of a call in this process."""

    cancelled = False

    def emit(self, item: object, payload: bytes = b"") -> None:
        raise AssertionError(f"nothing is streamed here, but {item} was, with {len(payload)} bytes")


class Speaker:
    """Says lines as int16, mono, 16 kHz; every line is made once and kept in `cache`."""

    def __init__(self, model_dir: Callable[[str], Path], cache: Path) -> None:
        self._model_dir = model_dir
        self._cache = cache
        self._loaded: dict[str, VoiceAdapter] = {}

    def say(self, text: str, voice: str = "bm_george", pace: float = 1.0) -> Pcm:
        """`text` in one of `VOICES`."""
        about = f"{voice} {text}" if pace == 1.0 else f"{voice} {pace} {text}"
        kept = self._cache / f"{hashlib.sha256(about.encode()).hexdigest()[:24]}.npy"
        if not kept.exists():
            made = kept.with_suffix(f".{os.getpid()}.npy")
            np.save(made, self._make(text, voice, pace))
            made.replace(kept)
        sound: Pcm = np.load(kept)
        return sound

    def _make(self, text: str, voice: str, pace: float) -> Pcm:
        request = Speak(text, voice="" if voice in _ALONE else voice, pace=pace)
        spoken, payload = self._adapter(voice).methods()["speak"].run(request, memoryview(b""), Quiet())
        assert isinstance(spoken, Spoken)
        sound = np.frombuffer(payload, "<i2").astype(np.float32)
        at_16k = soxr.resample(sound, spoken.rate, CAPTURE_RATE)
        return np.clip(at_16k, -32768, 32767).astype(np.int16)

    def _adapter(self, voice: str) -> VoiceAdapter:
        kind, model = VOICES[voice]
        if model not in self._loaded:
            folder = str(self._model_dir(model))
            options = {"model": model, "model_sha256": "", "model_dir": folder, "threads": 2}
            self._loaded[model] = kind(options)
            self._loaded[model].load()
        return self._loaded[model]


def silence(seconds: float) -> Pcm:
    """Digital silence."""
    return np.zeros(int(seconds * CAPTURE_RATE), np.int16)


def noise(seconds: float, rms: float, seed: int = 1) -> Pcm:
    """White noise of `rms` (of 32768)."""
    return np.random.default_rng(seed).normal(0, rms, int(seconds * CAPTURE_RATE)).astype(np.int16)
