"""Fillers by their sound and by their spelling."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import numpy as np
import pytest

from desktop.events import CAPTURE_RATE, Hesitation, Word
from desktop.recognition.hesitation import Steady, VowelWatch, hesitations
from tests.helpers.ears import Ear
from tests.helpers.hesitant import HELD_OUT, VOICES, Score, hesitations_in, lines, say_with, score
from tests.helpers.speech import Pcm, Speaker, noise, silence

UH = (600.0, 1200.0, 2500.0)
SEE = (300.0, 2300.0, 3000.0)


def voice(seconds: float, begin: tuple[float, ...] = UH, end: tuple[float, ...] = UH) -> Pcm:
    """A voice of 110 Hz whose resonances go from `begin` to `end`, as a vowel or a glide between two."""
    at = np.arange(round(seconds * CAPTURE_RATE)) / CAPTURE_RATE
    sound = np.zeros(len(at))
    for harmonic in range(1, 45):
        hertz = harmonic * 110.0
        resonances = [b + (e - b) * at / seconds for b, e in zip(begin, end, strict=True)]
        gain = sum(1 / (1 + ((hertz - each) / 90) ** 2) for each in resonances)
        sound += gain * np.sin(2 * np.pi * hertz * at)
    return (8000 * sound / np.abs(sound).max()).astype(np.int16)


def found_in(*parts: Pcm) -> tuple[Steady, ...]:
    watch = VowelWatch()
    sound = np.concatenate(parts)
    watch.feed((sound + noise(len(sound) / CAPTURE_RATE, 25)[: len(sound)]).astype(np.int16))
    return watch.steady()


def test_a_held_vowel_is_found_where_it_sounds() -> None:
    (held,) = found_in(silence(0.5), voice(0.4), silence(0.5))
    assert held.start_s == pytest.approx(0.5, abs=0.08)
    assert held.end_s == pytest.approx(0.9, abs=0.08)


@pytest.mark.parametrize(
    "parts",
    [
        (silence(1.0),),
        (noise(1.0, 2000),),
        (silence(0.3), voice(0.2, UH, SEE), silence(0.3)),
        (voice(0.2, UH, SEE), voice(0.2, SEE, UH), voice(0.2, UH, SEE)),
    ],
    ids=["silence", "noise", "a glide", "vowels that follow each other"],
)
def test_what_is_no_held_vowel(parts: tuple[Pcm, ...]) -> None:
    assert max((each.end_s - each.start_s for each in found_in(*parts)), default=0.0) < 0.16


@pytest.mark.parametrize("size", [1, 160, 512, 2048])
def test_the_size_of_the_pieces_makes_no_difference(size: int) -> None:
    sound = np.concatenate([silence(0.1), voice(0.3), silence(0.1)])
    whole, pieces = VowelWatch(), VowelWatch()
    whole.feed(sound)
    for begin in range(0, len(sound), size):
        pieces.feed(sound[begin : begin + size])
    assert pieces.steady() == whole.steady() != ()


@pytest.mark.parametrize("samples", [0, 1, 639, 640, 1000, 1500])
def test_a_moment_of_sound_holds_nothing(samples: int) -> None:
    watch = VowelWatch()
    watch.feed(voice(1.0)[:samples])
    assert watch.steady() == ()


WE, WAIT = Word("we", 0.5, 0.7), Word("wait", 2.0, 2.4)
GUESS = Word("should", 1.0, 1.6, 0.0, interpolated=True)


def by_sound(start_s: float, end_s: float) -> Hesitation:
    return Hesitation(start_s, end_s, written=False)


@pytest.mark.parametrize(
    ("words", "agreed", "shortest"),
    [
        ((WE, WAIT), True, 0.16),
        ((WE, WAIT), False, 0.16),
        ((WE, GUESS, WAIT), True, 0.24),
        ((WE, Word("or", 1.0, 1.6), WAIT), False, 0.24),
    ],
    ids=["no word", "no word, one ear", "a guessed word", "a short word of one ear"],
)
def test_how_long_a_vowel_must_be_held(words: tuple[Word, ...], agreed: bool, shortest: float) -> None:
    enough, short = Steady(1.2, 1.2 + shortest + 0.01), Steady(1.2, 1.2 + shortest - 0.01)
    assert hesitations([enough], words, agreed=agreed) == (by_sound(1.2, enough.end_s),)
    assert hesitations([short], words, agreed=agreed) == ()
    assert hesitations([Steady(1.0, 2.3)], (), agreed=agreed) == ()


@pytest.mark.parametrize(("word", "agreed"), [(Word("now", 1.0, 1.9), True), (Word("remember", 1.0, 1.9), False)])
def test_a_vowel_that_a_word_accounts_for_is_no_filler(word: Word, agreed: bool) -> None:
    assert hesitations([Steady(1.2, 1.7)], (WE, word, WAIT), agreed=agreed) == ()


def test_a_filler_that_is_written_counts_once_whatever_it_sounds_like() -> None:
    um = Word("Um,", 1.0, 1.3)
    expected = (Hesitation(1.0, 1.3, written=True),)
    assert hesitations([Steady(1.02, 1.28)], (WE, um, WAIT), agreed=True) == expected
    assert hesitations([Steady(1.4, 1.65)], (WE, um, WAIT), agreed=True) == expected
    assert hesitations([], (WE, um, WAIT), agreed=False) == expected


@pytest.mark.parametrize(
    ("text", "count"), [("Ah, I see, uh, yes", 1), ("ah well um", 2), ("Summer, era, hum", 0)]
)
def test_which_words_are_fillers(text: str, count: int) -> None:
    words = [Word(word, float(at), at + 0.5) for at, word in enumerate(text.split())]
    found = hesitations([], words, agreed=True)
    assert [each.written for each in found] == [True] * count


@pytest.mark.models
@pytest.mark.timeout(900)
@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="one of the three voices is the system's espeak-ng")
def test_fillers_are_found_in_speech_and_hardly_ever_where_there_are_none(
    speaker: Speaker, ears: Callable[[str], Ear]
) -> None:
    both, alone = Score(), Score()
    said = [line for voice in VOICES for line in lines(HELD_OUT, voice, say_with(speaker))]
    for line in said:
        by_both, by_live = hesitations_in(line.sound, ears("vosk"), ears("moonshine"))
        both += score(line, by_both)
        alone += score(line, by_live)
    assert len(said) >= 60
    assert both.precision >= 0.9
    assert both.recall >= 0.65
    assert alone.precision >= 0.85
    assert alone.recall >= 0.2


@pytest.mark.models
def test_the_same_sound_gives_the_same_fillers(speaker: Speaker, ears: Callable[[str], Ear]) -> None:
    line = next(lines(HELD_OUT[:1], "hibari", say_with(speaker)))
    first, again = (hesitations_in(line.sound, ears("vosk"), ears("moonshine")) for _ in range(2))
    assert first == again
    assert first[0] != ()
