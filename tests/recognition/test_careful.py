"""Which words a second, more careful hearing changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.events import Word
from desktop.recognition.careful import SURE, SURE_OF_MORE, Change, reheard
from desktop.recognition.wer import normal_words


def spoken(text: str, *sure: float, start_s: float = 1.0) -> tuple[Word, ...]:
    """A word every 0.5 s, each 0.4 s long; as sure as given, the rest as the last."""
    texts = text.split()
    each = [*sure, *[sure[-1] if sure else 1.0] * len(texts)]
    return tuple(Word(t, start_s + n / 2, start_s + n / 2 + 0.4, each[n]) for n, t in enumerate(texts))


def text_of(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


def test_a_surer_word_replaces_an_unsure_one() -> None:
    settled = spoken("Nobody is getting tired tonight.", 0.9, 0.9, 0.9, 0.4, 0.9)
    heard = reheard(settled, spoken("Nobody is getting fired tonight.", 0.8))
    assert text_of(heard.words) == "Nobody is getting fired tonight."
    assert heard.changes == (Change("tired", "fired"),)
    assert heard.words[3].confidence == 0.8
    assert heard.words[:3] + heard.words[4:] == settled[:3] + settled[4:]


def test_the_settled_word_stays_where_it_is_the_surer_one_or_the_careful_ear_is_unsure() -> None:
    for old, new in ((0.9, 0.85), (0.0, SURE - 0.01), (0.5, 0.5)):
        settled = spoken("someone is tired", 1.0, 1.0, old)
        heard = reheard(settled, spoken("someone is fired", 1.0, 1.0, new))
        assert (heard.words, heard.changes) == (settled, ())


def test_one_unsure_word_holds_back_its_whole_run() -> None:
    settled = spoken("please tell me the odds", 1.0, 0.2, 0.2, 0.2, 1.0)
    heard = reheard(settled, spoken("please sell knee a odds", 1.0, 0.9, 0.1, 0.9, 1.0))
    assert heard.words == settled


def test_no_word_is_ever_removed() -> None:
    settled = spoken("I will not have that", 0.1)
    assert reheard(settled, spoken("I will have that", 1.0)).words == settled
    assert reheard(settled, ()).words == settled


def test_a_word_that_was_missing_is_added_only_when_the_careful_ear_is_quite_sure() -> None:
    settled = spoken("I will have that", 1.0)
    for sure, text in ((SURE_OF_MORE, "I will not have that"), (SURE_OF_MORE - 0.01, "I will have that")):
        heard = reheard(settled, spoken("I will not have that", 1.0, 1.0, sure, 1.0))
        assert text_of(heard.words) == text
        assert heard.changes == ((Change("", "not"),) if "not" in text else ())


def test_the_same_words_written_otherwise_are_left_alone() -> None:
    settled = spoken("give me ninety minutes for the post-mortem", 0.0)
    assert reheard(settled, spoken("Give me 90 minutes, for the post mortem!", 1.0)).words == settled


def test_taken_words_keep_their_times_between_their_neighbours() -> None:
    settled = spoken("ask for a week", 1.0, 0.0, 0.0, 1.0)
    late = tuple(Word(w.text, w.start_s + 0.3, w.end_s + 0.3, 0.9) for w in spoken("ask far this week"))
    heard = reheard(settled, late)
    assert text_of(heard.words) == "ask far this week"
    assert (heard.words[1].start_s, heard.words[1].end_s) == (late[1].start_s, late[1].end_s)
    assert heard.words[2].end_s == settled[3].start_s


_WORDS = st.lists(
    st.tuples(st.sampled_from("no not now fired tired a the 90 ninety".split()), st.floats(0, 1)), max_size=8
)


def _timed(pairs: list[tuple[str, float]], start_s: float) -> tuple[Word, ...]:
    return tuple(
        Word(text, start_s + n * 0.4, start_s + n * 0.4 + 0.3, sure) for n, (text, sure) in enumerate(pairs)
    )


@given(_WORDS, _WORDS, st.floats(-1, 1))
def test_whatever_both_ears_say(
    old: list[tuple[str, float]], new: list[tuple[str, float]], later_s: float
) -> None:
    settled, careful = _timed(old, 2.0), _timed(new, 2.0 + later_s)
    heard = reheard(settled, careful)
    times = [at for word in heard.words for at in (word.start_s, word.end_s)]
    assert times == sorted(times)
    assert {word.text for word in heard.words} <= {word.text for word in (*settled, *careful)}
    assert len(heard.words) >= len(settled) - sum(len(change.before.split()) for change in heard.changes)
    assert bool(heard.changes) is (heard.words != settled)
    assert all(
        change.after and normal_words(change.after) != normal_words(change.before) for change in heard.changes
    )
    taken = [word for word in heard.words if word not in settled]
    assert all(word.confidence >= SURE for word in taken)


@given(_WORDS)
def test_a_second_hearing_that_hears_the_same_changes_nothing(pairs: list[tuple[str, float]]) -> None:
    words = _timed(pairs, 0.0)
    assert reheard(words, words) == type(reheard((), ()))(words, ())
