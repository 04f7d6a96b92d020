"""From hanging up to the review on the screen, measured in the real window: for `bench review`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop import settings
from desktop.app.application import Application
from desktop.app.finished import FinishedCalls as _FinishedCalls  # noqa: F401 - loaded before the clock runs
from desktop.catalog import Catalog
from desktop.events import SessionEnded
from desktop.store.database import Store
from desktop.ui.bridge import Bridge
from desktop.ui.controller import Failed, LoadedReview
from desktop.ui.firstframe import FirstFrame
from desktop.ui.main_window import MainWindow
from desktop.ui.stalls import StallProbe, Stalls
from desktop.ui.theme import Theme, prepare_application

_ORDER = ("hung_up", "evidence", "document", "widgets", "painted")
_SETTLES_MS, _LOOK_MS, _PATIENCE_MS = 500, 2, 60_000


class _Noting(Application):
    """Notes when a review has been read: `at` has places, in seconds on the monotonic clock."""

    at: dict[str, float]
    moments = 0

    def review(self, session_id: str, on_ready: Callable[[LoadedReview], None], on_failed: Failed) -> None:
        """As the application, and when its document is there."""

        def ready(loaded: LoadedReview) -> None:
            self.at["document"] = time.monotonic()
            self.moments = len(loaded.document.moments)
            on_ready(loaded)

        super().review(session_id, ready, on_failed)

    def hang_up_by(self, last: Callable[[], None], then: Callable[[], None]) -> None:
        """Do at the desk what is left to do of the call, then go on."""
        self._rooms.at_desk(last, lambda _none: then())


class _Watch(QObject):
    """Hangs up once the window stands, and looks until the review is whole."""

    def __init__(
        self, window: MainWindow, application: _Noting, bridge: Bridge, session_id: str, last: Callable[[], None]
    ) -> None:
        super().__init__()
        self.probe = StallProbe(self)
        self._window, self._application, self._bridge = window, application, bridge
        self._session_id, self._last = session_id, last
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        # the start itself is not measured here
        FirstFrame(window.current(), lambda: QTimer.singleShot(_SETTLES_MS, self, self._hang_up))
        QTimer.singleShot(_PATIENCE_MS, window.close)

    def _note(self, place: str) -> None:
        self._application.at.setdefault(place, time.monotonic())

    def _hang_up(self) -> None:
        self.probe.now = Stalls()
        self._note("hung_up")
        self._application.hang_up_by(self._last, self._ended)
        self._timer.start(_LOOK_MS)

    def _ended(self) -> None:
        self._note("evidence")
        self._bridge.post(SessionEnded(self._session_id, "hung_up", 0.0))

    def _look(self) -> None:
        pane, at = self._window.pane, self._application.at
        if pane is None:
            return
        if "widgets" not in at:
            self._note("widgets")
            row = pane.transcript.row_of(pane.selected.id) if pane.selected is not None else None
            FirstFrame(row or pane, lambda: self._note("painted"))
        if "painted" in at and pane.whole:
            self._note("whole")
            self._timer.stop()
            self.probe.end()
            QTimer.singleShot(0, self._window.close)


def measure_review(store: Store, catalog: Catalog, session_id: str, last: Callable[[], None]) -> dict[str, Any]:
    """Open the window on `store`, do `last` as what is left of a call at hanging up, and let its review come.

    Seconds from hanging up: `review_ready_s` to the painted highlights, `whole_s` to the last row; neither where
    it did not come. `parts` are what that was spent on, `stalls` what the main thread was busy with.
    """
    qt = QApplication(sys.argv[:1])
    prepare_application(qt)
    bridge = Bridge()
    application = _Noting(store, catalog, settings.load(), bridge)
    at = application.at = {}
    window = MainWindow(application, bridge, Theme("dark"))
    window.finished.connect(qt.quit)
    window.resize(1280, 800)
    watch = _Watch(window, application, bridge, session_id, last)
    window.show()
    qt.exec()
    seen: dict[str, Any] = {"stalls": asdict(watch.probe.now), "moments": application.moments}
    seen["parts"] = {f"{b}_s": round(at[b] - at[a], 4) for a, b in pairwise(_ORDER) if b in at}
    for name, place in (("review_ready_s", "painted"), ("whole_s", "whole")):
        if place in at:
            seen[name] = round(at[place] - at["hung_up"], 4)
    return seen
