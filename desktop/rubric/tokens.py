"""Words of a text as the rubric compares them, each with its place in the original.

Case, punctuation, contractions ("we'll", "gonna", "isnt") and the way numbers are written ("45", "forty-five")
make no difference to what was said, so they make none here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r"\d+(?:,\d{3})+(?!\d)|[^\W_]+(?:['’][^\W\d_]+)*")
_BREAK = re.compile(r"[.?!;:…\n]|[—–]|\s-\s")
_SOFT_BREAK = re.compile(r",")

_WHOLE = {
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("got", "to"),
    "cannot": ("can", "not"),
    "can't": ("can", "not"),
    "won't": ("will", "not"),
    "shan't": ("shall", "not"),
    "ain't": ("is", "not"),
    "let's": ("let", "us"),
    "wont": ("will", "not"),
    "cant": ("can", "not"),
    "carnt": ("can", "not"),
    "shant": ("shall", "not"),
    "aint": ("is", "not"),
    "ok": ("okay",),
    "alright": ("all", "right"),
}
_ENDINGS = {"'m": "am", "'re": "are", "'ll": "will", "'ve": "have", "'d": "would"}
_IS_AFTER = frozenset(
    "it that this what who how where when there here he she nobody somebody everybody anybody "
    "someone everyone anyone noone nothing something everything why".split()
)
_DENIED = "are could did do does had has have is might must need should was were would".split()
_BARE = {"m": "i", "ve": "i you we they", "re": "you they", "ll": "you they it that", "d": "you they"}
_BARE_IS = "it that what there here he she who where how".split()
_NO_APOSTROPHE = {
    **{f"{verb}nt": (verb, "not") for verb in _DENIED},
    **{f"{who}{end}": (who, _ENDINGS[f"'{end}"]) for end, whose in _BARE.items() for who in whose.split()},
    **{f"{word}s": (word, "is") for word in _BARE_IS},
}
"""Contractions as they are often written; "well", "were", "ill", "shell" and "id" are words of their own."""
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = ["", "", *"twenty thirty forty fifty sixty seventy eighty ninety".split()]
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Token:
    """One compared word: `text` normalised, `start` to `end` (exclusive) of the original word it stands for.

    `opens` tells what stood between it and the word before: "" nothing, "," a comma, "." the end of a sentence.
    """

    text: str
    start: int
    end: int
    opens: str = ""


def tokens_of(text: str) -> tuple[Token, ...]:
    """The words of `text`, contractions and numbers spelled out. Several tokens may share one original word."""
    tokens: list[Token] = []
    last = 0
    for match in _WORD.finditer(text):
        opens = _opening(text[last : match.start()]) if last else ""
        for number, piece in enumerate(_pieces(match.group())):
            tokens.append(Token(piece, match.start(), match.end(), opens if number == 0 else ""))
        last = match.end()
    return _hundreds(tokens)


def _opening(between: str) -> str:
    if _BREAK.search(between):
        return "."
    return "," if _SOFT_BREAK.search(between) else ""


def _pieces(word: str) -> tuple[str, ...]:
    plain = word.lower().replace("’", "'")
    whole = _WHOLE.get(plain) or _NO_APOSTROPHE.get(plain)
    if whole:
        return whole
    if plain[0].isdigit():
        return _number(plain)
    if plain.endswith("n't"):
        return (plain[:-3], "not")
    for ending, full in _ENDINGS.items():
        if plain.endswith(ending):
            return (plain[: -len(ending)], full)
    if plain.endswith("'s"):
        return (plain[:-2], "is") if plain[:-2] in _IS_AFTER else (plain[:-2],)
    return (plain,)


def _number(digits: str) -> tuple[str, ...]:
    plain = digits.replace(",", "")
    if plain.isascii() and plain.isdigit() and len(plain) <= _MOST_DIGITS:
        return spelled(int(plain))
    return (plain,)


def spelled(number: int) -> tuple[str, ...]:
    """A number from 0 to 999,999 in words, as people say it: 2200 is twenty two hundred."""
    if number < 20:
        return (_UNITS[number],)
    if number < 100:
        return (_TENS[number // 10], *(spelled(number % 10) if number % 10 else ()))
    if number < 1000 or (number < 10_000 and number % 100 == 0 and number % 1000):
        return (*spelled(number // 100), "hundred", *(spelled(number % 100) if number % 100 else ()))
    return (*spelled(number // 1000), "thousand", *(spelled(number % 1000) if number % 1000 else ()))


def _hundreds(tokens: list[Token]) -> tuple[Token, ...]:
    """ "two thousand two hundred" as "twenty two hundred": both are said of the same number."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        four = [token.text for token in tokens[at : at + 4]]
        if len(four) == 4 and four[1::2] == ["thousand", "hundred"] and {four[0], four[2]} <= set(_UNITS[1:10]):
            words = spelled(_UNITS.index(four[0]) * 1000 + _UNITS.index(four[2]) * 100)
            start, end = tokens[at].start, tokens[at + 3].end
            out.extend(Token(word, start, end, "" if n else tokens[at].opens) for n, word in enumerate(words))
            at += 4
        else:
            out.append(tokens[at])
            at += 1
    return tuple(out)
