"""What is wrong with the microphone, in sentences."""

from __future__ import annotations

from desktop.audio.device import Captured
from desktop.audio.level import InputWatch, Trouble
from desktop.events import Notice
from desktop.turns.detector import Floor

_SENTENCES: dict[Trouble, Notice] = {
    "silent": Notice(
        "I can't hear you.",
        "See that the microphone is not muted, on itself or in the system, or type instead.",
        "microphone",
    ),
    "clipping": Notice("Your microphone is too loud.", "Turn it down a little, or move away from it."),
    "fine": Notice("Your microphone is heard well again."),
}


class MicrophoneWatch:
    """Watches the input while it is the executive's turn to speak. For the session's thread."""

    def __init__(self) -> None:
        self._watch = InputWatch()
        self._muted = self._typing = False

    def mute(self, muted: bool) -> None:
        """The person muted the microphone in the app: silence is meant."""
        self._muted = muted

    def typing(self) -> None:
        """The person types, or has no microphone: silence is meant from now on."""
        self._typing = True

    def feed(self, block: Captured, now: float, floor: Floor) -> Notice | None:
        """What the person should see now."""
        if self._muted or self._typing or floor is not Floor.LISTENING:
            self._watch.rest()
        trouble = self._watch.feed(block.samples, now, clipped=block.clipped)
        return None if trouble is None or self._muted else _SENTENCES[trouble]
