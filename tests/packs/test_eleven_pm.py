"""The built-in call can carry itself on authored lines, and its example is fit to be spoken."""

from __future__ import annotations

from desktop.packs import load_scenario
from desktop.scenario import MEASURES

CALL = load_scenario("eleven-pm")


def test_there_is_enough_to_say_for_a_long_call() -> None:
    lines = [line for beat in CALL.beats for band in beat.lines.values() for line in band]
    assert len(CALL.beats) >= 8
    assert len(lines) == len(set(lines)) >= 80
    standing = [beat for beat in CALL.beats if beat.when.source == ""]
    assert [beat.id for beat in standing] == [CALL.beats[-1].id]
    for stress in (90.0, 20.0):
        assert len({line for beat in CALL.beats for line in beat.lines_for(stress)}) >= 60


def test_every_fact_can_be_asked_for_and_told() -> None:
    assert all(len(fact.lines) >= 2 and len(fact.asked_by) >= 3 for fact in CALL.facts)


def test_both_sides_of_every_pair_move_him_where_both_are_listened_for() -> None:
    moved = {move.on for move in CALL.moves}
    assert {pair.id for pair in CALL.pairs} <= moved
    assert {f"{pair.id}.say" for pair in CALL.pairs if pair.say_examples} <= moved
    assert {step.id for step in CALL.steps} <= moved


def test_the_four_pairs_the_five_steps_and_the_difficulties_are_there() -> None:
    assert [pair.id for pair in CALL.pairs if pair.say_examples] == ["blame", "certainty", "pressure", "threat"]
    assert [step.order for step in CALL.steps] == [1, 2, 3, 4, 5]
    assert set(CALL.difficulties) == {"supportive", "realistic", "brutal"}
    assert {measure.id for measure in CALL.measures} <= set(MEASURES)


def test_the_example_is_spoken_language() -> None:
    assert 8 <= len(CALL.example) <= 10
    assert all(6 <= len(line.split()) <= 30 for line in CALL.example)
    assert all(character.isalpha() or character in " ,.?'-" for line in CALL.example for character in line)
