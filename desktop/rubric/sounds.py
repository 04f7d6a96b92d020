"""How a word sounds, roughly: a short key in which words heard alike are written alike.

Speech recognition mishears by sound: "shore" for "sure", "in the weigh" for "in the way". Consonants are told
apart by the sound their spelling has; vowels only as open (A), front (E), long i (I), back (O) and murmured (U). R
is left out where many speakers leave it out, before a consonant and at the end: "carnt" is "can't".
"""

from __future__ import annotations

import re
from functools import lru_cache

_IRREGULAR = {
    "are": "AU",
    "busy": "BESE",
    "buy": "BI",
    "down": "DAON",
    "eight": "AT",
    "ewe": "YU",
    "eye": "I",
    "half": "HAF",
    "have": "HAV",
    "here": "HEA",
    "hour": "OA",
    "how": "HAO",
    "knew": "NU",
    "know": "NO",
    "new": "NU",
    "nor": "NOU",
    "now": "NAO",
    "of": "OV",
    "once": "WONS",
    "one": "WON",
    "our": "OA",
    "people": "PEPL",
    "the": "Z",
    "their": "ZEA",
    "there": "ZEA",
    "they": "ZA",
    "threw": "ZRU",
    "through": "ZRU",
    "two": "TO",
    "was": "WOS",
    "were": "WU",
    "where": "WEA",
    "who": "HO",
    "whole": "HOL",
    "whose": "HOS",
    "you": "YU",
}
_SPELLINGS = (
    (r"^(?:kn|gn|pn)", "N"),
    (r"^wr", "r"),
    (r"^ps", "s"),
    (r"^rh", "r"),
    (r"^wh", "w"),
    (r"^su(?=re|ga)", "Xo"),
    (r"eigh", "A"),
    (r"aigh", "A"),
    (r"igh", "I"),
    (r"(?:[ao]ugh|our)(?=t)|oul(?=d)", "O"),
    (r"gh$|gh(?=[ts])", ""),
    (r"tch|ch|t(?=ure)", "C"),
    (r"sch", "SK"),
    (r"sh|(?<=.)[ts]i(?=on|al)|(?<=.)ci(?=al|ous|an)|ss(?=ion|ure)", "X"),
    (r"th", "Z"),
    (r"ph", "f"),
    (r"dg", "J"),
    (r"mb$", "m"),
    (r"mn$", "m"),
    (r"[ao]l(?=k)", "O"),
    (r"(?<=s)t(?=en$|le$)", ""),
    (r"ck|c(?![eiy])|q", "k"),
    (r"sc(?=[eiy])|c", "s"),
    (r"x", "ks"),
    (r"z", "s"),
    (r"[iy](?=[bcdfgklmnprstvz]e[ds]?$)", "I"),
    (r"^([^aeiouy]*)(?:y|ie?|ye)$", r"\1I"),
    (r"(?<=[aeiouyAIO][bcdfgjklmnprstvwXZCJ])e(?=s?$)", ""),
    (r"(?<=[bcdfgjkmnprtvXCJ])le$", "l"),
    (r"(?<=[aeiouyAIO][bcfgjklmnprsvwXCJ])ed$", "d"),
    (r"(?:ear|eer|ere|eir|ier)(?![aeiouyAIO])", "EA"),
    (r"[eiu]r(?![aeiouyAIO])", "U"),
    (r"r(?![aeiouyAIO])", ""),
    (r"ai|ay|ei|ey(?=.)|ae", "A"),
    (r"au|aw|oa|oo|ou|ow|oi|oy|o|ue|ui|ew|eu|u|O", "O"),
    (r"ee|ea|ie|e|i|y(?![aeiouAIO])", "E"),
    (r"a", "A"),
    (r"(?<=[AEIOU])[hw](?![AEIOU])", ""),
)
_RULES = tuple((re.compile(pattern), sound) for pattern, sound in _SPELLINGS)
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """The key of one normalised word: "NIT" for "night" and "knight". Never empty for a word."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    key = _TWICE.sub(r"\1", word) if len(word) > 3 else word
    for pattern, replacement in _RULES:
        key = pattern.sub(replacement, key)
    return _TWICE.sub(r"\1", key.upper()) or word.upper()
