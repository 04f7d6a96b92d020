"""Leaving the careful listening in a terminal: the call stands, and what comes after it goes on."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from desktop.catalog import Catalog
from desktop.engines.host import EngineHost
from desktop.engines.spec import EngineSpec
from desktop.events import CAPTURE_RATE, Collected, Evidence, Notice, ReviewChanged, State, Utterance, Word
from desktop.packs import load_scenario
from desktop.records import SessionStart, StoredSession
from desktop.rehearsal import careful, offline
from desktop.settings import Settings, replace
from desktop.store.database import Store

LINE = Notice("Listening again with a more careful ear; Ctrl-C leaves it.")


def said(turn_id: int, text: str, start_s: float) -> Utterance:
    words = tuple(Word(one, start_s + n * 0.4, start_s + n * 0.4 + 0.3, 0.2) for n, one in enumerate(text.split()))
    return Utterance(turn_id, "user", text, start_s, words[-1].end_s, "speech", words)


@pytest.fixture
def call(store: Store) -> StoredSession:
    store.begin(SessionStart("s", "eleven-pm", "", "ab", "realistic", "2026-01-01", False), State(70, 40, 30))
    for utterance in (said(1, "Nobody is getting tired.", 1.0), said(3, "How did this pass?", 5.0)):
        store.add_utterance("s", utterance)
    return store.session("s")


Listen = Callable[[Callable[[], None], threading.Event], list[Any]]


@pytest.fixture
def listen(store: Store, call: StoredSession, monkeypatch: pytest.MonkeyPatch) -> Listen:
    """Hear the call again; `leave` is called when the first turn is heard, and the ear hangs at the second."""
    options = {"model": "toy-ear", "model_sha256": "0" * 64, "lines": "Nobody is getting fired.", "hangs": 1}
    ear = EngineHost(EngineSpec("careful_ear", "tests.rehearsal.toy_ear:ToyEar", options))
    sound = np.full((9 * CAPTURE_RATE, 2), 900, np.int16)
    monkeypatch.setattr(offline, "careful_ear", lambda *_: ear)
    monkeypatch.setattr(careful, "_DEADLINE_S", 5.0)  # one that is not left goes on, and says so

    def run(leave: Callable[[], None], stopped: threading.Event) -> list[Any]:
        def score(_utterance: Utterance) -> tuple[Evidence, ...]:
            leave()
            return ()

        monkeypatch.setattr(offline, "scorer", lambda *_: score)
        told = Collected()
        offline.listen_again(
            "s",
            cast(Any, SimpleNamespace(mixdown=lambda: sound)),
            load_scenario("eleven-pm"),
            cast(Any, SimpleNamespace(embedder=None)),
            catalog=cast(Catalog, None),
            settings=replace(Settings(), careful_listening="on"),
            store=store,
            emit=told,
            stopped=stopped,
        )
        assert ear.condition == "closed"
        return told.events

    return run


def test_asked_to_stop_it_leaves_the_call_as_it_was(listen: Listen, store: Store, call: StoredSession) -> None:
    stopped = threading.Event()
    assert listen(stopped.set, stopped) == [LINE]
    assert store.session("s") == call


@pytest.mark.skipif(os.name == "nt", reason="a process can't send itself Ctrl-C there")
def test_ctrl_c_after_a_hang_up_leaves_the_listening_alone(
    listen: Listen, store: Store, call: StoredSession
) -> None:
    stopped = threading.Event()
    stopped.set()  # the first one hung up
    assert listen(lambda: os.kill(os.getpid(), signal.SIGINT), stopped) == [LINE]
    assert store.session("s") == call


def test_a_call_that_was_hung_up_is_listened_to_all_the_same(listen: Listen) -> None:
    stopped, heard = threading.Event(), threading.Event()
    stopped.set()
    line, changed = listen(heard.set, stopped)  # the ear's next process does not hang
    assert heard.is_set()
    assert line == LINE
    assert isinstance(changed, ReviewChanged)
