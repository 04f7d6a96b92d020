"""What a person may ask of a running call, from any thread: each becomes a message in the session's inbox."""

from __future__ import annotations

import queue
import threading

from desktop.audio.device import DeviceEvent
from desktop.rehearsal.messages import HangUp, HoldKey, Message, Mute, Pause, RepeatThat, Say


class Commands:
    """The door to a call. Every method returns at once, `wait` apart."""

    def __init__(self) -> None:
        self._inbox: queue.SimpleQueue[Message | DeviceEvent] = queue.SimpleQueue()
        self._ended = threading.Event()

    def say(self, text: str) -> None:
        """A typed line in place of a spoken one."""
        self._inbox.put(Say(text))

    def set_muted(self, muted: bool) -> None:
        """Ignore the microphone, or hear it again."""
        self._inbox.put(Mute(muted))

    def set_paused(self, paused: bool) -> None:
        """Stand still, or go on."""
        self._inbox.put(Pause(paused))

    def hold_to_think(self, down: bool) -> None:
        """The hold-to-think key (push-to-talk key in that setting)."""
        self._inbox.put(HoldKey(down))

    def repeat_that(self) -> None:
        """Hear the persona's last words once more, where the floor is free; it is no turn, and nothing counts."""
        self._inbox.put(RepeatThat())

    def hang_up(self, reason: str = "hung_up") -> None:
        """End the call; what was said is kept."""
        self._inbox.put(HangUp(reason))

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end; whether it has come."""
        return self._ended.wait(timeout)
