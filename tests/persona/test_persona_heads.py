"""What a model made of a scenario's head, kept on disk: found again, never trusted when damaged, few of them."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

from desktop.folders import PARTS
from desktop.persona import heads
from desktop.persona.heads import SUFFIX, Heads

TOKENS = [1, 5, 70_000]


def test_what_was_kept_is_found_by_the_same_model_and_the_same_tokens(tmp_path: Path) -> None:
    kept = Heads(tmp_path / "heads", "model 1")
    assert kept.kept(TOKENS) is None
    kept.keep(TOKENS, b"what it made of them")
    assert kept.kept(TOKENS) == b"what it made of them"
    assert Heads(tmp_path / "heads", "model 1").kept(TOKENS) == b"what it made of them"
    assert kept.kept([*TOKENS, 2]) is None
    assert Heads(tmp_path / "heads", "model 2").kept(TOKENS) is None
    assert os.name == "nt" or not (tmp_path / "heads").stat().st_mode & 0o077


def test_a_head_is_in_memory_once_when_it_is_kept_and_when_it_is_found(tmp_path: Path) -> None:
    kept, state = Heads(tmp_path, "model 1"), bytes(8_000_000)
    tracemalloc.start()
    try:
        kept.keep(TOKENS, memoryview(state))
        _, peak = tracemalloc.get_traced_memory()
        assert peak < len(state) // 4
        tracemalloc.reset_peak()
        assert kept.kept(TOKENS) is not None
        _, peak = tracemalloc.get_traced_memory()
        assert peak < len(state) * 5 // 4
    finally:
        tracemalloc.stop()
    assert kept.kept(TOKENS) == state


def test_a_damaged_one_is_as_good_as_none(tmp_path: Path) -> None:
    kept = Heads(tmp_path, "model 1")
    for damage in (lambda whole: whole[:-1], lambda whole: whole[:-1] + b"!", lambda _whole: b""):
        kept.keep(TOKENS, b"what it made of them")
        (place,) = tmp_path.glob(f"*{SUFFIX}")
        place.write_bytes(damage(place.read_bytes()))
        assert kept.kept(TOKENS) is None
        assert not place.exists()


def test_of_too_many_those_used_last_stay(tmp_path: Path) -> None:
    kept, most = Heads(tmp_path, "model 1"), heads._MOST_KEPT
    for number in range(most):
        kept.keep([number], b"state")
        os.utime(kept._place([number]), ns=(number, number))
    assert kept.kept([0]) == b"state"  # used now
    kept.keep([most], b"state")
    assert [number for number in range(most + 1) if kept.kept([number]) is None] == [1]


def test_what_a_crash_left_goes_when_the_next_is_kept(tmp_path: Path) -> None:
    left, written = (tmp_path / PARTS.replace("*", name) for name in ("left", "written"))
    for part in (left, written):
        part.write_bytes(b"half a head")
    os.utime(left, ns=(1, 1))
    Heads(tmp_path, "model 1").keep(TOKENS, b"state")
    assert list(tmp_path.glob(PARTS)) == [written]


def test_where_nothing_can_be_kept_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "heads").write_text("a file where the folder should be", encoding="utf-8")
    kept = Heads(tmp_path / "heads", "model 1")
    kept.keep(TOKENS, b"state")
    assert kept.kept(TOKENS) is None
