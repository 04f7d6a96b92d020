"""Words of a text as the rubric compares them, each with its place in the original.

Case, punctuation, contractions ("we'll", "gonna", "isnt") and the way numbers are written ("45", "forty-five")
make no difference to what was said, so they make none here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_WORD = re.compile(r"\d+(?:,\d{3})+(?!\d)|[^\W_]+(?:['’][^\W\d_]+)*")
_WRITTEN = re.compile(
    r"[^\W_][\w.+-]*@[^\W_]+(?:[.-][^\W_]+)+"  # an address
    r"|(?:[^\W\d_]\.){2,}"  # p.m., U.S.
    r"|[$€£]?\d+(?:\s?:\d\d|[.,:/'’-]?[^\W_]+)*%?"  # 12:15, $2,200.50, 24/7, 9am, 30%
    r"|[^\W_]+(?:['’&/_-][^\W_]+|\.(?=[a-z]{2,3}\b)[^\W_]+)*"  # post-mortem, and/or, example.com
)
"""What is written as one: no hit begins or ends inside it, although it may be several words to the ear."""
_BREAK = re.compile(r"[.?!;:…\n]|[—–]|\s-\s")
_ELLIPSIS = re.compile(r"\.\.+|…")
_STOP = re.compile(r"[.?!\n]")
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

    What is written as one, "12:15", "post-mortem", an address, is one original word. `opens` tells what stood
    between it and the word before: "" nothing, "," a comma, "." a longer pause. `begins`: a sentence begins here.
    """

    text: str
    start: int
    end: int
    opens: str = ""
    begins: bool = False


def tokens_of(text: str) -> tuple[Token, ...]:
    """The words of `text`, contractions and numbers spelled out. Several tokens may share one original word."""
    tokens: list[Token] = []
    written = [match.span() for match in _WRITTEN.finditer(text)]
    last = at = 0
    for match in _WORD.finditer(text):
        while at < len(written) and written[at][1] <= match.start():
            at += 1
        holds = at < len(written) and written[at][0] <= match.start() and match.end() <= written[at][1]
        start, end = written[at] if holds else match.span()
        between = text[last:start] if last and start >= last else ""
        for number, piece in enumerate(_pieces(match.group())):
            first = number == 0
            tokens.append(Token(piece, start, end, _opening(between) if first else "", first and _begins(between)))
        last = end
    return _hundreds(tokens)


def sentence_starts(tokens: Sequence[Token]) -> list[int]:
    """Where sentences begin, but for the first."""
    return [at for at, token in enumerate(tokens) if at and token.begins]


def _opening(between: str) -> str:
    if _BREAK.search(between):
        return "."
    return "," if _SOFT_BREAK.search(between) else ""


def _begins(between: str) -> bool:
    """Whether a sentence ended there; a pause written as "..." ends none."""
    return bool(_STOP.search(_ELLIPSIS.sub("", between)))


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
            first = replace(tokens[at], text=words[0], start=start, end=end)
            out += [first, *(Token(word, start, end) for word in words[1:])]
            at += 4
        else:
            out.append(tokens[at])
            at += 1
    return tuple(out)
