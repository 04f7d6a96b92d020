"""The hibari engine: a small voice (ONNX, 8 MB) distilled from Kokoro-82M, phonemes by espeak-ng."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import numpy as np
import onnxruntime

from desktop.events import EngineInfo
from desktop.synthesis import onnx, pcm, vocoder
from desktop.synthesis.messages import VoiceInfo
from desktop.synthesis.phonemes import Phonemizer, cut, ids
from desktop.synthesis.voice_adapter import VoiceAdapter

LONGEST = 400
"""Phonemes given to the model at once."""


class HibariVoice(VoiceAdapter):
    """`model_dir` holds hibari.onnx. Options beside the common ones: "sex" and "language" of the one voice."""

    def load(self) -> EngineInfo:
        """Load the model."""
        weights = onnx.model_file(self.options, "hibari.onnx")
        self._session = onnx.open_session(weights, self.threads, self.sha256)
        self._outputs = [output.name for output in self._session.get_outputs()]
        self._phonemizer = Phonemizer()
        return self.info("hibari (onnxruntime)", onnxruntime.__version__)

    @property
    def rate(self) -> int:
        """24 kHz."""
        return vocoder.RATE

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The one voice of the model."""
        language = str(self.options.get("language", "en-US"))
        return (VoiceInfo("heart", "Heart", language, str(self.options.get("sex", "female"))),)

    def sound(self, text: str, pace: float, voice: VoiceInfo) -> Iterator[pcm.Floats]:
        """One piece a sentence, or a part of one that is too long."""
        # The breath is noise of our own: seeded by the text, so that a line sounds the same whenever it is said.
        noise = np.random.default_rng(zlib.crc32(text.encode()))
        for sentence in self._phonemizer.sentences(text, british=voice.language == "en-GB"):
            for part in cut(sentence, LONGEST):
                yield self._run(part, pace, noise)

    def _run(self, phonemes: str, pace: float, noise: np.random.Generator) -> pcm.Floats:
        feed = {"ids": np.array([ids(phonemes)], np.int64), "speed": np.array([pace], np.float32)}
        outputs = dict(zip(self._outputs, self._session.run(self._outputs, feed), strict=True))
        return vocoder.to_sound(outputs, noise)
