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


def test_asking_survives_a_wrong_ending_and_needs_more_than_small_words() -> None:
    examples = ("how long does the rollback take", "what happened")
    assert words.asks("how long do the rollbacks take", examples)
    assert words.asks("Okay, tell me what happened.", examples)
    assert not words.asks("how long is the board going to be like this", examples)
    assert not words.asks("what should happen next", examples)


@pytest.mark.parametrize(
    ("line", "example"),
    [
        ("what happens at six", "what happened"),
        ("what can we move", "what can we do"),
        ("I wasn't there, was I?", "what do you want"),
        ("who started it", "when did it start"),
        ("are there eight of them", "what about last night"),
        ("did you not see it", "did you note it"),
        ("Noor, what? Okay.", "what do you have"),
        ("is the log clean", "which way do you lean"),
    ],
)
def test_asking_for_something_else(line: str, example: str) -> None:
    assert not words.asks(line, [example])


@pytest.mark.parametrize(
    ("line", "example"),
    [
        ("who's affected", "who is affected"),
        ("how bad is the damage", "how bad is it"),
        ("what are the odds that this fix works", "what are the odds the fix works"),
        ("what would you do if it was yours", "what would you do"),
        ("what did we lose tonight", "what do we lose tonight"),
        ("who wrote the page", "who writes the page"),
    ],
)
def test_asking_for_the_same(line: str, example: str) -> None:
    assert words.asks(line, [example])


def test_the_closest_of_two_examples_is_told_apart() -> None:
    line = "how long does the targeted fix take"
    assert words.closeness(line, ["how long does the targeted fix take"]) == 1.0
    assert 0 < words.closeness(line, ["how long does the fix take you"]) < 1.0


def test_an_example_of_more_words_comes_closer_than_a_phrase_that_is_there_too() -> None:
    line = "how do you know it's only six hundred"
    assert words.closeness(line, ["know only six hundred"]) > words.closeness(line, ["how do you know"]) > 0
