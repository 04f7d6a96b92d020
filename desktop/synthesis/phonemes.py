"""Text -> phonemes in Kokoro's alphabet, through the espeak-ng that piper-tts carries.

Kokoro-82M and the voices distilled from it were trained on the phonemes of the misaki front end: one
letter for each diphthong and affricate, stress marks right before the vowel. espeak-ng writes IPA. The
tables here say how the one is written in the other; they are facts of the two alphabets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from piper.phonemize_espeak import EspeakPhonemizer

_LETTERS = {
    1: ";:,.!?",
    9: '—…"()“” \u0303ʣʥʦʨᵝꭧAI',
    31: "O",
    33: "Q",
    35: "ST",
    39: "W",
    41: "Yᵊabcdef",
    50: "hijklmnopqrstuvwxyzɑɐɒæ",
    75: "β",
    76: "ɔɕç",
    80: "ɖðʤə",
    85: "ɚɛɜ",
    90: "ɟ",
    92: "ɡ",
    99: "ɥ",
    101: "ɨɪʝ",
    110: "ɯɰŋɳɲɴø",
    118: "ɸθœ",
    123: "ɹ",
    125: "ɾɻ",
    128: "ʁɽʂʃʈʧ",
    135: "ʊʋ",
    138: "ʌɣɤ",
    142: "χʎ",
    147: "ʒʔ",
    156: "ˈˌː",
    162: "ʰ",
    164: "ʲ",
    169: "↓",
    171: "→↗↘",
    177: "ᵻ",
}
SYMBOLS: Mapping[str, int] = {
    letter: first + place for first, letters in _LETTERS.items() for place, letter in enumerate(letters)
}
"""Kokoro-82M's symbols and their ids. The model has room for 178 ids; 0 is the padding, the rest is unused."""

_ESPEAK_VOICE = {False: "en-us", True: "en-gb-x-rp"}
_COMMON = (
    ("aɪ", "I"), ("aʊ", "W"), ("eɪ", "A"), ("ɔɪ", "Y"), ("oʊ", "O"), ("əʊ", "Q"), ("dʒ", "ʤ"), ("tʃ", "ʧ"),
    ("ʔn̩", "tᵊn"), ("n̩", "ᵊn"), ("l̩", "ᵊl"), ("m̩", "ᵊm"), ("ʲ", ""), ("r", "ɹ"), ("x", "k"),
    ("c\u0327", "k"), ("ɬ", "l"), ("\u0303", ""), ("g", "ɡ"),
)  # fmt: skip
_AMERICAN = (("ɜː", "ɜɹ"), ("ɚ", "əɹ"), ("ɪə", "iə"), ("ː", ""), ("ɾ", "T"), ("ʔ", "t"), ("o", "ɔ"), ("e", "ɛ"))
_BRITISH = (("eə", "ɛː"), ("iə", "ɪə"), ("ɾ", "t"), ("ʔ", "t"), ("o", "ɔ"), ("e", "ɛ"))
_WORD_RULES = (
    (re.compile(r"ɐ(?=\w)|(?<=\w)ɐ"), "ə"),
    (re.compile(r"(?<=[tdTszʧʤkpbfvɡmnʃθ])əl(?!\w)"), "ᵊl"),
    (re.compile(r"ɹɹ+"), "ɹ"),
)
_FINAL_I = re.compile(r"(?<=\w)ɪ(?!\w)")


class Phonemizer:
    """espeak-ng, American or British. One a process is enough; not safe for two threads at once."""

    def __init__(self) -> None:
        self._espeak = EspeakPhonemizer()

    def sentences(self, text: str, *, british: bool = False) -> list[str]:
        """The sentences of `text` (already speakable) in Kokoro's alphabet, with their marks."""
        spoken = self._espeak.phonemize(_ESPEAK_VOICE[british], text)
        return [to_kokoro("".join(ipa), british=british) for ipa in spoken if any(map(str.isalpha, ipa))]


def to_kokoro(ipa: str, *, british: bool) -> str:
    """espeak-ng's IPA in Kokoro's alphabet; what that doesn't know is left out."""
    for written, meant in (*_COMMON, *(_BRITISH if british else _AMERICAN)):
        ipa = ipa.replace(written, meant)
    for pattern, meant in _WORD_RULES:
        ipa = pattern.sub(meant, ipa)
    ipa = _FINAL_I.sub("i", ipa) if british else ipa
    return "".join(char for char in ipa if char in SYMBOLS).strip()


def cut(phonemes: str, limit: int) -> list[str]:
    """Parts of at most `limit` symbols: cut behind a clause where that leaves a third, else at a word."""
    parts = []
    while len(phonemes) > limit:
        end = _cut_at(phonemes, limit)
        parts.append(phonemes[:end].strip())
        phonemes = phonemes[end:].strip()
    return [*parts, phonemes] if phonemes else parts


def _cut_at(phonemes: str, limit: int) -> int:
    head = phonemes[: limit + 1]
    behind_clause = max(head.rfind(mark) for mark in (", ", "; ", ": ")) + 1
    if behind_clause > limit // 3:
        return behind_clause
    behind_word = head.rfind(" ", 1)
    return behind_word if behind_word > 0 else limit


def ids(phonemes: str) -> list[int]:
    """Symbol ids of `phonemes`, padded with 0 at both ends."""
    return [0, *(SYMBOLS[symbol] for symbol in phonemes), 0]
