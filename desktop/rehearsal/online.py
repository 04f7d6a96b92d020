"""A live call without a window: on a microphone and a loudspeaker, to its end, with its review written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from desktop.audio.device import Device
from desktop.catalog import Catalog
from desktop.events import Emit
from desktop.rehearsal.compose import CallOptions, assemble, compose, limit_of
from desktop.rehearsal.crew import Crew, Hiring
from desktop.rehearsal.offline import HANG_UP_S, LOOK_S, Rehearsed, hired, listen_again
from desktop.rehearsal.result import FILES, Picture, as_json, write_files
from desktop.rehearsal.reviewing import review_of
from desktop.rehearsal.sequential import Sequential
from desktop.rehearsal.session import Session
from desktop.rehearsal.witness import Witness, costs
from desktop.scenario import Scenario
from desktop.settings import Settings
from desktop.store.database import Store


def converse(
    scenario: Scenario,
    options: CallOptions,
    device: Device,
    *,
    catalog: Catalog,
    settings: Settings,
    store: Store,
    emit: Emit,
    out: Path | None,
    picture: Picture,
    stopped: threading.Event,
    typed: Iterable[str],
    on_begin: Callable[[], None],
    sequential: bool = False,
) -> Rehearsed:
    """Run a call until it ends or `stopped` is set; write its review into `out`, where that is wanted.

    `typed` lines are said as they come. `on_begin` is called when the microphone is open.
    `sequential`: one step after the other, for comparison.
    """
    with hired(catalog, settings, scenario, emit) as (crew, hiring):
        witness = Witness(emit, on_begin)
        session = _session(scenario, options, crew, hiring, device, store, witness, sequential=sequential)
        session.start()
        threading.Thread(target=_say_typed, args=(session, typed), name="typed-lines", daemon=True).start()
        _wait(session, stopped)
        extra = {"dropped_blocks": session.dropped_blocks, "clips": witness.clips, "costs": costs(crew)}
        listen_again(
            session.session_id, device, scenario, crew, catalog=catalog, settings=settings, store=store, emit=emit
        )
    stored = store.session(session.session_id)
    sound = device.mixdown() if options.keep_audio else np.zeros((0, 2), dtype=np.int16)
    document = review_of(stored, scenario, sound)
    files = dict.fromkeys(FILES) if out is None else write_files(out, document, sound, picture)
    return Rehearsed(session.session_id, document.summary, as_json(stored, files, store.path) | extra)


def _session(
    scenario: Scenario,
    options: CallOptions,
    crew: Crew,
    hiring: Hiring,
    device: Device,
    store: Store,
    emit: Emit,
    *,
    sequential: bool,
) -> Session | Sequential:
    if not sequential:
        return compose(scenario, options, crew, hiring, device, store, emit)
    session_id, cast = assemble(scenario, options, crew, hiring, device, store, emit)
    return Sequential(session_id, cast, emit, limit_s=limit_of(scenario, options))


def _wait(session: Session | Sequential, stopped: threading.Event) -> None:
    while not session.wait(LOOK_S):
        if stopped.is_set():
            session.hang_up()
            session.wait(HANG_UP_S)
            return


def _say_typed(session: Session | Sequential, typed: Iterable[str]) -> None:
    for line in typed:
        session.say(line)
