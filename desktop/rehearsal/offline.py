"""A whole rehearsal without a person at the microphone: from a recording, to the stored session and its review."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop import paths
from desktop.audio.device import Device
from desktop.audio.file_device import FileDevice, Listen, Pace
from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.events import Emit, Notice
from desktop.rehearsal.careful import CarefulListening, careful_ear, scorer
from desktop.rehearsal.compose import CallOptions, compose
from desktop.rehearsal.crew import Crew, Hiring, plan_crew
from desktop.rehearsal.result import Picture, as_json, write_files
from desktop.rehearsal.retention import forget_old_sound
from desktop.rehearsal.reviewing import review_of
from desktop.scenario import Scenario
from desktop.settings import Settings, fetch_or_ask
from desktop.settings import load as load_settings
from desktop.store.database import Store
from desktop.store.keys import Ask, resolve

Samples = npt.NDArray[np.int16]
LOOK_S = 0.5
"""Windows lets Ctrl-C through between two waits, never during one."""
HANG_UP_S = 20.0
"""How long a call may take to end in order once it was stopped."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came of it: the session's id, how it went in a sentence, and the object for `--json`."""

    session_id: str
    summary: str
    result: dict[str, Any]

    @property
    def whole(self) -> bool:
        """Whether the call went to its end; what there is of it is stored in any case."""
        return self.result["ended"] not in ("failed", "device_lost")


@contextlib.contextmanager
def open_store(emit: Emit, ask: Ask | None = None) -> Iterator[Store]:
    """The user's session store, without sound whose time is over; what it has to say goes to `emit`."""
    database = paths.database_path()
    store = Store.open(database, resolve(database, paths.config_dir() / "sessions.key", ask=ask))
    try:
        for notice in store.notices:
            emit(Notice(notice))
        try:
            forget_old_sound(store, load_settings().audio_retention_days)
        except UserError as wrong:  # looking at sessions must work on a full disk, too
            emit(Notice(wrong.message, wrong.fix))
        yield store
    finally:
        store.close()


@contextlib.contextmanager
def hired(
    catalog: Catalog, settings: Settings, scenario: Scenario, emit: Emit, *, whole: bool = True
) -> Iterator[tuple[Crew, Hiring]]:
    """The engines for a call of `scenario`, started, the `whole` crew or what a call begins with; ended on the way
    out."""
    hiring = Hiring(catalog, settings, emit)
    wish = scenario.persona.voice
    crew = (hiring.start if whole else hiring.begin)(plan_crew(catalog, settings, wish), wish)
    try:
        yield crew, hiring
    finally:
        crew.close()


def listen_again(
    session_id: str,
    device: Device,
    scenario: Scenario,
    crew: Crew,
    *,
    catalog: Catalog,
    settings: Settings,
    store: Store,
    emit: Emit,
    stopped: threading.Event | None = None,
) -> None:
    """Hear a call that is over once more, where the settings and the machine allow it; until that is done.

    Ctrl-C, or `stopped` where it was not set before, gives that up: the call stands as it was heard first.
    """
    ear = careful_ear(catalog, settings)
    if ear is None:
        return
    listening = CarefulListening(ear, emit, always=settings.careful_listening == "on")
    leave = None if stopped is None or stopped.is_set() else stopped

    def hear() -> None:
        listening.run(store, session_id, device.mixdown(), scenario, scorer(scenario, crew.embedder))

    emit(Notice("Listening again with a more careful ear; Ctrl-C leaves it."))
    with ThreadPoolExecutor(1, "listening-again") as room:
        work = room.submit(hear)
        try:
            while not wait([work], LOOK_S).done:
                if leave is not None and leave.is_set():
                    listening.stop()
        except KeyboardInterrupt:
            listening.stop()
    work.result()


def rehearse(
    scenario: Scenario,
    recording: Samples,
    options: CallOptions,
    *,
    catalog: Catalog,
    settings: Settings,
    store: Store,
    emit: Emit,
    out: Path,
    picture: Picture,
    pace: Pace = "fast",
    listen: Listen | None = None,
) -> Rehearsed:
    """Run the call over `recording` (int16, mono, 16 kHz) and write its review into `out`."""
    device: Device = FileDevice(recording, pace=pace, listen=listen)
    with hired(catalog, settings, scenario, emit) as (crew, hiring):
        if crew.live_ear is None and crew.second_ear is None:
            fix = fetch_or_ask(f"Run: {paths.command('models fetch --default')}")
            raise UserError("There is no ear to hear the recording with.", fix)
        session = compose(scenario, options, crew, hiring, device, store, emit)
        session.start()
        try:
            while not session.wait(LOOK_S):
                continue
        except KeyboardInterrupt:  # Ctrl-C hangs up: what was said is in the store
            session.hang_up("stopped")
            session.wait(HANG_UP_S)
            raise
        listen_again(
            session.session_id, device, scenario, crew, catalog=catalog, settings=settings, store=store, emit=emit
        )
    stored = store.session(session.session_id)
    sound = device.mixdown()
    document = review_of(stored, scenario, sound)
    files = write_files(out, document, sound, picture)
    return Rehearsed(session.session_id, document.summary, as_json(stored, files, store.path))
