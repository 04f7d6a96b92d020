from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.packs import load_scenario
from desktop.rubric.items import items_of
from desktop.rubric.rubric import Rubric

Heard = Callable[[str], set[tuple[str, str, str]]]


@pytest.fixture(scope="session")
def rubric() -> Rubric:
    """The 11 PM call's rubric."""
    return Rubric(items_of(load_scenario("eleven-pm")))


@pytest.fixture(scope="session")
def found(rubric: Rubric) -> Heard:
    """What is found in a line: (kind, item, the words)."""

    def heard(text: str) -> set[tuple[str, str, str]]:
        hits = [hit for hit in rubric.match(text) if hit.tier == "found"]
        return {(hit.kind, hit.item, text[hit.start : hit.end]) for hit in hits}

    return heard
