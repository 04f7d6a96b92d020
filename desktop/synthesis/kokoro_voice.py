"""The Kokoro engine: Kokoro-82M (ONNX), many voices in one model, phonemes by espeak-ng."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime

from desktop import paths
from desktop.errors import UserError
from desktop.events import EngineInfo
from desktop.synthesis import onnx, pcm
from desktop.synthesis.messages import VoiceInfo
from desktop.synthesis.phonemes import Phonemizer, cut, ids
from desktop.synthesis.voice_adapter import VoiceAdapter

STYLES, STYLE_SIZE = 510, 256
"""A voice is a table of styles, one for each number of phonemes the model can take at once."""

DEFAULT_VOICE = "am_michael"
_SEX = {"m": "male", "f": "female"}
_LANGUAGE = {"a": "en-US", "b": "en-GB"}


class KokoroVoice(VoiceAdapter):
    """Many voices: `model_dir` holds kokoro.onnx and voices/ID.bin (float32, 510 x 256).

    An id starts with "a" (American) or "b" (British), and "f" or "m". Other languages' voices are not offered.
    """

    def load(self) -> EngineInfo:
        """Load the model; the voices are read when they first speak."""
        weights = onnx.model_file(self.options, "kokoro.onnx")
        self._session = onnx.open_session(weights, self.threads, self.sha256)
        self._phonemizer = Phonemizer()
        self._styles: dict[str, pcm.Floats] = {}
        self._voices = self._found()
        return self.info("kokoro (onnxruntime)", onnxruntime.__version__)

    @property
    def rate(self) -> int:
        """24 kHz."""
        return 24_000

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The English voices whose files are there."""
        return self._voices

    def sound(self, text: str, pace: float, voice: VoiceInfo) -> Iterator[pcm.Floats]:
        """One piece a sentence, or a part of one that is too long."""
        styles = self._style_table(voice.id)
        for sentence in self._phonemizer.sentences(text, british=voice.language == "en-GB"):
            for part in cut(sentence, STYLES):
                yield self._run(part, styles, pace)

    def _run(self, phonemes: str, styles: pcm.Floats, pace: float) -> pcm.Floats:
        feed = {
            "tokens": np.array([ids(phonemes)], np.int64),
            "style": styles[len(phonemes) - 1 : len(phonemes)],
            "speed": np.array([pace], np.float32),
        }
        return np.asarray(self._session.run(["audio"], feed)[0], np.float32).reshape(-1)

    def _found(self) -> tuple[VoiceInfo, ...]:
        names = sorted(path.stem for path in Path(str(self.options["model_dir"])).glob("voices/[ab][fm]_*.bin"))
        if not names:
            onnx.model_file(self.options, f"voices/{DEFAULT_VOICE}.bin")
        default = str(self.options.get("voice") or DEFAULT_VOICE)
        names.sort(key=lambda name: name != default)
        return tuple(VoiceInfo(name, name[3:].capitalize(), _LANGUAGE[name[0]], _SEX[name[1]]) for name in names)

    def _style_table(self, voice: str) -> pcm.Floats:
        if voice not in self._styles:
            path = onnx.model_file(self.options, f"voices/{voice}.bin")
            table = np.fromfile(path, "<f4")
            if table.size != STYLES * STYLE_SIZE:
                raise UserError(f"The voice file {path} is damaged.", f"Run: {paths.command('models verify')}")
            self._styles[voice] = table.reshape(STYLES, STYLE_SIZE)
        return self._styles[voice]
