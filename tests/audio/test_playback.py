from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop.audio.capture import Capture
from desktop.audio.clock import StreamClock
from desktop.audio.device import Samples
from desktop.audio.mixdown import Mixdown
from desktop.audio.playback import Mark, Player
from desktop.events import BLOCK


def ramp(first: int, count: int) -> Samples:
    return np.arange(first, first + count, dtype=np.int16)


def filled(player: Player, count: int) -> tuple[Samples, list[Mark]]:
    out = np.full(count, 99, dtype=np.int16)
    marks = player.fill(out)
    return out, marks


@given(st.lists(st.integers(0, 300), max_size=6), st.integers(1, 200))
def test_clips_come_out_whole_and_in_order_however_the_stream_asks(lengths: list[int], block: int) -> None:
    player, clips = Player(16_000), [ramp(1, length) for length in lengths]
    for clip_id, clip in enumerate(clips):
        player.add(clip_id, clip, len(clip) * 2)
    pieces, marks = [], []
    for _block in range(sum(lengths) // block + 1):
        out, new = filled(player, block)
        pieces.append(out)
        marks += new
    whole = np.concatenate(pieces)
    expected = np.concatenate([np.zeros(0, dtype=np.int16), *clips])
    assert np.array_equal(whole[: len(expected)], expected)
    assert not whole[len(expected) :].any()
    ends = np.cumsum([0, *lengths]).tolist()
    for clip_id, length in enumerate(lengths):
        assert marks[2 * clip_id] == Mark(clip_id, ends[clip_id])
        assert marks[2 * clip_id + 1] == Mark(clip_id, ends[clip_id + 1], length * 2)


def test_stopping_fades_out_within_5_ms_and_drops_what_was_queued() -> None:
    player = Player(16_000)
    player.add(1, np.full(10_000, 8000, dtype=np.int16), 10_000)
    player.add(2, np.full(100, 5, dtype=np.int16), 100)
    filled(player, 160)
    player.stop()
    player.add(3, np.full(10, 7, dtype=np.int16), 10)
    out, marks = filled(player, 320)
    fade = out[:80].astype(int)
    assert fade[0] == 8000
    assert (np.diff(fade) < 0).all()
    assert fade[-1] == 0
    assert marks == [Mark(1, 240, 240), Mark(3, 240), Mark(3, 250, 10)]
    assert out[80:90].tolist() == [7] * 10
    assert not out[90:].any()


def test_an_abandoned_stream_ends_the_running_clip_where_it_was() -> None:
    player = Player(16_000)
    player.add(1, ramp(0, 1000), 500)
    player.add(2, ramp(0, 1000), 500)
    filled(player, 400)
    assert player.abandon() == [Mark(1, 400, 200)]
    assert player.abandon() == []


@given(st.lists(st.integers(1, 1500), max_size=10))
def test_capture_cuts_whole_blocks_and_loses_nothing(lengths: list[int]) -> None:
    capture, first, blocks = Capture(16_000), 0, []
    for length in lengths:
        blocks += capture.feed(first, ramp(first, length))
        first += length
    whole = first // BLOCK
    assert [block.first_sample for block in blocks] == [n * BLOCK for n in range(whole)]
    assert [block.dropped for block in blocks] == [0] * whole
    heard = np.concatenate([np.zeros(0, dtype=np.int16), *(block.samples for block in blocks)])
    assert np.array_equal(heard, ramp(0, whole * BLOCK))


def test_capture_fills_a_gap_with_silence_and_says_how_much_is_missing() -> None:
    capture = Capture(16_000)
    capture.feed(0, ramp(1, BLOCK))
    blocks = capture.feed(4 * BLOCK, ramp(1, BLOCK), overflows=1)
    assert [block.first_sample for block in blocks] == [BLOCK, 2 * BLOCK, 3 * BLOCK, 4 * BLOCK]
    assert [block.dropped for block in blocks] == [4, 0, 0, 0]
    assert [bool(block.samples.any()) for block in blocks] == [False, False, False, True]


def test_capture_at_another_rate_keeps_the_clock() -> None:
    capture = Capture(48_000)
    sound = (8000 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)).astype(np.int16)
    blocks = [b for at in range(0, 48_000, 1536) for b in capture.feed(at, sound[at : at + 1536])]
    heard = np.concatenate([block.samples for block in blocks])
    expected = 8000 * np.sin(2 * np.pi * 440 * np.arange(len(heard)) / 16_000)
    assert len(heard) > 15_000
    assert np.abs(heard - expected)[200:].max() < 20


def test_a_late_callback_does_not_move_the_clock() -> None:
    clock = StreamClock(1000)
    assert not clock.running
    for frame in range(0, 3000, 30):
        clock.note(frame, 50.0 + frame / 1000 + (0.2 if frame == 2910 else 0.0))
    assert clock.running
    assert clock.time_of(3000) == 53.0
    assert clock.frame_at(53.5) == 3500


def test_the_mixdown_keeps_only_what_sounded_where_it_sounded() -> None:
    mixdown = Mixdown(keep=True)
    mixdown.heard(np.full(100, 1, dtype=np.int16))
    for clip_id in (1, 2, 3, 4):
        mixdown.queued(clip_id, np.full(40, clip_id, dtype=np.int16))
    mixdown.started(1, 10)
    mixdown.ended(1, 0.25)
    mixdown.started(2, 80)
    mixdown.started(4, 500)
    both = mixdown.mixed()
    assert both.shape == (100, 2)
    assert (both[:, 0] == 1).all()
    assert both[:, 1].tolist() == [0] * 10 + [1] * 10 + [0] * 60 + [2] * 20


def test_nothing_is_kept_unless_told_to() -> None:
    mixdown = Mixdown(keep=False)
    mixdown.heard(ramp(0, 100))
    mixdown.queued(1, ramp(0, 100))
    mixdown.started(1, 0)
    assert mixdown.mixed().shape == (0, 2)


def test_a_paused_clip_fades_stands_still_and_goes_on_where_it_stood() -> None:
    player = Player(16_000)
    player.add(1, np.full(1000, 8000, dtype=np.int16), 1000)
    filled(player, 160)
    player.pause(True)
    fading, marks = filled(player, 160)
    assert (np.diff(fading[:80].astype(int)) < 0).all()
    assert not fading[80:].any()
    assert marks == []
    still, marks = filled(player, 10_000)
    assert not still.any()
    assert marks == []
    player.pause(False)
    rest, marks = filled(player, 1000)
    assert (rest[:840] == 8000).all()
    assert not rest[840:].any()
    assert marks == [Mark(1, 10_320 + 840, 1000)]
