"""A loudspeaker and a voice tried out, in the booth: nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from desktop.app.rooms import Rooms
from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.rehearsal.booth import Booth, Samples
from desktop.rehearsal.crew import Hiring, plan_crew
from desktop.rehearsal.voice import VoiceLadder
from desktop.scenario import VoiceWish
from desktop.settings import Settings
from desktop.ui.i18n import tr

SAMPLE = "Okay. I hear you. Give me one minute, and I'll tell you where we are."
_RATE = 48_000
_TONES_HZ = (523.25, 783.99)
_TONE_S, _FADE_S, _LOUDNESS = 0.35, 0.02, 0.25


def two_tones() -> Samples:
    """A low and a high tone, int16 mono at 48 kHz, without clicks."""
    at = np.arange(round(_TONE_S * _RATE)) / _RATE
    shape = np.clip(np.minimum(at, _TONE_S - at) / _FADE_S, 0.0, 1.0) * _LOUDNESS * 32767
    return np.concatenate([shape * np.sin(2 * np.pi * hz * at) for hz in _TONES_HZ]).astype(np.int16)


class SoundTrial:
    """`desktop.ui.soundcheck.SoundCheck`. Public methods but `close` on the main thread."""

    def __init__(self, catalog: Catalog, rooms: Rooms, settings: Callable[[], Settings]) -> None:
        self._catalog = catalog
        self._rooms = rooms
        self._settings = settings
        self._player = Booth()
        self._hired: tuple[str, Hiring] | None = None  # touched by the booth alone

    def play_tones(self, on_ended: Callable[[], None], on_failed: Callable[[UserError], None]) -> None:
        """Two tones."""
        self._play(lambda: (two_tones(), _RATE), on_ended, on_failed)

    def speak_sample(self, on_ended: Callable[[], None], on_failed: Callable[[UserError], None]) -> None:
        """A sentence in the chosen voice."""
        chosen = self._settings()
        self._play(lambda: self._sample(chosen), on_ended, on_failed)

    def stop(self) -> None:
        """Silence now."""
        self._player.stop()

    def close(self) -> None:
        """End the voice. In the office, after the booth has ended."""
        if self._hired is not None:
            self._hired[1].close()
            self._hired = None

    def _play(
        self,
        make: Callable[[], tuple[Samples, int]],
        on_ended: Callable[[], None],
        on_failed: Callable[[UserError], None],
    ) -> None:
        number, loudspeaker = self._player.stop(), self._settings().output_device
        self._rooms.do(
            self._rooms.booth,
            lambda: self._player.play(number, make, loudspeaker),
            lambda _none: on_ended(),
            on_failed,
        )

    # --- in the booth

    def _sample(self, chosen: Settings) -> tuple[Samples, int]:
        option = plan_crew(self._catalog, chosen, VoiceWish()).voices[0]
        if self._hired is None or self._hired[0] != option.key:
            self.close()
            # What its engine says of itself is not the health of a call's.
            self._hired = (option.key, Hiring(self._catalog, chosen, lambda _event: None))
        hiring = self._hired[1]
        clip = VoiceLadder([hiring.extra_voice(option)], hiring.voice_trouble).speak(SAMPLE)
        if not clip.voiced:
            self.close()  # so that the next press tries with a new process
            raise UserError(tr("This voice can't speak here."), tr("Choose another one, or run the check below."))
        return clip.pcm, clip.rate
