"""The four voice engines, loaded once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from desktop.synthesis.hibari_voice import HibariVoice
from desktop.synthesis.kokoro_voice import KokoroVoice
from desktop.synthesis.messages import Speak, Spoken
from desktop.synthesis.piper_voice import PiperVoice
from desktop.synthesis.system_voice import SystemVoice
from desktop.synthesis.voice_adapter import VoiceAdapter

MODELS = {
    "piper": "piper-en-us-joe-medium",
    "hibari": "hibari-heart",
    "kokoro": "kokoro-82m-int8",
    "system": "",
}
CLASSES: dict[str, type[VoiceAdapter]] = {
    "piper": PiperVoice,
    "hibari": HibariVoice,
    "kokoro": KokoroVoice,
    "system": SystemVoice,
}
Options = Callable[..., dict[str, Any]]
Load = Callable[[str], VoiceAdapter]


class Call:
    """The context of a call; nothing is streamed by voices."""

    def __init__(self, *, cancelled: bool = False) -> None:
        self.cancelled = cancelled

    def emit(self, item: msgspec.Struct, payload: bytes = b"") -> None:
        raise AssertionError(f"a voice streamed {item}, {len(payload)} bytes")


class Clip:
    """What came of one `Speak`."""

    def __init__(self, spoken: Spoken, payload: bytes) -> None:
        self.rate = spoken.rate
        self.pcm: npt.NDArray[np.int16] = np.frombuffer(payload, "<i2")
        assert len(self.pcm) == spoken.samples

    @property
    def seconds(self) -> float:
        return len(self.pcm) / self.rate

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pcm.tobytes()).hexdigest()


def say(voice: VoiceAdapter, text: str, *, cancelled: bool = False, pace: float = 1.0, name: str = "") -> Clip:
    """`text` through the adapter's own method."""
    reply, payload = voice.methods()["speak"].run(
        Speak(text, pace, name), memoryview(b""), Call(cancelled=cancelled)
    )
    assert isinstance(reply, Spoken)
    return Clip(reply, payload)


@pytest.fixture(scope="session")
def options(model_dir: Callable[[str], Path]) -> Options:
    """The options of an adapter, as its engine's spec holds them."""

    def of(adapter: str, **extra: Any) -> dict[str, Any]:
        model = MODELS[adapter]
        folder = str(model_dir(model)) if model else ""
        return {"model": model or adapter, "model_sha256": "0" * 64, "model_dir": folder, "threads": 1, **extra}

    return of


@pytest.fixture(scope="session")
def load(options: Options) -> Load:
    """A loaded adapter; the same one for all tests."""
    loaded: dict[str, VoiceAdapter] = {}

    def of(adapter: str) -> VoiceAdapter:
        if adapter not in loaded:
            voice = CLASSES[adapter](options(adapter))
            voice.load()
            loaded[adapter] = voice
        return loaded[adapter]

    return of
