from __future__ import annotations

import ctypes.util
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
import pytest

from desktop.audio import duplex, portaudio
from desktop.audio.device import (
    Captured,
    DeviceEvent,
    DeviceLost,
    PlaybackEnded,
    PlaybackStarted,
    Samples,
)
from desktop.audio.live import LiveDevice
from desktop.audio.loudspeaker import Loudspeaker
from desktop.errors import NoLoudspeaker, UserError
from desktop.events import BLOCK, CAPTURE_RATE
from tests.helpers.pulse import Pulse

LONG_S = 20.0


def tone(hertz: float, seconds: float, rate: int = CAPTURE_RATE) -> Samples:
    return (8000 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.int16)


def loud(samples: Samples) -> bool:
    return bool(np.abs(samples.astype(np.int32)).max(initial=0) > 2000)


def pitch(samples: Samples) -> float:
    """The strongest frequency, in Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * CAPTURE_RATE / len(samples))


class Events:
    """What a device delivered, in order; `until` waits for one that fits."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[DeviceEvent] = queue.SimpleQueue()
        self.seen: list[DeviceEvent] = []

    def __call__(self, event: DeviceEvent) -> None:
        self._queue.put(event)

    def until(self, fits: Callable[[DeviceEvent], bool]) -> Any:
        while True:
            self.seen.append(self._queue.get(timeout=LONG_S))
            if fits(self.seen[-1]):
                return self.seen[-1]

    def catch_up(self) -> None:
        """Take what has been delivered by now."""
        for _event in range(self._queue.qsize()):
            self.seen.append(self._queue.get())

    def until_kind(self, kind: type[DeviceEvent]) -> Any:
        return self.until(lambda event: isinstance(event, kind))

    def blocks(self) -> list[Captured]:
        return [event for event in self.seen if isinstance(event, Captured)]


Open = Callable[..., tuple[LiveDevice, Events]]


@pytest.fixture
def opened() -> Iterator[Open]:
    with ExitStack() as stack:

        def start(**options: Any) -> tuple[LiveDevice, Events]:
            device, events = LiveDevice(**options), Events()
            stack.callback(device.close)
            device.start(events)
            return device, events

        yield start


def hear_tone(pulse: Pulse, events: Events) -> Samples:
    """Whistle into the microphone until it is heard, then the half second that follows."""
    events.until_kind(Captured)
    with pulse.speaking(tone(440, 3)):
        first = events.until(lambda event: isinstance(event, Captured) and loud(event.samples)).first_sample
        events.until(lambda event: isinstance(event, Captured) and event.first_sample >= first + 8000)
    heard = [block.samples for block in events.blocks() if block.first_sample > first]
    return np.concatenate(heard)


def test_a_tone_is_captured_in_whole_blocks_on_the_session_clock(pulse: Pulse, opened: Open) -> None:
    _device, events = opened()
    assert pitch(hear_tone(pulse, events)) == pytest.approx(440, abs=5)
    blocks = events.blocks()
    assert [block.first_sample for block in blocks] == [n * BLOCK for n in range(len(blocks))]
    assert {(block.samples.dtype.name, block.samples.shape) for block in blocks} == {("int16", (BLOCK,))}


def test_a_microphone_without_16_khz_is_resampled(
    pulse: Pulse, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = portaudio.sounddevice()
    check = library.check_input_settings

    def refuse(device: int, **settings: Any) -> None:
        if settings["samplerate"] == CAPTURE_RATE:
            raise library.PortAudioError("Invalid sample rate", -9997)
        check(device, **settings)

    monkeypatch.setattr(library, "check_input_settings", refuse)
    device, events = opened()
    assert device._duplex.rate_in != CAPTURE_RATE
    assert pitch(hear_tone(pulse, events)) == pytest.approx(440, abs=5)
    assert {block.samples.shape for block in events.blocks()} == {(BLOCK,)}


def test_a_clip_is_played_and_lies_where_it_sounded_in_the_mixdown(pulse: Pulse, opened: Open) -> None:
    device, events = opened(keep=True)
    with pulse.listening() as loudspeaker:
        device.play(7, tone(880, 1.0, 22_050), 22_050)
        started, ended = events.until_kind(PlaybackStarted), events.until_kind(PlaybackEnded)
        played = loudspeaker.next(2.0)
    events.until(lambda event: isinstance(event, Captured) and event.first_sample > ended.at_sample)
    assert (started.clip_id, ended.clip_id, ended.played) == (7, 7, 22_050)
    sounding = np.flatnonzero(np.abs(played.astype(np.int32)) > 500)
    assert pitch(played[sounding[0] : sounding[0] + 8000]) == pytest.approx(880, abs=5)
    mixed = device.mixdown()
    right = np.flatnonzero(np.abs(mixed[:, 1].astype(np.int32)) > 500)
    assert mixed.dtype == np.int16
    assert right[0] - started.at_sample in range(20)
    assert right[-1] - right[0] == pytest.approx(CAPTURE_RATE, abs=20)
    assert np.array_equal(mixed[: events.blocks()[-1].first_sample, 0], captured_side(events))


def captured_side(events: Events) -> Samples:
    blocks = events.blocks()[:-1]
    return np.concatenate([block.samples for block in blocks])


def test_clips_follow_one_another_and_each_says_when(pulse: Pulse, opened: Open) -> None:
    device, events = opened()
    for clip_id, rate in ((1, 16_000), (2, 48_000), (3, 24_000)):
        device.play(clip_id, tone(500, 0.3, rate), rate)
    events.until(lambda event: isinstance(event, PlaybackEnded) and event.clip_id == 3)
    playback = [event for event in events.seen if isinstance(event, PlaybackStarted | PlaybackEnded)]
    assert [(type(event), event.clip_id) for event in playback] == [
        (kind, clip_id) for clip_id in (1, 2, 3) for kind in (PlaybackStarted, PlaybackEnded)
    ]
    assert [event.played for event in playback if isinstance(event, PlaybackEnded)] == [4800, 14_400, 7200]
    assert device.mixdown().shape == (0, 2)


def test_stopping_silences_at_once_drops_the_queue_and_plays_what_comes_after(pulse: Pulse, opened: Open) -> None:
    device, events = opened(keep=True)
    device.play(1, np.full(30 * CAPTURE_RATE, 8000, dtype=np.int16), CAPTURE_RATE)
    device.play(2, tone(700, 30.0), CAPTURE_RATE)
    events.until_kind(PlaybackStarted)
    device.stop_playback()
    device.play(3, np.full(3200, 7000, dtype=np.int16), CAPTURE_RATE)
    stopped = events.until_kind(PlaybackEnded)
    assert stopped.clip_id == 1
    assert 0 < stopped.played < 30 * CAPTURE_RATE
    following = events.until_kind(PlaybackEnded)
    assert (following.clip_id, following.played) == (3, 3200)
    with pulse.listening() as loudspeaker:
        assert not loud(loudspeaker.next(1.0)[CAPTURE_RATE // 2 :])
    right = device.mixdown()[:, 1]
    assert np.count_nonzero(right) == pytest.approx(stopped.played + 3200, abs=1600)


def test_a_loudspeaker_without_mono_gets_both_channels(
    pulse: Pulse, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = portaudio.sounddevice()
    check = library.check_output_settings

    def refuse(device: int, **settings: Any) -> None:
        if settings["channels"] == 1:
            raise library.PortAudioError("Invalid number of channels", -9998)
        check(device, **settings)

    monkeypatch.setattr(library, "check_output_settings", refuse)
    device, events = opened()
    assert device._duplex._output.channels == 2
    with pulse.listening() as loudspeaker:
        device.play(1, tone(880, 1.0), CAPTURE_RATE)
        events.until_kind(PlaybackStarted)
        assert loud(loudspeaker.next(1.0))


def test_blocks_that_nobody_took_in_time_are_counted_and_the_clock_goes_on(
    pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplex, "QUEUED_S", 0.06)
    device, events, busy = LiveDevice(), Events(), threading.Event()

    def slow(event: DeviceEvent) -> None:
        if isinstance(event, Captured) and event.first_sample == 10 * BLOCK:
            busy.wait(1.0)
        events(event)

    device.start(slow)
    late = events.until(lambda event: isinstance(event, Captured) and event.dropped > 0)
    device.close()
    firsts = [block.first_sample for block in events.blocks()]
    assert firsts == [n * BLOCK for n in range(len(firsts))]
    assert late.dropped >= 5
    assert not late.samples.any()


def test_a_lost_device_ends_the_running_clip_and_says_so(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Pulse()
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    try:
        device, events = opened()
        device.play(1, tone(600, 30.0), CAPTURE_RATE)
        events.until_kind(PlaybackStarted)
        server.kill()
        lost = events.until_kind(DeviceLost)
    finally:
        server.close()
    assert lost.message.startswith("The microphone or the loudspeaker is gone.")
    (ended,) = [event for event in events.seen if isinstance(event, PlaybackEnded)]
    assert 0 < ended.played < 30 * CAPTURE_RATE
    device.stop_playback()
    device.close()
    device.close()


def test_a_callback_may_close_the_device(pulse: Pulse) -> None:
    device, closed = LiveDevice(), threading.Event()

    def close(_event: DeviceEvent) -> None:
        device.close()
        closed.set()

    device.start(close)
    assert closed.wait(LONG_S)
    device.close()


def test_devices_are_listed_with_their_defaults(pulse: Pulse) -> None:
    devices = portaudio.list_devices()
    (microphone,) = [device for device in devices if device.is_default_input]
    assert microphone.inputs > 0
    assert microphone.default_rate > 0
    assert [device.name for device in devices if device.is_default_output] == [microphone.name]
    assert "pulse" in {device.name for device in devices}


def test_a_device_is_chosen_by_name_or_part_of_it(pulse: Pulse, opened: Open) -> None:
    device, events = opened(microphone="pulse", loudspeaker="PUL")
    assert isinstance(events.until_kind(Captured), Captured)
    assert device._duplex._input.device == device._duplex._output.device


def test_a_name_that_is_not_there_is_told_with_those_that_are(pulse: Pulse) -> None:
    with pytest.raises(UserError) as caught:
        LiveDevice(microphone="Blue Yeti").start(Events())
    assert caught.value.message == "There is no microphone called Blue Yeti."
    assert "pulse" in caught.value.fix
    assert portaudio._open_streams == 0


def test_a_machine_without_sound_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere/at/all")
    assert portaudio.list_devices() == ()
    with pytest.raises(NoLoudspeaker, match=r"neither a microphone nor a loudspeaker\. Connect a headset"):
        LiveDevice().start(Events())
    with pytest.raises(NoLoudspeaker, match=r"There is no loudspeaker\. Connect a loudspeaker"):
        Loudspeaker()


def test_a_missing_portaudio_is_told_with_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    with pytest.raises(UserError, match="Install it with: sudo apt-get install libportaudio2"):
        portaudio.list_devices()


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (-9985, "The microphone is in use by another program."),
        (-9996, "The microphone is no longer there."),
        (-9998, "The microphone does not offer sound that can be used here."),
        (-9999, "The microphone can't be opened."),
    ],
)
def test_a_device_that_can_not_be_opened_is_told(
    pulse: Pulse, monkeypatch: pytest.MonkeyPatch, code: int, sentence: str
) -> None:
    library = portaudio.sounddevice()

    def refuse(**_settings: Any) -> None:
        raise library.PortAudioError("in the library's words", code)

    monkeypatch.setattr(library, "InputStream", refuse)
    with pytest.raises(UserError) as caught:
        LiveDevice().start(Events())
    assert caught.value.message == sentence
    assert portaudio._open_streams == 0


def test_while_paused_nothing_is_captured_or_played_and_the_clock_waits(pulse: Pulse, opened: Open) -> None:
    device, events = opened(keep=True)
    device.play(1, tone(440, 1.5), CAPTURE_RATE)
    started = events.until_kind(PlaybackStarted)
    events.until(lambda e: isinstance(e, Captured) and e.first_sample > started.at_sample + 4800)
    device.pause(True)
    with pulse.listening() as loudspeaker:
        loudspeaker.next(0.5)  # what the driver still held
        silent = loudspeaker.next(2.0)
    device.pause(False)
    ended = events.until_kind(PlaybackEnded)
    events.until(lambda e: isinstance(e, Captured) and e.first_sample > ended.at_sample + 4800)
    assert not loud(silent)
    assert ended.played == 24_000
    assert ended.at_sample - started.at_sample < 24_000 + 16_000  # the pause alone had 40,000
    blocks = events.blocks()
    assert [block.first_sample for block in blocks] == [n * BLOCK for n in range(len(blocks))]


def test_a_muted_microphone_is_neither_heard_nor_kept(pulse: Pulse, opened: Open) -> None:
    device, events = opened(keep=True)
    events.until_kind(Captured)
    device.mute(True)
    with pulse.speaking(tone(440, 1.5)) as speaking:
        speaking.wait()
    events.until_kind(Captured)
    assert not any(loud(block.samples) for block in events.blocks())
    assert not loud(device.mixdown()[:, 0])
    device.mute(False)
    assert loud(hear_tone(pulse, events))
