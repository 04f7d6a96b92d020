from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.recognition.loops import is_looping, looped_tail


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("we roll back we roll back we roll back we roll back", "we roll back"),
        ("so the the the the the the the the the", "so the"),
        ("I said no no no no", "I said no no no no"),
        ("track off track on track off track", "track off track on track off track"),
        ("", ""),
    ],
)
def test_what_is_a_loop(text: str, rest: str) -> None:
    words = text.split()
    assert words[: len(words) - looped_tail(words)] == rest.split()
    assert is_looping(words) is (text != rest)


@given(st.lists(st.integers(), max_size=20), st.lists(st.integers(), min_size=2, max_size=12), st.integers(4, 6))
def test_a_loop_is_found_wherever_it_stands(before: list[int], unit: list[int], copies: int) -> None:
    looping = before + unit * copies
    assert looped_tail(looping) > 0
    assert is_looping([*looping, -1])


@given(st.lists(st.integers(), unique=True, max_size=60))
def test_what_never_repeats_is_no_loop(items: list[int]) -> None:
    assert not is_looping(items)
