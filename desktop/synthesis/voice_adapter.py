"""What all voice engines share: the two methods, choosing a voice, and turning sound into PCM."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

from desktop.adapter import Context, Method
from desktop.errors import UserError
from desktop.events import EngineInfo
from desktop.synthesis import pcm
from desktop.synthesis.messages import ListVoices, Speak, Spoken, VoiceInfo, Voices
from desktop.synthesis.text import speakable

SLOWEST, FASTEST = 0.5, 2.0
"""Bounds of `Speak.pace`; what lies outside is brought to them."""


class VoiceAdapter(ABC):
    """Base of the voice engines.

    Options of all: "model", "model_dir", "model_sha256", "threads", and "voice", the id of the default voice.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = options
        self.threads = int(options.get("threads", 1))
        self.sha256 = str(options.get("model_sha256", ""))

    @abstractmethod
    def load(self) -> EngineInfo:
        """Load the model."""

    @abstractmethod
    def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices of the loaded model, its default first."""

    @abstractmethod
    def sound(self, text: str, pace: float, voice: VoiceInfo) -> Iterator[pcm.Floats]:
        """Sentences of `text` (speakable, not empty) as samples of -1 to 1."""

    @property
    @abstractmethod
    def rate(self) -> int:
        """Samples per second."""

    def methods(self) -> Mapping[str, Method]:
        """ "speak" and "voices"."""
        return {"speak": Method(Speak, self._speak), "voices": Method(ListVoices, self._list)}

    def info(self, library: str, version: str) -> EngineInfo:
        """Who speaks, from the options."""
        model = str(self.options.get("model", ""))
        return EngineInfo(library, version, model, self.sha256, threads=self.threads)

    def _speak(self, request: Speak, _payload: memoryview, context: Context) -> tuple[Spoken, bytes]:
        voice = self._voice(request.voice or str(self.options.get("voice", "")))
        pace = min(max(request.pace, SLOWEST), FASTEST)
        text = speakable(request.text)
        sentences = self.sound(text, pace, voice) if text else iter(())
        pieces: list[pcm.Floats] = []
        while not context.cancelled and (piece := next(sentences, None)) is not None:
            pieces.append(piece)
        samples = pcm.finish(pieces, self.rate, pace)
        return Spoken(self.rate, len(samples)), samples.astype("<i2").tobytes()

    def _list(self, _request: ListVoices, _payload: memoryview, _context: Context) -> tuple[Voices, bytes]:
        return Voices(self.voices()), b""

    def _voice(self, wanted: str) -> VoiceInfo:
        """The voice with this id, the default for "". Raises UserError for one that isn't there."""
        known = self.voices()
        for voice in known:
            if wanted in ("", voice.id):
                return voice
        names = ", ".join(voice.id for voice in known[:40])
        raise UserError(
            f"There is no voice {wanted!r} in {self.options.get('model')}.", f"Choose one of: {names}."
        )
