from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.persona import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We have 2,200 customers.", {2200}),
        ("twenty-two hundred customers", {2200}),
        ("two thousand two hundred", {2200}),
        ("Two thousand and five.", {2005}),
        ("ninety minutes, sixty percent", {90, 60}),
        ("four, five, maybe six", {4, 5, 6}),
        ("It works in six cases of ten.", {6, 10, 60}),
        ("Six times out of ten it holds.", {6, 10, 60}),
        ("3.5 hours and 2 million rows", {3.5, 2_000_000}),
        ("dozens of tickets, hundreds of them", {12, 100}),
        ("No figures here, and no one answers.", {1}),
        ("I can't, and I won't.", set()),
        ("sixty thousand, two of them are ours", {60_000, 2}),
        ("two thousand, two hundred customers", {2200}),
        ("At nine. Five of us.", {9, 5}),
    ],
)
def test_numbers(text: str, found: set[float]) -> None:
    assert words.numbers(text) == found


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two? Three!", ["One.", "Two?", "Three!"]),
        ("...Yeah. It's bad.", ["...Yeah.", "It's bad."]),
        ("Since 5 p.m. we are down. All of us.", ["Since 5 p.m. we are down.", "All of us."]),
        ("I'm... six hours in. It's 3.5 now", ["I'm... six hours in.", "It's 3.5 now"]),
        ("", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert words.sentences(text) == parts


@given(st.text(max_size=200))
def test_sentences_lose_nothing_but_space(text: str) -> None:
    assert "".join("".join(words.sentences(text)).split()) == "".join(text.split())


@given(st.text(max_size=120))
def test_numbers_never_fail_on_any_text(text: str) -> None:
    assert all(number >= 0 for number in words.numbers(text))


def test_the_end_of_a_line_ends_a_number() -> None:
    assert words.numbers("we lost twenty\nfive of them are back") == {20.0, 5.0}
    assert words.measured("it takes four\nhours are gone") == set()
    assert words.words("we lost twenty\nFive of them") == ["we", "lost", "twenty", "five", "of", "them"]
