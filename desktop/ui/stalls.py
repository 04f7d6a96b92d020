"""How long the main thread is busy at a stretch, and what it does then. For measurements."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.events import CallPhase, Event, PhaseChanged, SessionEnded
from desktop.ui.bridge import Bridge
from desktop.ui.controller import CallOptions, Controller
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import Theme, prepare_application

INTERVAL_S = 0.005
NOTED_S = 0.016
"""A frame of the screen: from here on it is noted what ran."""
LONG_S = 0.05
"""From here on a person notices: a key or a click comes late."""
MOST_NOTED = 200
_REVIEW_S = 3.0
"""After the call the review is put together and painted."""
_LOOK_S = 0.004
_DEEP = 6
_SOURCE = f"{Path(__file__).resolve().parents[1]}{os.sep}"
_WAITING = ("threading.py", "queue.py", "selectors.py", "thread.py", "subprocess.py")


@dataclass(frozen=True, slots=True)
class Stall:
    """One stall: `at_s` since the probe began, `late_s` long, of which the main thread itself ran for `busy_s`.

    `ran` is what was seen on its stack, innermost first, "" where it only waited (for its turn, or for the lock
    that Python's threads share); `beside` is what other threads were at then.
    """

    at_s: float
    late_s: float
    busy_s: float
    ran: str
    beside: tuple[str, ...] = ()


@dataclass(slots=True)
class Stalls:
    """`longest_s`: the longest time in which nothing else could be done; `long`: how many exceeded `LONG_S`.

    `noted`: how many exceeded `NOTED_S`; `moments` holds the longest of them. `busiest_s`: the most that the main
    thread itself computed in one, which other programs change little.
    """

    longest_s: float = 0.0
    long: int = 0
    looks: int = 0
    noted: int = 0
    busiest_s: float = 0.0
    moments: list[Stall] = field(default_factory=list)

    def note(self, stall: Stall) -> None:
        """A timer fired that much too late."""
        self.looks += 1
        self.long += stall.late_s > LONG_S
        self.longest_s = max(self.longest_s, stall.late_s)
        if stall.late_s > NOTED_S:
            self.noted += 1
            self.busiest_s = max(self.busiest_s, stall.busy_s)
            self.moments.append(stall)
            if len(self.moments) > MOST_NOTED:
                self.moments.remove(min(self.moments, key=lambda one: one.late_s))


class StallProbe(QObject):
    """Fires every `INTERVAL_S` on the main thread and notes by how much it is late. `now` is where it notes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = Stalls()
        self._began_s = self._last_s = time.perf_counter()
        self._cpu_s = time.thread_time()
        self._seen: list[tuple[str, tuple[str, ...]]] = []
        self._main = threading.get_ident()
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._sample, name="stalls", daemon=True)
        self._watch.start()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._timer.start(round(INTERVAL_S * 1000))

    def end(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        now_s, cpu_s = time.perf_counter(), time.thread_time()
        seen, self._seen = self._seen, []
        late_s, busy_s = max(0.0, now_s - self._last_s - INTERVAL_S), cpu_s - self._cpu_s
        ran, beside = seen[len(seen) // 2] if seen else ("", ())
        at_s = now_s - self._began_s - late_s
        self.now.note(Stall(round(at_s, 3), round(late_s, 4), round(busy_s, 4), ran, beside))
        self._last_s, self._cpu_s = now_s, cpu_s

    def _sample(self) -> None:
        """On a thread of its own: while the main thread is late, what it is at."""
        while not self._over.wait(_LOOK_S):
            if time.perf_counter() - self._last_s - INTERVAL_S < NOTED_S / 2:
                continue
            # A frame that is held keeps its locals: a painter that outlives its paint event is complained of.
            frames = sys._current_frames()
            ran = stack_of(frames.pop(self._main, None))
            frames.pop(threading.get_ident(), None)
            beside = tuple(filter(None, (stack_of(frame) for frame in frames.values() if not _waits(frame))))
            frames.clear()
            self._seen.append((ran, beside[:_DEEP]))


def stack_of(frame: FrameType | None) -> str:
    """The innermost frame and those of the application around it, as "ui/call/screen.py:80 take < ..."; "" for
    one that is only in the main loop."""
    found: list[str] = []
    inner = True
    while frame is not None and len(found) < _DEEP:
        file = frame.f_code.co_filename
        if file.startswith(_SOURCE):
            found.append(f"{file[len(_SOURCE) :]}:{frame.f_lineno} {frame.f_code.co_name}")
        elif inner:
            found.append(f"{file[-40:]}:{frame.f_lineno} {frame.f_code.co_name}")
        inner, frame = False, frame.f_back
    loops = ("start.py", "stalls.py")
    return "" if not found or found[0].split(":")[0].endswith(loops) else " < ".join(found)


def _waits(frame: FrameType) -> bool:
    return frame.f_code.co_filename.endswith(_WAITING)


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
