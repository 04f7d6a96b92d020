"""The window as it opens, looked at by a clock: its first frame, then the first call. For measurements."""

from __future__ import annotations

import contextlib
import time
from dataclasses import asdict
from typing import Any

import psutil
from PySide6.QtCore import QObject, QTimer

from desktop.app.application import Application
from desktop.app.start import run
from desktop.events import EngineHealth, Event, Notice, PhaseChanged, SessionEnded
from desktop.ui.bridge import Bridge
from desktop.ui.briefing.screen import BriefingScreen
from desktop.ui.firstframe import FirstFrame
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.stalls import StallProbe

_PATIENCE_MS = 120_000
"""A window that has not got there by then does not: it closes, and what was seen is told."""


class _Watch(QObject):
    """Goes where a person in a hurry goes. `seen` is seconds since `began_s`, on the monotonic clock."""

    def __init__(self, began_s: float, scenario_id: str, calls: bool) -> None:
        super().__init__()
        self.seen: dict[str, float] = {}
        self.engines: dict[str, float] = {}
        self._starting: set[str] = set()
        self.notices: list[str] = []
        self.probe: StallProbe | None = None
        self._began_s, self._scenario_id, self._calls = began_s, scenario_id, calls
        self._window: MainWindow | None = None
        self._application: Application | None = None

    def begin(self, window: MainWindow, application: Application, bridge: Bridge) -> None:
        """Look at `window`, which is about to be shown."""
        self._window, self._application = window, application
        bridge.arrived.connect(self._take)
        assert isinstance(window.current(), LibraryScreen)
        FirstFrame(window.current(), self._painted)
        QTimer.singleShot(_PATIENCE_MS, window.close)

    def _note(self, what: str) -> None:
        self.seen.setdefault(f"{what}_s", round(time.monotonic() - self._began_s, 4))
        self.seen.setdefault(f"{what}_cpu_s", round(time.process_time(), 3))

    def _painted(self) -> None:
        self._note("window_visible")
        self.probe = StallProbe(self)
        assert self._window is not None
        self._window.open_briefing(self._scenario_id)
        QTimer.singleShot(0, self._pick_up)

    def _pick_up(self) -> None:
        self._note("briefing_visible")
        assert self._window is not None
        briefing = self._window.current()
        assert isinstance(briefing, BriefingScreen)
        if self._calls:
            briefing.pick_up.click()
        elif self._application is not None:
            self._application.devices(lambda _found: self._ready())  # comes after the engines

    def _take(self, event: Event) -> None:
        match event:
            case EngineHealth(role, "starting"):
                self._starting.add(role)
            case EngineHealth(role, condition):
                self._starting.discard(role)
                if condition == "ready":
                    self.engines[role] = round(time.monotonic() - self._began_s, 4)
                self._whole()
            case Notice(message, _fix):
                self.notices.append(message)
            case PhaseChanged() if self._calls:
                self._ready()
            case SessionEnded():
                self._close()

    def _ready(self) -> None:
        if "talk_ready_s" in self.seen:
            return
        self._note("talk_ready")
        assert self._window is not None
        if self.probe is not None:
            self.probe.end()
        self.seen["talk_ready_cpu_s"] = round(time.process_time() + _engines_cpu_s(), 3)
        self._whole()

    def _whole(self) -> None:
        """Once one can talk and no engine is to come any more, all has been seen."""
        if "talk_ready_s" not in self.seen or "whole_s" in self.seen or self._starting or self._window is None:
            return
        self._note("whole")
        self.seen["whole_cpu_s"] = round(time.process_time() + _engines_cpu_s(), 3)
        if self._window.call is not None:
            self._window.call.end.button.click()
        else:
            self._close()

    def _close(self) -> None:
        if self._window is not None:
            QTimer.singleShot(0, self._window.close)


def _engines_cpu_s() -> float:
    """What the engines have computed so far: no other program changes that much."""
    total = 0.0
    for one in psutil.Process().children(recursive=True):  # looks at every process there is: not while it is timed
        with contextlib.suppress(psutil.Error):
            times = one.cpu_times()
            total += times.user + times.system
    return total


def measure_start(began_s: float, scenario_id: str, *, calls: bool) -> dict[str, Any]:
    """Open the window, its briefing and, where it `calls`, a call, as fast as can be; close it again.

    `began_s` is when the process began, on the monotonic clock. The result has seconds since then, what this
    process and its engines computed by then, and what the main thread was busy with after the first frame.
    """
    watch = _Watch(began_s, scenario_id, calls)
    run(watch.begin)
    stalls = asdict(watch.probe.now) if watch.probe is not None else {}
    return watch.seen | {"engines": watch.engines, "notices": watch.notices, "stalls": stalls}
