"""The review as Markdown: every turn, every highlight, what to say instead, notes and comments. Pure.

What was said is text: characters that Markdown would read as marks or HTML are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop.review.document import Moment, ReviewDocument, StepResult
from desktop.review.html import sign
from desktop.review.remarks import Remark, remarks
from desktop.review.sentences import STATUS, about_line, clock, spoken_by, who_said

_MARKS = re.compile(r"[\\`*_{}\[\]<>#+!|~&$=]")
_BEGINS_LIST = re.compile(r"^(\d+(?=[.)])|(?=-))")


def plain(text: str) -> str:
    """`text` on one line, so that Markdown shows it as it stands."""
    line = " ".join(text.split())
    escaped = _MARKS.sub(r"\\\g<0>", line)
    return _BEGINS_LIST.sub(r"\1\\", escaped)


def render(document: ReviewDocument) -> str:
    """The whole review as one Markdown text that ends in a line break."""
    parts = [_head(document), _written(document), _transcript(document), _moments(document)]
    parts += [_steps(document), _measures(document), _next(document), _foot(document)]
    return "\n".join(line for part in parts for line in part)


def _head(document: ReviewDocument) -> Iterator[str]:
    yield f"# {plain(document.title)}\n"
    yield f"{plain(document.persona)}, {plain(document.persona_role)}."
    yield f"{plain(about_line(document))}\n"
    if document.summary:
        yield f"{plain(document.summary)}\n"


def _written(document: ReviewDocument) -> Iterator[str]:
    found = remarks(document, None)
    if found:
        yield "## Notes and comments\n"
        for one in found:
            yield f"{_remark(one)}\n"


def _remark(one: Remark) -> str:
    """A quotation: who, on what, and each line of what they wrote."""
    about = f" on “{plain(one.about)}”" if one.about else ""
    lines = [plain(line) for line in one.text.splitlines() if line.strip()]
    return "\n>\n".join(
        [f"> **{plain(one.who)}**{about}: {lines[0] if lines else ''}", *(f"> {x}" for x in lines[1:])]
    )


def _transcript(document: ReviewDocument) -> Iterator[str]:
    yield "## What was said\n"
    if not document.turns:
        yield "Nothing was said in this call.\n"
    for turn in document.turns:
        yield f"**{clock(turn.audio_s[0])} {plain(spoken_by(turn))}:** {plain(turn.text)}\n"
        if turn.role == "user":
            marks = [_mark(one) for one in document.moments if one.turn_id == turn.turn_id]
            if marks:
                yield "\n".join(marks) + "\n"
        for one in remarks(document, turn.turn_id):
            yield f"{_remark(one)}\n"


def _mark(moment: Moment) -> str:
    return f"- {plain(sign(moment))}: “{plain(moment.words)}”"


def _moments(document: ReviewDocument) -> Iterator[str]:
    advised = [moment for moment in document.moments if moment.say_this]
    if advised:
        yield "## Say this, not that\n"
    for moment in advised:
        yield f"### {clock(moment.audio_s[0])} {plain(moment.title or moment.label)}\n"
        yield f"{plain(who_said(document))}: “{plain(moment.words)}”\n"
        yield f"Say this: “{plain(moment.say_this)}”\n"
        why = " ".join(filter(None, (moment.why, moment.effect)))
        if why:
            yield f"{plain(why)}\n"
    others = [moment for moment in document.moments if not moment.say_this and (moment.why or moment.effect)]
    if others:
        yield "## What else stood out\n"
    for moment in others:
        why = " ".join(filter(None, (moment.why, moment.effect)))
        yield f"{clock(moment.audio_s[0])} {plain(sign(moment))}: “{plain(moment.words)}” {plain(why)}\n"


def _steps(document: ReviewDocument) -> Iterator[str]:
    if document.steps:
        yield "## Steps\n"
        yield "\n".join(_step(step) for step in sorted(document.steps, key=lambda one: one.order)) + "\n"


def _step(step: StepResult) -> str:
    when = f", {clock(step.at_s)}" if step.at_s is not None else ""
    missing = [part.label for part in step.parts if part.moment is None]
    parts = f" (not heard: {plain(', '.join(missing))})" if missing and step.status == "partly" else ""
    say = f": “{plain(step.say)}”" if step.say and step.status != "reached" else ""
    return f"{step.order}. {plain(step.title)}: {STATUS[step.status]}{when}{parts}{say}"


def _measures(document: ReviewDocument) -> Iterator[str]:
    if document.measures:
        yield "## Measures\n"
        lines = [f"- {plain(one.title)}: {plain(one.shown) or 'not measured'}" for one in document.measures]
        sentences = [f". {plain(one.sentence)}" if one.sentence else "" for one in document.measures]
        yield "\n".join(line + sentence for line, sentence in zip(lines, sentences, strict=True)) + "\n"


def _next(document: ReviewDocument) -> Iterator[str]:
    if document.next_time:
        yield "## Next time\n"
        yield "\n".join(f"{number}. {plain(line)}" for number, line in enumerate(document.next_time, 1)) + "\n"


def _foot(document: ReviewDocument) -> Iterator[str]:
    yield "---\n"
    for notice in document.notices:
        yield f"{plain(notice)}\n"
    if document.shown_ear:
        yield f"The words shown are those of {plain(document.shown_ear)}.\n"
    engines = [f"{one.role}: {one.name} {one.version}, {one.model}" for one in document.engines]
    if engines:
        yield f"{plain('; '.join(engines))}\n"
