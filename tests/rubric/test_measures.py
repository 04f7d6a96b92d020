"""Counting: talk ratio, pace, questions, monologues, gaps, fillers."""

from __future__ import annotations

import pytest

from desktop.events import Transcript, Utterance
from desktop.rubric.measures import Measured, measure
from desktop.rubric.questions import questions_in
from desktop.scenario import MEASURES, Measure


def said(text: str, start: float, end: float, role: str = "user", ears: tuple[str, ...] = ()) -> Utterance:
    source = "speech" if role == "user" else "model"
    heard = tuple(Transcript(f"ear{n}", each) for n, each in enumerate(ears))
    return Utterance(1, role, text, start, end, source, transcripts=heard)  # type: ignore[arg-type]


CALL = (
    said("We are still down", 0.0, 4.0, "persona"),
    said("What does your gut say, and are you sitting down", 5.0, 10.0, ears=("um what does er your gut say",)),
    said("The fix", 11.0, 13.0, "persona"),
    said("Then we try the fix", 13.5, 15.5),
)


def only(rule: Measure, call: tuple[Utterance, ...] = CALL) -> Measured:
    (measured,) = measure(call, 20.0, [rule])
    return measured


@pytest.mark.parametrize(
    ("id_", "value", "shown"),
    [
        ("talk-ratio", 53.8, "54 %"),
        ("pace", 128.6, "129 words/min"),
        ("questions", 2.0, "2"),
        ("open-questions", 1.0, "1 of 2"),
        ("longest-monologue", 5.0, "5 s"),
        ("response-gap", 0.75, "0.8 s"),
        ("fillers", 2.0, "2"),
    ],
)
def test_each_measure(id_: str, value: float, shown: str) -> None:
    measured = only(Measure(id_, "Title"))
    assert (measured.value, measured.shown, measured.unit) == (value, shown, MEASURES[id_])
    assert measured.within is None


def test_a_value_outside_its_range_gets_the_sentence_of_that_side() -> None:
    high = only(Measure("talk-ratio", "You talked", 30, 50, "Too much.", "Too little."))
    low = only(Measure("talk-ratio", "You talked", 60, 90, "Too much.", "Too little."))
    fine = only(Measure("talk-ratio", "You talked", 50, 55, "Too much.", "Too little."))
    assert [(m.within, m.sentence) for m in (high, low, fine)] == [
        (False, "Too much."),
        (False, "Too little."),
        (True, ""),
    ]


def test_a_typed_call_is_compared_by_words_and_has_no_pace() -> None:
    typed = (said("one two three", 1.0, 1.0), said("four", 2.0, 2.0, "persona"))
    assert only(Measure("talk-ratio", ""), typed).shown == "75 %"
    assert only(Measure("pace", "", 100), typed) == Measured("pace", "", None, "words/min", "not measured")


@pytest.mark.parametrize("id_", sorted(MEASURES))
def test_an_empty_call_has_every_measure_and_no_verdict_from_nothing(id_: str) -> None:
    measured = only(Measure(id_, "Title"), ())
    assert measured.shown
    assert not measured.value


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("what is the worst case and how likely is it", [True, True]),
        ("okay so are you sitting down", [False]),
        ("You are sure?", [False]),
        ("what matters now is the fix", []),
        ("i don't know what the odds are", []),
        ("when you are ready call me", []),
        ("why didn't anyone catch this", [True]),
    ],
)
def test_questions_with_and_without_marks(text: str, starts: list[bool]) -> None:
    assert [question.open for question in questions_in(text)] == starts
