"""A file-backed device: the executive's side comes from a recording, the persona's goes onto the same timeline.

One block is under way at a time: the next follows when the rehearsal has dealt with the last one, so a run takes
the same course however fast the machine is. While the persona has the floor the recording waits. "fast" pace goes
on as soon as a block is dealt with and lets no time pass while the persona thinks; "real" pace keeps to the clock.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import soxr

from desktop.audio.device import (
    Captured,
    Deliver,
    DeviceEvent,
    DeviceLost,
    PlaybackEnded,
    PlaybackStarted,
    Samples,
)
from desktop.events import BLOCK, CAPTURE_RATE

Pace = Literal["fast", "real"]
Listen = Callable[[Samples], None]
"""Gets every block of the call as it passes, both sides mixed (int16, 16 kHz), for a loudspeaker."""


@dataclass(slots=True)
class _Clip:
    clip_id: int
    samples: Samples
    own_length: int
    at: int = 0
    started: bool = False

    @property
    def played(self) -> int:
        """Samples played, in the clip's own rate."""
        whole = len(self.samples)
        return round(self.own_length * self.at / whole) if whole else self.own_length


def to_capture_rate(pcm: Samples, rate: int) -> Samples:
    """`pcm` (int16, mono, `rate` per second) at 16 kHz."""
    if rate == CAPTURE_RATE or not len(pcm):
        return pcm
    resampled: Samples = soxr.resample(pcm, rate, CAPTURE_RATE)
    return resampled


class FileDevice:
    """`recording`: int16, mono, 16 kHz. `listen` gets the call's sound as it passes.

    `endless` goes on with silence after the recording, at the pace "real": a call without a microphone.
    """

    def __init__(
        self, recording: Samples, *, pace: Pace = "fast", listen: Listen | None = None, endless: bool = False
    ) -> None:
        self._recording = recording
        self._endless = endless
        self._pace = pace
        self._listen = listen
        self._changed = threading.Condition()
        self._clips: deque[_Clip] = deque()
        self._position = 0
        self._clock = 0
        self._held = False
        self._muted = False
        self._paused = False
        self._resumed = False
        self._closed = False
        self._unprocessed: int | None = None
        self._last_sent = False
        self._user: list[tuple[int, Samples]] = []
        self._persona: list[tuple[int, Samples]] = []
        self._thread: threading.Thread | None = None

    def start(self, deliver: Deliver) -> None:
        """Begin to deliver the recording, block by block, on a thread of its own."""
        self._thread = threading.Thread(target=self._run, args=(deliver,), name="file-device", daemon=True)
        self._thread.start()

    def play(self, clip_id: int, pcm: Samples, rate: int) -> None:
        """Queue a clip after those queued before it."""
        clip = _Clip(clip_id, to_capture_rate(pcm, rate), len(pcm))
        with self._changed:
            self._clips.append(clip)
            self._changed.notify_all()

    def stop_playback(self) -> None:
        """Drop what is queued; the running clip ends at the next block."""
        with self._changed:
            running = [clip for clip in self._clips if clip.started]
            self._clips = deque(running)
            for clip in running:
                clip.own_length, clip.samples = clip.played, clip.samples[: clip.at]
            self._changed.notify_all()

    @property
    def full_duplex(self) -> bool:
        """The recording waits while the persona speaks: there is nothing to listen to."""
        return False

    def duck(self, ducked: bool) -> None:
        """No effect: nobody can interrupt."""

    def hold_playback(self, held: bool) -> None:
        """No effect: nobody can interrupt."""

    def position(self) -> tuple[int, int] | None:
        """The clip under way and how many of its own samples have passed."""
        with self._changed:
            return next(((clip.clip_id, clip.played) for clip in self._clips if clip.started), None)

    def hold(self, held: bool) -> None:
        """Pause or go on with the recording."""
        with self._changed:
            self._held = held
            self._changed.notify_all()

    def pause(self, paused: bool) -> None:
        """Stand still, or go on where it stood."""
        with self._changed:
            self._paused = paused
            self._resumed = self._resumed or not paused
            self._changed.notify_all()

    def mute(self, muted: bool) -> None:
        """The recording goes on unheard, or is heard again."""
        with self._changed:
            self._muted = muted

    def processed(self, first_sample: int) -> None:
        """The block from `first_sample` has been dealt with."""
        with self._changed:
            if self._unprocessed == first_sample:
                self._unprocessed = None
                self._changed.notify_all()

    def mixdown(self) -> Samples:
        """Both sides on the session clock: int16 at 16 kHz, shape (samples, 2), left the executive."""
        with self._changed:
            mixed = np.zeros((self._clock, 2), dtype=np.int16)
            for channel, pieces in ((0, self._user), (1, self._persona)):
                for first, samples in pieces:
                    mixed[first : first + len(samples), channel] = samples
        return mixed

    def close(self) -> None:
        """Stop delivering; idempotent."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self, deliver: Deliver) -> None:
        try:
            self._play_through(deliver)
        except Exception:  # who listens may fail; the rehearsal waits for blocks and must hear that none will come
            deliver(DeviceLost("The recording stopped because of an error in Steadyhand.", final=True))
            raise

    def _play_through(self, deliver: Deliver) -> None:
        started = time.monotonic()
        while True:
            if self._pace == "real":
                self._wait_until(started + self._clock / CAPTURE_RATE)
            with self._changed:
                self._changed.wait_for(self._may_go_on)
                if self._closed:
                    return
                if self._resumed:  # a pause is not caught up with
                    self._resumed, started = False, time.monotonic() - self._clock / CAPTURE_RATE
                events = self._next_block()
            for event in events:
                deliver(event)

    def _wait_until(self, due: float) -> None:
        with self._changed:
            while not self._closed and (left := due - time.monotonic()) > 0:
                self._changed.wait(left)

    def _may_go_on(self) -> bool:
        if self._closed:
            return True
        if self._paused or self._unprocessed is not None:
            return False
        if self._clips:
            return True
        if self._held or self._last_sent:
            return self._pace == "real" and not self._last_sent
        return True

    def _next_block(self) -> list[DeviceEvent]:
        """One block of the timeline, with the playback events that go with it. Called with the lock held."""
        first = self._clock
        spoken, events = self._persona_block(first)
        paused = bool(spoken.any()) or self._held or self._last_sent or bool(events)
        user = np.zeros(BLOCK, dtype=np.int16) if paused else self._user_block(first)
        self._clock += BLOCK
        self._unprocessed = first
        if self._listen is not None:
            both = np.clip(user.astype(np.int32) + spoken, -32768, 32767)
            self._listen(both.astype(np.int16))
        last = not (self._endless or self._last_sent) and self._position >= len(self._recording)
        self._last_sent = self._last_sent or last
        return [*events, Captured(first, user, last=last)]

    def _user_block(self, first: int) -> Samples:
        block = np.zeros(BLOCK, dtype=np.int16)
        part = self._recording[self._position : self._position + BLOCK]
        if not self._muted:
            block[: len(part)] = part
        self._position += BLOCK
        self._user.append((first, block))
        return block

    def _persona_block(self, first: int) -> tuple[Samples, list[DeviceEvent]]:
        block = np.zeros(BLOCK, dtype=np.int16)
        events: list[DeviceEvent] = []
        filled = 0
        while self._clips and filled < BLOCK:
            clip = self._clips[0]
            if not clip.started:
                clip.started = True
                events.append(PlaybackStarted(clip.clip_id, first + filled))
            part = clip.samples[clip.at : clip.at + BLOCK - filled]
            block[filled : filled + len(part)] = part
            clip.at += len(part)
            filled += len(part)
            if clip.at >= len(clip.samples):
                events.append(PlaybackEnded(clip.clip_id, first + filled, clip.played))
                self._clips.popleft()
        if filled:
            self._persona.append((first, block))
        return block, events
