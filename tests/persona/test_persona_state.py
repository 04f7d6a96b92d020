from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from persona_kit import hit

from desktop.events import State
from desktop.persona.state import Cause, apply, causes
from desktop.scenario import Difficulty, Move, Scenario

NORMAL = Difficulty()
HURT = Move("blame", stress=16, trust=-20, clarity=-10)
HELP = Move("calm", stress=-14, trust=12, clarity=8)
MIDDLE = State(50, 50, 50)


def moved(
    state: State, *rules: Move, difficulty: Difficulty = NORMAL, fired: dict[str, int] | None = None
) -> State:
    happened = [Cause(rule.on, "said") for rule in rules]
    return apply(state, rules, happened, difficulty, turn_id=1, fired=fired or {}).state


def test_causes_are_named_as_rules_name_them() -> None:
    evidence = [
        hit("blame"),
        hit("blame", "say"),
        hit("plan", "step", part="Worst case"),
        hit("rhythm", "step", tier="possible"),
    ]
    names = [cause.name for cause in causes(evidence, ["silence", "silence"])]
    assert names == ["blame", "blame.say", "plan", "plan.worst-case", "silence"]


def test_a_promise_in_a_line_that_hurts_earns_nothing() -> None:
    both = [hit("blame"), hit("promise", "promise", "I'll call the board")]
    assert [cause.name for cause in causes(both, [])] == ["blame"]
    assert [cause.name for cause in causes(both[1:], [])] == ["promise"]


def test_a_move_keeps_its_cause_and_its_words(scenario: Scenario) -> None:
    result = apply(MIDDLE, scenario.moves, [Cause("blame", "who did this")], NORMAL, turn_id=7, fired={})
    (move,) = result.moves
    assert (move.turn_id, move.by, move.words, move.before, move.after) == (
        7,
        "blame",
        "who did this",
        MIDDLE,
        result.state,
    )
    assert result.state == State(66, 30, 40)
    assert result.fired == {"blame": 1}


def test_a_repeated_rule_counts_less_and_help_fades_slower_than_harm() -> None:
    first, again = moved(MIDDLE, HURT), moved(MIDDLE, HURT, fired={"blame": 1})
    assert MIDDLE.trust - again.trust < MIDDLE.trust - first.trust
    late_hurt = MIDDLE.trust - moved(MIDDLE, HURT, fired={"blame": 9}).trust
    late_help = moved(MIDDLE, HELP, fired={"calm": 9}).trust - MIDDLE.trust
    assert late_help / HELP.trust > late_hurt / -HURT.trust


def test_a_hard_persona_is_hurt_more_and_soothed_less() -> None:
    hard, soft = Difficulty(1.5), Difficulty(0.6)
    assert (
        moved(MIDDLE, HURT, difficulty=hard).trust
        < moved(MIDDLE, HURT).trust
        < moved(MIDDLE, HURT, difficulty=soft).trust
    )
    assert (
        moved(MIDDLE, HELP, difficulty=hard).trust
        < moved(MIDDLE, HELP).trust
        < moved(MIDDLE, HELP, difficulty=soft).trust
    )


def test_there_is_a_way_back_from_the_bottom() -> None:
    state = State(50, 50, 50)
    for turn in range(10):
        state = moved(state, HURT, fired={"blame": turn})
    lowest = state.trust
    assert lowest < 15
    for turn in range(6):
        state = moved(state, HELP, fired={"calm": turn})
    assert state.trust > 35


def test_what_no_rule_knows_moves_nothing() -> None:
    result = apply(MIDDLE, [HURT], [Cause("weather")], NORMAL, turn_id=1, fired={})
    assert (result.state, result.moves, result.rules, dict(result.fired)) == (MIDDLE, (), (), {})


values = st.floats(0, 100, allow_nan=False)
shifts = st.floats(-100, 100, allow_nan=False)


@given(
    st.builds(State, values, values, values),
    st.lists(st.builds(Move, st.sampled_from("abc"), shifts, shifts, shifts), max_size=6),
    st.floats(0, 5),
)
def test_state_stays_on_its_scale_and_moves_as_the_rule_says(
    state: State, rules: list[Move], scale: float
) -> None:
    happened = [Cause(name) for name in "abc"]
    result = apply(state, rules, happened, Difficulty(scale), turn_id=1, fired={"a": 3})
    for value in (result.state.stress, result.state.trust, result.state.clarity):
        assert 0 <= value <= 100
    by_name = {(rule.on, rule.trust) for rule in rules}
    for move in result.moves:
        change = move.after.trust - move.before.trust
        assert change == pytest.approx(0, abs=0.01) or any(
            on == move.by and trust * change > 0 for on, trust in by_name
        )
