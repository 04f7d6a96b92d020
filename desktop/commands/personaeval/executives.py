"""What the scripted executives say: general lines of their kind, with lines of the scenario between them. Pure."""

from __future__ import annotations

import itertools
import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from desktop.scenario import Scenario

Expected = Literal["better", "worse"]
KINDS = ("supportive", "blaming", "micromanaging", "certainty", "rambling", "silent", "adversarial")


@dataclass(frozen=True, slots=True)
class Line:
    """One line; "" is silence. `expected`: what it should do to the persona, where the pack says so."""

    text: str
    expected: Expected | None = None


def lines(kind: str, scenario: Scenario, turns: int, seed: int) -> tuple[Line, ...]:
    """`turns` lines of that kind. The same seed gives the same ones."""
    dice = random.Random(f"{seed}/{scenario.id}/{kind}")
    general = _endless([Line(text) for text in general_lines()[kind]], dice)
    others = _endless(_of_the_pack(kind, scenario), dice)
    mixed = (next(general if turn % 2 else others) for turn in itertools.count(1))
    return tuple(itertools.islice(mixed, turns))


def general_lines() -> dict[str, list[str]]:
    """The lines that come with the command, by kind."""
    raw = tomllib.loads((Path(__file__).parent / "executives.toml").read_text(encoding="utf-8"))
    return {kind: raw[kind]["lines"] for kind in KINDS}


def _of_the_pack(kind: str, scenario: Scenario) -> list[Line]:
    """What the pack itself listens for, with the direction its moves give; questions for all the others."""
    moved = {move.on for move in scenario.moves}
    questions = [Line(text) for fact in scenario.facts for text in fact.asked_by]
    if kind == "supportive":
        says = [(f"{pair.id}.say", text) for pair in scenario.pairs for text in pair.say_examples]
        steps = [(step.id, text) for step in scenario.steps for text in step.examples]
        parts = [(step.id, text) for step in scenario.steps for part in step.parts for text in part.examples]
        good = [Line(text, "better" if on in moved else None) for on, text in (*says, *steps, *parts)]
        return [*good, *questions]
    if kind == "blaming":
        return [
            Line(text, "worse" if pair.id in moved else None)
            for pair in scenario.pairs
            for text in pair.avoid_examples
        ]
    return questions or [Line("What happened?")]


def _endless(stock: Sequence[Line], dice: random.Random) -> Iterator[Line]:
    """All of `stock`, shuffled, and again."""
    while True:
        yield from dice.sample(stock, len(stock))
