"""Do the words so far look like a finished thought? Text only; silence is the detector's business."""

from __future__ import annotations

from typing import Literal

Completeness = Literal["complete", "unknown", "trailing"]

_TRAILING = frozenset(
    """a an the and or but so because um uh er hmm like if that which who when where while until unless of to
    for from with without in on at by about into over under between my your our his her its their this these
    those is are was were am be been i we you they he she it's i'm we're you're they're i'll we'll you'll can
    could will would should shall may might must do does did have has had not very really just also than then
    as what's let's maybe well""".split()
)
"""Words that no English sentence rests on: the speaker is still looking for the next one."""

_CLOSED = frozenset(
    {"yes", "no", "okay", "right", "thanks", "exactly", "agreed", "done", "good", "sure", "goodbye"}
)
_MIN_WORDS = 4
"""Fewer words than this, and the last one not a closed answer: can't tell."""


def completeness(text: str) -> Completeness:
    """Judge the last words of `text`: a trailing word, a closed clause, or no telling."""
    words = text.lower().replace("?", " ").replace(".", " ").replace(",", " ").replace("!", " ").split()
    if not words:
        return "unknown"
    if words[-1] in _TRAILING:
        return "trailing"
    if len(words) >= _MIN_WORDS or words[-1] in _CLOSED:
        return "complete"
    return "unknown"
