"""A review as another reads it: its sentences speak of the executive, and not to the reader. Pure.

What the pack says to the executive (why a line hurts, what a measure means, what to do next time) stays as it is.
"""

from __future__ import annotations

import re

import msgspec

from desktop.review.document import ReviewDocument

UNNAMED = "The executive"
"""Whoever shared a call without a name."""
_YOU = re.compile(r"(?<![\w’'])You (?=lost |held |never |tried |hung )")
_BEFORE = re.compile(r"(?<=was over before )you(?= said )")
_IN_YOU = re.compile(r"(?<=trust in )you\b")


def for_reader(document: ReviewDocument) -> ReviewDocument:
    """`document` for somebody else: "You" becomes the name that was given with it, or `UNNAMED`."""
    name = document.executive.strip() or UNNAMED
    inside = name if document.executive.strip() else name[0].lower() + name[1:]
    turns = tuple(
        msgspec.structs.replace(turn, speaker=name) if turn.role == "user" else turn for turn in document.turns
    )
    moments = tuple(
        msgspec.structs.replace(moment, effect=_IN_YOU.sub(lambda _you: inside, moment.effect))
        for moment in document.moments
    )
    summary = _YOU.sub(lambda _you: f"{name} ", document.summary)
    return msgspec.structs.replace(
        document,
        executive=name,
        turns=turns,
        moments=moments,
        summary=_BEFORE.sub(lambda _you: inside, summary),
    )
