"""The Piper engine: a VITS voice with espeak-ng's phonemes, through piper-tts (GPL-3)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from piper import PiperVoice as Piper
from piper.config import PiperConfig, SynthesisConfig

from desktop.events import EngineInfo
from desktop.imports import version_of
from desktop.synthesis import onnx, pcm
from desktop.synthesis.messages import VoiceInfo
from desktop.synthesis.voice_adapter import VoiceAdapter

LONGEST = 800
"""Letters given to the model at once: its memory grows with them. Longer sentences are cut at a space."""


class PiperVoice(VoiceAdapter):
    """One Piper model: `model_dir` holds one NAME.onnx with its NAME.onnx.json.

    Options beside the common ones: "sex" ("male", "female" or ""), which the files don't say.
    """

    def load(self) -> EngineInfo:
        """Load the model and its settings."""
        settings_path = self._settings_path()
        weights = onnx.model_file(self.options, settings_path.stem)
        self._settings = _read(settings_path)
        config = PiperConfig.from_dict(self._settings)
        # Built here, not by Piper.load, which takes every core.
        self._piper = Piper(session=onnx.open_session(weights, self.threads, self.sha256), config=config)
        return self.info("piper-tts", version_of("piper-tts"))

    @property
    def rate(self) -> int:
        """Samples per second, as the model's settings say."""
        return int(self._piper.config.sample_rate)

    def voices(self) -> tuple[VoiceInfo, ...]:
        """One voice a speaker."""
        name = str(self._settings.get("dataset") or self._settings_path().name.split("-")[1])
        names = tuple(self._piper.config.speaker_id_map) or (name,)
        language = self._settings_path().name.split("-")[0].replace("_", "-")
        sex = str(self.options.get("sex", ""))
        return tuple(VoiceInfo(name, name.capitalize(), language, sex) for name in names)

    def sound(self, text: str, pace: float, voice: VoiceInfo) -> Iterator[pcm.Floats]:
        """One piece a sentence."""
        config = self._piper.config
        settings = SynthesisConfig(
            speaker_id=config.speaker_id_map.get(voice.id),
            length_scale=config.length_scale / pace,
            normalize_audio=False,
        )
        for part in _parts(text):
            for chunk in self._piper.synthesize(part, settings):
                yield chunk.audio_float_array

    def _settings_path(self) -> Path:
        found = sorted(Path(str(self.options["model_dir"])).glob("*.onnx.json"))
        if not found:
            return onnx.model_file(self.options, "NAME.onnx.json")
        return found[0]


def _read(path: Path) -> dict[str, object]:
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
        PiperConfig.from_dict(settings)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise onnx.damaged(path) from error
    return cast(dict[str, object], settings)


def _parts(text: str) -> Iterator[str]:
    while len(text) > LONGEST:
        end = text.rfind(" ", 1, LONGEST)
        end = end if end > 0 else LONGEST
        yield text[:end]
        text = text[end:].lstrip()
    yield text
