"""What the window asks to try out a loudspeaker or a voice. Main thread only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from desktop.errors import UserError


class SoundCheck(Protocol):
    """One sound at a time, on the loudspeaker of the settings. One of the two callbacks comes, once."""

    def play_tones(self, on_ended: Callable[[], None], on_failed: Callable[[UserError], None]) -> None:
        """Two tones."""
        ...

    def speak_sample(self, on_ended: Callable[[], None], on_failed: Callable[[UserError], None]) -> None:
        """A sentence in the voice of the settings; the voice is loaded first."""
        ...

    def stop(self) -> None:
        """Silence now; `on_ended` of what was playing comes."""
        ...
