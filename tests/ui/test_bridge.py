"""Events come out on the main thread, in order, and a burst of levels does not flood it."""

from __future__ import annotations

import threading

from PySide6.QtCore import QCoreApplication, QThread
from pytestqt.qtbot import QtBot

from desktop.events import CallPhase, Event, LevelMeasured, Notice, PartialHeard, PhaseChanged
from desktop.ui.bridge import Bridge


def collect(bridge: Bridge) -> list[Event]:
    got: list[Event] = []
    bridge.arrived.connect(got.append)
    return got


def test_events_of_another_thread_arrive_on_this_one(qtbot: QtBot) -> None:
    bridge, threads = Bridge(), []
    bridge.arrived.connect(lambda _event: threads.append(QThread.currentThread()))
    sender = threading.Thread(target=bridge.post, args=(Notice("hello"),))
    with qtbot.waitSignal(bridge.arrived) as arrived:
        sender.start()
    sender.join()
    assert arrived.args == [Notice("hello")]
    assert threads == [QCoreApplication.instance().thread()]  # type: ignore[union-attr]


def test_nothing_is_delivered_inside_emit(qtbot: QtBot) -> None:
    bridge = Bridge()
    got = collect(bridge)
    bridge.post(Notice("later"))
    assert got == []
    qtbot.waitUntil(lambda: got == [Notice("later")])


def test_of_a_burst_of_levels_only_the_last_arrives(qtbot: QtBot) -> None:
    bridge = Bridge()
    got = collect(bridge)
    for number in range(10_000):
        bridge.post(LevelMeasured(-40.0, float(number)))
    bridge.post(Notice("end"))
    qtbot.waitUntil(lambda: Notice("end") in got)
    assert got == [LevelMeasured(-40.0, 9999.0), Notice("end")]


def test_a_newer_partial_takes_its_own_place_in_line(qtbot: QtBot) -> None:
    bridge = Bridge()
    got = collect(bridge)
    bridge.post(PartialHeard(1, "so"))
    bridge.post(PhaseChanged(CallPhase.THINKING, 1.0))
    bridge.post(PartialHeard(2, "then"))
    qtbot.waitUntil(lambda: len(got) == 2)
    assert got == [PhaseChanged(CallPhase.THINKING, 1.0), PartialHeard(2, "then")]


def test_many_events_from_many_threads_all_arrive_once(qtbot: QtBot) -> None:
    bridge = Bridge()
    got = collect(bridge)

    def send(sender: int) -> None:
        for number in range(200):
            bridge.post(Notice(f"{sender} {number}"))

    senders = [threading.Thread(target=send, args=(n,)) for n in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    qtbot.waitUntil(lambda: len(got) == 800)
    for number in range(4):
        mine = [event for event in got if isinstance(event, Notice) and event.message.startswith(f"{number} ")]
        assert mine == [Notice(f"{number} {n}") for n in range(200)]


def test_work_runs_on_the_main_thread_between_events(qtbot: QtBot) -> None:
    bridge = Bridge()
    order: list[object] = []
    bridge.arrived.connect(order.append)
    bridge.post(Notice("one"))
    bridge.run(lambda: order.append(QThread.currentThread()))
    bridge.post(Notice("two"))
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == [Notice("one"), QCoreApplication.instance().thread(), Notice("two")]  # type: ignore[union-attr]


def test_after_closing_nothing_arrives(qtbot: QtBot) -> None:
    bridge, other = Bridge(), Bridge()
    got = collect(bridge)
    bridge.post(Notice("waiting"))
    bridge.close()
    bridge.post(Notice("late"))
    with qtbot.waitSignal(other.arrived):
        other.post(Notice("a turn of the loop later"))
    assert got == []


def test_work_that_fails_is_told_and_holds_up_nothing(qtbot: QtBot) -> None:
    bridge = Bridge()
    got = collect(bridge)

    def broken() -> None:
        raise ValueError("a screen's bug")

    with qtbot.captureExceptions() as told:
        bridge.run(broken)
        bridge.post(Notice("behind it"))
        qtbot.waitUntil(lambda: got == [Notice("behind it")])
        bridge.post(Notice("and later"))
        qtbot.waitUntil(lambda: got[1:] == [Notice("and later")])
    assert [kind for kind, _wrong, _trace in told] == [ValueError]
