"""Scripted executives, and the judge of what a persona said to them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.cli import main
from desktop.commands.personaeval import judge
from desktop.commands.personaeval.executives import KINDS, Line, general_lines, lines
from desktop.commands.personaeval.judge import Spoken, Tally, direction, total
from desktop.events import State
from desktop.packs import load_scenario
from desktop.persona import guard

SCENARIO = load_scenario("eleven-pm")
CALM, HURT = State(50, 50, 50), State(60, 40, 50)


def context(said: tuple[str, ...] = ()) -> guard.Context:
    return guard.context(SCENARIO, facts=[fact.text for fact in SCENARIO.facts], heard=["Okay."], said=said)


def spoken(text: str, line: Line | None = None, after: State = CALM) -> Spoken:
    return Spoken(
        line or Line("Okay."),
        text,
        "model",
        "working",
        CALM,
        after,
        {"repeat": 1},
        context(),
        plan_ms=1.0,
        own_ms=1.5,
        total_s=2.0,
        prompt_tokens=60,
        tokens=20,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_lines_of_its_own_and_of_the_pack(kind: str) -> None:
    said = lines(kind, SCENARIO, 60, 1)
    assert said == lines(kind, SCENARIO, 60, 1) != lines(kind, SCENARIO, 60, 2)
    assert {line.text for line in said[::2]} <= set(general_lines()[kind])
    assert any(line.text not in general_lines()[kind] for line in said[1::2])


def test_the_pack_says_what_its_lines_should_do() -> None:
    assert {line.expected for line in lines("blaming", SCENARIO, 60, 1)} == {None, "worse"}
    assert {line.expected for line in lines("supportive", SCENARIO, 60, 1)} == {None, "better"}
    assert {line.expected for line in lines("adversarial", SCENARIO, 60, 1)} == {None}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("As an AI language model, I can't feel tired.", "assistant_talk"),
        ("*sighs* It's late.", "narration"),
        ("It takes 17 hours.", "unknown_number"),
        ("I called Roberta about it.", "unknown_name"),
        ("The full rollback is ninety minutes.", "contradiction"),
        ("The targeted fix takes ninety hours.", "contradiction"),
    ],
)
def test_what_was_said_is_held_against_the_rules_once_more(text: str, rule: str) -> None:
    tally = Tally()
    tally.add(spoken(text))
    found = tally.result()
    assert found["guard_after"][rule] == 1
    assert len(found["broken_lines"]) == 1
    assert found["broken_lines"][0].endswith(text)
    assert found["guard_before"] == {"repeat": 1}


@pytest.mark.parametrize("line", [line for fact in SCENARIO.facts for line in fact.lines])
def test_what_the_pack_itself_says_of_its_facts_contradicts_none(line: str) -> None:
    tally = Tally()
    tally.add(spoken(line))
    assert tally.result()["guard_after"]["contradiction"] == 0


def test_a_sentence_said_twice_in_a_call_is_a_repeat_but_not_in_another_call() -> None:
    tally = Tally()
    for _ in range(2):
        tally.add(spoken("It's the index. Okay."))
    assert tally.result()["exact_repeats"] == 1
    tally.new_call()
    tally.add(spoken("It's the index."))
    assert tally.result()["exact_repeats"] == 1
    assert tally.result()["calls"] == 2


def test_direction_is_right_when_the_persona_moved_as_the_pack_says() -> None:
    assert [direction(CALM, after) for after in (HURT, CALM, State(40, 60, 50))] == ["worse", "", "better"]
    tally = Tally()
    tally.add(spoken("Okay.", Line("Whose fault is it?", "worse"), HURT))
    tally.add(spoken("Okay.", Line("Whose fault is it?", "worse"), CALM))
    tally.add(spoken("Okay.", Line("What is up?"), HURT))
    assert tally.result()["direction"] == {"labelled": 2, "right": 1}
    assert total([tally.result()])["direction_right_share"] == 0.5


def test_the_sum_has_shares_of_all_turns() -> None:
    one, other = Tally(), Tally()
    one.add(spoken("The full rollback is ninety minutes."))
    one.add(spoken("Okay."))
    for _ in range(2):
        other.add(spoken("It's the index."))
    whole = total([one.result(), other.result()])
    assert whole["turns"] == 4
    assert whole["invented_or_contradicted_share"] == 0.25
    assert whole["exact_repeats_share"] == 0.25
    assert set(whole["guard_after"]) == set(judge.AFTER)


def test_the_command_judges_authored_lines_without_a_model(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = ["--model", "none", "--turns", "12", "--executives", "supportive,blaming", "--json"]
    assert main(["persona", "eval", *wanted]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["scenario"] == "eleven-pm"
    assert set(found["executives"]) == {"supportive", "blaming"}
    assert found["total"]["turns"] == 24
    assert all(one["direction"]["labelled"] for one in found["executives"].values())
    assert found["total"]["direction_right_share"] > 0.9
    for one in found["executives"].values():
        assert 0 < one["director_guard_ms"]["median"] <= one["director_guard_ms"]["p95"]


def test_an_executive_nobody_knows_is_said(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["persona", "eval", "--model", "none", "--executives", "kind"]) == 1
    assert "There is no executive 'kind'. Choose among supportive, blaming" in capsys.readouterr().err
