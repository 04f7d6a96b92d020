"""What an executive would ask in each built-in call finds a fact that answers it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from desktop.packs import builtin_packs
from desktop.persona import asking
from desktop.persona.plot import Plot

SCENARIOS = {scenario.id: scenario for pack in builtin_packs() for scenario in pack.scenarios}
LISTS = sorted((Path(__file__).parent / "questions").glob("*.toml"), key=lambda file: file.stem)
UNSEEN = sorted((Path(__file__).parent / "unseen").glob("*.toml"))
FEWEST = 40
SHARE = 0.9
"""Of the questions of a call; who asks one of the others gets an honest "I don't know"."""


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_what_one_would_ask_is_answered(file: Path) -> None:
    scenario = SCENARIOS[file.stem]
    questions: dict[str, list[str]] = tomllib.loads(file.read_text())["questions"]
    plot = Plot(scenario.persona.start)
    missed = []
    for question, answers in questions.items():
        found = asking.asked_for(scenario, plot, question)
        if not found or found[0].id not in answers:
            missed.append((question, [fact.id for fact in found]))
    assert len(questions) >= FEWEST
    assert len(missed) <= (1 - SHARE) * len(questions), missed


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_what_only_tells_asks_for_nothing(file: Path) -> None:
    scenario = SCENARIOS[file.stem]
    told: list[str] = tomllib.loads(file.read_text())["told"]
    assert len(told) >= 10
    wrong = [line for line in told if asking.asked_for(scenario, Plot(scenario.persona.start), line)]
    assert len(wrong) <= 1, wrong


def test_most_of_what_nobody_wrote_examples_for_is_answered() -> None:
    """Questions by somebody who knew the facts and none of the examples. Whoever mends a pack by looking at these
    has to write others: they tell how far the examples reach."""
    found = asked = 0
    for file in UNSEEN:
        scenario = SCENARIOS[file.stem]
        for question, answers in tomllib.loads(file.read_text())["questions"].items():
            facts = asking.asked_for(scenario, Plot(scenario.persona.start), question)
            asked += 1
            found += bool(facts) and facts[0].id in answers
    assert asked == 20 * len(UNSEEN) >= 180
    assert found / asked >= 0.75
