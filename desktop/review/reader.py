"""A review as another reads it: its sentences speak of the executive, and not to the reader. Pure.

What was done is told of them, in a pack's sentences as well: "You talked most of the call." What a pack advises
stays as its author wrote it, to the executive; a line above the review says so.
"""

from __future__ import annotations

import re

import msgspec

from desktop.review.document import ReviewDocument

UNNAMED = "The executive"
"""Whoever shared a call without a name."""
_YOU = re.compile(r"(?<![\w’'])You (?=lost |held |never |tried |hung )")
_BEFORE = re.compile(r"(?<=was over before )you(?= said )")
_DID = (
    r"(?:never |hardly |nearly |almost )?(?:\w+(?<!e)ed|agreed|began|came|chose|did|felt|found|gave|had|heard|"
    r"held|hung|kept|knew|lost|made|meant|ran|said|saw|sent|spoke|stood|thought|told|took|went|were)\b"
)
"""What is in the past beyond doubt: neither "need" nor "put"."""
_YOU_DID = re.compile(rf"(?<![\w’'])[Yy]ou (?={_DID})")
_YOUR = re.compile(r"(?:^|(?<=[.:;!?] ))Your\b")
_BEFORE_YOU_ANSWER = re.compile(r"\bbefore you answer\b")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
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

    def told(text: str) -> str:
        return _told(text, name, inside)

    measured = {one.sentence for one in document.measures}
    measures = tuple(
        msgspec.structs.replace(one, title=told(one.title), sentence=told(one.sentence))
        for one in document.measures
    )
    return msgspec.structs.replace(
        document,
        measures=measures,
        next_time=tuple(told(one) if one in measured else one for one in document.next_time),
        executive=name,
        turns=turns,
        moments=moments,
        summary=_BEFORE.sub(lambda _you: inside, summary),
    )


def named_inside(document: ReviewDocument) -> str:
    """What the executive of a shared review is called inside a sentence: their name, or "the executive"."""
    name = document.executive or UNNAMED
    return name[0].lower() + name[1:] if name == UNNAMED else name


def _told(text: str, name: str, inside: str) -> str:
    """`text`, of what was done, as told of `name`; lines in quotation marks stay what somebody says."""
    parts, at = [], 0
    for quoted in _QUOTED.finditer(text):
        parts += [_of(text[at : quoted.start()], name, inside), quoted.group()]
        at = quoted.end()
    return "".join([*parts, _of(text[at:], name, inside)])


def _of(text: str, name: str, inside: str) -> str:
    told = _YOU_DID.sub(lambda you: f"{name if you.group()[0] == 'Y' else inside} ", text)
    told = _YOUR.sub(lambda _your: f"{name}’s", told)
    return _BEFORE_YOU_ANSWER.sub("before answering", told)
