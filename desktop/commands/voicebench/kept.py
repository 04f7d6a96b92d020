"""Words kept after a barge-in: what is stored of the interrupted turn against what was heard of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

from desktop.recognition.wer import normal_words

ALLOWED = 1
"""A word that is cut in the middle may be counted or not."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The stored text of one interrupted turn, and an ear's transcript of what the loudspeaker played of it."""

    stored: str
    heard: str

    @property
    def off(self) -> int:
        """Words stored beyond the last one heard (more than 0), or heard beyond the last one stored (less).

        Words in the middle that the ear got wrong don't count: only where each of the two ends.
        """
        stored, heard = normal_words(self.stored), normal_words(self.heard)
        blocks = [block for block in Levenshtein.opcodes(stored, heard) if block.tag == "equal"]
        if not blocks:
            return len(stored) - len(heard)
        last = blocks[-1]
        return (len(stored) - last.src_end) - (len(heard) - last.dest_end)


def kept_words(turns: Sequence[Kept]) -> dict[str, Any]:
    """How many turns keep the words that were heard, give or take `ALLOWED`."""
    return {
        "turns": len(turns),
        "right": sum(abs(one.off) <= ALLOWED for one in turns),
        "off": [one.off for one in turns],
        "list": [{"stored": one.stored, "heard": one.heard} for one in turns],
    }
