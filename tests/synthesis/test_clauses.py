"""Streamed text to speakable pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.synthesis.clauses import FIRST_LETTERS, ClauseSplitter


def split(text: str, size: int = 1) -> list[str]:
    splitter = ClauseSplitter()
    fed = [piece for at in range(0, len(text), size) for piece in splitter.feed(text[at : at + size])]
    return fed + splitter.finish()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("   ", []),
        ("Okay.", ["Okay."]),
        (
            "We have two options, and I don't like either. Ask me.",
            ["We have two options,", "and I don't like either.", "Ask me."],
        ),
        ("Okay, fine, we roll back, then we talk.", ["Okay, fine, we roll back,", "then we talk."]),
        ("There are 2,200 customers, all down.", ["There are 2,200 customers,", "all down."]),
        ("About sixty, or 60.5 percent. No more.", ["About sixty,", "or 60.5 percent.", "No more."]),
        ("I asked Dr. Smith and Mr. Jones. They agree.", ["I asked Dr. Smith and Mr. Jones.", "They agree."]),
        ("It broke at 5 p.m. and then again.", ["It broke at 5 p.m. and then again."]),
        ("It broke at 5 p.m. Then we looked.", ["It broke at 5 p.m.", "Then we looked."]),
        ("...are you still there? Hello?", ["...are you still there?", "Hello?"]),
        (
            "I can tell you this. I don't... know why. Really.",
            ["I can tell you this.", "I don't... know why.", "Really."],
        ),
        ('He said to me "no." Then he left.', ['He said to me "no."', "Then he left."]),
        ("That was not me! It was the index.\nSorry.", ["That was not me!", "It was the index.", "Sorry."]),
        ("The plan — rollback — is ready — now.", ["The plan — rollback —", "is ready — now."]),
    ],
)
def test_the_first_clause_goes_early_then_whole_sentences(text: str, pieces: list[str]) -> None:
    assert split(text) == pieces
    assert split(text, len(text) or 1) == pieces


def test_the_first_clause_is_given_as_soon_as_its_mark_is_passed() -> None:
    splitter = ClauseSplitter()
    assert splitter.feed("We have two options,") == []
    assert splitter.feed(" and") == ["We have two options,"]
    assert splitter.feed(" I like neither, so") == []
    assert splitter.feed(" ask. N") == ["and I like neither, so ask."]


def test_finish_starts_anew() -> None:
    splitter = ClauseSplitter()
    assert splitter.feed("We have two options, and") == ["We have two options,"]
    assert splitter.finish() == ["and"]
    assert splitter.feed("And two more problems, the") == ["And two more problems,"]


@given(st.lists(st.text(alphabet='ab1 .,!?…-—\n"e.g', max_size=12), max_size=12))
def test_no_letter_is_lost_and_the_first_piece_is_long_enough(parts: list[str]) -> None:
    splitter = ClauseSplitter()
    fed = [piece for part in parts for piece in splitter.feed(part)]
    pieces = fed + splitter.finish()
    assert "".join("".join(pieces).split()) == "".join("".join(parts).split())
    assert all(piece == piece.strip() and piece for piece in pieces)
    if fed:
        assert sum(map(str.isalnum, fed[0])) >= FIRST_LETTERS


@given(st.text(alphabet="abc1 .,!?…—\nDr", max_size=60), st.integers(1, 60))
def test_how_the_text_is_cut_up_does_not_matter(text: str, size: int) -> None:
    assert split(text, size) == split(text)
