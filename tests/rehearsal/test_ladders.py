"""Falling back: what a reply that was dropped may still do to the next one."""

from __future__ import annotations

import threading
from typing import Any, cast

import pytest

from desktop.catalog import Model
from desktop.engines.calls import Done, Failed, OnDone, OnItem, PendingCall
from desktop.engines.host import EngineHost
from desktop.errors import EngineCancelled, EngineDied, EngineUnavailable
from desktop.persona.messages import Generate, Generated, Token
from desktop.rehearsal.persona_engine import PersonaLadder, Player
from desktop.rehearsal.voice import Clip, Voice, VoiceLadder
from desktop.synthesis.messages import Spoken

pytestmark = pytest.mark.timeout(60)

MODEL = Model(id="toy", role="persona", title="Toy", licence="MIT")
REQUEST = Generate(())
DONE = Done(Generated("", 1, 1, 1, 0.1, 0.2, "stop"))


class Host:
    """An engine whose calls stay open until the test answers them."""

    info = None

    def __init__(self) -> None:
        self.calls: list[tuple[OnItem | None, OnDone]] = []
        self.cancelled: list[int] = []
        self.submitted = threading.Semaphore(0)

    def submit(
        self, *_request: object, on_done: OnDone, on_item: OnItem | None = None, **_: object
    ) -> PendingCall:
        number = len(self.calls)
        self.calls.append((on_item, on_done))
        self.submitted.release()
        return PendingCall(number, lambda: self.cancelled.append(number))

    def token(self, number: int, text: str) -> None:
        on_item = self.calls[number][0]
        assert on_item is not None
        on_item(Token(text), b"")

    def finish(self, number: int) -> None:
        self.calls[number][1](DONE)


class Asking:
    """A reply that generates on a thread of its own."""

    def __init__(self, ladder: PersonaLadder, host: Host) -> None:
        self.tokens: list[str] = []
        self.dropped = threading.Event()
        work = (REQUEST, self.tokens.append, self.dropped.is_set)
        self.thread = threading.Thread(target=ladder.generate, args=work, daemon=True)
        self.thread.start()
        assert host.submitted.acquire(timeout=10)


def ladder_of(*hosts: Host) -> PersonaLadder:
    return PersonaLadder([Player(cast(EngineHost, host), MODEL) for host in hosts], lambda *_trouble: None)


def test_a_dropped_reply_gives_up_its_own_call_and_not_the_next_ones() -> None:
    host = Host()
    ladder = ladder_of(host)
    first = Asking(ladder, host)
    first.dropped.set()
    second = Asking(ladder, host)
    host.token(0, "late")
    assert host.cancelled == [0]
    host.finish(0)
    first.thread.join(10)
    ladder.cancel()
    assert host.cancelled == [0, 1]
    assert first.tokens == second.tokens == []
    host.finish(1)
    second.thread.join(10)


def test_words_that_come_after_the_patience_are_not_spoken() -> None:
    host = Host()
    ladder = ladder_of(host)
    ladder.patience_s = 0.01
    tokens: list[str] = []
    with pytest.raises(EngineCancelled):
        ladder.generate(REQUEST, tokens.append, lambda: False)
    host.token(0, "late")
    assert tokens == []


@pytest.mark.parametrize(("dropped", "left"), [(True, 1), (False, 0)])
def test_an_engine_that_closes_under_a_reply_nobody_waits_for_is_no_trouble(dropped: bool, left: int) -> None:
    host, troubles = Host(), []
    player = Player(cast(EngineHost, host), MODEL)
    ladder = PersonaLadder([player], lambda *trouble: troubles.append(trouble))
    wanted = threading.Event()
    wanted.set()

    def ask() -> None:
        with pytest.raises(EngineUnavailable):
            ladder.generate(REQUEST, [].append, lambda: not wanted.is_set())

    thread = threading.Thread(target=ask)
    thread.start()
    assert host.submitted.acquire(timeout=10)
    if dropped:
        wanted.clear()
    host.calls[0][1](Failed(EngineUnavailable("It is closed.")))
    thread.join(10)
    assert len(troubles) == 1 - left
    assert (ladder.current is player) == bool(left)


class Broken:
    """A voice that fails for two replies at the same moment."""

    info = None

    def __init__(self) -> None:
        self._both = threading.Barrier(2)

    def call(self, *_request: object, **_options: object) -> Any:
        self._both.wait(10)
        raise EngineDied("It ended.")


class Working:
    """A voice that works."""

    info = None

    def call(self, *_request: object, **_options: object) -> Any:
        return Spoken(rate=16_000, samples=1), b"\x01\x00"


def test_two_replies_that_meet_a_broken_voice_leave_the_good_one() -> None:
    broken, good = Voice(cast(EngineHost, Broken()), "", "a"), Voice(cast(EngineHost, Working()), "", "b")
    ladder = VoiceLadder([broken, good], lambda *_trouble: None)
    spoken: list[Clip] = []
    threads = [threading.Thread(target=lambda: spoken.append(ladder.speak("Okay."))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [clip.voiced for clip in spoken] == [True, True]
    assert ladder.current is good
