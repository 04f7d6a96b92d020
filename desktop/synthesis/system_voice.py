"""The system voice: whatever the platform speaks with, through pyttsx3. It gives files, we give PCM.

One `save_to_file` and one `runAndWait` a sentence: queued calls lose all but the last on Linux. A call can't
be interrupted, and a driver that can't write its file never returns; the process that holds this engine has a
deadline and is started anew.
"""

from __future__ import annotations

import contextlib
import io
import platform
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyttsx3
import soundfile
import soxr

from desktop.errors import UserError
from desktop.events import EngineInfo
from desktop.synthesis import pcm
from desktop.synthesis.messages import VoiceInfo
from desktop.synthesis.voice_adapter import VoiceAdapter

WORDS_PER_MINUTE = 170
"""The rate at pace 1: a calm speaker on the phone."""

RATE = 22_050
"""What every platform's file is brought to."""

_SUFFIX = ".aiff" if sys.platform == "darwin" else ".wav"
_ESPEAK_VARIANTS = (
    VoiceInfo("gmw/en-us", "English (America)", "en-US", "male"),
    VoiceInfo("gmw/en-us+f3", "English (America), female", "en-US", "female"),
    VoiceInfo("gmw/en", "English (Great Britain)", "en-GB", "male"),
    VoiceInfo("gmw/en+f3", "English (Great Britain), female", "en-GB", "female"),
)
"""espeak-ng's voices are all listed as male; a female one is a variant, named with the voice."""


class SystemVoice(VoiceAdapter):
    """Options beside the common ones: "sex" ("male", "female"), the default voice where "voice" names none.

    No model files. `load` raises UserError where the platform has no voice.
    """

    def load(self) -> EngineInfo:
        """Start the platform's speech service."""
        try:
            self._engine = service()
            self._voices = self._found()
        except (RuntimeError, OSError, ImportError) as error:
            raise _missing() from error
        return self.info(f"pyttsx3 ({self._engine})", version("pyttsx3"))

    @property
    def rate(self) -> int:
        """22.05 kHz."""
        return RATE

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The platform's English voices, those of the wished sex first."""
        return self._voices

    def sound(self, text: str, pace: float, voice: VoiceInfo) -> Iterator[pcm.Floats]:
        """All of `text` at once: the service pauses between sentences by itself."""
        _settle(self._engine)
        self._engine.setProperty("voice", voice.id)
        self._engine.setProperty("rate", round(WORDS_PER_MINUTE * pace))
        _settle(self._engine)
        with tempfile.TemporaryDirectory(prefix="steadyhand-") as folder:
            yield _spoken(self._engine, text, Path(folder) / f"said{_SUFFIX}")

    def _found(self) -> tuple[VoiceInfo, ...]:
        if str(self._engine) == "espeak":
            found: tuple[VoiceInfo, ...] = _ESPEAK_VARIANTS
        else:
            found = tuple(info for info in map(_info, self._engine.getProperty("voices")) if info.language)
        if not found:
            raise UserError(
                "This computer has no English system voice.", "Add one in the system's settings for speech."
            )
        wish = str(self.options.get("sex", ""))
        return tuple(sorted(found, key=lambda info: bool(wish) and info.sex != wish))


@cache
def service() -> Any:
    """The platform's speech service: one a process, because the drivers keep global state."""
    engine = pyttsx3.init()
    if str(engine) == "espeak":
        # Until its first loop has run, the driver takes commands late: the first call would return before its
        # file is written, with the voice and rate of before.
        engine.runAndWait()
    return engine


def _settle(engine: Any) -> None:
    """Wait until the service is idle.

    espeak-ng works off its commands on a thread of its own, and the driver cancels that when a loop starts while
    it is busy: a rate just set is lost, or the sentence.
    """
    if str(engine) == "espeak":
        from pyttsx3.drivers import _espeak

        _espeak.Synchronize()


def _missing() -> UserError:
    if platform.system() == "Linux":
        said = "This computer has no system voice: espeak-ng is not installed."
        return UserError(said, "Run: sudo apt-get install -y espeak-ng")
    return UserError("The system voice did not start.", "Repair speech in the system's settings.")


def _spoken(engine: Any, text: str, path: Path) -> pcm.Floats:
    """Samples at `RATE` of `text`, through the file `path`, which the caller removes."""
    with contextlib.redirect_stdout(io.StringIO()):  # the Linux driver prints each file's name
        engine.save_to_file(text, str(path))
        engine.runAndWait()
    if not path.is_file() or path.stat().st_size == 0:
        raise UserError(
            "The system voice gave no sound.",
            "Choose another voice in the settings, or repair the system's speech.",
        )
    samples, rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    mono = np.asarray(samples.mean(axis=1), np.float32)
    return mono if rate == RATE else np.asarray(soxr.resample(mono, rate, RATE), np.float32)


def _info(voice: Any) -> VoiceInfo:
    """A platform's voice; its language is "" unless it is English."""
    language = str((voice.languages or [""])[0] or "").replace("_", "-")
    gender = str(voice.gender or "").lower()
    sex = "female" if "female" in gender else "male" if "male" in gender else ""
    return VoiceInfo(str(voice.id), str(voice.name), language if language.lower().startswith("en") else "", sex)
