"""Text as it is written -> text that a voice can say. Pure.

Voices read what they are given letter by letter: an emoji becomes "grinning face", an asterisk
"asterisk". This module keeps what is meant to be heard and drops the rest.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_WORD = 60
"""Letters after which a "word" is broken: espeak-ng cuts off words beyond about 200 letters."""

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": " ", "”": " ", '"': " ", "«": " ", "»": " "})
_SYMBOLS = str.maketrans({"&": " and ", "°": " degrees ", "€": " euros ", "~": " about "})
_MARKUP = re.compile(r"[*_#`|<>\[\]{}\\^=]+")
_ABBREVIATIONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?<!\w){short}", re.IGNORECASE), full)
    for short, full in (
        (r"dr\.(?=\s+\w)", "Doctor"),
        (r"mr\.", "Mister"),
        (r"mrs\.", "Missus"),
        (r"ms\.(?=\s+\w)", "Miss"),
        (r"vs\.", "versus"),
        (r"e\.g\.,?", "for example"),
        (r"i\.e\.,?", "that is"),
        (r"etc\.(?=\s+[a-z])", "et cetera"),
        (r"etc\b", "et cetera"),
        (r"approx\.", "approximately"),
        (r"mhm\b", "um-hum"),
        (r"mm+-?hmm*\b", "um-hum"),
        (r"mm+\b", "hmm"),
        (r"hm\b", "hmm"),
    )
)
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\b([AaPp])\.\s?[Mm]\.(?=\s+[A-Z]|\s*$)", r"\1M."),
        (r"\b([AaPp])\.\s?[Mm]\.", r"\1M"),
        (r"(?<=\d)\s?[aA][mM]\b", " AM"),
        (r"(?<=\d)\s?[pP][mM]\b", " PM"),
        (r"\b(\d{1,2}):00(?=\s?[AP]M)", r"\1"),
        (r"\b(\d{1,2}):00\b", r"\1 o'clock"),
        (r"(?<=\d)\s*[–—]\s*(?=\d)", " to "),
        (r"\s*[—–]\s*|\s+-+\s+|--+", ", "),
        (r"\.{2,}(?=\s*[a-z0-9])", ","),
        (r"\.{2,}", "."),
        (r"([A-Za-z])\1{3,}", r"\1\1\1"),
        (r"(?<=\s)[/+](?=\s)", " "),
        (r"([!?])[!?.,]+", r"\1"),
        (r"\s+([,.;:!?])", r"\1"),
        (r"([,;:])(?:\s*[,;:])+", r"\1"),
        (r"[,;:]+\s*([.!?])", r"\1"),
        (r"\s+", " "),
    )
)
_SPELLED = re.compile(r"\b(?:AWS|SLA|SLO|SRE|UAT|EOD|ETA|RCA)(?=s?\b)")
_LONG = re.compile(rf"(\w{{{LONGEST_WORD}}})(?=\w)")


def speakable(text: str) -> str:
    """What a voice should be given for `text`, on one line and closed with a mark; "" when nothing is to be said.

    Emoji, markup and letters outside the Latin alphabet are dropped; abbreviations are written out.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES).translate(_SYMBOLS)
    plain = _MARKUP.sub(" ", "".join(map(_kept, plain)))
    for pattern, full in _ABBREVIATIONS:
        plain = pattern.sub(full, plain)
    plain = _SPELLED.sub(lambda match: " ".join(match.group()), plain)
    for pattern, replacement in _REWRITES:
        plain = pattern.sub(replacement, plain)
    plain = _LONG.sub(r"\1 ", plain).lstrip(" .,;:!?-'").rstrip(" -")
    if not any(char.isalnum() for char in plain):
        return ""
    return plain if plain[-1] in ".!?,;:" else f"{plain}."


def _kept(char: str) -> str:
    """The character itself when a voice for English can read it, else a space (a joiner: nothing)."""
    if char.isascii():
        return char if char.isprintable() else " "
    category = unicodedata.category(char)
    if category in ("Cf", "Mn"):
        return ""
    if category.startswith("L") and "LATIN" not in unicodedata.name(char, ""):
        return " "
    return " " if category[0] in "CMSZ" and char != "£" else char
