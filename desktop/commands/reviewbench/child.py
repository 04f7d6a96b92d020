"""One measured review, as a program: `python -m desktop.commands.reviewbench.child TURNS`.

It holds a call in the store of its home, opens the window, hangs up, and prints what it saw as one JSON object.
"""

from __future__ import annotations

import importlib
import sys
import time
from dataclasses import asdict
from typing import Any

from desktop import logs, paths, settings
from desktop.catalog import Catalog
from desktop.commands.console import print_json
from desktop.commands.reviewbench import held
from desktop.packs import load_scenario
from desktop.rehearsal.meaning import embedder_here
from desktop.rehearsal.scoring import rubric_of
from desktop.store.database import Store
from desktop.store.keys import resolve

SCENARIO, SESSION = "eleven-pm", "measured"
_PATIENCE_MS = 60_000


def main(turns: int) -> int:
    """Hold a call of `turns` turns but for the scoring of its last; measure what comes after hanging up."""
    logs.configure(paths.log_dir())
    importlib.import_module("desktop.app")  # what the window and the review need, before the clock runs
    importlib.import_module("desktop.app.finished")
    database = paths.database_path()
    store = Store.open(database, resolve(database, paths.config_dir() / "sessions.key"))
    catalog, scenario = Catalog.load(), load_scenario(SCENARIO)
    embedder = embedder_here(catalog)
    rubric = rubric_of(scenario, embedder)
    said = [held.utterance(scenario, number) for number in range(1, turns + 1)]
    own = [one for one in said if one.role == "user"]
    held.begin(store, scenario, SESSION)
    for one in said:
        held.add_turn(store, SESSION, one)
    moments = sum(held.score(store, SESSION, one, rubric) for one in own[:-1])

    def last() -> None:
        held.score(store, SESSION, own[-1], rubric)
        held.end(store, SESSION, turns)

    seen = _watch(store, catalog, last)
    print_json(seen | {"embedder": embedder.model if embedder else "", "found_before": moments})
    return 0


def _watch(store: Store, catalog: Catalog, last: Any) -> dict[str, Any]:
    """Open the window and hang up: seconds of each part, and what the main thread was busy with."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from desktop.app import Application
    from desktop.events import SessionEnded
    from desktop.ui.bridge import Bridge
    from desktop.ui.controller import Failed, LoadedReview
    from desktop.ui.firstframe import FirstFrame
    from desktop.ui.main_window import MainWindow
    from desktop.ui.review.pane import ReviewPane
    from desktop.ui.stalls import StallProbe
    from desktop.ui.theme import Theme, prepare_application

    qt = QApplication(sys.argv[:1])
    prepare_application(qt)
    bridge = Bridge()
    at: dict[str, float] = {}
    found: dict[str, Any] = {"moments": 0}

    class Measured(Application):
        def review(self, session_id: str, on_ready: Any, on_failed: Failed) -> None:
            def ready(loaded: LoadedReview) -> None:
                at["document"] = time.monotonic()
                found["moments"] = len(loaded.document.moments)
                on_ready(loaded)

            super().review(session_id, ready, on_failed)

    application = Measured(store, catalog, settings.load(), bridge)
    window = MainWindow(application, bridge, Theme("dark"))
    window.finished.connect(qt.quit)
    window.resize(1280, 800)
    probe = StallProbe()

    def hang_up() -> None:
        probe.now = type(probe.now)()
        at["hung_up"] = time.monotonic()
        application._rooms.at_desk(last, lambda _none: ended())

    def ended() -> None:
        at["evidence"] = time.monotonic()
        bridge.post(SessionEnded(SESSION, "hung_up", 0.0))

    def painted() -> None:
        at.setdefault("painted", time.monotonic())

    def look() -> None:
        """After each turn of the loop: is the pane there, with its highlights?"""
        pane = window.pane
        if isinstance(pane, ReviewPane) and "widgets" not in at:
            at["widgets"] = time.monotonic()
            row = pane.transcript.row_of(pane.selected.id) if pane.selected is not None else pane
            FirstFrame(row or pane, painted)
        if pane is not None and "painted" in at and pane.whole:
            at["whole"] = time.monotonic()
            timer.stop()
            probe.end()
            QTimer.singleShot(0, window.close)

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(2)
    FirstFrame(window.current(), lambda: QTimer.singleShot(500, hang_up))  # the start itself is not measured here
    QTimer.singleShot(_PATIENCE_MS, window.close)
    window.show()
    qt.exec()
    order = ("hung_up", "evidence", "document", "widgets", "painted")
    parts = {f"{b}_s": round(at[b] - at[a], 4) for a, b in zip(order, order[1:], strict=False) if b in at}
    whole = {f"{name}_s": round(at[name] - at["hung_up"], 4) for name in ("whole",) if name in at}
    ready = {"review_ready_s": round(at["painted"] - at["hung_up"], 4)} if "painted" in at else {}
    return ready | whole | {"parts": parts, "stalls": asdict(probe.now)} | found


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
