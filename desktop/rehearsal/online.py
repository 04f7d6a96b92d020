"""A live call without a window: on a microphone and a loudspeaker, to its end, with its review written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from desktop.audio.device import Device
from desktop.catalog import Catalog
from desktop.events import CallPhase, Emit, Event, PhaseChanged
from desktop.rehearsal.compose import CallOptions, compose
from desktop.rehearsal.crew import Crew
from desktop.rehearsal.offline import Rehearsed, hired
from desktop.rehearsal.result import Picture, as_json, write_files
from desktop.rehearsal.session import Session
from desktop.review.build import build_review
from desktop.scenario import Scenario
from desktop.settings import Settings
from desktop.store.database import Store

_LOOK_S = 0.5
"""Windows lets signals through between two waits, never during one."""
_HANG_UP_S = 20.0
"""How long a call may take to end in order once it was stopped."""


def converse(
    scenario: Scenario,
    options: CallOptions,
    device: Device,
    *,
    catalog: Catalog,
    settings: Settings,
    store: Store,
    emit: Emit,
    out: Path,
    picture: Picture,
    stopped: threading.Event,
    typed: Iterable[str],
    on_begin: Callable[[], None],
) -> Rehearsed:
    """Run a call until it ends or `stopped` is set, and write its review into `out`.

    `typed` lines are said as they come. `on_begin` is called when the microphone is open.
    """
    with hired(catalog, settings, scenario, emit) as (crew, hiring):
        begun = _Begun(emit, on_begin)
        session = compose(scenario, options, crew, hiring, device, store, begun)
        session.start()
        threading.Thread(target=_say_typed, args=(session, typed), name="typed-lines", daemon=True).start()
        _wait(session, stopped)
        extra = {"dropped_blocks": session.dropped_blocks, "threads": _threads(crew)}
    stored = store.session(session.session_id)
    sound = device.mixdown()
    document = build_review(stored, scenario, sound)
    files = write_files(out, document, sound, picture)
    return Rehearsed(session.session_id, document.summary, as_json(stored, files, store.path) | extra)


class _Begun:
    """Passes events on; tells once that the call has begun."""

    def __init__(self, emit: Emit, on_begin: Callable[[], None]) -> None:
        self._emit = emit
        self._on_begin: Callable[[], None] | None = on_begin

    def __call__(self, event: Event) -> None:
        if self._on_begin is not None and isinstance(event, PhaseChanged) and event.phase is CallPhase.SPEAKING:
            self._on_begin()
            self._on_begin = None
        self._emit(event)


def _wait(session: Session, stopped: threading.Event) -> None:
    while not session.wait(_LOOK_S):
        if stopped.is_set():
            session.hang_up()
            session.wait(_HANG_UP_S)
            return


def _say_typed(session: Session, typed: Iterable[str]) -> None:
    for line in typed:
        session.say(line)


def _threads(crew: Crew) -> dict[str, int]:
    """The threads each engine may use, by role."""
    return {role: info.threads for role, info in crew.infos.items()}
