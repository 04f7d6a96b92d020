"""What a voice is given for what was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.synthesis.text import LONGEST_WORD, speakable


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("", ""),
        ("...", ""),
        ("?! — …", ""),
        ("😀 👍🏽", ""),
        ("Привет 你好", ""),
        ("I'm fine", "I'm fine."),
        ("Well,", "Well,"),
        ("...are you still there?", "are you still there?"),
        ("…are you still there?", "are you still there?"),
        ("Wait… really?", "Wait, really?"),
        ("I don't... Okay.", "I don't. Okay."),
        ("We have 2,200 customers", "We have 2,200 customers."),
        ("60 % or 60.5%", "60 % or 60.5%."),
        ("It is 11PM", "It is 11 PM."),
        ("at 11:00 p.m. we knew", "at 11 PM we knew."),
        ("It broke at 5 p.m.", "It broke at 5 PM."),
        ("It broke at 5 p.m. Then we looked.", "It broke at 5 PM. Then we looked."),
        ("MTTR", "MTTR."),
        ("our AWS bill", "our A W S bill."),
        ("Dr. Smith vs. Mr. Jones", "Doctor Smith versus Mister Jones."),
        ("I *really* said `no` [[x]]", "I really said no x."),
        ("okay 👍🏽 good", "okay good."),
        ("four—maybe five—hours", "four, maybe five, hours."),
        ("4–6 hours", "4 to 6 hours."),
        ("Mhm.", "um-hum."),
        ("“Roll back,” he said", "Roll back, he said."),
        ("What?! No...", "What? No."),
        ("noooooooo", "nooo."),
        ("line one\nline two\x00", "line one line two."),
        ("naïve café", "naïve café."),
    ],
)
def test_what_is_meant_to_be_heard_is_kept(written: str, spoken: str) -> None:
    assert speakable(written) == spoken


def test_a_word_without_end_is_broken() -> None:
    spoken = speakable("ab" * 1000)
    assert max(map(len, spoken.rstrip(".").split())) == LONGEST_WORD
    assert spoken.replace(" ", "") == "ab" * 1000 + "."


@given(st.text())
def test_any_text_gives_one_closed_line_or_nothing(text: str) -> None:
    spoken = speakable(text)
    assert spoken == "" or (spoken[-1] in ".!?,;:" and any(map(str.isalnum, spoken)))
    assert "\n" not in spoken
    assert not set("*_#`[]{}<>|") & set(spoken)


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=20))
def test_letters_and_digits_are_never_lost(word: str) -> None:
    assert sum(map(str.isalnum, speakable(word))) >= min(len(word), 3)
