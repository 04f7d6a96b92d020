"""The condition language of scenario packs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.conditions import ConditionError, Moment, parse
from desktop.events import State
from desktop.scenario import part_slug


def moment(
    *, stress: float = 50, trust: float = 50, at_s: float = 0, happened: frozenset[str] = frozenset()
) -> Moment:
    return Moment(State(stress, trust, 50), at_s, 3, happened)


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("", True),
        ("trust < 25", False),
        ("trust >= 45 and not decided", True),
        ("at 4:00", False),
        ("at 0:30", True),
        ("blame or (stress > 60 and trust > 10)", False),
        ("turn == 3", True),
        ("decided and separated and rhythm", False),
    ],
)
def test_holds(source: str, holds: bool) -> None:
    assert parse(source)(moment(at_s=45)) is holds


def test_names_are_what_happened() -> None:
    condition = parse("decided and blame.say")
    assert condition.names == {"decided", "blame.say"}
    assert condition(moment(happened=frozenset({"decided", "blame.say"})))


@pytest.mark.parametrize(
    "source",
    [
        "trust <",
        "trust",
        "at noon",
        "at 4",
        "(trust < 3",
        "and",
        "a b",
        "a $ b",
        "not",
        "stress < high",
        "x" * 301,
    ],
)
def test_refuses(source: str) -> None:
    with pytest.raises(ConditionError):
        parse(source)


@given(st.text(max_size=400))
def test_any_text_parses_or_refuses(source: str) -> None:
    try:
        condition = parse(source)
    except ConditionError:
        return
    assert condition(moment()) in (True, False)


def test_a_name_compared_with_a_number_is_told_what_can_be() -> None:
    with pytest.raises(ConditionError, match="'rust' is no number; stress, trust, clarity, turn"):
        parse("asked and rust >= 60")


@pytest.mark.parametrize(
    ("label", "name"),
    [("Worst case?", "worst-case"), ("what's next", "whats-next"), ("50/50", "5050"), ("Größe", "größe")],
)
def test_the_name_of_a_part_can_stand_in_a_condition(label: str, name: str) -> None:
    assert part_slug(label) == name
    assert parse(f"step.{part_slug(label)}").names == {f"step.{name}"}
