"""What a live call gives away about itself beside its transcript: for those who measure it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

from desktop.audio.device import Captured, Deliver, DeviceEvent
from desktop.audio.live import LiveDevice
from desktop.events import CAPTURE_RATE, Emit, Event, PersonaSaid
from desktop.rehearsal.crew import Crew


class Witness:
    """Passes events on to `emit` and keeps what the persona began to say. Tells once that the call has begun."""

    def __init__(self, emit: Emit, on_begin: Callable[[], None]) -> None:
        self._emit = emit
        self._on_begin: Callable[[], None] | None = on_begin
        self._clips: list[PersonaSaid] = []

    def __call__(self, event: Event) -> None:
        """Note `event` and pass it on."""
        if isinstance(event, PersonaSaid):
            self._clips.append(event)
        if self._on_begin is not None and isinstance(event, PersonaSaid):  # the first sound: the device is open
            self._on_begin()
            self._on_begin = None
        self._emit(event)

    @property
    def clips(self) -> list[dict[str, Any]]:
        """What was begun to be played, piece by piece: turn, text, start and length in seconds."""
        return [asdict(clip) for clip in self._clips]


@dataclass(slots=True)
class Overspeech:
    """How often the executive's voice, or what was taken for it, changed what the loudspeaker does.

    `moments` says which of these happened when, in session seconds.
    """

    ducked: int = 0
    held: int = 0
    stopped: int = 0
    moments: list[tuple[str, float]] = field(default_factory=list)


class WatchedDevice(LiveDevice):
    """A live device that counts who spoke over whom."""

    def __init__(self, *, microphone: str = "", loudspeaker: str = "", keep: bool = False) -> None:
        super().__init__(microphone=microphone, loudspeaker=loudspeaker, keep=keep)
        self.overspeech = Overspeech()
        self._is_ducked = self._is_held = False
        self._now_s = 0.0

    def start(self, deliver: Deliver) -> None:
        """As any device."""

        def noted(event: DeviceEvent) -> None:
            if isinstance(event, Captured):
                self._now_s = event.first_sample / CAPTURE_RATE
            deliver(event)

        super().start(noted)

    def duck(self, ducked: bool) -> None:
        """As any device; counted while something sounds."""
        if ducked and not self._is_ducked and self._sounds("ducked"):
            self.overspeech.ducked += 1
        self._is_ducked = ducked
        super().duck(ducked)

    def hold_playback(self, held: bool) -> None:
        """As any device; counted while something sounds."""
        if held and not self._is_held and self._sounds("held"):
            self.overspeech.held += 1
        self._is_held = held
        super().hold_playback(held)

    def stop_playback(self) -> None:
        """As any device; counted while something sounds."""
        if self._sounds("stopped"):
            self.overspeech.stopped += 1
        super().stop_playback()

    def _sounds(self, what: str) -> bool:
        if self.position() is None:
            return False
        self.overspeech.moments.append((what, round(self._now_s, 3)))
        return True


def costs(crew: Crew) -> list[dict[str, Any]]:
    """What every engine that runs took so far: threads it may use, CPU seconds, most memory in MB."""
    found = []
    for host in crew.hosts.values():
        if host.pid is not None and host.info is not None:
            about = {"role": host.spec.role, "model": host.info.model, "threads": host.info.threads}
            found.append(about | _process(host.pid))
    return [*found, {"role": "app", "model": "", "threads": 0} | _process(psutil.Process().pid)]


def _process(pid: int) -> dict[str, float]:
    try:
        process = psutil.Process(pid)
        times = process.cpu_times()
        return {"cpu_s": round(times.user + times.system, 2), "memory_mb": round(_peak(process) / 1e6)}
    except psutil.Error:  # it has just ended
        return {}


def _peak(process: psutil.Process) -> int:
    """Most memory it ever had resident, in bytes; where the system doesn't tell, what it has now."""
    info = process.memory_info()
    if (peak := getattr(info, "peak_wset", None)) is not None:
        return int(peak)
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return int(info.rss)
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(lines["VmHWM"].split()[0]) * 1024
