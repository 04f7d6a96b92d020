"""A loudspeaker and a voice tried out: what plays them is loaded at the first press, not when it is offered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.errors import UserError

if TYPE_CHECKING:  # it loads engines and sound
    from desktop.app.soundtrial import SoundTrial

_Failed = Callable[[UserError], None]


class LateSounds:
    """`desktop.ui.soundcheck.SoundCheck`. `ask` hands over the trial, or why there is none, on the main thread."""

    def __init__(self, ask: Callable[[Callable[[SoundTrial], None], _Failed], None]) -> None:
        self._ask = ask
        self._wanted = 0
        self._trial: SoundTrial | None = None

    def play_tones(self, on_ended: Callable[[], None], on_failed: _Failed) -> None:
        """Two tones."""
        self._play(lambda trial: trial.play_tones(on_ended, on_failed), on_ended, on_failed)

    def speak_sample(self, on_ended: Callable[[], None], on_failed: _Failed) -> None:
        """A sentence in the chosen voice."""
        self._play(lambda trial: trial.speak_sample(on_ended, on_failed), on_ended, on_failed)

    def stop(self) -> None:
        """Silence now, also for what waits to be loaded."""
        self._wanted += 1
        if self._trial is not None:
            self._trial.stop()

    def _play(self, play: Callable[[SoundTrial], None], on_ended: Callable[[], None], on_failed: _Failed) -> None:
        self._wanted += 1
        number = self._wanted

        def loaded(trial: SoundTrial) -> None:
            self._trial = trial
            if number == self._wanted:
                play(trial)
            else:
                on_ended()

        self._ask(loaded, on_failed)
