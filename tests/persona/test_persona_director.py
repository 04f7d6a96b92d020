from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from persona_kit import hit, small_scenario

from desktop.conditions import Condition, parse
from desktop.events import Evidence, State
from desktop.persona import director, lines
from desktop.persona.director import events_in
from desktop.persona.plot import Decision, Plot
from desktop.scenario import NEVER, Beat, Difficulty, Move, Pair, Scenario

CALM = Plot(State(40, 60, 60))


def hear(
    scenario: Scenario,
    plot: Plot,
    line: str,
    *evidence: Evidence,
    at_s: float = 10,
    events: tuple[str, ...] = (),
    seed: int = 1,
) -> Decision:
    return director.hear(
        scenario, Difficulty(), plot, line, evidence=evidence, events=events, at_s=at_s, turn_id=3, seed=seed
    )


def answer(decision: Decision) -> str:
    return " ".join(slot[0] for slot in decision.slots)


def facts(decision: Decision) -> list[str]:
    return [fact.id for fact in decision.facts]


def test_the_first_beat_that_holds_plays(scenario: Scenario) -> None:
    assert hear(scenario, CALM, "Okay.").beat == scenario.beats[-1]
    low = replace(CALM, state=State(40, 20, 60))
    assert hear(scenario, low, "Okay.").beat == next(beat for beat in scenario.beats if beat.id == "withdrawn")


def test_a_move_sends_her_to_its_beat_and_harm_wins_over_help(scenario: Scenario) -> None:
    decision = hear(scenario, CALM, "Take a breath. Who did this?", hit("regulate", "step"), hit("blame"))
    assert decision.beat is not None
    assert decision.beat.id == "hurt"
    assert answer(decision) == "I know how it sounds."
    assert [move.by for move in decision.moves] == ["regulate", "blame"]


def test_an_event_and_a_once_beat_come_once(scenario: Scenario) -> None:
    first = hear(scenario, CALM, "Okay.", at_s=240)
    assert (first.beat and first.beat.id, first.authored) == ("phone", True)
    later = hear(scenario, director.spoke(first, scenario, answer(first)), "Okay.", at_s=250)
    assert later.beat is not None
    assert later.beat.id == "once-only"
    last = hear(scenario, director.spoke(later, scenario, answer(later)), "Okay.", at_s=260)
    assert last.beat is not None
    assert last.beat.id == "working"


def test_a_beat_that_was_cut_off_before_a_word_comes_again(scenario: Scenario) -> None:
    first = hear(scenario, CALM, "Okay.", at_s=240)
    again = hear(scenario, director.spoke(first, scenario, ""), "Okay.", at_s=245)
    assert again.beat == first.beat


def test_the_ending(scenario: Scenario) -> None:
    decision = hear(scenario, CALM, "We try the fix.", hit("plan", "step", part="decision"))
    assert decision.ends
    assert decision.authored
    assert answer(decision) == "Thanks. I'll start now."


def test_a_fact_is_given_to_a_question_and_remembered_when_it_was_heard(scenario: Scenario) -> None:
    decision = hear(scenario, CALM, "How long does the rollback take?")
    assert facts(decision) == ["rollback"]
    assert decision.slots == (("The rollback is four hours. We may lose two hours of transactions.",),)
    assert decision.direction == "", "the author's lines are said: no model reads it"
    assert director.spoke(decision, scenario, answer(decision)).given == ("rollback",)
    assert director.spoke(decision, scenario, "The rollback").given == ()


def test_a_statement_asks_for_nothing(scenario: Scenario) -> None:
    assert facts(hear(scenario, CALM, "The rollback takes long, and we will not do it.")) == []
    assert facts(hear(scenario, CALM, "so how long does the rollback take then")) == ["rollback"]


def test_she_recommends_only_when_she_trusts_and_then_unasked_again(scenario: Scenario) -> None:
    wary = Plot(State(70, 30, 40))
    decision = hear(scenario, wary, "What does your gut say?")
    assert (facts(decision), [fact.id for fact in decision.withheld]) == ([], ["gut"])
    assert "targeted" not in decision.direction
    after = replace(director.spoke(decision, scenario, "I'd rather not say."), state=State(50, 55, 50))
    assert facts(hear(scenario, after, "You are safe here.")) == ["gut"]


def test_a_pressed_fact_needs_a_second_question(scenario: Scenario) -> None:
    once = hear(scenario, CALM, "Did you review the change?")
    assert facts(once) == []
    twice = hear(scenario, director.spoke(once, scenario, "Hm."), "Did you review the change?")
    assert facts(twice) == ["secret"]


def test_an_offered_fact_comes_unasked_with_some_trust(scenario: Scenario) -> None:
    plot = replace(CALM, turn=3)
    assert facts(hear(scenario, plot, "Okay.")) == ["team"]
    assert facts(hear(scenario, replace(plot, state=State(70, 20, 40)), "Okay.")) == []


def test_blame_keeps_the_facts_back(scenario: Scenario) -> None:
    decision = hear(scenario, CALM, "Who did this? How long does the rollback take?", hit("blame"))
    assert facts(decision) == []
    assert facts(hear(scenario, director.spoke(decision, scenario, "It's on me."), "Sorry.")) == ["rollback"]


def test_a_question_she_can_t_answer_gets_an_honest_line(scenario: Scenario) -> None:
    said = answer(hear(scenario, CALM, "How many servers run in Frankfurt?"))
    assert said in lines.generic("question", tense=False)


def test_silence_is_an_event(scenario: Scenario) -> None:
    decision = hear(scenario, CALM, "")
    assert answer(decision) == "Are you there?"


@pytest.mark.parametrize(
    ("line", "events"),
    [
        ("How are you?", ("question",)),
        ("what now", ("question",)),
        ("I'll call Sales myself.", ()),
        ("What matters now is the fix.", ()),
        ("  ", ("silence",)),
        ("Fine.", ()),
    ],
)
def test_events_in_words(line: str, events: tuple[str, ...]) -> None:
    assert events_in(line) == events


def test_the_opening_depends_on_the_seed_alone(scenario: Scenario) -> None:
    openings = {director.opening(scenario, seed) for seed in range(20)}
    assert openings == set(scenario.persona.opening)
    assert director.opening(scenario, 5) == director.opening(scenario, 5)


LINES = st.sampled_from(
    [
        "Okay.",
        "How long does the rollback take?",
        "What does your gut say?",
        "Who did this?",
        "",
        "Tell me more.",
        "I'll call.",
    ]
)
HITS = st.lists(
    st.sampled_from(
        [hit("blame"), hit("regulate", "step"), hit("blame", "say"), hit("plan", "step", part="decision")]
    ),
    max_size=2,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(LINES, HITS), min_size=1, max_size=12), st.integers(0, 99))
def test_any_call_has_an_answer_for_every_line_and_repeats_no_line(
    script: list[tuple[str, list[Evidence]]], seed: int
) -> None:
    scenario = small_scenario()
    plots = [CALM, CALM]
    replies: list[str] = []
    for turn, (line, evidence) in enumerate(script):
        decisions = [hear(scenario, plot, line, *evidence, at_s=20.0 * turn, seed=seed) for plot in plots]
        assert decisions[0] == decisions[1]
        said = answer(decisions[0])
        assert said
        replies.append(said)
        plots = [director.spoke(decision, scenario, said) for decision in decisions]
    assert len(set(replies)) == len(replies) or decisions[0].ends or "Thanks. I'll start now." in replies


def test_a_fact_asked_for_again_is_said_with_other_words(scenario: Scenario) -> None:
    plot = CALM
    heard = []
    for _ in range(4):
        decision = hear(scenario, plot, "How long does the rollback take?")
        heard.append(answer(decision))
        plot = director.spoke(decision, scenario, heard[-1])
    assert len(set(heard)) == 4
    assert all("four hours" in line for line in heard)


def test_a_line_that_hurts_never_settles_the_call_but_may_break_it_off(scenario: Scenario) -> None:
    done = replace(CALM, happened=frozenset({"plan.decision"}))
    decision = hear(scenario, done, "This is your fault.", hit("blame"))
    assert (decision.ends, decision.beat and decision.beat.id) == (False, "hurt")
    bitter = Beat("gives-up", Condition("", frozenset(), lambda m: m.state.trust < 20), "", ends=True)
    broken = replace(scenario, beats=(bitter, *scenario.beats))
    assert hear(broken, replace(done, state=State(90, 15, 40)), "This is your fault.", hit("blame")).ends


@pytest.mark.parametrize(
    ("when", "given_up"),
    [
        ("turn >= 1", False),
        ("plan.decision or turn >= 1 and not asked", False),
        ("trust < 90 and turn >= 1", True),
        ("stress > 5 and not plan.decision", True),
        ("blame", True),
        ("hurt", True),
        ("interrupted and turn >= 1", True),
    ],
)
def test_an_ending_that_no_good_call_comes_to_is_giving_up(scenario: Scenario, when: str, given_up: bool) -> None:
    last = Beat("last", parse(when), "", ends=True)
    scenario = replace(scenario, beats=(last, *(replace(b, way_back="regulate") for b in scenario.beats)))
    scenario = replace(scenario, pairs=(Pair("blame", "Blame", "", "", "blame", ""),))
    plot = replace(CALM, happened=frozenset({"hurt", "blame", "interrupted"}))
    decision = hear(scenario, plot, "Okay.")
    assert (decision.ends, decision.gives_up) == (True, given_up)


@pytest.mark.parametrize(("trust", "given_up"), [(60, False), (20, True)])
def test_an_ending_that_a_move_leads_to_is_giving_up_when_the_trust_is_gone(
    scenario: Scenario, trust: float, given_up: bool
) -> None:
    last = Beat("last", parse(NEVER), "", ends=True)
    move = Move("regulate", then="last")
    scenario = replace(scenario, moves=(move,), beats=(*scenario.beats, last))
    plot = replace(CALM, state=State(40, trust, 60), happened=frozenset({"phone"}))
    decision = hear(scenario, plot, "Take a breath.", hit("regulate", "step"))
    assert (decision.ends, decision.gives_up) == (True, given_up)


def test_an_ending_comes_before_the_beat_a_good_line_sends_her_to(scenario: Scenario) -> None:
    decision = hear(
        scenario, CALM, "Breathe. We try the fix.", hit("regulate", "step"), hit("plan", "step", part="decision")
    )
    assert decision.ends


def test_what_hurts_without_a_beat_of_its_own_is_answered_coldly(scenario: Scenario) -> None:
    moves = tuple(replace(move, then="") for move in scenario.moves)
    for line in ("Whose fault is this?", "You broke it.", "How long does the rollback take?"):
        decision = hear(replace(scenario, moves=moves), CALM, line, hit("blame"))
        assert answer(decision) in lines.generic("hurt", tense=False)


def test_nothing_is_offered_into_a_silence_or_to_another_question(scenario: Scenario) -> None:
    plot = replace(CALM, turn=3)
    assert facts(hear(scenario, plot, "")) == []
    assert facts(hear(scenario, plot, "How many servers run in Frankfurt?")) == []


def test_an_event_is_all_that_is_said_and_the_question_stays_open(scenario: Scenario) -> None:
    decision = hear(scenario, CALM, "How long does the rollback take?", at_s=240)
    assert (answer(decision), facts(decision)) == ("Sorry, it's Sales.", [])
    plot = director.spoke(decision, scenario, answer(decision))
    late = hear(replace(scenario, beats=scenario.beats[3:]), plot, "Okay.", at_s=250)
    assert facts(late) == ["rollback"]
    assert late.slots[0][0] in lines.generic("late", tense=False)


def test_a_beat_that_was_not_shown_has_not_been(scenario: Scenario) -> None:
    decision = hear(scenario, CALM, "How long does the rollback take?", at_s=130)
    assert decision.beat is not None
    assert decision.beat.id == "once-only"
    plot = director.spoke(decision, scenario, answer(decision))
    assert "once-only" not in plot.happened
    assert answer(hear(scenario, plot, "Okay.", at_s=140)) == "It's past two minutes."


def test_who_did_not_understand_is_told_once_more(scenario: Scenario) -> None:
    first = hear(scenario, CALM, "How long does the rollback take?")
    plot = director.spoke(first, scenario, answer(first))
    again = hear(scenario, plot, "What do you mean?")
    assert facts(again) == ["rollback"]
    assert answer(again) != answer(first)
    nothing = hear(scenario, CALM, "What do you mean?")
    assert answer(nothing) in lines.generic("unclear", tense=False)


def test_a_question_holds_for_its_own_turn(scenario: Scenario) -> None:
    after = director.spoke(hear(scenario, CALM, "Are you there?"), scenario, "Yes.")
    waits = Beat(
        "waits", Condition("", frozenset(), lambda m: "question" not in m.happened), "", {"any": ("I wait.",)}
    )
    calm = replace(scenario, beats=(waits, *scenario.beats))
    assert hear(calm, after, "Good.").beat == waits
    assert hear(calm, after, "Are you sure?").beat != waits


def test_a_line_that_hurts_settles_nothing_even_where_it_sends_her_nowhere(scenario: Scenario) -> None:
    moves = tuple(replace(move, then="") for move in scenario.moves)
    done = replace(CALM, happened=frozenset({"plan.decision"}))
    decision = hear(replace(scenario, moves=moves), done, "We roll back. Whose fault is this?", hit("blame"))
    assert not decision.ends
    assert decision.beat is not None
    assert decision.beat.id != "settled"


def test_what_was_asked_before_does_not_answer_another_question(scenario: Scenario) -> None:
    first = hear(scenario, CALM, "Who did this? How long does the rollback take?", hit("blame"))
    plot = director.spoke(first, scenario, answer(first))
    assert facts(hear(scenario, plot, "Can you hear me?")) == []
    assert facts(hear(scenario, plot, "I'm sorry.")) == ["rollback"]
