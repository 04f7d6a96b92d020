from __future__ import annotations

import pytest

from desktop.engines.breaker import Breaker
from desktop.engines.spec import BreakerPolicy


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def states() -> list[str]:
    return []


@pytest.fixture
def breaker(clock: Clock, states: list[str]) -> Breaker:
    return Breaker(BreakerPolicy(3, 300.0, 60.0), on_change=states.append, clock=clock)


def fail(breaker: Breaker, times: int) -> None:
    for _failure in range(times):
        breaker.failure()


def test_successes_between_do_not_take_failures_back(breaker: Breaker) -> None:
    for _round in range(3):
        assert breaker.allow()
        breaker.success()
        breaker.failure()
    assert breaker.state == "open"
    assert not breaker.allow()


def test_failures_older_than_the_window_are_forgotten(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 2)
    clock.now += 301
    fail(breaker, 2)
    assert breaker.state == "closed"
    breaker.failure()
    assert breaker.state == "open"


def test_an_open_breaker_lets_a_probe_through_after_its_time(
    breaker: Breaker, clock: Clock, states: list[str]
) -> None:
    fail(breaker, 3)
    clock.now += 59
    assert not breaker.allow()
    assert breaker.retry_in_s == 1
    clock.now += 1
    assert breaker.allow()
    assert breaker.state == "half-open"
    breaker.success()
    assert states == ["open", "half-open", "closed"]


def test_a_probe_that_fails_opens_it_for_the_whole_time_again(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 60
    assert breaker.allow()
    breaker.failure()
    assert breaker.state == "open"
    assert breaker.retry_in_s == 60


def test_a_closed_again_breaker_starts_from_no_failures(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 60
    breaker.allow()
    breaker.success()
    fail(breaker, 2)
    assert breaker.state == "closed"
