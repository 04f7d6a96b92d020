"""Every built-in scenario can carry a call on authored lines, and its example calls go as they should."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pytest

from desktop.events import Evidence, State, Utterance
from desktop.packs import builtin_packs
from desktop.persona import guard
from desktop.persona.reply import PersonaActor
from desktop.rubric.evidence import evidence_for
from desktop.rubric.items import items_of
from desktop.rubric.rubric import Rubric
from desktop.scenario import MEASURES, Scenario

SCENARIOS = [scenario for pack in builtin_packs() for scenario in pack.scenarios]
every = pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario.id for scenario in SCENARIOS])


@dataclass(frozen=True)
class Turn:
    line: str
    evidence: tuple[Evidence, ...]
    reply: str
    facts: tuple[str, ...]
    state: State
    ended: bool
    gave_up: bool


@cache
def rubric_of(scenario_id: str) -> Rubric:
    return Rubric(items_of(next(scenario for scenario in SCENARIOS if scenario.id == scenario_id)))


def played(
    scenario: Scenario, lines: Iterable[str], difficulty: str = "realistic", seed: int = 1, turn_s: float = 10.0
) -> list[Turn]:
    """The call on authored lines, `turn_s` seconds a turn."""
    rubric = rubric_of(scenario.id)
    actor = PersonaActor(scenario, difficulty, seed, freedom="ranks")
    actor.opened(actor.opening())
    turns: list[Turn] = []
    for number, line in enumerate(lines, 1):
        heard = Utterance(number, "user", line, 0, 0, "typed")
        evidence = tuple(evidence_for(heard, rubric.match(line)))
        plan = actor.hear(line, evidence, at_s=turn_s * number, turn_id=number)
        reply = actor.speak(plan, None, lambda _sentence: None, lambda: False)
        actor.finished(plan, reply.text)
        gave_up = plan.decision.gives_up
        turns.append(Turn(line, evidence, reply.text, plan.facts, plan.state, reply.ended, gave_up))
        if reply.ended:
            break
    return turns


@every
def test_there_is_enough_to_say_for_a_long_call(scenario: Scenario) -> None:
    lines = [line for beat in scenario.beats for band in beat.lines.values() for line in band]
    assert len(scenario.beats) >= 16
    assert len(lines) == len(set(lines)) >= 60
    standing = [beat for beat in scenario.beats if beat.when.source == ""]
    assert [beat.id for beat in standing] == [scenario.beats[-1].id]
    for stress in (90.0, 20.0):
        assert len({line for beat in scenario.beats for line in beat.lines_for(stress)}) >= 45


@every
def test_every_line_would_pass_the_guard(scenario: Scenario) -> None:
    context = guard.context(scenario, [fact.text for fact in scenario.facts], heard=[], said=[])
    authored = [line for fact in scenario.facts for line in fact.lines]
    authored += [line for beat in scenario.beats for lines in beat.lines.values() for line in lines]
    sentences = [sentence for line in authored for sentence in guard.words.sentences(line)]
    assert {one: guard.check(one, context) for one in sentences} == dict.fromkeys(sentences, ())


@every
def test_every_fact_can_be_asked_for_and_told(scenario: Scenario) -> None:
    assert len(scenario.facts) >= 8
    assert all(len(fact.lines) >= 2 for fact in scenario.facts)
    assert all(len(fact.asked_by) >= 3 for fact in scenario.facts if fact.gives != "offered")
    assert any("trust" in fact.gives for fact in scenario.facts), "something is only told in trust"


@every
def test_what_is_listened_for_moves_the_person(scenario: Scenario) -> None:
    moved = {move.on for move in scenario.moves}
    assert {pair.id for pair in scenario.pairs} <= moved
    assert {f"{pair.id}.say" for pair in scenario.pairs if pair.say_examples} <= moved
    assert {step.id for step in scenario.steps} <= moved
    assert {"silence", "interrupted"} <= moved


@every
def test_the_rubric_and_the_difficulties_are_there(scenario: Scenario) -> None:
    assert len([pair for pair in scenario.pairs if pair.say_examples]) >= 4
    assert [step.order for step in scenario.steps] == list(range(1, len(scenario.steps) + 1))
    assert len(scenario.steps) >= 4
    assert set(scenario.difficulties) == {"supportive", "realistic", "brutal"}
    assert {measure.id for measure in scenario.measures} <= set(MEASURES)
    assert sum(bool(beat.event) for beat in scenario.beats) >= 1


@every
def test_the_examples_are_spoken_language(scenario: Scenario) -> None:
    for lines in (scenario.example, scenario.good_call, scenario.bad_call):
        assert 8 <= len(lines) <= 12
        assert all(3 <= len(line.split()) <= 40 for line in lines)


@every
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_good_call_wins_the_person_and_ends_settled(scenario: Scenario, seed: int) -> None:
    turns = played(scenario, scenario.good_call, seed=seed)
    hits = [(turn.line, hit) for turn in turns for hit in turn.evidence if hit.kind == "avoid"]
    assert [(line, hit.item) for line, hit in hits if hit.tier == "found"] == []
    assert turns[-1].ended, turns[-1]
    assert not turns[-1].gave_up
    start = scenario.persona.start
    assert turns[-1].state.trust > start.trust + 10
    assert turns[-1].state.stress < start.stress


@every
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_bad_call_loses_the_person_and_settles_nothing(scenario: Scenario, seed: int) -> None:
    turns = played(scenario, scenario.bad_call, seed=seed)
    hurt = [turn for turn in turns if any(hit.kind == "avoid" and hit.tier == "found" for hit in turn.evidence)]
    assert len(hurt) >= len(turns) / 2
    assert turns[-1].state.trust < scenario.persona.start.trust
    in_trust = {fact.id for fact in scenario.facts if "trust >=" in fact.gives}
    assert not in_trust & {fact for turn in turns for fact in turn.facts}, "what is only told in trust"
    good = played(scenario, scenario.good_call, seed=seed)
    assert turns[-1].reply != good[-1].reply


@every
def test_who_is_hurt_until_the_end_gives_up(scenario: Scenario) -> None:
    turns = played(scenario, scenario.bad_call * 6, "brutal", turn_s=20.0)
    assert (turns[-1].ended, turns[-1].gave_up) == (True, True)


@every
def test_after_a_bad_call_there_is_a_way_back(scenario: Scenario) -> None:
    turns = played(scenario, (*scenario.bad_call[:4], *scenario.good_call, *scenario.good_call))
    assert turns[-1].state.trust > turns[3].state.trust
    assert turns[-1].ended


@every
def test_a_harder_person_is_harder_to_win(scenario: Scenario) -> None:
    ends = [
        played(scenario, scenario.good_call[:5], difficulty)[-1].state.trust
        for difficulty in ("supportive", "realistic", "brutal")
    ]
    assert ends == sorted(ends, reverse=True)


@every
def test_no_reply_of_a_call_comes_twice(scenario: Scenario) -> None:
    for lines in (scenario.good_call, scenario.bad_call, scenario.example):
        replies = [turn.reply for turn in played(scenario, lines)]
        assert len(replies) == len(set(replies))
        assert all(replies)
