"""Where a text may be cut into things said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rubric.clauses import stretches
from desktop.rubric.tokens import tokens_of


def said(text: str) -> list[str]:
    tokens = tokens_of(text)
    return [text[tokens[first].start : tokens[last - 1].end] for first, last in stretches(tokens)]


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("I hear you. Take a breath. What are the two options?", "Take a breath"),
        (
            "we had two dry runs and everything was green but how did this pass staging",
            "but how did this pass staging",
        ),
        ("i'm going to handle sales and you handle the fix", "and you handle the fix"),
        ("tell me what you see because i have to decide", "because i have to decide"),
    ],
)
def test_a_clause_is_a_stretch_of_its_own(text: str, clause: str) -> None:
    assert clause in said(text)


def test_a_short_text_is_also_taken_whole() -> None:
    text = "we'll figure out the why later and you just tell me what choices we have"
    assert text in said(text)


def test_a_long_text_is_not_and_stays_cheap() -> None:
    text = "and then i went to the board and they asked me what it was and i said that i knew " * 5
    found = stretches(tokens_of(text))
    assert max(last - first for first, last in found) <= 24
    assert len(found) < 60


@given(st.text(alphabet="ab .,?'", max_size=200))
def test_every_stretch_lies_in_the_text(text: str) -> None:
    tokens = tokens_of(text)
    found = stretches(tokens)
    assert found == tuple(sorted(set(found)))
    assert all(0 <= first < last <= len(tokens) for first, last in found)
