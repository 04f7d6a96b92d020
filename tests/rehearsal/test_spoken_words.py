"""How many words of a cut-off clip were heard."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.rehearsal.spoken_words import words_heard

RATE = 1000
TEXT = "one four three nine"


def clip(*pieces: tuple[float, int]) -> np.ndarray:
    """(seconds, amplitude) one after the other; a tone where there is an amplitude."""
    made = [amplitude * np.sin(np.arange(round(seconds * RATE)) * 1.3) for seconds, amplitude in pieces]
    return np.concatenate(made).astype(np.int16)


WORDS = clip((0.4, 9000), (0.5, 0), (0.4, 9000), (0.1, 0), (0.4, 9000), (0.1, 0), (0.4, 9000), (0.3, 0))


@pytest.mark.parametrize(
    ("played_s", "words"),
    [(0.0, 0), (0.1, 0), (0.4, 1), (0.85, 1), (0.95, 1), (1.0, 2), (1.3, 2), (1.8, 3), (2.3, 4), (2.6, 4)],
)
def test_words_follow_the_speech_and_pauses_hold_none(played_s: float, words: int) -> None:
    assert words_heard(TEXT, WORDS, RATE, round(played_s * RATE)) == words


def test_words_only_grow_and_end_with_all_of_them() -> None:
    heard = [words_heard(TEXT, WORDS, RATE, played) for played in range(0, len(WORDS) + 1, 10)]
    assert heard == sorted(heard)
    assert heard[-1] == 4


def test_figures_take_as_long_as_the_words_they_are_read_as() -> None:
    even = clip((2.0, 9000))
    assert words_heard("2,200 customers left", even, RATE, RATE) == 1
    assert words_heard("some customers left", even, RATE, RATE) == 2


def test_a_silent_clip_counts_by_its_length() -> None:
    silent = np.zeros(2 * RATE, dtype=np.int16)
    assert words_heard(TEXT, silent, RATE, RATE) == 2
    assert words_heard(TEXT, silent, RATE, 2 * RATE) == 4


def test_nothing_said_is_no_words() -> None:
    assert words_heard("", WORDS, RATE, 500) == 0
    assert words_heard(TEXT, WORDS[:0], RATE, 500) == 0
