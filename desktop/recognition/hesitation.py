"""Fillers that no ear writes down: drawn-out, steady vowels where no word was heard. Pure numpy.

Ears leave an "um" out or take it for a word ("or", "and", "that"). Its sound gives it away: a voice that holds one
vowel longer than words do. Figures and their limits are in docs/rubric.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.events import CAPTURE_RATE, FILLERS, Hesitation, Word

Floats = NDArray[np.float64]

HOP = CAPTURE_RATE // 100
"""A frame every 10 ms."""
_WINDOW = 4 * HOP
_BANDS = 24
_SHAPES = 8
"""So many numbers say what vowel it is; finer ones would follow the pitch."""
_FLOOR_DB = 40.0
_VOICED = 0.6
"""Share of a frame's energy that comes again after one period of the voice."""
_PITCH_HZ = (75, 400)
_LOUD_DB = 22.0
"""A vowel is no softer than this below the loudest of the utterance."""
_SMOOTH = 5
_LAG = 3
_STEADY_DB = 4.0
"""The spectrum changes by less than this from 30 ms before to 30 ms after, as vowels in words do not for long."""

ALONE_S = 0.16
"""A steady vowel this long is a filler where no ear heard a word."""
DOUBTED_S = 0.24
"""The same where the ears don't agree on a word, or a single one heard a short word. Drawn-out words come near."""
LONGEST_S = 1.2
_SHORT = 4
"""Letters of the words that a single ear takes fillers for."""
_SAME_S = 0.3
"""A vowel this near to a written filler is that one; two vowels this near make one filler."""
_SEEN = (["i", "see"], ["yes"], ["okay"], ["right"], ["good"])
"""What follows an "ah" that is no filler."""


@dataclass(frozen=True, slots=True)
class Steady:
    """A stretch of one held vowel, in seconds from the first sample."""

    start_s: float
    end_s: float


class VowelWatch:
    """Follows the sound of one utterance, piece by piece; about 0.2 ms of work for 10 ms of sound."""

    def __init__(self) -> None:
        self._left: Floats = np.zeros(0)
        self._level: list[Floats] = []
        self._voiced: list[Floats] = []
        self._shape: list[Floats] = []

    def feed(self, samples: NDArray[np.int16]) -> None:
        """More of the utterance: int16, mono, 16 kHz."""
        sound = np.concatenate([self._left, samples.astype(np.float64) / 32768])
        count = max(0, (len(sound) - _WINDOW) // HOP + 1)
        self._left = sound[count * HOP :]
        if not count:
            return
        frames = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::HOP][:count]
        self._level.append(10 * np.log10(np.mean(frames**2, axis=1) + 1e-10))
        self._voiced.append(_periodicity(frames))
        self._shape.append(_shapes(frames))

    def steady(self) -> tuple[Steady, ...]:
        """Every held vowel so far, in order."""
        if sum(map(len, self._level)) <= 2 * _LAG:
            return ()
        level, voiced = np.concatenate(self._level), np.concatenate(self._voiced)
        shape = _smooth(np.concatenate(self._shape))
        held = (voiced > _VOICED) & (level > np.percentile(level, 95) - _LOUD_DB)
        held[_LAG:-_LAG] &= np.linalg.norm(shape[2 * _LAG :] - shape[: -2 * _LAG], axis=1) < _STEADY_DB
        held[:_LAG] = held[-_LAG:] = False
        edges = np.flatnonzero(np.diff(np.concatenate(([0], held.astype(np.int8), [0])))).reshape(-1, 2)
        middle_s = _WINDOW / 2 / CAPTURE_RATE - HOP / 2 / CAPTURE_RATE
        return tuple(
            Steady(round(begin * HOP / CAPTURE_RATE + middle_s, 3), round(end * HOP / CAPTURE_RATE + middle_s, 3))
            for begin, end in edges.tolist()
        )


def hesitations(steady: Sequence[Steady], words: Sequence[Word], *, agreed: bool) -> tuple[Hesitation, ...]:
    """The fillers of one utterance: those among `words`, and held vowels that are no part of a word.

    `words` are those shown. `agreed`: two ears heard it, so that a word with a time of its own was heard by both.
    Both arguments on the same clock.
    """
    found = [Hesitation(word.start_s, word.end_s, written=True) for word in written_in(words)]
    for one in steady:
        if _lasts(one, words, agreed) and not any(_near(one, other) for other in found):
            found.append(Hesitation(one.start_s, one.end_s, written=False))
    return tuple(sorted(found, key=lambda each: each.start_s))


def written_in(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words that are fillers; the "ah" of "ah, I see" is none."""
    plain = [_plain(word.text) for word in words]
    seen = [said == "ah" and any(plain[at + 1 :][: len(s)] == s for s in _SEEN) for at, said in enumerate(plain)]
    return tuple(word for word, said, no in zip(words, plain, seen, strict=True) if said in FILLERS and not no)


def _lasts(one: Steady, words: Sequence[Word], agreed: bool) -> bool:
    """Whether the vowel is longer than a word can account for, by how sure that word is."""
    length_s = one.end_s - one.start_s
    over = [word for word in words if word.start_s < _middle(one) < word.end_s]
    if length_s > LONGEST_S or any(agreed and not word.interpolated for word in over):
        return False
    if not over:
        return length_s >= ALONE_S
    return length_s >= DOUBTED_S and (agreed or all(len(_plain(word.text)) <= _SHORT for word in over))


def _near(one: Steady, other: Hesitation) -> bool:
    return one.start_s < other.end_s + _SAME_S and other.start_s < one.end_s + _SAME_S


def _middle(one: Steady) -> float:
    return (one.start_s + one.end_s) / 2


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _periodicity(frames: Floats) -> Floats:
    """How much each frame repeats itself at the pitch of a voice, 0 to 1."""
    centred = (frames - frames.mean(axis=1, keepdims=True)) * _HANN
    again = np.fft.irfft(np.abs(np.fft.rfft(centred, 1024)) ** 2)
    low, high = CAPTURE_RATE // _PITCH_HZ[1], CAPTURE_RATE // _PITCH_HZ[0]
    ratio: Floats = (again[:, low:high] / (again[:, :1] + 1e-9) / _HANN_AGAIN[low:high]).max(axis=1)
    return ratio


def _shapes(frames: Floats) -> Floats:
    """The form of each frame's spectrum, without its level: (frames, shapes), in dB."""
    power = np.abs(np.fft.rfft(frames * _HANN, 1024)) ** 2
    bands = 10 * np.log10(power @ _BANK.T + 1e-8)
    bands = np.maximum(bands, bands.max(axis=1, keepdims=True) - _FLOOR_DB)
    shapes: Floats = bands @ _COSINES.T
    return shapes


def _smooth(shape: Floats) -> Floats:
    """The mean over five frames; the ends keep what they have."""
    kernel = np.ones(_SMOOTH) / _SMOOTH
    return np.stack([np.convolve(column, kernel, mode="same") for column in shape.T], axis=1)


def _mel_bank() -> Floats:
    """Triangles over an FFT of 1024, even on the mel scale from 120 to 5,500 Hz, each of area 1."""

    def mel(hertz: float) -> float:
        return float(2595 * np.log10(1 + hertz / 700))

    points = 700 * (10 ** (np.linspace(mel(120), mel(5500), _BANDS + 2) / 2595) - 1)
    hertz = np.arange(513) * CAPTURE_RATE / 1024
    rise = (hertz - points[:-2, None]) / np.diff(points)[:-1, None]
    fall = (points[2:, None] - hertz) / np.diff(points)[1:, None]
    bank = np.maximum(0, np.minimum(rise, fall))
    even: Floats = bank / bank.sum(axis=1, keepdims=True)
    return even


_HANN: Floats = np.hanning(_WINDOW)
_HANN_AGAIN: Floats = np.fft.irfft(np.abs(np.fft.rfft(_HANN, 1024)) ** 2) / float(np.sum(_HANN**2))
_BANK = _mel_bank()
_COSINES: Floats = (
    np.cos(np.pi * np.arange(1, _SHAPES + 1)[:, None] * (np.arange(_BANDS) + 0.5) / _BANDS) * np.sqrt(2) / _BANDS
)
