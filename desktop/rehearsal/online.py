"""A live call without a window: on a microphone and a loudspeaker, to its end, with its review written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from desktop.audio.device import Device
from desktop.catalog import Catalog
from desktop.events import Emit
from desktop.records import StoredSession
from desktop.rehearsal.beginning import Beginning, Samples
from desktop.rehearsal.compose import CallOptions, assemble, compose, limit_of
from desktop.rehearsal.offline import HANG_UP_S, LOOK_S, Rehearsed, hired, listen_again
from desktop.rehearsal.result import FILES, Picture, as_json, write_files
from desktop.rehearsal.reviewing import review_of
from desktop.rehearsal.sequential import Sequential
from desktop.rehearsal.session import Session
from desktop.rehearsal.versions import versions
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
    beginning: Beginning | None = None,
    sound: Samples | None = None,
) -> Rehearsed:
    """Run a call until it ends or `stopped` is set; write its review into `out`, where that is wanted.

    With a `beginning` it goes on from an earlier call; `sound` is what was kept of that.

    `typed` lines are said as they come. `on_begin` is called when the microphone is open.
    `sequential`: one step after the other, for comparison.
    """
    with hired(catalog, settings, scenario, emit, whole=sequential) as (crew, hiring):
        witness = Witness(emit, on_begin)
        session: Session | Sequential
        if sequential:
            session_id, cast = assemble(scenario, options, crew, hiring, device, store, witness)
            session = Sequential(session_id, cast, witness, limit_s=limit_of(scenario, options))
        else:
            session = compose(
                scenario, options, crew, hiring, device, store, witness, beginning=beginning, sound=sound
            )
        session.start()
        threading.Thread(target=_say_typed, args=(session, typed), name="typed-lines", daemon=True).start()
        _wait(session, stopped)
        extra = {"dropped_blocks": session.dropped_blocks, "clips": witness.clips, "costs": costs(crew)}
        listen_again(
            session.session_id,
            session.device,
            scenario,
            crew,
            catalog=catalog,
            settings=settings,
            store=store,
            emit=emit,
            stopped=stopped,
        )
    heard = session.device.mixdown() if options.keep_audio else np.zeros((0, 2), dtype=np.int16)
    return _reviewed(store.session(session.session_id), scenario, heard, store, out, picture, extra)


def _reviewed(
    stored: StoredSession,
    scenario: Scenario,
    heard: Samples,
    store: Store,
    out: Path | None,
    picture: Picture,
    extra: dict[str, Any],
) -> Rehearsed:
    """What the caller gets of a call that is over; its review is written where that is wanted."""
    document = review_of(stored, scenario, heard)
    files = dict.fromkeys(FILES) if out is None else write_files(out, document, heard, picture)
    both = versions(store, stored, document, scenario).comparison
    summary = f"{document.summary} {both.verdict}".rstrip() if both is not None else document.summary
    return Rehearsed(stored.start.session_id, summary, as_json(stored, files, store.path) | extra)


def _wait(session: Session | Sequential, stopped: threading.Event) -> None:
    while not session.wait(LOOK_S):
        if stopped.is_set():
            session.hang_up()
            session.wait(HANG_UP_S)
            return


def _say_typed(session: Session | Sequential, typed: Iterable[str]) -> None:
    for line in typed:
        session.say(line)
