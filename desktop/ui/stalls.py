"""How long the main thread is busy at a stretch while a call goes on in the window. For measurements."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.events import CallPhase, Event, PhaseChanged, SessionEnded
from desktop.ui.bridge import Bridge
from desktop.ui.controller import CallOptions, Controller
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import Theme, prepare_application

INTERVAL_S = 0.005
LONG_S = 0.05
"""From here on a person notices: a key or a click comes late."""
_REVIEW_S = 3.0
"""After the call the review is put together and painted."""


@dataclass(slots=True)
class Stalls:
    """`longest_s`: the longest time in which nothing else could be done; `long`: how many exceeded `LONG_S`."""

    longest_s: float = 0.0
    long: int = 0
    looks: int = 0

    def note(self, late_s: float) -> None:
        """A timer fired that much too late."""
        self.looks += 1
        self.long += late_s > LONG_S
        self.longest_s = max(self.longest_s, late_s)


class StallProbe(QObject):
    """Fires every `INTERVAL_S` on the main thread and notes by how much it is late. `now` is where it notes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = Stalls()
        self._last_s = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._timer.start(round(INTERVAL_S * 1000))

    def _look(self) -> None:
        now_s = time.perf_counter()
        self.now.note(max(0.0, now_s - self._last_s - INTERVAL_S))
        self._last_s = now_s


class _Watched(QObject):
    """One call in the window, from picking up to its review; ended by `end`."""

    def __init__(self, window: MainWindow, bridge: Bridge, on_begin: Callable[[], None]) -> None:
        super().__init__()
        self.before, self.during, self.after = Stalls(), Stalls(), Stalls()
        self._window = window
        self._on_begin = on_begin
        self._probe = StallProbe(self)
        self._probe.now = self.before
        bridge.arrived.connect(self._take)

    def end(self) -> None:
        """End the call as a person does."""
        if self._window.call is not None:
            self._window.call.end.button.click()
        else:
            self._window.close()

    def _take(self, event: Event) -> None:
        if (
            isinstance(event, PhaseChanged)
            and event.phase is CallPhase.SPEAKING
            and self._probe.now is self.before
        ):
            self._probe.now = self.during
            self._on_begin()
        if isinstance(event, SessionEnded):
            self._probe.now = self.after
            QTimer.singleShot(round(_REVIEW_S * 1000), self._window.close)


def watch_call(
    make: Callable[[Bridge], Controller], scenario_id: str, options: CallOptions, on_begin: Callable[[], None]
) -> dict[str, Stalls]:
    """A call in the real window until SIGTERM ends it: stalls `before` it, `during` it, and `after` it."""
    qt = QApplication(sys.argv[:1])
    prepare_application(qt)
    bridge = Bridge()
    controller = make(bridge)
    window = MainWindow(controller, bridge, Theme("dark"))
    window.finished.connect(qt.quit)
    window.resize(1280, 800)
    window.show()
    watched = _Watched(window, bridge, on_begin)
    signal.signal(signal.SIGTERM, lambda *_signal: watched.end())  # the probe's timer lets it through
    scenario = next(one for one in controller.scenarios() if one.id == scenario_id)
    window.start_call(scenario, options)
    qt.exec()
    return {"before": watched.before, "during": watched.during, "after": watched.after}
