"""Evidence keeps its place in text and sound; steps follow from it; promises are found by their form."""

from __future__ import annotations

import pytest

from desktop.events import Evidence, Utterance, Word
from desktop.packs import load_scenario
from desktop.rubric.evidence import evidence_for
from desktop.rubric.promises import promises_in
from desktop.rubric.rubric import Rubric
from desktop.rubric.steps import steps_reached
from desktop.rubric.tokens import tokens_of


def spoken(text: str) -> Utterance:
    words = tuple(Word(word, 10.0 + n, 10.5 + n) for n, word in enumerate(text.split()))
    return Utterance(3, "user", text, 10.0, 10.0 + len(words), "speech", words=words)


def test_evidence_carries_words_characters_and_sound(rubric: Rubric) -> None:
    line = spoken("Okay, but how did this pass staging? Tell me.")
    (evidence,) = evidence_for(line, rubric.match(line.text))
    assert evidence == Evidence("blame", "avoid", "found", "how did this pass staging", 3, (10, 35), (12.0, 16.5))


def test_a_typed_line_gives_its_own_range(rubric: Rubric) -> None:
    line = Utterance(1, "user", "how did this pass staging", 7.0, 7.0, "typed")
    assert [e.audio_s for e in evidence_for(line, rubric.match(line.text))] == [(7.0, 7.0)]


def evidence(item: str, turn: int, part: str = "", tier: str = "found") -> Evidence:
    return Evidence(item, "step", tier, "w", turn, (0, 1), (float(turn), turn + 0.5), part)  # type: ignore[arg-type]


def test_steps_are_reached_partly_or_not_heard_and_know_their_order() -> None:
    heard = [
        evidence("three-questions", 2, "gut"),
        evidence("separate", 3),
        evidence("regulate", 4),
        evidence("rhythm", 5, tier="possible"),
    ]
    reached = {one.step.id: one for one in steps_reached(load_scenario("eleven-pm").steps, heard)}
    assert {id_: one.status for id_, one in reached.items()} == {
        "regulate": "reached",
        "three-questions": "partly",
        "separate": "reached",
        "rhythm": "not_heard",
        "now-and-later": "not_heard",
    }
    assert reached["three-questions"].parts_heard == ("gut",)
    assert [id_ for id_, one in reached.items() if not one.in_order] == ["regulate"]
    assert reached["separate"].at_s == 3.0
    assert reached["rhythm"].at_s is None


def test_a_step_with_parts_is_reached_when_all_are_heard() -> None:
    heard = [evidence("three-questions", n, part) for n, part in enumerate(["gut", "decision", "worst case"])]
    reached = {one.step.id: one.status for one in steps_reached(load_scenario("eleven-pm").steps, heard)}
    assert reached["three-questions"] == "reached"


def promised(text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in promises_in(tokens_of(text), "promise")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("okay I'll call you at quarter to twelve, fine", "I'll call you at quarter to twelve"),
        ("and I call you at a quarter to twelve.", "I call you at a quarter to twelve"),
        ("we'll do the post-mortem on Thursday", "we'll do the post-mortem on Thursday"),
        ("we will check in every forty five minutes", "we will check in every forty five minutes"),
        ("I will call Sales.", "I will call Sales"),
        ("I'm going to be back in ten minutes", "I'm going to be back in ten minutes"),
        ("I'll call Marcus in the next five minutes.", "I'll call Marcus in the next five minutes"),
        ("I'll call Marcus and tell the others.", "I'll call Marcus and tell"),
    ],
)
def test_promises_from_subject_to_time(text: str, words: str) -> None:
    assert promised(text) == [words]


def test_a_second_promise_is_not_eaten_by_the_first() -> None:
    said = "I'll call Marcus and I'll take Sales off your back in the next five minutes."
    assert promised(said) == ["I'll call Marcus", "I'll take Sales off your back in the next five minutes"]


@pytest.mark.parametrize(
    "text",
    [
        "if I call you at ten pick up",
        "I won't call you tonight",
        "we should meet on Friday",
        "I was on the phone at ten",
        "Marcus said I will call you at ten",
        "will I call you at ten",
        "you call me at ten",
        "I think we can do that",
    ],
)
def test_what_is_no_promise(text: str) -> None:
    assert promised(text) == []
