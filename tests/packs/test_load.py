"""Packs from folders: what loads, what is refused, and what is said about it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.packs import PackError, builtin_packs, installed_packs, load_pack, load_scenario
from desktop.packs.problems import Problem

Edit = Callable[..., Path]


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return caught.value.problems


def only(folder: Path) -> Problem:
    problems = problems_of(folder)
    assert len(problems) == 1, problems
    return problems[0]


def line_with(folder: Path, text: str) -> int:
    lines = (folder / "scenarios/eleven-pm.toml").read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_built_in_pack_loads_by_id_and_by_path(pack: Path) -> None:
    scenario = load_scenario("eleven-pm")
    assert scenario.persona.name == "Kenji Nakamura"
    assert load_scenario(pack) == scenario
    assert load_scenario(pack / "scenarios/eleven-pm.toml") == scenario
    assert [p.id for p in builtin_packs()] == ["eleven-pm"]


def test_an_unknown_scenario_names_the_nearest() -> None:
    with pytest.raises(UserError, match='Did you mean "eleven-pm"'):
        load_scenario("elevenpm")


def test_five_mistakes_are_five_problems_each_with_its_line(edit: Edit) -> None:
    edit("minutes = 10", 'minutes = "ten"')
    edit('tagline = "Six', 'tag_line = "Six')
    edit('then = "breathes"', 'then = "breaths"')
    edit('when = "trust < 25"', 'when = "trsut < 25 or regulated"')
    folder = edit('sex = "male"', 'sex = "robot"')
    found = {problem.field: problem for problem in problems_of(folder)}
    assert found["minutes"].line == line_with(folder, "minutes =")
    assert found["minutes"].expected == 'expected a number, not "ten"'
    assert found["tag_line"].mend == 'Did you mean "tagline"?'
    assert found["persona.voice.sex"].line == line_with(folder, 'sex = "robot"')
    assert found["moves.11.then"].mend == 'Did you mean "breathes"?'
    assert found["moves.11.then"].line == line_with(folder, 'then = "breaths"')
    assert found["beats.5.when"].line == line_with(folder, "trsut")
    assert set(found) == {"minutes", "tagline", "tag_line", "persona.voice.sex", "moves.11.then", "beats.5.when"}
