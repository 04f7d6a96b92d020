"""Sample data for the window's tests and screenshots: a review like the one an 11 PM call gives."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.policy import Policy, Rules
from desktop.records import Comment, Note
from desktop.review.document import (
    SCHEMA,
    Bar,
    CurvePoint,
    MeasureResult,
    Moment,
    PartResult,
    ReviewDocument,
    ReviewEngine,
    ReviewTurn,
    StepResult,
)
from desktop.review.shared import Background, SharedReview
from desktop.ui.sharing.controller import OpenShare

INJECTION = "<b>x</b><img src=file:///etc/passwd>"


@dataclass(frozen=True)
class Line:
    """One turn: when, who, what, and (words, moment fields) on it."""

    at_s: float
    role: str
    text: str
    marks: tuple[tuple[str, dict[str, object]], ...] = ()


BLAME = {
    "kind": "avoid",
    "item": "blame",
    "label": "blame",
    "title": "Blame",
    "say_this": "We'll do the full post-mortem on Thursday. Right now, walk me through the two options.",
    "why": "tonight the question only makes him defend himself.",
    "effect": "His stress rose by 18 and he held back the fix for two turns.",
}
SAFETY = {
    "kind": "say",
    "item": "responsibility",
    "label": "safety",
    "title": "Nobody is getting fired",
    "why": "he can think again when he is not defending his job.",
    "effect": "His stress fell by 14.",
}
PROMISE = {
    "kind": "promise",
    "item": "promise",
    "label": "promise",
    "title": "A call at 11:45",
    "why": "he will wait for it. Keep it, or say why not before it is due.",
}
CERTAIN = {
    "kind": "avoid",
    "tier": "possible",
    "item": "guarantee",
    "label": "certainty",
    "title": "Demanding certainty",
    "say_this": "What is the probability that the fix works in ninety minutes?",
    "why": "He can't know; a probability is something you can plan with.",
}


def step(order: int, label: str, item: str) -> dict[str, object]:
    """Fields of a step's moment."""
    return {"kind": "step", "order": order, "label": label, "item": item, "title": label.capitalize()}


LINES = (
    Line(41, "persona", "We're still degraded. I don't know yet. I should have caught it in staging."),
    Line(
        52,
        "user",
        "Okay, but how did this even get past staging, we have a whole process for that.",
        (("how did this even get past staging", BLAME),),
    ),
    Line(60, "persona", "…The fixture was small. I signed it off. It's on me."),
    Line(
        69,
        "user",
        "Stop. Nobody is getting fired tonight. Are you sitting down?",
        (
            ("Nobody is getting fired tonight", SAFETY),
            ("Are you sitting down", step(1, "regulate the room", "regulate")),
        ),
    ),
    Line(81, "persona", "Yeah. Yeah, I'm sitting."),
    Line(
        84,
        "user",
        "What is the worst case with each option, and what does your gut say?",
        (
            ("What is the worst case with each option", step(2, "worst case", "three-questions")),
            ("what does your gut say", step(2, "gut", "three-questions")),
        ),
    ),
    Line(
        93,
        "persona",
        "Rollback: four hours, maybe two hours of orders gone. The fix: ninety minutes, sixty percent. My gut "
        "says try the fix. If it fails we still have the rollback.",
    ),
    Line(
        112,
        "user",
        "Then we try the fix. I take Sales and the customers, you only pick up for me, and I call you at a "
        "quarter to twelve. Are you absolutely sure about the ninety minutes?",
        (
            (
                "I take Sales and the customers, you only pick up for me",
                step(3, "separate fix and talk", "separate"),
            ),
            ("I call you at a quarter to twelve", PROMISE),
            ("absolutely sure about the ninety minutes", CERTAIN),
        ),
    ),
    Line(131, "persona", "No. I'm not sure. Sixty percent, like I said."),
    Line(140, "user", "Sixty percent with a way back is good enough. Start now, I'll handle the phones."),
    Line(152, "persona", "Okay. Starting. Thank you."),
)


def _moments(lines: tuple[Line, ...]) -> tuple[Moment, ...]:
    made: list[Moment] = []
    for turn_id, line in enumerate(lines):
        for words, fields in line.marks:
            start = line.text.index(words)
            end = start + len(words)
            per_char = 0.055
            audio = (line.at_s + start * per_char, line.at_s + end * per_char)
            given = {"tier": "found", **fields}
            made.append(
                Moment(id=len(made), turn_id=turn_id, words=words, chars=(start, end), audio_s=audio, **given)
            )
    return tuple(made)


def _turns(lines: tuple[Line, ...]) -> tuple[ReviewTurn, ...]:
    speakers = {"user": "You", "persona": "Kenji"}
    return tuple(
        ReviewTurn(
            turn_id=number,
            role=line.role,
            speaker=speakers[line.role],
            text=line.text,
            audio_s=(line.at_s, line.at_s + len(line.text) * 0.055),
            source="speech" if line.role == "user" else "model",
            ear="moonshine-tiny-en" if line.role == "user" else "",
        )
        for number, line in enumerate(lines)
    )


STEPS = (
    StepResult(
        "regulate", 1, "Regulate the room", "reached", 69, (2,), (), "Nobody thinks well while afraid.", ""
    ),
    StepResult(
        "three-questions",
        2,
        "Three questions, then decide",
        "partly",
        84,
        (3, 4),
        (
            PartResult("worst case of each option", 3),
            PartResult("gut feeling", 4),
            PartResult("decision with the fallback"),
        ),
        "",
        "",
    ),
    StepResult("separate", 3, "Separate fix from talk", "reached", 112, (5,), (), "", ""),
    StepResult("rhythm", 4, "Set the rhythm", "not_heard", None, (), (), "", ""),
    StepResult("matters", 5, "What matters now, what later", "not_heard", None, (), (), "", ""),
)
MEASURES = (
    MeasureResult("talk-ratio", "You talked", 0.46, "%", "46 %", "", True),
    MeasureResult("pace", "Pace", 138, "words/min", "138 words/min", "", True),
    MeasureResult("fillers", "Fillers", 3, "", "3", "", True),
    MeasureResult("open", "Open questions", 5, "", "5 of 7", "", True),
    MeasureResult(
        "monologue", "Longest monologue", 41, "s", "41 s", "He stopped listening after about thirty.", False
    ),
    MeasureResult("gap", "Pause before you answered", None, "s", "", "", None),
)
CURVE = tuple(
    CurvePoint(float(at), stress, trust, clarity, turn)
    for turn, (at, stress, trust, clarity) in enumerate(
        (
            (0, 78, 42, 30),
            (41, 80, 41, 30),
            (56, 96, 22, 25),
            (74, 80, 36, 34),
            (86, 72, 48, 48),
            (114, 60, 58, 62),
            (142, 54, 64, 70),
            (160, 50, 66, 72),
        )
    )
)


def _waveform(turns: tuple[ReviewTurn, ...], length: float) -> tuple[Bar, ...]:
    bars = []
    for number in range(160):
        at = number * length / 160
        speaking = next((t for t in turns if t.audio_s[0] <= at <= t.audio_s[1]), None)
        level = abs(math.sin(number * 1.7) * math.cos(number * 0.37)) * (0.9 if speaking else 0.06)
        bars.append(Bar(at, level, speaking.role if speaking else "persona"))
    return tuple(bars)


def review(lines: tuple[Line, ...] = LINES, **changes: object) -> ReviewDocument:
    """A review of `lines`; `changes` replace fields."""
    turns = _turns(lines)
    fields: dict[str, object] = {
        "schema": SCHEMA,
        "session_id": "s-1",
        "scenario_id": "eleven-pm",
        "title": "The 11 PM call",
        "persona": "Kenji Nakamura",
        "persona_role": "VP of Engineering",
        "started_at": "2025-03-04T22:14:00+01:00",
        "duration_s": 162.0,
        "attempt": 2,
        "summary": "You lost him at 0:52 and had him back by 1:24. Asking for his gut feeling did it. Two steps "
        "were not heard.",
        "shown_ear": "moonshine-tiny-en",
        "engines": (
            ReviewEngine("recogniser", "vosk", "0.3.45", "vosk-en-starter", "0" * 64),
            ReviewEngine("second_ear", "moonshine", "1", "moonshine-tiny-en", "0" * 64),
            ReviewEngine("persona", "llama.cpp", "0.3.36", "qwen2.5-coder-1.5b-instruct-q4_k_m", "0" * 64),
            ReviewEngine("synthesizer", "piper", "1.8", "piper-en-us-joe-medium", "0" * 64),
        ),
        "turns": turns,
        "moments": _moments(lines),
        "steps": STEPS,
        "measures": MEASURES,
        "curve": CURVE,
        "waveform": _waveform(turns, 162.0),
        "next_time": (
            "Leave how it happened for Thursday: ask for the two options instead.",
            "Say when you will call next, and what one sentence you want to hear then.",
            "Name what can wait until morning.",
        ),
    }
    return ReviewDocument(**{**fields, **changes})


def empty_review() -> ReviewDocument:
    """A call that was hung up before anyone spoke."""
    return review(
        (),
        moments=(),
        steps=tuple(StepResult(s.id, s.order, s.title, "not_heard", None, (), (), s.why, "") for s in STEPS),
        measures=(),
        curve=(),
        waveform=(),
        summary="You hung up before anyone spoke.",
        duration_s=3.0,
        next_time=("Say hello, and ask how he is.",),
    )


LINES_AGAIN = (
    LINES[0],
    Line(
        49,
        "user",
        "We'll do the full post-mortem on Thursday, and nobody is getting fired. Walk me through the two options.",
        (
            ("We'll do the full post-mortem on Thursday", SAFETY | {"item": "blame", "label": "later"}),
            ("nobody is getting fired", SAFETY),
        ),
    ),
    Line(60, "persona", "Okay. Rollback is four hours. The fix is ninety minutes, maybe sixty percent."),
    Line(70, "user", "What does your gut say?", (("What does your gut say", step(2, "gut", "three-questions")),)),
    Line(75, "persona", "The fix. If it fails we still have the rollback."),
)
_STATES_THEN = ((80.0, 41.0, 30.0), (96.0, 22.0, 25.0), (96.0, 22.0, 25.0))
_STATES_NOW = (_STATES_THEN[0], (66.0, 55.0, 42.0), (66.0, 55.0, 42.0), (62.0, 58.0, 46.0), (62.0, 58.0, 46.0))


def with_states(document: ReviewDocument, states: tuple[tuple[float, float, float], ...]) -> ReviewDocument:
    """`document` with the persona's state after its first turns."""
    turns = tuple(
        msgspec.structs.replace(turn, state=states[n]) if n < len(states) else turn
        for n, turn in enumerate(document.turns)
    )
    return msgspec.structs.replace(document, turns=turns)


def first_try() -> ReviewDocument:
    """The review of which a moment was tried again."""
    return with_states(review(), _STATES_THEN)


def second_try(session_id: str = "s-2", retry_of: str = "s-1") -> ReviewDocument:
    """The review of a retry of the moment at 0:52."""
    whole = with_states(
        review(
            LINES_AGAIN,
            session_id=session_id,
            started_at="2025-03-04T22:40:00+01:00",
            duration_s=82.0,
            summary="You tried again from 0:41. You never lost him.",
            steps=(
                StepResult("three-questions", 2, "Three questions, then decide", "partly", 70, (2,), (), "", ""),
            ),
            curve=tuple(
                CurvePoint(at, stress, trust, clarity, turn)
                for turn, (at, (stress, trust, clarity)) in enumerate(
                    zip((41.0, 55.0, 64.0, 71.0, 80.0), _STATES_NOW, strict=True)
                )
            ),
            waveform=(),
            next_time=(),
            retry_of=retry_of,
            from_turn=1,
            begins_s=41.0,
        ),
        _STATES_NOW,
    )
    carried = msgspec.structs.replace(whole.turns[0], carried=True)
    return msgspec.structs.replace(whole, turns=(carried, *whole.turns[1:]))


NOTES = (
    Note(None, "Next time: the person first, the system second.", "2025-03-05T08:00:00+01:00"),
    Note(7, "I asked for certainty again. Ask for odds.", "2025-03-05T08:01:00+01:00"),
)
COMMENTS = (
    Comment("c-1", "Ruth Adler", "2025-03-05T09:00:00+01:00", "A strong recovery. Keep the silence after 1:09."),
    Comment(
        "c-2",
        "Ruth Adler",
        "2025-03-05T09:02:00+01:00",
        "You knew he had signed it off. What did you want to hear?",
        1,
        "how did this even get past staging",
    ),
)


def written_review() -> ReviewDocument:
    """A review with the executive's notes and a coach's comments."""
    return review(notes=NOTES, comments=COMMENTS)


def open_share(comments: tuple[Comment, ...] = (), *, kept: bool = False) -> OpenShare:
    """A call that someone shared."""
    background = Background(
        "It is Tuesday, 11 PM. Since five o'clock 2,200 enterprise customers have been down.",
        "the CEO",
        "Four years with you. 60 engineers. Six hours at a terminal.",
        ("get Kenji steady enough to think", "reach one decision, with a way back"),
    )
    return OpenShare("shared:1", SharedReview("x-1", review(), background), True, comments, kept)


def policy() -> Policy:
    """What an IT department might set."""
    return Policy(
        path=Path("/etc/steadyhand/policy.toml"),
        there=True,
        who="Your IT department (it@example.com)",
        locked={"keep_audio": False, "audio_retention_days": 14, "difficulty": "realistic", "barge_in": True},
        rules=Rules(fetch_models="never", models_outside_catalog=False, exports=False),
        ruled=frozenset({"fetch_models", "models_outside_catalog", "exports"}),
    )
