"""Does a machine keep up: measured with a clock of our own."""

from __future__ import annotations

import math

import pytest

from desktop.synthesis.speed import FIRST_LIMIT_S, LIVE_LIMIT, TEXT, keeps_up, measure_speed


class Machine:
    """Speaks 0.06 s a letter and needs `factor` of that, and `start_s` for every call; the first call is slow."""

    def __init__(self, factor: float, start_s: float = 0.0, rate: int = 24_000) -> None:
        self.now = 0.0
        self._factor, self._start_s, self._rate = factor, start_s, rate
        self.said: list[str] = []

    def clock(self) -> float:
        return self.now

    def say(self, text: str) -> tuple[int, int]:
        spoken = 0.06 * len(text)
        self.now += self._factor * spoken + self._start_s + (0 if self.said else 30.0)
        self.said.append(text)
        return self._rate, round(spoken * self._rate)


def test_the_factor_is_work_over_speech_without_the_first_call() -> None:
    machine = Machine(0.25)
    speed = measure_speed(machine.say, machine.clock)
    assert speed.real_time_factor == pytest.approx(0.25, rel=0.01)
    assert speed.first_sound_s == pytest.approx(0.25 * 0.66, rel=0.01)
    assert machine.said.count(TEXT) == 1


def test_a_busy_moment_is_forgiven_once() -> None:
    machine = Machine(0.25)

    def say(text: str) -> tuple[int, int]:
        if text == TEXT and TEXT not in machine.said:
            machine.now += 0.06 * len(text) * 0.6
        return machine.say(text)

    assert measure_speed(say, machine.clock).real_time_factor == pytest.approx(0.25, rel=0.01)
    assert machine.said.count(TEXT) == 2


@pytest.mark.parametrize(
    ("factor", "start_s", "live"),
    [(0.1, 0.0, True), (LIVE_LIMIT + 0.1, 0.0, False), (0.1, FIRST_LIMIT_S, False)],
)
def test_live_is_fast_and_prompt(factor: float, start_s: float, live: bool) -> None:
    machine = Machine(factor, start_s)
    assert keeps_up(machine.say, machine.clock) is live


def test_a_silent_voice_does_not_keep_up() -> None:
    machine = Machine(0.1)
    speed = measure_speed(lambda text: (machine.say(text)[0], 0), machine.clock)
    assert math.isinf(speed.real_time_factor)
    assert not speed.live
