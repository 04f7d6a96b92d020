"""A real microphone and loudspeaker on one session clock, through PortAudio, with the echo taken out.

PortAudio's threads copy and queue; a thread of the device's own turns what they queued into events, in the order
of the session clock, which counts captured samples. Where on that clock something sounds comes from the times that
PortAudio gives for blocks: the converter's time of a frame that is played, looked up among the microphone's. Both
are on one clock, so the error is that of the drivers' own latency figures. What was played, laid on the clock like
this, is at once the echo canceller's reference and the persona's side of the mixdown.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections import deque
from dataclasses import replace

import numpy as np
import soxr

from desktop.audio import portaudio
from desktop.audio.capture import Capture
from desktop.audio.device import (
    Captured,
    Deliver,
    DeviceBack,
    DeviceEvent,
    DeviceLost,
    PlaybackEnded,
    PlaybackStarted,
    Samples,
)
from desktop.audio.duplex import Duplex, Heard, Names
from desktop.audio.echo_control import EchoControl, load_echo_control
from desktop.audio.mixdown import Mixdown
from desktop.audio.playback import Mark
from desktop.audio.reference import Reference
from desktop.audio.sole_use import SoleUse
from desktop.errors import UserError
from desktop.events import BLOCK, CAPTURE_RATE

_STALL_S = 3.0
"""Some systems just stop calling when a device is pulled."""
_RETRY_S = 1.0
_TRIES = 3
"""So often a named device is looked for before the default one takes its place."""
_AHEAD = CAPTURE_RATE // 50
"""The reference is early by 20 ms: behind the echo it would be useless, and drivers' latency figures are rough."""
_RELEARN = CAPTURE_RATE // 250
"""An echo that comes 4 ms earlier or later than it did is learnt sooner anew than found again."""
_SETTLES = CAPTURE_RATE
"""An echo that comes otherwise is learned within a second."""
_ECHO = CAPTURE_RATE // 5
"""A room, and the error of those figures, are quiet again after 200 ms."""
_LOST = "The microphone or the loudspeaker is gone. Connect it, or another one, to go on."


class LiveDevice:
    """The microphone `microphone` and the loudspeaker `loudspeaker`, by name ("" the system's default).

    `keep` holds both sides in memory for `mixdown` (3.8 MB a minute). A device that is lost is looked for until it
    is back; then the session clock goes on where it stood.
    """

    def __init__(self, *, microphone: str = "", loudspeaker: str = "", keep: bool = False) -> None:
        self._names = Names(microphone, loudspeaker)
        self._mixdown = Mixdown(keep)
        self._lock = threading.Lock()
        self._duplex: Duplex | None = None
        self._waiting: list[tuple[int, Samples, int]] = []
        self._pending: deque[PlaybackStarted | PlaybackEnded] = deque()
        self._closing = False
        self._muted = False
        self._paused = False
        self._held = False
        self._ducked = False
        self._try_now = threading.Event()
        self._thread: threading.Thread | None = None
        self._clock = 0
        self._control: EchoControl | None = None
        self._sole_use = SoleUse()

    @property
    def full_duplex(self) -> bool:
        """Whether echo is cancelled; known from `start` on."""
        return self._control is not None

    def start(self, deliver: Deliver) -> None:
        """Open both and begin capture at session sample 0. Raises `UserError`, also while another call is on."""
        self._sole_use.begin()
        try:
            self._control = load_echo_control()
            self._open(instead=False)
        except BaseException:
            self._sole_use.end()
            raise
        self._thread = threading.Thread(target=self._run, args=(deliver,), name="live-device", daemon=True)
        self._thread.start()

    def play(self, clip_id: int, pcm: Samples, rate: int) -> None:
        """Queue a clip (int16, mono, any rate) after those queued before it; resampled here and now.

        While the device is lost, it waits.
        """
        with self._lock:
            if self._duplex is None:
                self._waiting.append((clip_id, pcm, rate))
                return
            duplex = self._duplex
        duplex.player.add(clip_id, _resampled(pcm, rate, duplex.rate_out), len(pcm))

    def stop_playback(self) -> None:
        """Fade out within 5 ms and what the driver holds (some 60 ms); what is queued is dropped."""
        with self._lock:
            self._waiting.clear()
            if self._duplex is not None:
                self._duplex.player.stop()

    def duck(self, ducked: bool) -> None:
        """Play at -12 dB, or fully again, over 15 ms."""
        with self._lock:
            self._ducked = ducked
            self._instruct()

    def hold_playback(self, held: bool) -> None:
        """Fade out within 5 ms and what the driver holds, and stand still; or go on, from a gap between words."""
        with self._lock:
            self._held = held
            self._instruct()

    def position(self) -> tuple[int, int] | None:
        """The clip that sounds or is held, and how many of its own samples have sounded; None when none does."""
        with self._lock:
            return self._duplex.position() if self._duplex is not None else None

    def hold(self, held: bool) -> None:
        """No effect: a microphone can't wait."""

    def pause(self, paused: bool) -> None:
        """Stop to capture and play, or go on where both stood; the streams stay open."""
        with self._lock:
            self._paused = paused
            self._instruct()

    def mute(self, muted: bool) -> None:
        """Take silence for what the microphone hears, from the next block on; or hear it again."""
        self._muted = muted

    def processed(self, first_sample: int) -> None:
        """No effect: a microphone keeps its own pace."""

    def retry(self) -> None:
        """Look for a lost device at once."""
        self._try_now.set()

    def mixdown(self) -> Samples:
        """The call so far, shape (samples, 2); empty unless told to keep it."""
        return self._mixdown.mixed()

    def close(self) -> None:
        """Stop capture and playback; idempotent."""
        self._closing = True
        self._try_now.set()
        self._shut()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._sole_use.end()

    # --- opening and closing

    def _open(self, *, instead: bool) -> Duplex:
        duplex = Duplex(self._names, instead=instead)
        try:
            self._take(duplex)
            duplex.start()
        except UserError:
            self._shut()
            raise
        return duplex

    def _take(self, duplex: Duplex) -> None:
        """From now on `duplex` is used, as it was wanted of the last one."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
            self._duplex = duplex
            self._instruct()
            for clip_id, pcm, rate in waiting:
                duplex.player.add(clip_id, _resampled(pcm, rate, duplex.rate_out), len(pcm))
        if self._closing:
            self._shut()

    def _instruct(self) -> None:
        if self._duplex is not None:
            self._duplex.pause(self._paused)
            self._duplex.player.hold(self._held)
            self._duplex.player.duck(self._ducked)

    def _shut(self) -> None:
        with self._lock:
            duplex, self._duplex = self._duplex, None
        if duplex is not None:
            duplex.close()

    # --- the device's own thread

    def _run(self, deliver: Deliver) -> None:
        try:
            self._serve(deliver)
        except Exception:  # a driver's or library's own: the session waits for blocks and must hear that none come
            self._shut()
            deliver(DeviceLost("Sound stopped because of an error in Steadyhand.", final=True))
            raise

    def _serve(self, deliver: Deliver) -> None:
        duplex, back = self._duplex, ""
        while duplex is not None and not self._closing:
            listener = _Listener(duplex, self._control, self._clock, self._mixdown, self._pending)
            self._listen(duplex, listener, deliver, back)
            self._clock = listener.clock
            if not self._closing:
                self._lose(duplex, listener, deliver)
                duplex, back = self._find()

    def _listen(self, duplex: Duplex, listener: _Listener, deliver: Deliver, back: str) -> None:
        """Deliver what comes, until the device is lost or closed."""
        while not self._closing and not duplex.ended:
            try:
                heard = duplex.heard.get(timeout=_STALL_S)
            except queue.Empty:
                return
            if back and not duplex.ended:
                deliver(DeviceBack(back))
                back = ""
            for event in listener.events(heard, muted=self._muted):
                deliver(event)
            if listener.stalled:
                return

    def _lose(self, duplex: Duplex, listener: _Listener, deliver: Deliver) -> None:
        self._shut()
        for event in listener.last_events(duplex.abandon()):
            deliver(event)
        deliver(DeviceLost(_LOST))

    def _find(self) -> tuple[Duplex | None, str]:
        """The devices again, and how to say so; None when closed before."""
        tries = 0
        while True:
            self._try_now.wait(_RETRY_S)
            self._try_now.clear()
            if self._closing:
                return None, ""
            tries += 1
            with contextlib.suppress(UserError, portaudio.sounddevice().PortAudioError):
                duplex = self._open(instead=tries > _TRIES)
                if self._control is not None:
                    self._control = load_echo_control()
                return duplex, _back(duplex.replaced)


class _Listener:
    """From what one `Duplex` queues to events on the session clock, which goes on from `clock`."""

    def __init__(
        self,
        duplex: Duplex,
        control: EchoControl | None,
        clock: int,
        mixdown: Mixdown,
        pending: deque[PlaybackStarted | PlaybackEnded],
    ) -> None:
        self._duplex = duplex
        self._control = control
        self._began = clock
        self._capture = Capture(duplex.rate_in, clock, self._clean)
        self._reference = Reference(duplex.rate_out)
        self._mixdown = mixdown
        self._pending = pending
        self._overflows = 0
        self._unplayed_s = 0.0
        self._settled_at = 0

    @property
    def clock(self) -> int:
        """The session sample that is captured next."""
        return self._capture.clock

    @property
    def stalled(self) -> bool:
        """Whether the loudspeaker has taken nothing for a while, though the microphone goes on."""
        return self._unplayed_s > _STALL_S

    def events(self, heard: Heard | None, *, muted: bool) -> list[DeviceEvent]:
        """What there is to deliver now that `heard` has come; None: nothing has."""
        self._take_played()
        self._take_marks()
        if heard is None:
            return []
        self._unplayed_s += len(heard.samples) / self._duplex.rate_in
        self._align(heard)
        seen, self._overflows = self._overflows, heard.overflows
        events: list[DeviceEvent] = []
        for captured in self._capture.feed(heard.first, heard.samples, heard.overflows - seen):
            events += self._pass_on(captured, muted=muted)
        return events

    def last_events(self, marks: list[Mark]) -> list[DeviceEvent]:
        """What was still to be told when the device was lost; `marks` end what sounded."""
        self._take_marks()
        for mark in marks:
            self._note(mark, self.clock)
        events: list[DeviceEvent] = list(self._pending)
        self._pending.clear()
        return events

    def _take_played(self) -> None:
        with contextlib.suppress(IndexError):
            while True:
                played = self._duplex.played.popleft()
                self._duplex.clock_out.note(played.first, played.at_s)
                self._reference.add(played.first, played.samples)
                self._unplayed_s = 0.0

    def _take_marks(self) -> None:
        """What starts and ends; by the clock from before a pause, when it was before."""
        with contextlib.suppress(queue.Empty):
            while self._reference.aligned:
                mark = self._duplex.marks.get_nowait()
                self._note(mark, self._reference.session_sample(mark.frame))

    def _note(self, mark: Mark, at_sample: int) -> None:
        if mark.played is None:
            self._pending.append(PlaybackStarted(mark.clip_id, at_sample))
        else:
            self._pending.append(PlaybackEnded(mark.clip_id, at_sample, mark.played))

    def _align(self, heard: Heard) -> None:
        clock_in, clock_out = self._duplex.clock_in, self._duplex.clock_out
        if heard.resumed:
            clock_in.restart(heard.first, heard.at_s)
        else:
            clock_in.note(heard.first, heard.at_s)
        if clock_out.running:
            sounding = clock_out.frame_at(clock_in.time_of(heard.first)) * CAPTURE_RATE / self._duplex.rate_out
            first = self._began + round(heard.first * CAPTURE_RATE / self._duplex.rate_in)
            moved = self._reference.align(sounding - first, first, at_once=heard.resumed)
            if abs(moved) > _RELEARN and self._control is not None:
                self._control.restart()
                self._settled_at = first + _SETTLES

    def _clean(self, first: int, samples: Samples) -> Samples:
        if self._control is None:
            return samples
        return self._control.process(samples, self._reference.at(first + _AHEAD, len(samples)))

    def _pass_on(self, captured: Captured, *, muted: bool) -> list[DeviceEvent]:
        """One block, after the playback events that happen before its end."""
        first = captured.first_sample
        isolated = self._control is not None and self._control.isolated
        echo = not isolated and self._reference.audible(first, _ECHO, BLOCK)
        samples = np.zeros_like(captured.samples) if muted else captured.samples
        events: list[DeviceEvent] = []
        while self._pending and self._pending[0].at_sample < first + BLOCK:
            events.append(self._pending.popleft())
        self._mixdown.heard(samples, self._reference.at(first, BLOCK))
        may_be_echo = echo and self._control is not None and self._control.may_be_echo
        settling = may_be_echo or first < self._settled_at
        return [*events, replace(captured, samples=samples, echo=echo, settling=settling)]


def _back(replaced: list[str]) -> str:
    if not replaced:
        return "The microphone and the loudspeaker are back."
    return f"The call goes on with another device: the {' and the '.join(replaced)}."


def _resampled(pcm: Samples, rate: int, to: int) -> Samples:
    if rate == to or not len(pcm):
        return pcm
    resampled: Samples = soxr.resample(pcm, rate, to)
    return resampled
