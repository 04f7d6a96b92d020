from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from toy_engine import Said, Say
from toy_host import HERE, ToyHost

from desktop.adapter import Ping
from desktop.engines import host as host_module
from desktop.engines.host import Done, EngineHost, Failed, Outcome
from desktop.engines.spec import BreakerPolicy
from desktop.errors import (
    EngineCancelled,
    EngineDied,
    EngineError,
    EngineFailed,
    EngineTimeout,
    EngineUnavailable,
)

LONG_S = 20.0
Make = Callable[..., ToyHost]


class Answers:
    """What `on_done` and `on_item` were given."""

    def __init__(self) -> None:
        self.outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self.items: queue.SimpleQueue[tuple[Said, bytes]] = queue.SimpleQueue()

    def item(self, item: Said, payload: bytes) -> None:
        self.items.put((item, payload))

    def submit(self, host: EngineHost, method: str, request: Say, **options: Any) -> Any:
        options = {"deadline_s": LONG_S, "item_type": Said, "on_item": self.item} | options
        return host.submit(method, request, Said, on_done=self.outcomes.put, **options)

    def outcome(self) -> Outcome:
        return self.outcomes.get(timeout=LONG_S)

    def error(self) -> EngineError:
        outcome = self.outcome()
        assert isinstance(outcome, Failed)
        return outcome.error


def echo(host: EngineHost, text: str) -> str:
    return host.call("echo", Say(text), Said, deadline_s=LONG_S)[0].text


def test_a_started_engine_says_what_it_is_and_answers(make: Make) -> None:
    host = make(threads=2)
    info = host.start()
    assert (info.name, info.model, info.threads) == ("toy", "toy", 2)
    assert info.load_s > 0
    assert host.start() is info
    assert (host.info, host.generation, host.condition) == (info, 1, "ready")
    assert host.pid not in (None, os.getpid())
    assert host.call("ping", Ping("there?"), Ping, deadline_s=LONG_S) == (Ping("there?"), b"")
    assert [event.condition for event in host.health.until("ready")] == ["starting", "ready"]


def test_a_call_starts_the_engine_by_itself(make: Make) -> None:
    assert echo(make(), "hello") == "hello"


def test_a_call_may_wait_for_an_engine_that_somebody_else_starts(make: Make) -> None:
    host, calls = make(), Answers()
    calls.submit(host, "echo", Say("hello"), starts=False)
    assert (host.condition, host.generation) == ("new", 0)
    host.start()
    assert calls.outcome() == Done(Said("hello", 0), b"")


def test_a_payload_of_many_megabytes_comes_back_whole(host: ToyHost) -> None:
    audio = os.urandom(48 << 20)
    reply, payload = host.call("echo", Say("big"), Said, audio, deadline_s=LONG_S)
    assert reply.text == "big"
    assert payload == audio


def test_a_payload_over_the_cap_is_refused_before_it_is_sent(
    host: ToyHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module.wire, "MAX_PAYLOAD", 1000)
    with pytest.raises(ValueError, match="too large"):
        host.call("echo", Say(""), Said, bytes(1001), deadline_s=LONG_S)
    assert echo(host, "still here") == "still here"


def test_items_come_in_order_before_the_answer(host: ToyHost) -> None:
    order: list[Any] = []
    done = threading.Event()

    def finish(outcome: Outcome) -> None:
        order.append(outcome)
        done.set()

    host.submit(
        "stream",
        Say("tick", times=300),
        Said,
        deadline_s=LONG_S,
        on_done=finish,
        item_type=Said,
        on_item=lambda item, payload: order.append((item.items, payload)),
    )
    assert done.wait(LONG_S)
    assert order[:-1] == [(n, bytes([n % 256])) for n in range(300)]
    assert order[-1] == Done(Said("done", 300), b"")


def test_a_cancelled_stream_answers_with_what_it_has(host: ToyHost) -> None:
    answers = Answers()
    pending = answers.submit(host, "stream", Say("tick", times=0))
    answers.items.get(timeout=LONG_S)
    pending.cancel()
    outcome = answers.outcome()
    assert isinstance(outcome, Done)
    assert outcome.reply.text == "cancelled"
    assert outcome.reply.items > 0
    assert host.generation == 1


def test_a_call_cancelled_before_it_began_fails_and_the_running_one_goes_on(host: ToyHost) -> None:
    running, waiting = Answers(), Answers()
    first = running.submit(host, "stream", Say("tick", times=0))
    second = waiting.submit(host, "echo", Say("never"))
    second.cancel()
    second.cancel()
    assert isinstance(waiting.error(), EngineCancelled)
    first.cancel()
    assert isinstance(running.outcome(), Done)
    assert echo(host, "next") == "next"
    assert waiting.outcomes.empty()


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("fail", "FileNotFoundError: no voice"),
        ("mend", "There is no such voice. Choose another one."),
        ("lie", "The persona engine answered 'lie' with something else."),
        ("nothing", "The engine has no method nothing."),
    ],
)
def test_an_error_of_the_engine_is_told_and_its_process_lives_on(host: ToyHost, method: str, message: str) -> None:
    pid = host.pid
    for _attempt in range(4):
        with pytest.raises(EngineFailed) as caught:
            host.call(method, Say("no voice"), Said, deadline_s=LONG_S)
        assert str(caught.value) == message
    assert echo(host, "fine") == "fine"
    assert (host.pid, host.generation, host.breaker_state) == (pid, 1, "closed")


def test_libraries_that_print_do_not_break_the_stream(host: ToyHost) -> None:
    reply, _payload = host.call("print", Say("noise"), Said, deadline_s=LONG_S)
    assert reply.text == ""
    assert host.generation == 1


def test_what_is_no_frame_counts_as_a_dead_child(host: ToyHost) -> None:
    with pytest.raises(EngineDied):
        host.call("garbage", Say(), Said, deadline_s=LONG_S)
    assert echo(host, "again") == "again"
    assert host.generation == 2


def test_an_abort_fails_what_is_outstanding_and_the_next_call_works(host: ToyHost) -> None:
    crashed, queued = Answers(), Answers()
    crashed.submit(host, "abort", Say("last words"))
    queued.submit(host, "echo", Say("behind"))
    assert isinstance(crashed.error(), EngineDied)
    assert isinstance(queued.error(), EngineDied)
    assert echo(host, "alive") == "alive"
    assert host.generation == 2
    assert "last words" in host.stderr_tail
    conditions = [event.condition for event in host.health.until("restarting") + host.health.until("ready")]
    assert conditions == ["starting", "ready", "restarting", "ready"]


def test_a_child_killed_from_outside_in_mid_call_is_replaced(host: ToyHost) -> None:
    answers = Answers()
    answers.submit(host, "hang", Say())
    answers.items.get(timeout=LONG_S)
    killed = host.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert isinstance(answers.error(), EngineDied)
    assert echo(host, "alive") == "alive"
    assert host.pid != killed
    assert not psutil.pid_exists(killed)


def test_a_child_killed_while_idle_is_replaced(host: ToyHost) -> None:
    host.health.until("ready")
    assert host.pid is not None
    os.kill(host.pid, signal.SIGKILL)
    host.health.until("ready")
    assert echo(host, "alive") == "alive"
    assert host.generation == 2


def test_a_call_past_its_deadline_ends_the_child_and_the_next_call_works(host: ToyHost) -> None:
    late, queued = Answers(), Answers()
    late.submit(host, "hang", Say(), deadline_s=0.2)
    queued.submit(host, "echo", Say("behind"))
    assert str(late.error()) == "The persona engine did not answer within 0.2 s."
    assert isinstance(queued.error(), EngineDied)
    assert echo(host, "alive") == "alive"
    assert host.generation == 2


def test_a_call_that_only_waited_too_long_does_not_cost_the_child(host: ToyHost) -> None:
    running, waiting = Answers(), Answers()
    stream = running.submit(host, "stream", Say("tick", times=0))
    waiting.submit(host, "echo", Say(), deadline_s=0.05)
    assert isinstance(waiting.error(), EngineTimeout)
    stream.cancel()
    assert isinstance(running.outcome(), Done)
    assert host.generation == 1


def test_an_engine_that_exits_counts_as_dead(host: ToyHost) -> None:
    with pytest.raises(EngineDied, match="exit code"):
        host.call("exit", Say(), Said, deadline_s=LONG_S)


def test_a_grandchild_that_holds_stderr_does_not_hold_up_the_restart(host: ToyHost) -> None:
    with pytest.raises(EngineDied):
        host.call("spawn", Say(), Said, deadline_s=LONG_S)
    assert echo(host, "alive") == "alive"
    psutil.Process(int(host.stderr_tail.split("Fatal")[0])).kill()


def test_a_load_failure_says_why_and_can_be_tried_again(make: Make) -> None:
    host = make(refuse=True)
    for _attempt in range(2):
        with pytest.raises(EngineFailed) as caught:
            host.start()
        assert str(caught.value) == "The model is damaged. Fetch it again."
    assert host.condition == "down"
    assert host.health.until("down")[-1].detail == "The model is damaged. Fetch it again."
    with pytest.raises(EngineUnavailable, match="The model is damaged"):
        echo(host, "third attempt")
    assert host.breaker_state == "open"
    with pytest.raises(EngineUnavailable, match="is left alone; it is tried again in 60 s"):
        host.start()
    assert host.generation == 3


def test_an_unknown_adapter_is_a_load_failure(make: Make) -> None:
    host = make()
    object.__setattr__(host.spec, "adapter", "nosuch")
    with pytest.raises(EngineFailed, match="no engine called nosuch"):
        host.start()


def test_an_abort_while_loading_is_told(make: Make, tmp_path: Path) -> None:
    host = make(abort_load_if=str(tmp_path))
    with pytest.raises(EngineUnavailable, match="ended while it was loading"):
        host.start()
    assert "Aborted" in host.stderr_tail


def test_a_load_past_its_deadline_is_ended(make: Make) -> None:
    host = make(hang=True, load_deadline_s=0.5)
    with pytest.raises(EngineUnavailable, match=r"did not load within 0\.5 s"):
        host.start()
    assert host.pid is None


def test_an_interpreter_that_is_not_there_is_told(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(EngineUnavailable, match="could not be started: No such file"):
        make().start()


def test_a_restart_that_dies_while_loading_is_tried_until_the_breaker_opens(make: Make, tmp_path: Path) -> None:
    mark = tmp_path / "abort"
    host = make(abort_load_if=str(mark), breaker=BreakerPolicy(failures=3, window_s=300, reset_s=0.2))
    host.start()
    mark.touch()
    answers = Answers()
    answers.submit(host, "abort", Say())
    assert isinstance(answers.error(), EngineDied)
    host.health.until("down")
    assert (host.generation, host.breaker_state) == (3, "open")
    mark.unlink()
    host._breaker._opened_at = 0.0
    assert echo(host, "probe") == "probe"
    assert (host.generation, host.breaker_state) == (4, "closed")


def test_the_breaker_opens_after_three_deaths_whatever_succeeded_between(make: Make) -> None:
    host = make(breaker=BreakerPolicy(failures=3, window_s=300, reset_s=300))
    for _death in range(3):
        assert echo(host, "fine") == "fine"
        with pytest.raises(EngineDied):
            host.call("abort", Say(), Said, deadline_s=LONG_S)
    assert host.health.until("down")[-1].detail.startswith("The persona engine failed several times")
    with pytest.raises(EngineUnavailable, match="left alone"):
        echo(host, "refused")
    assert (host.condition, host.breaker_state, host.pid, host.generation) == ("down", "open", None, 3)
    host._breaker._opened_at -= 300
    host.start()
    assert host.breaker_state == "half-open"
    with pytest.raises(EngineDied):
        host.call("abort", Say(), Said, deadline_s=LONG_S)
    assert host.breaker_state == "open"


def test_a_child_of_another_folder_finds_the_application(make: Make, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "desktop.py").write_text("raise SystemExit('shadowed')")
    monkeypatch.chdir(tmp_path)
    assert echo(make(), "here") == "here"


def test_the_childs_environment_caps_threads_and_drops_debugging_switches(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONINSPECT", "1")
    host = make(threads=2, env={"STEADYHAND_TOY": "yes"})
    names = ("OMP_WAIT_POLICY", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PYTHONINSPECT", "STEADYHAND_TOY")
    values = [host.call("environment", Say(name), Said, deadline_s=LONG_S)[0].text for name in names]
    assert values == ["passive", "2", "2", "", "yes"]


def test_an_engine_is_told_not_to_report_home(make: Make) -> None:
    host = make()
    assert host.call("environment", Say("ORT_DISABLE_TELEMETRY"), Said, deadline_s=LONG_S)[0].text == "1"


def test_close_answers_every_pending_call_and_reaps_the_child(host: ToyHost) -> None:
    running, waiting, late = Answers(), Answers(), Answers()
    pid = host.pid
    assert pid is not None
    running.submit(host, "hang", Say())
    running.items.get(timeout=LONG_S)
    for _call in range(3):
        waiting.submit(host, "echo", Say())
    host.close()
    host.close()
    assert isinstance(running.error(), EngineUnavailable)
    assert [str(waiting.error()) for _call in range(3)] == ["The persona engine has been closed."] * 3
    late.submit(host, "echo", Say())
    assert isinstance(late.error(), EngineUnavailable)
    with pytest.raises(EngineUnavailable):
        host.start()
    assert host.condition == "closed"
    assert not psutil.pid_exists(pid)
    assert all(answers.outcomes.empty() for answers in (running, waiting, late))


def test_close_while_loading_ends_the_wait(make: Make) -> None:
    host = make(hang=True)
    answers = Answers()
    answers.submit(host, "echo", Say())
    host.health.until("starting")
    host.close()
    assert isinstance(answers.error(), EngineUnavailable)


def test_close_before_start_is_fine(make: Make) -> None:
    host = make()
    host.close()
    assert host.condition == "closed"


def test_a_callback_may_close_the_host_but_not_wait_for_it(host: ToyHost) -> None:
    seen: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()

    def from_callback(_outcome: Outcome) -> None:
        try:
            echo(host, "deadlock")
        except RuntimeError as wrong:
            host.close()
            seen.put(wrong)

    host.submit("echo", Say(), Said, deadline_s=LONG_S, on_done=from_callback)
    assert "must not wait" in str(seen.get(timeout=LONG_S))
    host.close()
    assert (host.condition, host.pid) == ("closed", None)


def test_a_bug_in_a_callback_is_reported_and_the_host_lives_on(
    host: ToyHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: queue.SimpleQueue[Any] = queue.SimpleQueue()
    monkeypatch.setattr(threading, "excepthook", reported.put)

    def broken(_outcome: Outcome) -> None:
        raise ZeroDivisionError

    host.submit("echo", Say(), Said, deadline_s=LONG_S, on_done=broken)
    assert reported.get(timeout=LONG_S).exc_type is ZeroDivisionError
    assert echo(host, "alive") == "alive"


def test_more_calls_than_may_wait_are_refused(host: ToyHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_module, "MAX_PENDING", 2)
    running, waiting, refused = Answers(), Answers(), Answers()
    stream = running.submit(host, "stream", Say("tick", times=0))
    for _call in range(2):
        waiting.submit(host, "echo", Say())
    refused.submit(host, "echo", Say())
    assert "can't keep up" in str(refused.error())
    stream.cancel()
    assert [type(waiting.outcome()) for _call in range(2)] == [Done, Done]


def test_many_threads_and_deaths_leave_no_call_without_its_one_answer(make: Make) -> None:
    host = make(breaker=BreakerPolicy(failures=1000))
    answers = Answers()
    methods = ["echo", "echo", "echo", "stream", "fail", "echo", "echo", "echo"]

    def hammer(number: int) -> None:
        for count in range(40):
            pending = answers.submit(host, methods[(count + number) % 8], Say(f"{number}", times=5))
            if count % 5 == number % 5:
                pending.cancel()
            if number == 0 and count in (10, 25):
                answers.submit(host, "abort", Say())

    threads = [threading.Thread(target=hammer, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes = [answers.outcome() for _call in range(6 * 40 + 2)]
    assert {type(outcome) for outcome in outcomes} == {Done, Failed}
    assert echo(host, "alive") == "alive"
    assert answers.outcomes.empty()


@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGINT])
def test_no_child_outlives_its_parent(ended_by: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            """
            from toy_engine import Said, Say
            from toy_host import toy_spec
            from desktop.engines.host import EngineHost

            host = EngineHost(toy_spec())
            host.start()
            print(host.pid, flush=True)
            host.call("hang", Say(), Said, deadline_s=600)
            """
        )
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])])}
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env
    )
    with parent:
        assert parent.stdout is not None
        lines = iter(parent.stdout)
        child = psutil.Process(next(int(line) for line in lines if line.strip().isdigit()))
        parent.send_signal(ended_by)
    _gone, alive = psutil.wait_procs([child], timeout=10)
    assert not alive
