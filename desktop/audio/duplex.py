"""A microphone and a loudspeaker that are open together. PortAudio's threads copy, queue and return."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections import deque
from dataclasses import dataclass
from typing import Any

from desktop.audio import portaudio
from desktop.audio.clock import StreamClock
from desktop.audio.device import Samples
from desktop.audio.playback import Mark, Player
from desktop.errors import NoLoudspeaker, UserError
from desktop.events import CAPTURE_RATE

QUEUED_S = 2.0
"""So much capture may wait for the device's thread; what comes after is dropped and counted."""
_INPUT_BLOCK_S, _INPUT_LATENCY_S = 0.01, 0.03
_OUTPUT_BLOCK_S, _OUTPUT_LATENCY_S = 0.02, 0.06
"""Where the loudspeaker runs dry on busy cores it crackles, and the echo canceller loses its place."""
_PLAYED_BLOCKS = 200


@dataclass(frozen=True, slots=True)
class Heard:
    """A block of the microphone from its frame `first` on, converted at `at_s` of PortAudio's clock.

    `resumed`: no frames were counted for a while before it. `overflows` counts the driver's losses so far.
    """

    first: int
    samples: Samples
    at_s: float
    resumed: bool
    overflows: int


@dataclass(frozen=True, slots=True)
class Played:
    """What was handed to the loudspeaker from its frame `first` on; sounds at `at_s` of PortAudio's clock."""

    first: int
    samples: Samples
    at_s: float


@dataclass(frozen=True, slots=True)
class Names:
    """Of a microphone and a loudspeaker; "" is the system's default."""

    microphone: str
    loudspeaker: str


class Duplex:
    """Opens both; `start` lets sound flow. Raises `UserError`.

    `instead` uses the system's default for one of `names` that is not there; `replaced` says for which.
    """

    def __init__(self, names: Names, *, instead: bool = False) -> None:
        self.heard: queue.Queue[Heard | None] = queue.Queue(round(QUEUED_S / _INPUT_BLOCK_S))
        self.played: deque[Played] = deque(maxlen=_PLAYED_BLOCKS)
        self.marks: queue.SimpleQueue[Mark] = queue.SimpleQueue()
        self.replaced: list[str] = []
        self.ended = False
        self._instead = instead
        self._paused = False
        self._stood_still = False
        self._frames_in = 0
        self._overflows = 0
        self._lock = threading.Lock()
        self._streams: list[Any] = []
        try:
            self._open(names)
        except BaseException:
            self.close()
            raise

    def start(self) -> None:
        """Let sound flow. Raises `UserError`."""
        for stream, side in ((self._output, "output"), (self._input, "input")):
            portaudio.start_stream(stream, side)  # type: ignore[arg-type]

    def pause(self, paused: bool) -> None:
        """Neither capture nor play, or do again."""
        self._paused = paused
        self.player.pause(paused)

    def wake(self) -> None:
        """Whoever waits for `heard` gets None; where the queue is full it has something anyway."""
        with contextlib.suppress(queue.Full):
            self.heard.put_nowait(None)

    def position(self) -> tuple[int, int] | None:
        """As `Device.position`."""
        with self._lock:
            if not self._streams or not self.clock_out.running:
                return None
            try:
                now = self._output.time
            except portaudio.sounddevice().PortAudioError:  # the stream ends at this very moment
                return None
        return self.player.position_at(self.clock_out.frame_at(now))

    def abandon(self) -> list[Mark]:
        """The marks that end what sounds, now that nothing more will."""
        return self.player.abandon(self.player.frame - self._output.latency * self.rate_out)

    def close(self) -> None:
        """Close both; idempotent."""
        with self._lock:
            streams, self._streams = self._streams, []
        for stream in streams:
            portaudio.close_stream(stream)
        self.wake()

    def _open(self, names: Names) -> None:
        try:
            self._open_both(names)
        except NoLoudspeaker:
            portaudio.check_any()
            raise

    def _open_both(self, names: Names) -> None:
        self._output = self._one(
            "output",
            names.loudspeaker,
            rate=None,
            block_s=_OUTPUT_BLOCK_S,
            latency=_OUTPUT_LATENCY_S,
            callback=self._on_output,
        )
        self.rate_out = round(self._output.samplerate)
        self.player, self.clock_out = Player(self.rate_out), StreamClock(self.rate_out)
        self._input = self._one(
            "input",
            names.microphone,
            rate=CAPTURE_RATE,
            block_s=_INPUT_BLOCK_S,
            latency=_INPUT_LATENCY_S,
            callback=self._on_input,
        )
        self.rate_in = round(self._input.samplerate)
        self.clock_in = StreamClock(self.rate_in)

    def _one(self, side: portaudio.Side, name: str, **options: Any) -> Any:
        options["finished_callback"] = self._finished
        try:
            stream = portaudio.open_stream(side, name, **options)
        except UserError:
            if not (self._instead and name):
                raise
            stream = portaudio.open_stream(side, "", **options)
            self.replaced.append(f"{portaudio.TITLES[side]} {portaudio.name_of(stream)}")
        self._streams.append(stream)
        return stream

    # --- PortAudio's threads

    def _on_input(self, samples: Samples, frames: int, time: Any, status: Any) -> None:
        if self._paused:
            self._stood_still = True
            self.wake()
            return
        first, resumed = self._frames_in, self._stood_still
        self._frames_in += frames
        self._stood_still = False
        if status.input_overflow:
            self._overflows += 1
        heard = Heard(first, samples[:, 0].copy(), time.inputBufferAdcTime, resumed, self._overflows)
        # A dropped block leaves a gap in the count of frames, by which the other side counts it.
        with contextlib.suppress(queue.Full):
            self.heard.put_nowait(heard)

    def _on_output(self, out: Samples, _frames: int, time: Any, _status: Any) -> None:
        first = self.player.frame
        marks = self.player.fill(out[:, 0])
        self.played.append(Played(first, out[:, 0].copy(), time.outputBufferDacTime))
        for mark in marks:
            self.marks.put(mark)
        out[:, 1:] = out[:, :1]

    def _finished(self) -> None:
        self.ended = True
        self.wake()
