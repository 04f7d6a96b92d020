"""A device whose clock begins late: the call on it goes on from an earlier one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from desktop.audio.device import Captured, Deliver, Device, DeviceEvent, PlaybackEnded, PlaybackStarted, Samples


class LaterDevice:
    """`device`, after `before`: the sound of the call so far, int16 at 16 kHz, shape (samples, 2)."""

    def __init__(self, device: Device, before: Samples) -> None:
        self._device = device
        self._before = before
        self._late = len(before)

    @property
    def full_duplex(self) -> bool:
        """As the device's."""
        return self._device.full_duplex

    def start(self, deliver: Deliver) -> None:
        """Begin capture at the sample after those of `before`."""
        self._device.start(lambda event: deliver(self._later(event)))

    def play(self, clip_id: int, pcm: Samples, rate: int) -> None:
        """As on the device."""
        self._device.play(clip_id, pcm, rate)

    def stop_playback(self) -> None:
        """As on the device."""
        self._device.stop_playback()

    def duck(self, ducked: bool) -> None:
        """As on the device."""
        self._device.duck(ducked)

    def hold_playback(self, held: bool) -> None:
        """As on the device."""
        self._device.hold_playback(held)

    def position(self) -> tuple[int, int] | None:
        """As on the device: samples of a clip, not of the clock."""
        return self._device.position()

    def hold(self, held: bool) -> None:
        """As on the device."""
        self._device.hold(held)

    def pause(self, paused: bool) -> None:
        """As on the device."""
        self._device.pause(paused)

    def mute(self, muted: bool) -> None:
        """As on the device."""
        self._device.mute(muted)

    def processed(self, first_sample: int) -> None:
        """The block from `first_sample`, on the later clock, has been dealt with."""
        self._device.processed(first_sample - self._late)

    def mixdown(self) -> Samples:
        """The whole call: what came before, then this device's. Empty when the device keeps nothing."""
        sound = self._device.mixdown()
        return np.concatenate([self._before, sound]) if len(sound) else sound

    def close(self) -> None:
        """As on the device."""
        self._device.close()

    def _later(self, event: DeviceEvent) -> DeviceEvent:
        match event:
            case Captured():
                return replace(event, first_sample=event.first_sample + self._late)
            case PlaybackStarted() | PlaybackEnded():
                return replace(event, at_sample=event.at_sample + self._late)
            case _:
                return event
