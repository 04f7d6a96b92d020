"""An engine in a child process: calls with deadlines, restart, circuit breaker, health.

One thread a host lives through its children one after another: it starts a child, reads what it says, calls the
callers' callbacks, and when the child ends it answers what was outstanding and starts the next one.
"""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Literal, TypeVar, cast

import msgspec

from desktop.engines import wire
from desktop.engines.breaker import Breaker
from desktop.engines.calls import Book, Call, Done, Failed, OnDone, OnItem, Outcome, PendingCall
from desktop.engines.child import Child
from desktop.engines.deadlines import Deadlines
from desktop.engines.sentences import Sentences
from desktop.engines.spec import BreakerPolicy, EngineSpec
from desktop.errors import (
    EngineCancelled,
    EngineDied,
    EngineError,
    EngineFailed,
    EngineTimeout,
    EngineUnavailable,
)
from desktop.events import EngineHealth, EngineInfo
from desktop.logs import get_logger

Condition = Literal["new", "starting", "ready", "restarting", "down", "closed"]
MAX_PENDING = 256
"""Calls that may wait at once: with 0.1 s of audio a call, an engine that is 25 s behind is not keeping up."""
_GRACE_S = 1.0
_ENVELOPE = 1024
_POLICY = BreakerPolicy()

__all__ = ["MAX_PENDING", "Condition", "Done", "EngineHost", "Failed", "Outcome", "PendingCall"]

_R = TypeVar("_R", bound=msgspec.Struct)


def _ignore(_health: EngineHealth) -> None:
    return


class EngineHost:
    """Runs `spec` in a child process and keeps it running until `close`. Thread-safe.

    `on_health` and the callbacks of calls run on threads of the host and must return quickly. Calls are served
    in the order they came, one at a time.
    """

    def __init__(
        self,
        spec: EngineSpec,
        *,
        on_health: Callable[[EngineHealth], None] = _ignore,
        breaker: BreakerPolicy = _POLICY,
    ) -> None:
        self.spec = spec
        self._say = Sentences(spec.role)
        self._on_health = on_health
        self._log = get_logger(engine=spec.role)
        self._breaker = Breaker(breaker, on_change=self._breaker_changed)
        self._clock = Deadlines(f"engine-{spec.role}-deadlines")
        self._thread = threading.Thread(target=self._run, name=f"engine-{spec.role}", daemon=True)
        self._ids = itertools.count(1)
        self._wake = threading.Condition()
        # What follows is guarded by `_wake`.
        self._condition: Condition = "new"
        self._generation = 0
        self._wanted = False
        self._closing = False
        self._child: Child | None = None
        self._info: EngineInfo | None = None
        self._refused = ""
        self._late_load = False
        self._book = Book()
        self._starters: list[Future[EngineInfo]] = []
        self._stderr = ""

    def __enter__(self) -> EngineHost:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def info(self) -> EngineInfo | None:
        """What the engine said it is when it last loaded; None before."""
        return self._info

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        child = self._child
        return child.pid if child else None

    @property
    def generation(self) -> int:
        """How many children there have been, the running one included."""
        return self._generation

    @property
    def condition(self) -> Condition:
        """What the engine is doing."""
        return self._condition

    @property
    def loading(self) -> bool:
        """Whether it was never there, and may soon be: what is asked of it now waits for it."""
        return self._info is None and self._condition in ("new", "starting")

    @property
    def failed_to_load(self) -> bool:
        """Whether it was never there, and will not be by itself."""
        return self._info is None and self._condition == "down"

    @property
    def breaker_state(self) -> str:
        """ "closed", "open" or "half-open"."""
        return self._breaker.state

    @property
    def stderr_tail(self) -> str:
        """The last of what the latest child that ended wrote to stderr. May quote speech: never log it."""
        return self._stderr

    def begin(self) -> None:
        """Start the engine in the background, if it does not run."""
        self._start_waiting()

    def start(self) -> EngineInfo:
        """Start the engine and wait until it is loaded; at once when it is.

        Raises `EngineFailed` with the engine's own sentence when it could not load, `EngineUnavailable` when it
        ended or took too long meanwhile, or its breaker is open.
        """
        self._not_on_own_thread()
        return self._start_waiting().result()

    def call(
        self,
        method: str,
        request: msgspec.Struct,
        reply_type: type[_R],
        payload: wire.Payload = b"",
        *,
        deadline_s: float,
        item_type: type[msgspec.Struct] | None = None,
        on_item: OnItem | None = None,
    ) -> tuple[_R, bytes]:
        """Submit and wait for the reply and its payload. Raises `EngineError`. Not from a callback."""
        self._not_on_own_thread()
        answer: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        submitted = partial(self.submit, method, request, reply_type, payload, deadline_s=deadline_s)
        submitted(on_done=answer.put, item_type=item_type, on_item=on_item)
        outcome = answer.get()
        if isinstance(outcome, Failed):
            raise outcome.error
        return cast(_R, outcome.reply), outcome.payload

    def submit(
        self,
        method: str,
        request: msgspec.Struct,
        reply_type: type[msgspec.Struct],
        payload: wire.Payload = b"",
        *,
        deadline_s: float,
        on_done: OnDone,
        item_type: type[msgspec.Struct] | None = None,
        on_item: OnItem | None = None,
        starts: bool = True,
    ) -> PendingCall:
        """Queue a call; returns at once. `on_done` is called exactly once, never from within `submit`.

        `deadline_s` counts from now, waiting for the engine to start included. `payload` must not change until
        then. Starts the engine when it does not run; unless `starts`, one that never ran is left to be started by
        somebody else, and the call waits for that. Raises `wire.FrameTooLarge`.
        """
        encoded = msgspec.msgpack.encode(request)
        wire.check_size(len(encoded) + _ENVELOPE, memoryview(payload).nbytes)
        body = msgspec.Raw(encoded)
        call = Call(next(self._ids), method, body, payload, deadline_s, reply_type, item_type, on_done, on_item)
        with self._wake:
            refusal = self._refusal()
            if refusal is None:
                call.alarm = self._clock.after(deadline_s, partial(self._overdue, call))
                self._book.waiting.append(call)
                if starts or self._condition != "new":
                    self._want()
                self._pump()
        if refusal is not None:
            self._clock.soon(partial(self._answer, call, Failed(refusal)))
        return PendingCall(call.id, partial(self._cancel, call))

    def close(self) -> None:
        """End the engine: what runs is cancelled, what waits fails with `EngineUnavailable`. Idempotent."""
        with self._wake:
            self._closing = True
            child = self._child
            self._wake.notify_all()
        if self._clock.on_own_thread() or threading.current_thread() is self._thread:
            # Nobody may wait here for a thread that runs this callback; the host's thread does the rest.
            if child is not None:
                child.kill()
            return
        if child is not None:
            self._stop(child)
        if self._thread.ident is not None:
            self._thread.join()
        self._finish_closing()
        self._clock.close(wait=True)

    # --- on the callers' threads

    def _not_on_own_thread(self) -> None:
        if threading.current_thread() is self._thread:
            raise RuntimeError("a callback of an engine host must not wait for the host")

    def _start_waiting(self) -> Future[EngineInfo]:
        started: Future[EngineInfo] = Future()
        with self._wake:
            refusal = self._refusal()
            if refusal is not None:
                started.set_exception(refusal)
            elif self._condition == "ready" and self._info is not None:
                started.set_result(self._info)
            else:
                self._starters.append(started)
                self._want()
        return started

    def _refusal(self) -> EngineUnavailable | None:
        if self._closing:
            return EngineUnavailable(self._say.closed())
        if len(self._book.waiting) >= MAX_PENDING:
            return EngineUnavailable(self._say.behind(MAX_PENDING))
        if not self._wanted and not self._breaker.allow():
            return EngineUnavailable(self._say.down(self._breaker.retry_in_s))
        return None

    def _want(self) -> None:
        if not self._wanted:
            self._wanted = True
            self._condition = "starting"
            self._wake.notify_all()
        if self._thread.ident is None:
            self._thread.start()

    def _pump(self) -> None:
        """Hand the next call to a child that is free. One at a time, so that a late call can be told from a
        call that merely waited behind it."""
        if self._condition == "ready" and self._child and (call := self._book.next()):
            self._child.send(wire.Call(call.id, call.method, call.body), call.payload)
            call.payload = b""

    def _cancel(self, call: Call) -> None:
        with self._wake:
            waited = self._book.withdraw(call)
            if not waited and self._book.running is call and self._child:
                self._child.send(wire.Cancel(call.id))
        if waited:
            gave_up = EngineCancelled(self._say.cancelled())
            self._clock.soon(partial(self._answer, call, Failed(gave_up)))

    def _stop(self, child: Child) -> None:
        child.send(wire.Shutdown())
        for insist in (child.terminate, child.kill):
            if child.ended.wait(_GRACE_S):
                return
            insist()

    def _finish_closing(self) -> None:
        with self._wake:
            left = self._book.clear()
            starters, self._starters = self._starters, []
            self._condition = "closed"
        self._fail(left, EngineUnavailable, self._say.closed())
        for starter in starters:
            starter.set_exception(EngineUnavailable(self._say.closed()))

    # --- on the deadline thread

    def _overdue(self, call: Call) -> None:
        with self._wake:
            waited = self._book.withdraw(call)
            if not waited and self._book.running is call and self._child:
                # The host's thread answers it when the child's stream ends, so that no item follows the answer.
                call.overdue = True
                self._child.kill()
        if waited:
            self._answer(call, Failed(EngineTimeout(self._say.late(call.deadline_s))))

    def _load_overdue(self, child: Child) -> None:
        with self._wake:
            if self._child is child and self._condition != "ready":
                self._late_load = True
                child.kill()

    # --- on the host's own thread

    def _run(self) -> None:
        while self._await_wanted():
            self._live()
        self._finish_closing()
        self._clock.close(wait=False)

    def _await_wanted(self) -> bool:
        with self._wake:
            self._wake.wait_for(lambda: self._wanted or self._closing)
            return not self._closing

    def _live(self) -> None:
        """One child, from its start to its end."""
        child = self._spawn()
        if child is None:
            return
        alarm = self._clock.after(self.spec.load_deadline_s, partial(self._load_overdue, child))
        reason = self._listen(child)
        alarm.cancel()
        code = child.reap()
        self._stderr = child.stderr_tail()
        self._ended(code, reason)

    def _spawn(self) -> Child | None:
        with self._wake:
            self._generation += 1
            self._refused, self._late_load = "", False
            restarting = self._condition == "restarting"
        self._log = get_logger(engine=self.spec.role, engine_generation=self._generation)
        if restarting:
            self._report("restarting", self._say.restarting())
        else:
            self._report("starting")
        try:
            child = Child(self.spec)
        except OSError as wrong:
            self._log.error("engine.spawn_failed", error_type=type(wrong).__name__, code=wrong.errno)
            self._gave_up(EngineUnavailable, self._say.no_process(wrong))
            return None
        with self._wake:
            self._child = child
            closing = self._closing
        if closing:
            child.kill()
        return child

    def _listen(self, child: Child) -> str:
        """Take frames until the child's stream ends; why it did."""
        try:
            for header, payload in child.frames():
                self._take(header, payload)
        except wire.CorruptFrame:
            child.kill()
            return "corrupt"
        # The end of the stream is the end of the engine, even if the process lingers.
        if not self._closing and not self._refused:
            child.kill()
        return "ended"

    def _take(self, header: wire.FromChild, payload: bytes) -> None:
        match header:
            case wire.Ready(info=info):
                self._ready(info)
            case wire.LoadFailed(message=message, error_type=error_type):
                self._refused = message
                self._log.error("engine.load_failed", error_type=error_type)
            case wire.Item(id=call_id, body=body):
                self._item(call_id, body, payload)
            case wire.Reply(id=call_id, body=body):
                self._replied(call_id, body, payload)
            case wire.CallFailed(id=call_id, message=message, error_type=error_type):
                self._log.warning("engine.call_failed", error_type=error_type)
                self._answered(call_id, Failed(EngineFailed(message)))

    def _ready(self, info: EngineInfo) -> None:
        with self._wake:
            self._info = info
            self._condition = "ready"
            starters, self._starters = self._starters, []
            pid = self._child.pid if self._child else 0
            self._pump()
        loaded = {"model": info.model, "version": info.version, "threads": info.threads, "load_s": info.load_s}
        self._log.info("engine.ready", pid=pid, **loaded)
        self._report("ready")
        for starter in starters:
            starter.set_result(info)

    def _item(self, call_id: int, body: msgspec.Raw, payload: bytes) -> None:
        call = self._book.running
        if call is not None and call.id == call_id and call.on_item is not None:
            item = call.decoded_item(body)
            if item is not None:
                self._guarded(partial(call.on_item, item, payload))

    def _replied(self, call_id: int, body: msgspec.Raw, payload: bytes) -> None:
        call = self._book.running
        if call is None or call.id != call_id:
            return
        reply = call.decoded(body)
        if reply is not None:
            self._answered(call_id, Done(reply, payload))
        else:
            self._log.error("engine.wrong_reply")
            self._answered(call_id, Failed(EngineFailed(self._say.wrong_reply(call.method))))

    def _answered(self, call_id: int, outcome: Outcome) -> None:
        with self._wake:
            call = self._book.answered(call_id)
            self._pump()
        if call is not None:
            self._breaker.success()
            self._answer(call, outcome)

    def _ended(self, code: int, reason: str) -> None:
        if self._closing:
            self._closed_child()
        elif self._condition == "ready":
            self._died(code, reason)
        else:
            self._load_died(code, reason)

    def _closed_child(self) -> None:
        with self._wake:
            self._child = None
            left = self._book.clear()
        self._fail(left, EngineUnavailable, self._say.closed())

    def _died(self, code: int, reason: str) -> None:
        """A loaded child ended: answer what was outstanding, restart at once unless the breaker opened."""
        self._breaker.failure()
        with self._wake:
            again = self._wanted = self._breaker.allow()
            self._condition = "restarting" if again else "down"
            self._child = None
            lost = self._book.clear()
        late = [call for call in lost if call.overdue]
        self._log.error("engine.died", exit_code=code, reason="deadline" if late else reason)
        for call in late:
            self._answer(call, Failed(EngineTimeout(self._say.late(call.deadline_s))))
        self._fail([call for call in lost if not call.overdue], EngineDied, self._say.died(code))
        if not again:
            self._report("down", self._say.down(self._breaker.retry_in_s))

    def _load_died(self, code: int, reason: str) -> None:
        """A child ended before it was ready: answer who waits; one that had been ready before is tried again."""
        if self._refused:
            self._gave_up(EngineFailed, self._refused)
            return
        self._log.error("engine.load_died", exit_code=code, reason="deadline" if self._late_load else reason)
        late_s = self.spec.load_deadline_s if self._late_load else None
        sentence = self._say.load_died(code) if late_s is None else self._say.load_late(late_s)
        self._gave_up(EngineUnavailable, sentence, again=self._info is not None)

    def _gave_up(self, kind: type[EngineError], sentence: str, *, again: bool = False) -> None:
        self._breaker.failure()
        with self._wake:
            self._child = None
            self._wanted = again and self._breaker.allow()
            if self._wanted:
                self._condition = "restarting"
                return
            self._condition = "down"
            lost = self._book.clear()
            starters, self._starters = self._starters, []
        self._fail(lost, EngineUnavailable, sentence)
        self._report("down", sentence)
        for starter in starters:
            starter.set_exception(kind(sentence))

    # --- anywhere

    def _fail(self, calls: list[Call], kind: type[EngineError], sentence: str) -> None:
        for call in calls:
            self._answer(call, Failed(kind(sentence)))

    def _answer(self, call: Call, outcome: Outcome) -> None:
        """The one place that calls `on_done`; whoever took the call out of the books calls it."""
        if call.alarm is not None:
            call.alarm.cancel()
        self._guarded(partial(call.on_done, outcome))

    def _report(self, condition: Literal["starting", "ready", "restarting", "down"], detail: str = "") -> None:
        self._log.info("engine.health", condition=condition)
        health = EngineHealth(self.spec.role, condition, detail, self._generation)
        self._guarded(partial(self._on_health, health))

    def _breaker_changed(self, state: str) -> None:
        self._log.warning("engine.breaker", breaker=state)

    def _guarded(self, callback: Callable[[], None]) -> None:
        """Run foreign code: its bug goes to the thread hook (the crash report), the host lives on."""
        try:
            callback()
        except Exception as wrong:
            self._log.error("engine.callback_failed", error_type=type(wrong).__name__)
            hook = threading.ExceptHookArgs((type(wrong), wrong, wrong.__traceback__, threading.current_thread()))
            threading.excepthook(hook)
