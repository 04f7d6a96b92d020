"""A turn's text cut at the ends of its highlights, ready to be painted."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.review.document import Moment


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` with the moments that cover it; `ends` are those whose mark goes right after it."""

    text: str
    moments: tuple[Moment, ...]
    ends: tuple[Moment, ...]


def pieces(text: str, moments: Sequence[Moment]) -> tuple[Piece, ...]:
    """Cut `text` at every border of `moments` (whose `chars` lie inside it). The pieces join to `text`."""
    inside = [moment for moment in moments if 0 <= moment.chars[0] < moment.chars[1] <= len(text)]
    cuts = sorted({0, len(text), *(border for moment in inside for border in moment.chars)})
    return tuple(
        Piece(
            text[start:end],
            tuple(moment for moment in inside if moment.chars[0] <= start and end <= moment.chars[1]),
            tuple(moment for moment in inside if moment.chars[1] == end),
        )
        for start, end in itertools.pairwise(cuts)
    )
