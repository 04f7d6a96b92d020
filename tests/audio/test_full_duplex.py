"""Echo, cuts and lost devices on the real audio path: what is told must be what sounded."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from desktop.audio import duplex, live
from desktop.audio.device import (
    Captured,
    DeviceBack,
    DeviceEvent,
    DeviceLost,
    PlaybackEnded,
    PlaybackStarted,
    Samples,
)
from desktop.audio.live import LiveDevice
from desktop.audio.reference import Reference
from desktop.audio.vad import SpeechDetector
from desktop.events import BLOCK, CAPTURE_RATE
from tests.audio.test_live_device import Events, Open, loud, tone
from tests.helpers.pulse import Pulse
from tests.helpers.speech import Speaker

TRUE_TO = 0.06 * CAPTURE_RATE
LINES = (
    "We have been at this for six hours and the database is still refusing connections from the primary region.",
    "I already told the team what happened, and I am not going to sit here and be asked whose fault it was.",
)


@pytest.fixture
def opened() -> Iterator[Open]:
    with ExitStack() as stack:

        def start(**options: bool) -> tuple[LiveDevice, Events]:
            device, events = LiveDevice(**options), Events()
            stack.callback(device.close)
            device.start(events)
            return device, events

        yield start


@pytest.fixture
def speaker(model_dir: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Speaker:
    return Speaker(model_dir, tmp_path_factory.mktemp("lines"))


@pytest.fixture
def own_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pulse]:
    server = Pulse()
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    yield server
    server.close()


def after(sample: int) -> Callable[[DeviceEvent], bool]:
    return lambda event: isinstance(event, Captured) and event.first_sample >= sample


def ended(clip_id: int) -> Callable[[DeviceEvent], bool]:
    return lambda event: isinstance(event, PlaybackEnded) and event.clip_id == clip_id


def go_on(events: Events, seconds: float) -> Captured:
    """Let the call go on for `seconds` of its own clock from now on."""
    events.catch_up()
    now = events.until_kind(Captured).first_sample
    block: Captured = events.until(after(now + round(seconds * CAPTURE_RATE)))
    return block


def hiss(seconds: float, seed: int = 5) -> Samples:
    """Noise that comes and goes like words, unlike itself anywhere else."""
    rng = np.random.default_rng(seed)
    steps = np.repeat(rng.choice([0.0, 0.4, 1.0], math.ceil(seconds * 10)), CAPTURE_RATE // 10)
    dull = np.convolve(rng.normal(0, 15_000, len(steps)), np.full(16, 1 / 16), "same")
    return (dull * steps).clip(-32768, 32767).astype(np.int16)


def lag(late: Samples, early: Samples) -> int:
    """By how many samples `late` comes after `early`; less than 4 s either way."""
    size = 1 << (len(late) + len(early)).bit_length()
    alike = np.fft.irfft(np.fft.rfft(late, size) * np.conj(np.fft.rfft(early, size)))
    best = int(np.argmax(alike))
    return best if best < size // 2 else best - size


def energy_db(samples: Samples) -> float:
    return 10 * float(np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-9))


def speaking(samples: Samples) -> int:
    """Blocks with speech in them."""
    detector = SpeechDetector()
    blocks = [samples[at : at + BLOCK] for at in range(0, len(samples) - BLOCK + 1, BLOCK)]
    return sum(detector.probability(block) > 0.5 for block in blocks)


def heard_while_playing(pulse: Pulse, opened: Open, lines: list[Samples]) -> list[Captured]:
    device, events = opened()
    with pulse.echo(0.3):
        for clip_id, line in enumerate(lines):
            device.play(clip_id, line, CAPTURE_RATE)
        events.until(ended(len(lines) - 1))
        go_on(events, 0.5)
    device.close()
    return events.blocks()


@pytest.mark.models
def test_the_persona_is_not_heard_by_its_own_microphone(
    pulse: Pulse, opened: Open, speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [speaker.say(line, "joe") for line in LINES]
    clean = heard_while_playing(pulse, opened, lines)
    monkeypatch.setattr(live, "load_echo_control", lambda: None)
    raw = heard_while_playing(pulse, opened, lines)
    kept, all_of_it = (np.concatenate([block.samples for block in blocks]) for blocks in (clean, raw))
    assert energy_db(all_of_it) - energy_db(kept) > 20
    assert speaking(all_of_it) > 100
    assert speaking(kept) == 0
    assert [block.echo for block in clean].count(True) > 150
    assert not clean[0].echo
    assert not clean[-1].echo


def interrupted(pulse: Pulse, opened: Open, lines: list[Samples], said: Samples) -> tuple[int, int]:
    """Blocks with speech before somebody speaks into the persona's lines, and from then on."""
    device, events = opened()
    assert device.full_duplex
    with pulse.echo(0.3):
        for clip_id, line in enumerate(lines):
            device.play(clip_id, line, CAPTURE_RATE)
        events.until_kind(PlaybackStarted)
        go_on(events, 2.0)
        quiet = np.concatenate([block.samples for block in events.blocks()])
        begun = len(events.blocks())
        pulse.speak(said)
        go_on(events, 0.3)
    device.close()
    return speaking(quiet), speaking(np.concatenate([block.samples for block in events.blocks()[begun:]]))


@pytest.mark.models
def test_who_interrupts_on_an_open_loudspeaker_is_heard(pulse: Pulse, opened: Open, speaker: Speaker) -> None:
    said = speaker.say("Hang on Kenji, stop for a second, I want to hear how you are doing.", "af_bella")
    lines = [speaker.say(line, "joe") for line in LINES]
    for _attempt in range(3):  # where others take the processor for a moment, sound comes at another time
        quiet, over = interrupted(pulse, opened, lines, said)
        if quiet == 0:
            break
    assert quiet == 0
    assert over > 0.8 * speaking(said)


def test_an_echo_that_comes_at_another_time_is_told_for_a_second(
    pulse: Pulse, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    align, moves = Reference.align, iter([0] * 100 + [900])

    def moved(self: Reference, offset: float, first: int, *, at_once: bool = False) -> int:
        align(self, offset, first, at_once=at_once)
        return next(moves, 0)

    monkeypatch.setattr(Reference, "align", moved)
    device, events = opened()
    go_on(events, 3.0)
    device.close()
    settling = [block.settling for block in events.blocks()]
    assert not settling[0]
    assert not settling[-1]
    assert 28 <= settling.count(True) <= 34


def test_the_mixdown_holds_what_sounded_where_it_sounded(
    pulse: Pulse, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "load_echo_control", lambda: None)
    device, events = opened(keep=True)
    assert not device.full_duplex
    with pulse.echo(0.5), pulse.listening() as loudspeaker:
        device.play(1, hiss(6.0), CAPTURE_RATE)
        events.until_kind(PlaybackStarted)
        go_on(events, 0.7)
        device.duck(True)
        go_on(events, 0.7)
        device.duck(False)
        device.hold_playback(True)
        go_on(events, 0.7)
        device.hold_playback(False)
        go_on(events, 0.7)
        device.pause(True)
        loudspeaker.next(2.0)
        device.pause(False)
        go_on(events, 0.7)
        device.stop_playback()
        device.play(2, hiss(1.0, seed=6), CAPTURE_RATE)
        events.until(ended(2))
        go_on(events, 0.3)
    device.close()
    user, persona = device.mixdown().T
    (start,) = [event.at_sample for event in events.seen if isinstance(event, PlaybackStarted)][:1]
    (restart,) = [event.at_sample for event in events.seen if isinstance(event, PlaybackStarted)][1:]
    first = slice(start, start + CAPTURE_RATE)
    last = slice(restart, restart + CAPTURE_RATE)
    early, late = (lag(user[part.start : part.stop + 4800], persona[part]) for part in (first, last))
    assert 0 < early < 0.15 * CAPTURE_RATE
    assert abs(late - early) < 0.03 * CAPTURE_RATE


def test_the_persona_s_side_is_what_the_loudspeaker_played(pulse: Pulse, opened: Open) -> None:
    device, events = opened(keep=True)
    with pulse.listening() as loudspeaker:
        device.play(1, hiss(4.0), CAPTURE_RATE)
        events.until_kind(PlaybackStarted)
        go_on(events, 0.6)
        device.duck(True)
        go_on(events, 0.6)
        device.hold_playback(True)
        go_on(events, 0.6)
        device.hold_playback(False)
        device.duck(False)
        events.until(ended(1))
        go_on(events, 0.3)
        sounded = loudspeaker.next(6.0)
    device.close()
    kept = device.mixdown()[:, 1]
    by = lag(sounded, kept)
    there, here = envelope(sounded[max(0, by) :]), envelope(kept[max(0, -by) :])
    length = min(len(there), len(here))
    assert np.corrcoef(there[:length], here[:length])[0, 1] > 0.9


def envelope(samples: Samples) -> np.ndarray:
    """Loudness every 20 ms."""
    whole = len(samples) // 320 * 320
    return np.sqrt(np.mean(np.square(samples[:whole].reshape(-1, 320), dtype=np.float64), axis=1))


def test_a_ducked_voice_is_12_db_quieter(pulse: Pulse, opened: Open) -> None:
    device, events = opened()
    device.play(1, tone(500, 20), CAPTURE_RATE)
    events.until_kind(PlaybackStarted)
    with pulse.listening() as loudspeaker:
        loudspeaker.next(0.3)
        full = loudspeaker.next(0.3)
        device.duck(True)
        loudspeaker.next(0.3)
        quiet = loudspeaker.next(0.3)
        device.duck(False)
        loudspeaker.next(0.3)
        again = loudspeaker.next(0.3)
    assert energy_db(full) - energy_db(quiet) == pytest.approx(12, abs=1)
    assert energy_db(again) == pytest.approx(energy_db(full), abs=1)


def test_a_held_clip_stays_put_and_says_where(pulse: Pulse, opened: Open) -> None:
    device, events = opened(keep=True)
    assert device.position() is None
    device.play(4, hiss(20), CAPTURE_RATE)
    started = events.until_kind(PlaybackStarted)
    go_on(events, 1.0)
    device.hold_playback(True)
    go_on(events, 0.3)
    stood = device.position()
    go_on(events, 0.5)
    assert device.position() == stood
    assert stood is not None
    right = device.mixdown()[:, 1]
    sounded = np.flatnonzero(right)[-1] - started.at_sample
    assert stood[0] == 4
    assert stood[1] == pytest.approx(sounded, abs=TRUE_TO)
    device.stop_playback()
    assert events.until_kind(PlaybackEnded).played == stood[1]
    assert device.position() is None
    device.play(5, hiss(0.5, seed=9), CAPTURE_RATE)
    go_on(events, 0.3)
    assert not any(isinstance(event, PlaybackStarted) and event.clip_id == 5 for event in events.seen)
    device.hold_playback(False)
    assert events.until(ended(5)).played == CAPTURE_RATE // 2


def test_the_position_is_what_the_loudspeaker_has_played_by_now(pulse: Pulse, opened: Open) -> None:
    device, events = opened()
    device.play(1, hiss(20), CAPTURE_RATE)
    started = events.until_kind(PlaybackStarted)
    now = go_on(events, 1.0).first_sample + BLOCK
    position = device.position()
    assert position is not None
    assert position[1] == pytest.approx(now - started.at_sample, abs=0.15 * CAPTURE_RATE)


def test_a_sound_server_that_comes_back_goes_on_with_the_call(own_server: Pulse, opened: Open) -> None:
    device, events = opened(keep=True)
    device.play(1, tone(600, 30.0), CAPTURE_RATE)
    events.until_kind(PlaybackStarted)
    go_on(events, 0.5)
    own_server.kill()
    events.until_kind(DeviceLost)
    lost_at = events.blocks()[-1].first_sample
    (cut,) = [event for event in events.seen if isinstance(event, PlaybackEnded)]
    assert 0 < cut.played < 30 * CAPTURE_RATE
    assert device.position() is None
    device.play(2, tone(800, 0.5), CAPTURE_RATE)
    own_server.restart()
    back = events.until_kind(DeviceBack)
    first = events.until_kind(Captured)
    assert back.message == "The microphone and the loudspeaker are back."
    assert first.first_sample == lost_at + BLOCK
    assert events.until(ended(2)).played == CAPTURE_RATE // 2
    with own_server.speaking(tone(440, 2)):
        events.until(lambda event: isinstance(event, Captured) and loud(event.samples))
    firsts = [block.first_sample for block in events.blocks()]
    assert firsts == [n * BLOCK for n in range(len(firsts))]
    device.close()
    assert len(device.mixdown()) >= firsts[-1] + BLOCK


def test_a_lost_device_can_be_closed_at_once(
    own_server: Pulse, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_RETRY_S", 3600.0)
    device, events = opened()
    events.until_kind(Captured)
    own_server.kill()
    events.until_kind(DeviceLost)
    device.stop_playback()
    device.close()
    device.close()
    assert device._thread is not None
    assert not device._thread.is_alive()


def test_retry_looks_at_once(own_server: Pulse, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_RETRY_S", 3600.0)
    device, events = opened()
    events.until_kind(Captured)
    own_server.kill()
    events.until_kind(DeviceLost)
    own_server.restart()
    device.retry()
    assert isinstance(events.until_kind(DeviceBack), DeviceBack)


def test_a_named_device_that_stays_away_gives_way_to_the_default_one(
    own_server: Pulse, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_RETRY_S", 0.01)
    real = duplex.portaudio._choose
    away: list[bool] = []

    def choose(side: duplex.portaudio.Side, name: str) -> int:
        return real(side, "Blue Yeti" if away and name == "pulse" else name)

    monkeypatch.setattr(duplex.portaudio, "_choose", choose)
    device, events = opened(microphone="pulse")
    events.until_kind(Captured)
    away.append(True)
    own_server.kill()
    events.until_kind(DeviceLost)
    own_server.restart()
    message = events.until_kind(DeviceBack).message
    assert message == "The call goes on with another device: the microphone default."
    device.close()
