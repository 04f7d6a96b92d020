"""What is copied out of a review: a turn, a moment, the whole transcript, as plain text. Pure."""

from __future__ import annotations

from desktop.review.document import Moment, ReviewDocument, ReviewTurn
from desktop.review.sentences import clock, spoken_by


def turn_text(turn: ReviewTurn) -> str:
    """One turn on one line: time, speaker, words."""
    return f"{clock(turn.audio_s[0])}  {spoken_by(turn)}: {turn.text}"


def moment_text(moment: Moment, who: str = "You said") -> str:
    """A moment: what was said, what to say, and why."""
    lines = [f"{clock(moment.audio_s[0])}  {moment.title or moment.label}", f"{who}: “{moment.words}”"]
    lines += [f"Say this: “{moment.say_this}”"] if moment.say_this else []
    return "\n".join([*lines, *(one for one in (moment.why, moment.effect) if one)])


def transcript_text(document: ReviewDocument) -> str:
    """Every turn, one a line, after the call's title."""
    head = f"{document.title}, {document.started_at[:16].replace('T', ' ')}"
    return "\n".join([head, "", *map(turn_text, document.turns)]) + "\n"
