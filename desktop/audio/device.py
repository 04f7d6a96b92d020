"""The device protocol: what a rehearsal needs of a microphone and a loudspeaker, real or file-backed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Captured:
    """`samples` (int16, mono, 16 kHz, `desktop.events.BLOCK` long) from session sample `first_sample` on.

    `dropped` counts blocks lost before this one. `last` marks the end of a recording: after it only silence
    follows, and only while the persona speaks. `echo`: the loudspeaker is heard now, or was a moment ago;
    `settling`: its echo comes otherwise than it did a moment ago, and has not been learned yet, or what is heard
    is no louder than that echo would be.
    `clipped` counts samples at full scale before anything was done to them.
    """

    first_sample: int
    samples: Samples
    dropped: int = 0
    last: bool = False
    echo: bool = False
    settling: bool = False
    clipped: int = 0


@dataclass(frozen=True, slots=True)
class PlaybackStarted:
    """The first sample of clip `clip_id` sounds at session sample `at_sample`."""

    clip_id: int
    at_sample: int


@dataclass(frozen=True, slots=True)
class PlaybackEnded:
    """Clip `clip_id` ended after `played` of its samples (fewer than it has when stopped)."""

    clip_id: int
    at_sample: int
    played: int


@dataclass(frozen=True, slots=True)
class DeviceLost:
    """The device is gone; `message` is one plain sentence. The call pauses, or ends when the loss is `final`."""

    message: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class DeviceBack:
    """Sound flows again after a loss; `message` says through what."""

    message: str


DeviceEvent = Captured | PlaybackStarted | PlaybackEnded | DeviceLost | DeviceBack
Deliver = Callable[[DeviceEvent], None]
"""Called on the device's own thread (never the PortAudio callback); must return at once."""


class Device(Protocol):
    """One microphone and one loudspeaker on one session clock."""

    @property
    def full_duplex(self) -> bool:
        """Whether the microphone can be listened to while the loudspeaker sounds: echo is cancelled."""
        ...

    def start(self, deliver: Deliver) -> None:
        """Begin capture at session sample 0. Raises `UserError` when there is no such device."""
        ...

    def play(self, clip_id: int, pcm: Samples, rate: int) -> None:
        """Queue a clip after those queued before it. Any rate; resampled here."""
        ...

    def stop_playback(self) -> None:
        """Silence now: what is queued is dropped, the running clip ends with `PlaybackEnded`."""
        ...

    def duck(self, ducked: bool) -> None:
        """Play quietly (about -12 dB) from now on, or fully again."""
        ...

    def hold_playback(self, held: bool) -> None:
        """Fall silent within 5 ms where it stands, or go on from up to 0.3 s before, at a gap between words."""
        ...

    def position(self) -> tuple[int, int] | None:
        """The clip under way and how many of its own samples have sounded by now; None when none is."""
        ...

    def hold(self, held: bool) -> None:
        """The persona has the floor: a file-backed device pauses its recording. No effect on a microphone."""
        ...

    def pause(self, paused: bool) -> None:
        """The call stands still, or goes on: nothing is captured or played, and the session clock waits."""
        ...

    def mute(self, muted: bool) -> None:
        """What the microphone hears counts as silence from now on, in the mixdown as well; or is heard again."""
        ...

    def processed(self, first_sample: int) -> None:
        """The block from `first_sample` has been dealt with: paces a file-backed device. Otherwise no effect."""
        ...

    def mixdown(self) -> Samples:
        """The whole call so far: int16 at 16 kHz, shape (samples, 2): left the executive, right the persona.

        Empty when the device was told not to keep audio.
        """
        ...

    def close(self) -> None:
        """Stop capture and playback; idempotent."""
        ...
