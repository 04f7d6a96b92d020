"""What the window says of a call: as `desktop.review.sentences`, in the person's language."""

from __future__ import annotations

from desktop.records import SessionSummary
from desktop.review.document import ReviewDocument, ReviewEngine, ReviewTurn
from desktop.review.remarks import NOTE, Remark
from desktop.ui import timefmt
from desktop.ui.i18n import marked, tr


def which_call(call: ReviewDocument | SessionSummary) -> str:
    """Which attempt a call was, or from where it was tried again; one in which nothing was said is none."""
    if call.from_turn if isinstance(call, ReviewDocument) else call.retry_of:
        return tr("again from {time}", time=timefmt.clock(call.begins_s))
    return tr("attempt {number}", number=call.attempt) if call.attempt else tr("you said nothing")


def about_line(document: ReviewDocument, when: str) -> str:
    """When a call was, how long, and which: "Tuesday 22:14 · 9 min 52 s · attempt 2"; `when` as it is written."""
    length = timefmt.duration(document.duration_s - document.begins_s)
    return f"{when} · {length} · {which_call(document)}"


STATUS = {"reached": marked("heard"), "partly": marked("partly heard"), "not_heard": marked("not heard")}
"""What a step's status is called on paper."""


def speaker_of(turn: ReviewTurn) -> str:
    """Who said it: "You" for the executive, else the other one's name."""
    return tr("You", "who speaks") if turn.speaker == "You" else turn.speaker


def author_of(remark: Remark) -> str:
    """Who wrote it; a note of one's own has no name."""
    return tr("Note") if remark.who == NOTE and not remark.id else remark.who


ENGINES = {
    "recogniser": marked("Hearing"),
    "second_ear": marked("Second hearing"),
    "careful_ear": marked("Hearing after the call"),
    "persona": marked("Answers"),
    "synthesizer": marked("Voice"),
    "embedder": marked("Phrases in other words"),
}
"""What the engines of a review are called."""


def engine_of(engine: ReviewEngine) -> str:
    """Which model did what."""
    role = tr(ENGINES.get(engine.role, engine.role.replace("_", " ").capitalize()))
    return tr("{role}: {model}", role=role, model=engine.model or engine.name)
