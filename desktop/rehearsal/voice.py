"""The persona's voice, with what to fall back on: neural voice, system voice, captions only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from desktop.engines.host import EngineHost
from desktop.errors import EngineError
from desktop.events import EngineInfo
from desktop.synthesis.cache import Line, LineCache, LineKey
from desktop.synthesis.messages import Speak, Spoken

Samples = npt.NDArray[np.int16]
_DEADLINE_S = 20.0
_LEAD_IN_S = 0.015
"""Kept before the first sound: voices begin with 40 to 60 ms of nothing, for which nobody should wait."""
_LEAD_IN_SHARE = 0.01
"""Of the loudest sample, -40 dB; a voice's quietest beginnings are louder."""
_READING_CHARACTERS_PER_S = 15.0
"""How fast captions are read where there is no voice."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice in service: its engine, the voice's id inside it, its title, and the pace the persona wants."""

    host: EngineHost
    voice: str
    title: str
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class Clip:
    """A spoken piece of text: int16 mono samples at `rate`; silent when only captions are left."""

    text: str
    pcm: Samples
    rate: int
    voiced: bool = True


class VoiceLadder:
    """Speaks with the first voice that works. A voice that failed twice on one sentence is left for the call."""

    def __init__(self, voices: Sequence[Voice], on_trouble: Callable[[Voice, EngineError, bool], None]) -> None:
        self._voices = tuple(voices)  # replaced, never changed: two replies may be spoken for at once
        self._on_trouble = on_trouble
        self._lines = LineCache()
        self._retired = False

    def retire(self) -> None:
        """The engines end now: what fails from here on is no trouble to tell of."""
        self._retired = True

    @property
    def current(self) -> Voice | None:
        """The voice in use, None when only captions are left."""
        return next(iter(self._voices), None)

    @property
    def info(self) -> EngineInfo | None:
        """Who speaks."""
        voice = self.current
        return voice.host.info if voice else None

    def speak(self, text: str) -> Clip:
        """`text` as sound; silence as long as reading takes when no voice is left."""
        while (voice := self.current) is not None and not self._retired:
            for attempt in (1, 2):
                try:
                    return self._speak_with(voice, text)
                except EngineError as wrong:
                    if not self._retired:
                        self._on_trouble(voice, wrong, attempt == 2)
            self._voices = tuple(one for one in self._voices if one is not voice)
        silent = np.zeros(round(1000 * (0.5 + len(text) / _READING_CHARACTERS_PER_S)), dtype=np.int16)
        return Clip(text, silent, 1000, voiced=False)

    def ready(self, text: str) -> Clip | None:
        """`text` as sound if it was spoken before, at once; None otherwise."""
        voice = self.current
        line = self._lines.get(_key(voice, text)) if voice is not None else None
        return None if line is None else _clip(text, line)

    def make_ready(self, text: str) -> bool:
        """Have `text` spoken ahead; False when there is no voice to do it. Raises `EngineError`."""
        voice = self.current
        if voice is None:
            return False
        self._speak_with(voice, text)
        return True

    def _speak_with(self, voice: Voice, text: str) -> Clip:
        line = self._lines.get(_key(voice, text))
        if line is None:
            request = Speak(text, pace=voice.pace, voice=voice.voice)
            spoken, payload = voice.host.call("speak", request, Spoken, deadline_s=_DEADLINE_S)
            line = Line(spoken.rate, payload)
            self._lines.put(_key(voice, text), line)
        return _clip(text, line)


def _key(voice: Voice, text: str) -> LineKey:
    info = voice.host.info
    return LineKey(info.model if info else voice.title, voice.voice, voice.pace, text)


def _clip(text: str, line: Line) -> Clip:
    return Clip(text, np.frombuffer(line.pcm, dtype="<i2").astype(np.int16), line.rate)


def without_lead_in(clip: Clip) -> Clip:
    """`clip` without the silence it begins with."""
    loudness = np.abs(clip.pcm.astype(np.int32))
    sounding = np.flatnonzero(loudness > _LEAD_IN_SHARE * loudness.max(initial=0))
    begin = max(0, int(sounding[0]) - round(_LEAD_IN_S * clip.rate)) if len(sounding) else 0
    return replace(clip, pcm=clip.pcm[begin:])
