"""What a voice engine is asked and answers. PCM travels beside the struct: int16, mono."""

from __future__ import annotations

import msgspec


class Speak(msgspec.Struct, frozen=True):
    """Method "speak": say `text` (one sentence or clause). `pace` 1.0 is the voice's own rate, 0.5 to 2.0.

    `voice` chooses among an engine's voices, "" its default.
    """

    text: str
    pace: float = 1.0
    voice: str = ""


class Spoken(msgspec.Struct, frozen=True):
    """Answer to `Speak`; the payload holds `samples` int16 samples at `rate` per second."""

    rate: int
    samples: int


class ListVoices(msgspec.Struct, frozen=True):
    """Method "voices": answered by `Voices`."""


class VoiceInfo(msgspec.Struct, frozen=True):
    """One voice of an engine: `sex` is "male", "female" or "" where unknown."""

    id: str
    title: str
    language: str
    sex: str = ""


class Voices(msgspec.Struct, frozen=True):
    """The voices of an engine, its default first."""

    voices: tuple[VoiceInfo, ...]
