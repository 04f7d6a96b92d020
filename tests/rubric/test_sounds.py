"""Matching by sound: what a speech recogniser misheard, contractions without an apostrophe, short windows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rubric.items import Item
from desktop.rubric.rubric import Rubric
from desktop.rubric.sounds import sound
from desktop.rubric.tokens import tokens_of


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("shore", "sure"),
        ("weigh", "way"),
        ("mite", "might"),
        ("know", "no"),
        ("won", "one"),
        ("ewe", "you"),
        ("bizzy", "busy"),
        ("carnt", "cant"),
        ("sum", "some"),
        ("chews", "choose"),
        ("court", "caught"),
        ("bored", "board"),
        ("knight", "night"),
        ("piece", "peace"),
    ],
)
def test_words_heard_alike_share_a_key(heard: str, said: str) -> None:
    assert sound(heard) == sound(said)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("no", "now"),
        ("this", "thus"),
        ("the", "they"),
        ("her", "here"),
        ("how", "who"),
        ("day", "die"),
        ("bad", "bed"),
    ],
)
def test_words_that_sound_different_have_different_keys(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@given(st.from_regex(r"[a-zé0-9]{1,14}", fullmatch=True))
def test_every_word_has_a_key(word: str) -> None:
    assert sound(word)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("wont", "will not"),
        ("carnt", "can not"),
        ("cant", "can not"),
        ("isnt", "is not"),
        ("didnt", "did not"),
        ("couldnt", "could not"),
        ("ive", "i have"),
        ("im", "i am"),
        ("youre", "you are"),
        ("theyll", "they will"),
        ("thats", "that is"),
        ("well were ill shell id", "well were ill shell id"),
    ],
)
def test_contractions_without_an_apostrophe(written: str, meant: str) -> None:
    assert " ".join(token.text for token in tokens_of(written)) == meant


def _found(example: str, text: str) -> bool:
    rubric = Rubric([Item(id="x", kind="avoid", title=example, examples=(example,), counter_examples=())])
    return any(hit.tier == "found" for hit in rubric.match(text))


@pytest.mark.parametrize(
    ("example", "text"),
    [
        ("No harm done.", "know harm done"),
        ("The system won't allow it", "the system wont a loud it"),
        ("are you one hundred percent sure", "are you won hundred per cent shore"),
        ("what might get in the way", "what mite get in the weigh"),
        ("I can't imagine how hard this is for you.", "i carnt imagine how hard this is for ewe"),
        (
            "what could you manage each month without going short",
            "what could you manage each month with out going shore",
        ),
        ("Everybody is busy, not only you", "every body is bizzy not only ewe"),
        ("What do we know for certain?", "what do we no for certain"),
    ],
)
def test_a_misheard_line_is_found(example: str, text: str) -> None:
    assert _found(example, text)


@pytest.mark.parametrize(
    ("example", "text"),
    [
        ("We know harm was done", "we know no harm was done"),
        ("The system will allow it", "the system wont allow it"),
        ("The system won't allow it", "the system will allow it"),
    ],
)
def test_a_denial_still_counts(example: str, text: str) -> None:
    assert not _found(example, text)


@pytest.mark.parametrize(
    ("example", "text"),
    [
        ("The supplier let us down.", "the supplier has been paid up to the end of march"),
        ("I believe you.", "i believe the meeting is on the fourth floor"),
        ("What is your goal?", "you reached your goal for the first quarter well done"),
        ("I'm only the messenger.", "did the messenger bring the post already"),
    ],
)
def test_a_few_words_do_not_stand_for_a_longer_example(example: str, text: str) -> None:
    assert not _found(example, text)
