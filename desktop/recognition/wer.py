"""Word error rate: how many of the words that were said came out wrong. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: value for value, word in enumerate(_UNITS)} | {
    word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)
}
_SCALES = {"thousand": 1000, "million": 1_000_000}
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*|%")
_SIGNS = {"%": "percent"}


def error_rate(pairs: Iterable[tuple[str, str]]) -> float:
    """Wrong words per word said, over all pairs (what was said, what was heard); 0 for nothing said.

    Wrong are words replaced, left out or put in, so it may exceed 1. Case, punctuation, numbers as words or
    digits, and how compounds are written ("post-mortem") make no difference.
    """
    counted = [errors(said, heard) for said, heard in pairs]
    total = sum(words for _wrong, words in counted)
    return sum(wrong for wrong, _words in counted) / total if total else 0.0


def errors(said: str, heard: str) -> tuple[int, int]:
    """(wrong words, words said) of one line."""
    reference, candidate = normal_words(said), normal_words(heard)
    reference, candidate = _joined(reference, candidate), _joined(candidate, reference)
    return Levenshtein.distance(reference, candidate), len(reference)


def normal_words(text: str) -> list[str]:
    """The words as they are compared: lower case, bare, numbers as digits, spelled letters joined ("p m")."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    tokens = [token.replace(",", "") if token[0].isdigit() else token for token in _TOKEN.findall(plain)]
    words = _with_digits([_SIGNS.get(token, token) for token in tokens])
    return [word.replace("'", "") for word in _letters_joined(words)]


def _with_digits(words: Sequence[str]) -> list[str]:
    """Number words as digits: "twenty two hundred" is 2200, "forty five" 45, "nine one one" 9 1 1."""
    out: list[str] = []
    index = 0
    while index < len(words):
        value, after = _number(words, index)
        out.append(str(value) if after > index else words[index])
        index = max(after, index + 1)
    return out


def _number(words: Sequence[str], begin: int) -> tuple[int, int]:
    """The number that starts at `begin`, and the index after it; that index is `begin` where none starts."""
    total = current = 0
    index, room = begin, 1000
    while index < len(words):
        word, value = words[index], _VALUES.get(words[index], 1000)
        if value < room:
            # After "forty" only a unit may follow, after a unit or a teen nothing but a scale.
            current, room = current + value, 10 if value >= 20 else 0
        elif word == "hundred" and index > begin:
            current, room = current * 100, 100
        elif word in _SCALES and index > begin:
            total, current, room = total + current * _SCALES[word], 0, 1000
        elif not (word == "and" and room >= 100 and index > begin and _value_at(words, index + 1) < room):
            break
        index += 1
    return total + current, index


def _value_at(words: Sequence[str], index: int) -> int:
    return _VALUES.get(words[index], 1000) if index < len(words) else 1000


def _letters_joined(words: Sequence[str]) -> list[str]:
    """Letters spelled one by one as one word: "p m" is pm, "s q l" sql."""
    out: list[str] = []
    spelling = False
    for word in words:
        single = len(word) == 1 and word.isalpha()
        if single and spelling:
            out[-1] += word
        else:
            out.append(word)
        spelling = single
    return out


def _joined(words: list[str], others: list[str]) -> list[str]:
    """`words` with two neighbours made one where the other side writes them so: "post mortem", "roll back"."""
    known = set(others)
    ahead = {index for index, (a, b) in enumerate(pairwise(words)) if a + b in known}
    out: list[str] = []
    index = 0
    while index < len(words):
        step = 2 if index in ahead else 1
        out.append("".join(words[index : index + step]))
        index += step
    return out
