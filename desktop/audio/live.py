"""A real microphone and loudspeaker on one session clock, through PortAudio.

The callbacks copy and queue; a thread of the device's own turns what they queued into events, in the order of the
session clock, which counts captured samples. Where a clip sounds on that clock comes from the times PortAudio
gives for blocks: the converter's time of the clip's first frame, looked up among the microphone's. Both are on one
clock, so the error is that of the drivers' own latency figures.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections import deque
from dataclasses import replace
from typing import Any

import numpy as np
import soxr

from desktop.audio import portaudio
from desktop.audio.capture import Capture
from desktop.audio.clock import StreamClock
from desktop.audio.device import Captured, Deliver, DeviceLost, PlaybackEnded, PlaybackStarted, Samples
from desktop.audio.mixdown import Mixdown
from desktop.audio.playback import Mark, Player
from desktop.errors import UserError
from desktop.events import BLOCK, CAPTURE_RATE

_QUEUED_BLOCKS = 64
"""2 s of capture may wait for the device's thread; what comes after is dropped and counted."""
_STALL_S = 5.0
"""Some systems just stop calling when a device is pulled."""
_OUTPUT_LATENCY_S = 0.03
"""Short enough to fall silent at once, long enough for a busy laptop."""
_OUTPUT_BLOCK_S = 0.01
_LOST = "The microphone or the loudspeaker is gone. Connect it again, or choose another one, to go on."


class LiveDevice:
    """The microphone `microphone` and the loudspeaker `loudspeaker`, by name ("" the system's default).

    `keep` holds both sides in memory for `mixdown` (3.8 MB a minute).
    """

    def __init__(self, *, microphone: str = "", loudspeaker: str = "", keep: bool = False) -> None:
        self._microphone = microphone
        self._loudspeaker = loudspeaker
        self._mixdown = Mixdown(keep)
        self._blocks: queue.Queue[tuple[int, Samples] | None] = queue.Queue(_QUEUED_BLOCKS)
        self._marks: queue.SimpleQueue[Mark] = queue.SimpleQueue()
        self._pending: deque[PlaybackStarted | PlaybackEnded] = deque()
        self._own_lengths: dict[int, int] = {}
        self._closing = False
        self._muted = False
        self._paused = False
        self._stood_still = False
        self._lost = False
        self._frames_in = 0
        self._overflows = 0
        self._input: Any = None
        self._output: Any = None
        self._close_lock = threading.Lock()
        self._thread: threading.Thread | None = None
        # Known once the streams are open.
        self._rate_in = self._rate_out = CAPTURE_RATE
        self._player = Player(CAPTURE_RATE)
        self._clock_in = self._clock_out = StreamClock(CAPTURE_RATE)

    def start(self, deliver: Deliver) -> None:
        """Open both and begin capture at session sample 0. Raises `UserError`."""
        try:
            self._open()
        except UserError:
            self.close()
            raise
        self._thread = threading.Thread(target=self._run, args=(deliver,), name="live-device", daemon=True)
        self._thread.start()

    def play(self, clip_id: int, pcm: Samples, rate: int) -> None:
        """Queue a clip (int16, mono, any rate) after those queued before it; resampled here and now."""
        self._own_lengths[clip_id] = len(pcm)
        if self._mixdown.keeps:
            self._mixdown.queued(clip_id, _resampled(pcm, rate, CAPTURE_RATE))
        self._player.add(clip_id, _resampled(pcm, rate, self._rate_out), len(pcm))

    def stop_playback(self) -> None:
        """Fade out within 5 ms and what the driver holds (some 40 ms); what is queued is dropped."""
        self._player.stop()

    @property
    def full_duplex(self) -> bool:
        """Whether echo is cancelled."""
        return False

    def duck(self, ducked: bool) -> None:
        """Play quietly, or fully again."""

    def hold_playback(self, held: bool) -> None:
        """Fall silent where it stands, or go on."""

    def position(self) -> tuple[int, int] | None:
        """The clip under way and how many of its own samples have sounded."""
        return None

    def hold(self, held: bool) -> None:
        """No effect: a microphone can't wait."""

    def pause(self, paused: bool) -> None:
        """Stop to capture and play, or go on where both stood; the streams stay open."""
        self._paused = paused
        self._player.pause(paused)

    def mute(self, muted: bool) -> None:
        """Take silence for what the microphone hears, from the next block on; or hear it again."""
        self._muted = muted

    def processed(self, first_sample: int) -> None:
        """No effect: a microphone keeps its own pace."""

    def mixdown(self) -> Samples:
        """The call so far, shape (samples, 2); empty unless told to keep it."""
        return self._mixdown.mixed()

    def close(self) -> None:
        """Stop capture and playback; idempotent."""
        self._closing = True
        self._wake()
        with self._close_lock:
            streams = [stream for stream in (self._input, self._output) if stream is not None]
            self._input = self._output = None
        for stream in streams:
            portaudio.close_stream(stream)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _open(self) -> None:
        finished = {"finished_callback": self._finished}
        self._output = portaudio.open_stream(
            "output",
            self._loudspeaker,
            rate=None,
            block_s=_OUTPUT_BLOCK_S,
            latency=_OUTPUT_LATENCY_S,
            callback=self._on_output,
            **finished,
        )
        self._rate_out = round(self._output.samplerate)
        self._player, self._clock_out = Player(self._rate_out), StreamClock(self._rate_out)
        self._input = portaudio.open_stream(
            "input",
            self._microphone,
            rate=CAPTURE_RATE,
            block_s=BLOCK / CAPTURE_RATE,
            latency="high",
            callback=self._on_input,
            **finished,
        )
        self._rate_in = round(self._input.samplerate)
        self._clock_in = StreamClock(self._rate_in)
        portaudio.start_stream(self._output, "output")
        portaudio.start_stream(self._input, "input")

    # --- PortAudio's threads: copy, queue, return

    def _on_input(self, samples: Samples, frames: int, time: Any, status: Any) -> None:
        if self._paused:
            self._stood_still = True
            self._wake()
            return
        first = self._frames_in
        self._frames_in += frames
        if self._stood_still:
            self._stood_still = False
            self._clock_in.restart(first, time.inputBufferAdcTime)
        self._clock_in.note(first, time.inputBufferAdcTime)
        if status.input_overflow:
            self._overflows += 1
        # A dropped block leaves a gap in the count of frames, by which the other side counts it.
        with contextlib.suppress(queue.Full):
            self._blocks.put_nowait((first, samples[:, 0].copy()))

    def _on_output(self, out: Samples, _frames: int, time: Any, _status: Any) -> None:
        self._clock_out.note(self._player.frame, time.outputBufferDacTime)
        for mark in self._player.fill(out[:, 0]):
            self._marks.put(mark)
        out[:, 1:] = out[:, :1]

    def _finished(self) -> None:
        self._lost = True
        self._wake()

    def _wake(self) -> None:
        # A full queue wakes the thread as well.
        with contextlib.suppress(queue.Full):
            self._blocks.put_nowait(None)

    # --- the device's own thread

    def _run(self, deliver: Deliver) -> None:
        capture, overflows = Capture(self._rate_in), 0
        while not self._closing and not self._lost:
            block = self._next()
            if block is None:
                self._take_marks()  # by the clock from before a pause
                continue
            seen, overflows = overflows, self._overflows
            for captured in capture.feed(*block, overflows - seen):
                self._pass_on(captured, deliver)
        if not self._closing:
            self._lose(capture.clock, deliver)

    def _next(self) -> tuple[int, Samples] | None:
        try:
            return self._blocks.get(timeout=_STALL_S)
        except queue.Empty:
            self._lost = True
            return None

    def _pass_on(self, captured: Captured, deliver: Deliver) -> None:
        """One block, after the playback events that happen before its end."""
        if self._muted:
            captured = replace(captured, samples=np.zeros_like(captured.samples))
        self._take_marks()
        while self._pending and self._pending[0].at_sample < captured.first_sample + BLOCK:
            deliver(self._pending.popleft())
        self._mixdown.heard(captured.samples)
        deliver(captured)

    def _take_marks(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                mark = self._marks.get_nowait()
                self._note(mark, self._session_sample(mark.frame))

    def _note(self, mark: Mark, at_sample: int) -> None:
        if mark.played is None:
            self._mixdown.started(mark.clip_id, at_sample)
            self._pending.append(PlaybackStarted(mark.clip_id, at_sample))
        else:
            own_length = self._own_lengths.pop(mark.clip_id, 0)
            self._mixdown.ended(mark.clip_id, mark.played / own_length if own_length else 0.0)
            self._pending.append(PlaybackEnded(mark.clip_id, at_sample, mark.played))

    def _session_sample(self, frame: int) -> int:
        """The captured sample at the moment at which `frame` of the output sounds."""
        heard: float = self._clock_in.frame_at(self._clock_out.time_of(frame))
        return max(0, round(heard * CAPTURE_RATE / self._rate_in))

    def _lose(self, clock: int, deliver: Deliver) -> None:
        self._take_marks()
        for mark in self._player.abandon():
            self._note(mark, clock)
        for event in self._pending:
            deliver(event)
        deliver(DeviceLost(_LOST))


def _resampled(pcm: Samples, rate: int, to: int) -> Samples:
    if rate == to or not len(pcm):
        return pcm
    resampled: Samples = soxr.resample(pcm, rate, to)
    return resampled
