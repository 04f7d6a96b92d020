"""The file-backed device: one block at a time, paused while the persona has the floor."""

from __future__ import annotations

import queue
from collections.abc import Iterator

import numpy as np
import pytest

from desktop.audio.device import Captured, DeviceEvent, PlaybackEnded, PlaybackStarted
from desktop.audio.file_device import FileDevice
from desktop.events import BLOCK


class Caller:
    """Takes a device's events one by one, as a rehearsal does."""

    def __init__(self, device: FileDevice) -> None:
        self.device = device
        self.events: queue.Queue[DeviceEvent] = queue.Queue()
        device.start(self.events.put)

    def next(self) -> DeviceEvent:
        return self.events.get(timeout=10)

    def block(self) -> Captured:
        event = self.next()
        assert isinstance(event, Captured), event
        return event


@pytest.fixture
def recording() -> np.ndarray:
    return np.arange(1, BLOCK * 4 + 1, dtype=np.int16)


@pytest.fixture
def caller(recording: np.ndarray) -> Iterator[Caller]:
    device = FileDevice(recording)
    yield Caller(device)
    device.close()


def test_the_next_block_waits_for_the_last_one(caller: Caller, recording: np.ndarray) -> None:
    first = caller.block()
    assert np.array_equal(first.samples, recording[:BLOCK])
    with pytest.raises(queue.Empty):
        caller.events.get(timeout=0.1)
    caller.device.processed(first.first_sample)
    assert np.array_equal(caller.block().samples, recording[BLOCK : 2 * BLOCK])


def test_the_recording_waits_while_the_persona_speaks(caller: Caller, recording: np.ndarray) -> None:
    first = caller.block()
    caller.device.hold(True)
    caller.device.play(7, np.full(BLOCK + 10, 5, dtype=np.int16), 16_000)
    caller.device.processed(first.first_sample)
    assert caller.next() == PlaybackStarted(7, BLOCK)
    silent = caller.block()
    assert not silent.samples.any()
    caller.device.processed(silent.first_sample)
    assert caller.next() == PlaybackEnded(7, 2 * BLOCK + 10, BLOCK + 10)
    tail = caller.block()
    caller.device.hold(False)
    caller.device.processed(tail.first_sample)
    assert np.array_equal(caller.block().samples, recording[BLOCK : 2 * BLOCK])
    mixed = caller.device.mixdown()
    assert mixed.shape == (4 * BLOCK, 2)
    assert (mixed[BLOCK : 2 * BLOCK + 10, 1] == 5).all()
    assert not mixed[2 * BLOCK + 10 :, 1].any()
    assert np.array_equal(mixed[3 * BLOCK :, 0], recording[BLOCK : 2 * BLOCK])


def test_a_stopped_clip_says_how_much_was_played(caller: Caller) -> None:
    first = caller.block()
    caller.device.hold(True)
    caller.device.play(1, np.ones(BLOCK * 10, dtype=np.int16), 16_000)
    caller.device.play(2, np.ones(BLOCK * 10, dtype=np.int16), 16_000)
    caller.device.processed(first.first_sample)
    assert caller.next() == PlaybackStarted(1, BLOCK)
    block = caller.block()
    caller.device.stop_playback()
    caller.device.processed(block.first_sample)
    assert caller.next() == PlaybackEnded(1, 2 * BLOCK, BLOCK)


def test_the_last_block_says_so_and_nothing_follows(caller: Caller) -> None:
    seen = []
    for _ in range(4):
        block = caller.block()
        seen.append(block.last)
        caller.device.processed(block.first_sample)
    assert seen == [False, False, False, True]
    with pytest.raises(queue.Empty):
        caller.events.get(timeout=0.1)


def test_other_rates_are_resampled(caller: Caller) -> None:
    first = caller.block()
    caller.device.hold(True)
    caller.device.play(1, np.zeros(48_000, dtype=np.int16), 48_000)
    caller.device.processed(first.first_sample)
    event: DeviceEvent = caller.next()
    while not isinstance(event, PlaybackEnded):
        if isinstance(event, Captured):
            caller.device.processed(event.first_sample)
        event = caller.next()
    assert event.played == 48_000
    assert abs(event.at_sample - BLOCK - 16_000) <= 2


def test_a_muted_recording_goes_on_unheard(caller: Caller, recording: np.ndarray) -> None:
    first = caller.block()
    caller.device.mute(True)
    caller.device.processed(first.first_sample)
    muted = caller.block()
    assert not muted.samples.any()
    caller.device.mute(False)
    caller.device.processed(muted.first_sample)
    assert np.array_equal(caller.block().samples, recording[2 * BLOCK : 3 * BLOCK])
    assert not caller.device.mixdown()[BLOCK : 2 * BLOCK].any()


def test_while_paused_nothing_is_heard_or_played_and_the_clock_waits(
    caller: Caller, recording: np.ndarray
) -> None:
    first = caller.block()
    caller.device.pause(True)
    caller.device.play(1, np.full(10, 5, dtype=np.int16), 16_000)
    caller.device.processed(first.first_sample)
    with pytest.raises(queue.Empty):
        caller.events.get(timeout=0.1)
    caller.device.pause(False)
    assert caller.next() == PlaybackStarted(1, BLOCK)
    assert caller.next() == PlaybackEnded(1, BLOCK + 10, 10)
    tail = caller.block()
    caller.device.processed(tail.first_sample)
    assert np.array_equal(caller.block().samples, recording[BLOCK : 2 * BLOCK])


def test_a_pause_at_the_real_pace_is_not_caught_up_with(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("desktop.audio.file_device.time.monotonic", lambda: now[0])
    caller = Caller(FileDevice(np.zeros(0, dtype=np.int16), pace="real", endless=True))
    first = caller.block()
    caller.device.pause(True)
    now[0] += 60.0
    caller.device.processed(first.first_sample)
    caller.device.pause(False)
    caller.device.processed(caller.block().first_sample)
    with pytest.raises(queue.Empty):  # the clock stands: only what is owed from the pause could come
        caller.events.get(timeout=0.3)
    caller.device.close()
