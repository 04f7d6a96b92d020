"""Sound after a call: a moment played again, or the better line said by a coach's voice. One at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from desktop.audio.loudspeaker import Loudspeaker
from desktop.catalog import Catalog
from desktop.events import CAPTURE_RATE, Emit
from desktop.rehearsal.crew import Hiring, plan_crew
from desktop.rehearsal.installed import SYSTEM_VOICE, voice_options
from desktop.rehearsal.voice import Clip, VoiceLadder
from desktop.scenario import VoiceWish
from desktop.settings import Settings
from desktop.synthesis.voices import pick_voice

Samples = npt.NDArray[np.int16]
MARGIN_S = 0.15
"""Played before and after a moment: words cut at their edges are hard to follow."""


def moment(sound: Samples, start_s: float, end_s: float) -> Samples:
    """Both sides of that stretch of a call, mixed. `sound`: int16 at 16 kHz, shape (samples, 2)."""
    first, last = (max(0, round(at * CAPTURE_RATE)) for at in (start_s - MARGIN_S, end_s + MARGIN_S))
    return mixed(sound[first:last])


def mixed(sound: Samples) -> Samples:
    """Both sides in one channel."""
    both: Samples = np.clip(sound.astype(np.int32).sum(axis=1), -32768, 32767).astype(np.int16)
    return both


class Booth:
    """Plays one sound at a time. `stop` from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._speaker: Loudspeaker | None = None
        self._wanted = 0

    def stop(self) -> int:
        """Silence now, also for what is still being made ready; the number of what is wanted next."""
        with self._lock:
            self._wanted += 1
            if self._speaker is not None:
                self._speaker.stop()
            return self._wanted

    def play(self, number: int, make: Callable[[], tuple[Samples, int]], loudspeaker: str) -> None:
        """Make (samples, rate) and play it to its end, unless `stop` came since it gave `number`. `UserError`."""
        samples, rate = make()
        speaker = Loudspeaker(loudspeaker)
        try:
            with self._lock:
                if number != self._wanted:
                    return
                self._speaker = speaker
            speaker.play(samples, rate)
        finally:
            with self._lock:
                self._speaker = None
            speaker.close()


class Coach:
    """Says lines in a voice that is not the persona's: the executive is to say them. For one thread."""

    def __init__(self, catalog: Catalog, emit: Emit) -> None:
        self._catalog = catalog
        self._emit = emit
        self._hiring: Hiring | None = None

    def say(self, text: str, settings: Settings, persona: VoiceWish) -> Clip:
        """`text` as sound. Raises `UserError` when there is no voice."""
        if self._hiring is None:
            self._hiring = Hiring(self._catalog, settings, self._emit)
        own = plan_crew(self._catalog, settings, persona).voices[0]
        other = pick_voice(
            VoiceWish(sex="male" if persona.sex == "female" else "female"),
            (*voice_options(self._catalog), SYSTEM_VOICE),
            avoid=own.key,
        )
        voice = self._hiring.extra_voice(other or own)
        return VoiceLadder([voice], self._hiring.voice_trouble).speak(text)

    def close(self) -> None:
        """End the voices."""
        if self._hiring is not None:
            self._hiring.close()
