"""Is what the microphone heard only the persona's own voice, coming back from the loudspeaker?"""

from __future__ import annotations

from rapidfuzz import fuzz

from desktop.persona.words import words

_ALIKE = 70.0
"""Of 100: what an ear makes of a muffled echo is close to the words, not the same."""


_TAKES_THE_FLOOR = frozenset("stop wait hold no sorry listen".split())
"""Words that people interrupt with: they count whatever the loudspeaker is saying."""


def is_own_voice(heard: str, sounding: str) -> bool:
    """Whether every word of `heard` resembles one of those that the loudspeaker is saying. False for no words."""
    said = words(sounding)
    found = words(heard)
    if _TAKES_THE_FLOOR.intersection(found):
        return False
    return bool(found) and all(any(fuzz.ratio(word, one) >= _ALIKE for one in said) for word in found)
