from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.events import Transcript, Word
from desktop.recognition.align import choose, settle


def spoken(*words: str, start_s: float = 1.0, each_s: float = 0.5) -> tuple[Word, ...]:
    """Words said one after another, without pauses."""
    return tuple(
        Word(text, start_s + index * each_s, start_s + (index + 1) * each_s, 0.8)
        for index, text in enumerate(words)
    )


def span(words: tuple[Word, ...], text: str) -> tuple[float, float]:
    (word,) = (word for word in words if word.text == text)
    return pytest.approx(word.start_s), pytest.approx(word.end_s)


def test_equal_words_keep_their_times_whatever_their_writing() -> None:
    words = settle(spoken("how", "did", "this", "pass"), "How did this — pass?", 0, 4)
    assert [word.text for word in words] == ["How", "did", "this", "—", "pass?"]
    assert span(words, "pass?")[1] == 3.0
    assert span(words, "did") == (1.5, 2.0)
    assert [word.interpolated for word in words] == [False, False, False, True, False]
    assert words[0].confidence == 0.8


def test_a_word_goes_to_the_live_word_it_sounds_like() -> None:
    live = spoken("pay", "for", "the", "targeted", "picks", "noise", "works")
    words = settle(live, "the targeted fix works", 0, 6)
    assert span(words, "the") == (2.0, 2.5)
    assert span(words, "works") == (4.0, 4.5)
    assert span(settle(live, "for the target works", 0, 6), "target") == (2.5, 3.0)


def test_words_written_as_one_or_as_two_share_their_time() -> None:
    joined = settle(spoken("full", "post", "mortem", "thursday"), "full post-mortem Thursday", 0, 4)
    assert span(joined, "post-mortem") == (1.5, 2.5)
    split = settle(spoken("we", "rollback", "now", each_s=0.8), "we roll back now", 0, 4)
    assert span(split, "roll") == (1.8, 2.2)
    assert span(split, "back") == (2.2, 2.6)
    assert not any(word.interpolated for word in (*joined, *split))


def test_numbers_as_digits_take_the_time_of_their_words() -> None:
    live = spoken("getting", "twenty", "two", "hundred", "customers")
    words = settle(live, "getting 2,200 customers", 0, 4)
    assert span(words, "2,200") == (1.5, 3.0)
    assert words[1].interpolated
    assert words[1].confidence == 0


def test_a_word_the_live_ear_missed_lies_in_the_gap() -> None:
    live = (Word("send", 0.0, 0.4), Word("update", 1.0, 1.5))
    words = settle(live, "send an update", 0, 2)
    assert span(words, "an") == (0.4, 1.0)
    tight = settle((Word("send", 0.0, 0.6), Word("update", 0.6, 1.2)), "send an update", 0, 2)
    assert span(tight, "send") == (0.0, 0.4)
    assert span(tight, "an") == (0.4, 0.8)
    assert span(tight, "update") == (0.8, 1.2)


def test_without_live_words_letters_share_the_time() -> None:
    words = settle((), "I decide", 2.0, 5.5)
    assert [(word.start_s, word.end_s) for word in words] == [(2.0, 2.5), (2.5, 5.5)]
    assert all(word.interpolated for word in words)


def test_nothing_said_gives_no_words() -> None:
    assert settle(spoken("mm"), "  ", 0, 2) == ()


LETTERS = st.sampled_from(
    ["we", "roll", "back", "rollback", "the", "fix", "a", "2,200", "—", "Kenji,", "no", "now?"]
)
TEXTS = st.one_of(
    st.lists(LETTERS, max_size=14).map(" ".join), st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
)


@st.composite
def live_words(draw: st.DrawFn) -> tuple[Word, ...]:
    texts = draw(st.lists(LETTERS, max_size=14))
    times = st.floats(-1, 12, allow_nan=False)
    drawn = draw(st.lists(times, min_size=2 * len(texts), max_size=2 * len(texts)))
    ordered = sorted(drawn) if draw(st.booleans()) else drawn
    return tuple(Word(text, ordered[2 * i], ordered[2 * i + 1], 0.9) for i, text in enumerate(texts))


@given(live_words(), TEXTS, st.floats(0, 5), st.floats(0, 6))
def test_settled_words_are_the_text_and_their_times_are_in_order(
    live: tuple[Word, ...], text: str, start_s: float, length_s: float
) -> None:
    end_s = start_s + length_s
    words = settle(live, text, start_s, end_s)
    assert " ".join(word.text for word in words) == " ".join(text.split())
    assert all(start_s <= word.start_s <= word.end_s <= end_s for word in words)
    assert all(before.end_s <= after.start_s for before, after in pairwise(words))
    assert all(0 <= word.confidence <= 1 for word in words)


@given(st.lists(LETTERS.filter(str.isalpha), min_size=1, max_size=14))
def test_ears_that_agree_change_no_time(texts: list[str]) -> None:
    live = spoken(*texts)
    assert settle(live, " ".join(texts).upper(), 0, 20) == tuple(
        Word(word.text.upper(), word.start_s, word.end_s, word.confidence) for word in live
    )


LIVE = Transcript("live", "how did this passed aging")
SECOND = Transcript("second", "How did this pass staging?")


@pytest.mark.parametrize(
    ("live", "second", "ratings", "winner"),
    [
        (LIVE, SECOND, (20, 70), SECOND),
        (LIVE, SECOND, (70, 20), LIVE),
        (LIVE, SECOND, (50, 50), LIVE),
        (LIVE, None, (20, 70), LIVE),
        (None, SECOND, (0, 70), SECOND),
        (None, None, (0, 0), None),
        (Transcript("live", ""), SECOND, (70, 20), SECOND),
    ],
)
def test_the_better_rated_ear_has_the_word(
    live: Transcript | None, second: Transcript | None, ratings: tuple[float, float], winner: Transcript | None
) -> None:
    assert choose(live, second, *ratings) is winner


LONG = Transcript("live", "nobody is getting fired tonight walk me through the two options")


@pytest.mark.parametrize(
    "text",
    ["", " ... ", "Nobody.", "and then we go and then we go and then we go and then we go", "word salad " * 20],
    ids=["empty", "no letters", "short", "loop", "long"],
)
def test_a_second_transcript_that_cannot_be_right_never_wins(text: str) -> None:
    assert choose(LONG, Transcript("second", text), 20, 70) is LONG


def test_more_words_than_anybody_says_in_that_time_never_win() -> None:
    silent = Transcript("live", "")
    thanks = Transcript("second", "Thank you very much for watching this video, see you next time.")
    assert choose(silent, thanks, 20, 70, speech_s=0.5) is silent
    assert choose(silent, thanks, 20, 70, speech_s=4.0) is thanks
