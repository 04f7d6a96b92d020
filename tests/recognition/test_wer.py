from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.recognition.wer import error_rate, errors, normal_words


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Nobody is getting fired tonight.", "nobody is getting fired tonight"),
        ("ninety minutes, 60 % odds", "90 minutes sixty percent odds"),
        ("2,200 customers", "twenty two hundred customers"),
        ("2,200 customers", "two thousand two hundred customers"),
        ("every forty-five minutes", "every 45 minutes"),
        ("The full post-mortem", "the full postmortem"),
        ("the full postmortem", "the full post mortem"),
        ("we roll back tonight", "we rollback to-night"),
        ("It is 11 PM", "it is eleven p m"),
        ("I’ll call", "i'll call"),
        ("one hundred and five of them", "105 of them"),
        ("a hundred and we", "a hundred and we"),
        ("nine one one", "9 1 1"),
    ],
)
def test_writing_is_no_error(said: str, heard: str) -> None:
    assert errors(said, heard)[0] == 0
    assert errors(heard, said)[0] == 0


@pytest.mark.parametrize(
    ("said", "heard", "wrong"),
    [
        ("how did this pass staging", "how did this pass stage", 1),
        ("how did this pass staging", "", 5),
        ("how did this pass", "how how did this pass", 1),
        ("ninety minutes", "nineteen minutes", 1),
        ("you fix it", "it fix you", 2),
    ],
)
def test_words_left_out_put_in_or_replaced_count(said: str, heard: str, wrong: int) -> None:
    assert errors(said, heard) == (wrong, len(normal_words(said)))


def test_the_rate_is_over_all_words_not_over_lines() -> None:
    assert error_rate([("one two three four", "one two three four"), ("five", "six")]) == pytest.approx(1 / 5)
    assert error_rate([]) == 0
    assert error_rate([("", "boo")]) == 0


@given(st.text())
def test_a_text_has_no_errors_against_itself(text: str) -> None:
    assert errors(text, text.upper().lower())[0] <= errors(text, "")[0]
    assert errors(text, text)[0] == 0
