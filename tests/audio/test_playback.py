from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop.audio.capture import Capture
from desktop.audio.clock import StreamClock
from desktop.audio.device import Samples
from desktop.audio.mixdown import Mixdown
from desktop.audio.playback import Mark, Player, quiet_point
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


def test_an_abandoned_stream_ends_the_running_clip_where_it_was_heard_last() -> None:
    player = Player(16_000)
    player.add(1, ramp(0, 1000), 500)
    player.add(2, ramp(0, 1000), 500)
    filled(player, 400)
    assert player.abandon(300) == [Mark(1, 400, 150)]
    assert player.abandon(300) == []


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


def test_the_mixdown_keeps_both_sides_block_by_block() -> None:
    mixdown = Mixdown(keep=True)
    mixdown.heard(ramp(0, 100), ramp(500, 100))
    mixdown.heard(ramp(100, 50), ramp(600, 50))
    both = mixdown.mixed()
    assert both.dtype == np.int16
    assert np.array_equal(both, np.stack([ramp(0, 150), ramp(500, 150)], axis=1))


def test_nothing_is_kept_unless_told_to() -> None:
    mixdown = Mixdown(keep=False)
    mixdown.heard(ramp(0, 100), ramp(0, 100))
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


def words(*lengths: int) -> Samples:
    """Loud stretches of `lengths` samples with 400 samples of silence after each."""
    pieces = [(np.full(length, 8000), np.zeros(400)) for length in lengths]
    return np.concatenate([piece for pair in pieces for piece in pair]).astype(np.int16)


def test_a_held_clip_goes_on_from_the_gap_before_the_word_it_was_held_in() -> None:
    player = Player(16_000)
    player.add(1, words(2000, 4000, 2000), 9200)
    filled(player, 4000)
    player.hold(True)
    held, marks = filled(player, 160)
    assert (np.diff(held[:80].astype(int)) < 0).all()
    assert not held[80:].any()
    assert marks == []
    assert not filled(player, 10_000)[0].any()
    assert player.position_at(player.frame) == (1, 4000)
    player.hold(False)
    rest, marks = filled(player, 8000)
    word = np.flatnonzero(rest)[0]
    assert word < 400
    assert (rest[word : word + 4000] == 8000).all()
    assert marks[0].played == 9200


@given(st.integers(0, 9000), st.sampled_from([16_000, 22_050, 48_000]))
def test_no_more_than_300_ms_are_heard_again(at: int, rate: int) -> None:
    sound = np.random.default_rng(at).integers(-9000, 9000, 9000).astype(np.int16)
    point = quiet_point(sound, at, rate)
    assert 0 <= point <= at
    assert at - point <= 0.31 * rate


def test_without_a_gap_a_clip_begins_again_or_goes_on_where_it_was_quietest() -> None:
    sound = np.full(16_000, 8000, dtype=np.int16)
    assert quiet_point(sound, 3200, 16_000) == 0
    sound[8160:8320] = 4000
    assert quiet_point(sound, 10_000, 16_000) in range(8000, 8321)


def test_stopped_while_held_a_clip_ends_where_it_stood_and_the_next_one_waits() -> None:
    player = Player(16_000)
    player.add(1, words(8000), 8400)
    filled(player, 1600)
    player.hold(True)
    filled(player, 160)
    stood = player.position_at(player.frame)
    player.stop()
    player.add(2, np.full(100, 5, dtype=np.int16), 100)
    out, marks = filled(player, 160)
    assert not out.any()
    assert stood == (1, 1600)
    assert marks == [Mark(1, 1760, 1600)]
    assert player.position_at(player.frame) is None
    player.hold(False)
    out, marks = filled(player, 160)
    assert [mark.clip_id for mark in marks] == [2, 2]
    assert marks[1].played == 100


def test_what_is_heard_twice_counts_once() -> None:
    player = Player(16_000)
    player.add(1, words(1000, 9000), 10_800)
    filled(player, 3000)
    player.hold(True)
    filled(player, 160)
    player.hold(False)
    filled(player, 160)
    assert player.position_at(player.frame) == (1, 3000)
    player.stop()
    _out, marks = filled(player, 160)
    assert marks[0].played == 3000


def test_the_position_follows_what_sounds_from_clip_to_clip() -> None:
    player = Player(16_000)
    player.add(1, ramp(0, 400), 800)
    player.add(2, ramp(0, 400), 100)
    assert player.position_at(0) is None
    for _block in range(10):
        filled(player, 160)
    assert player.position_at(-1) is None
    assert player.position_at(100) == (1, 200)
    assert player.position_at(500) == (2, 25)
    assert player.position_at(1000) is None


def test_ducking_takes_12_db_off_within_20_ms_and_gives_them_back() -> None:
    player = Player(16_000)
    player.add(1, np.full(16_000, 8000, dtype=np.int16), 16_000)
    filled(player, 160)
    player.duck(True)
    ramping, _ = filled(player, 320)
    assert (np.diff(ramping.astype(int)) <= 0).all()
    assert np.abs(np.diff(ramping.astype(int))).max() < 40
    assert (filled(player, 160)[0] == 2000).all()
    player.duck(False)
    filled(player, 320)
    assert (filled(player, 160)[0] == 8000).all()


@given(
    st.lists(st.sampled_from(["hold", "go on", "duck", "unduck", "pause", "resume", "stop", "add"]), max_size=30)
)
def test_whatever_is_asked_every_clip_that_starts_ends_once(commands: list[str]) -> None:
    player, marks, clip_id = Player(16_000), [], 0
    ask = {
        "hold": lambda: player.hold(True),
        "go on": lambda: player.hold(False),
        "duck": lambda: player.duck(True),
        "unduck": lambda: player.duck(False),
        "pause": lambda: player.pause(True),
        "resume": lambda: player.pause(False),
        "stop": player.stop,
    }
    for command in [*commands, "go on", "resume"]:
        if command == "add":
            clip_id += 1
            player.add(clip_id, words(500, 700), 800)
        else:
            ask[command]()
        marks += filled(player, 160)[1]
    for _block in range(30):
        marks += filled(player, 1600)[1]
    started = [mark.clip_id for mark in marks if mark.played is None]
    assert [mark.clip_id for mark in marks if mark.played is not None] == started
    assert started == sorted(set(started))
    assert all(0 <= mark.played <= 800 for mark in marks if mark.played is not None)
    assert player.position_at(player.frame) is None
