"""What a line does besides asking, and that it gets a reaction before the plot goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from persona_kit import ScriptedEngine, hit, small_scenario

from desktop.conditions import Condition
from desktop.events import Evidence, State
from desktop.packs import load_scenario
from desktop.persona import acts, asking, director, gestures, lines
from desktop.persona.plot import Decision, Plot
from desktop.persona.prompt import samples
from desktop.persona.reply import PersonaActor
from desktop.scenario import Beat, Difficulty, Fact, Scenario

CALM = Plot(State(40, 60, 60))
DOES = {
    "decision": (
        "Roll back now. I decide.",
        "roll back now i decide",
        "Then we try the fix.",
        "so we go with the fix",
        "Let's do the quick one.",
        "That's my decision, Kenji.",
        "My decision is the fix. Understood?",
    ),
    "leave": (
        "Bye, Kenji.",
        "Good night.",
        "Okay. I'll let you work.",
        "Good luck, goodbye.",
        "See you then, bye.",
    ),
    "apology": ("I'm sorry. That wasn't fair.", "I shouldn't have said that.", "Sorry about that."),
    "offer": (
        "I'll call Marcus.",
        "i'll take marcus off your back",
        "Leave Marcus to me.",
        "I'm calling Sales now.",
        "I'm taking the calls from now on.",
        "I'm getting you a second pair of hands.",
    ),
    "plan": ("We talk again in thirty minutes.", "We'll meet on Thursday."),
    "check": ("You heard me?", "Are you even listening to me?", "Understood?", "Okay?"),
    "able": ("Every thirty minutes, one sentence. Can you do that?",),
    "care": ("Take a breath.", "You must be exhausted.", "You're not losing your job.", "Good work."),
    "directive": ("Don't delete anything.", "If it isn't up by one, you roll back.", "Go get it done."),
    "confides": ("Honestly, I'm scared too.", "I'm exhausted myself.", "I haven't slept either."),
    "thanks": ("Thank you, Judith.", "Thank you for telling me. That changes nothing between us."),
}


@pytest.mark.parametrize(("did", "line"), [(did, line) for did, said in DOES.items() for line in said])
def test_what_a_line_does(did: str, line: str) -> None:
    assert gestures.gesture(line) == did


@pytest.mark.parametrize(
    "line",
    [
        "Let's start over.",
        "Before I decide I want the numbers.",
        "We take this seriously.",
        "Should we go with the fix?",
        "We keep losing customers.",
        "We do the review on Thursday.",
        "Okay.",
        "It's late.",
        "Thanks for your time. I want to talk about the platform.",
        "Let's keep this between ourselves.",
        "Let's start by naming who did it.",
        "Thanks to you the whole quarter is gone.",
        "So that's the thanks I get.",
        "I'm calling about the outage.",
        "I'm calling to hear what happened.",
        "I'm telling you, this can't go on.",
        "I'm taking your name off it.",
        "I'm getting tired of this.",
        "I'm sorry, the answer is no.",
        "I'm sorry the answer is no.",
        "You can kiss that bonus goodbye.",
        "Good luck finding that anywhere else.",
    ],
)
def test_what_only_looks_like_it(line: str) -> None:
    assert gestures.gesture(line) in (None, "plan", "directive", "care")


def hear(scenario: Scenario, plot: Plot, line: str, *evidence: Evidence, at_s: float = 10) -> Decision:
    return director.hear(scenario, Difficulty(), plot, line, evidence=evidence, at_s=at_s, turn_id=3, seed=1)


def answer(decision: Decision) -> str:
    return " ".join(slot[0] for slot in decision.slots)


@pytest.mark.parametrize("did", get_args(gestures.Gesture))
@pytest.mark.parametrize("stress", [30.0, 80.0])
def test_it_gets_a_reaction_and_not_the_beats_next_line(did: lines.Act, stress: float) -> None:
    plot = replace(CALM, state=State(stress, 60, 60))
    decision = hear(small_scenario(), plot, DOES[did][0])
    assert decision.slots[0][0] in lines.generic(did, tense=stress >= 60)
    assert len(decision.slots) == 1


def asks_to_choose() -> Scenario:
    """Two lines that a rehearsal of anything may have; no word of them says what they ask for."""
    lines = ("Shall it be Lisbon?", "The map is on the wall.")
    asking = Beat(
        "asks",
        Condition("", frozenset(), lambda _m: True),
        "",
        {"any": lines},
        undecided=frozenset({"Shall it be Lisbon?"}),
    )
    return replace(small_scenario(), beats=(asking, *small_scenario().beats), facts=())


def test_who_has_decided_is_not_asked_to_decide() -> None:
    scenario = asks_to_choose()
    assert set(hear(scenario, CALM, "It's late.").slots[0]) == {"Shall it be Lisbon?", "The map is on the wall."}
    decision = hear(scenario, CALM, "We go with the fix.")
    after = director.spoke(decision, scenario, answer(decision))
    later = hear(scenario, after, "It's late.")
    assert later.slots == (("The map is on the wall.",),)
    last = hear(scenario, director.spoke(later, scenario, answer(later)), "It's late.")
    assert answer(last) in lines.generic("statement", tense=False)


def test_a_fact_is_told_to_who_has_decided_without_its_lines_for_before() -> None:
    told = replace(
        small_scenario().facts[0],
        lines=("Lisbon or Porto?", "Four hours."),
        undecided=frozenset({"Lisbon or Porto?"}),
    )
    scenario = replace(small_scenario(), facts=(told,))
    assert set(hear(scenario, CALM, "How long does the rollback take?").slots[0]) == set(told.lines)
    decided = hear(scenario, replace(CALM, decided=True), "How long does the rollback take?")
    assert decided.slots == (("Four hours.",),)


def test_the_packs_own_reaction_to_what_it_listens_for_stands() -> None:
    """A beat that the line has led to says it better than a line for anybody."""
    thanks = Beat(
        "thanks", Condition("plan", frozenset({"plan"}), lambda m: "plan" in m.happened), "", {"any": ("A plan!",)}
    )
    scenario = replace(small_scenario(), beats=(thanks, *small_scenario().beats))
    assert answer(hear(scenario, CALM, "Then we try the fix.", hit("plan", "step"))) == "A plan!"


def test_a_decision_is_heard_before_what_happens_around_her_and_before_an_answer() -> None:
    scenario = small_scenario()
    event = hear(scenario, CALM, "We go with the fix.", at_s=240)
    assert event.slots[0][0] in lines.generic("decision", tense=False)
    assert event.slots[1] == ("Sorry, it's Sales.",)
    asked = hear(scenario, CALM, "We go with the fix. How long does the rollback take?")
    assert asked.slots[0][0] in lines.generic("decision", tense=False)
    assert [fact.id for fact in asked.facts] == ["rollback"]


def test_a_decision_is_not_the_moment_for_an_old_question() -> None:
    scenario = small_scenario()
    first = hear(scenario, CALM, "Who did this? How long does the rollback take?", hit("blame"))
    plot = director.spoke(first, scenario, answer(first))
    assert hear(scenario, plot, "We roll back now. I decide.").facts == ()
    assert [fact.id for fact in hear(scenario, plot, "It's late.").facts] == ["rollback"]


@pytest.mark.parametrize(
    "line",
    [
        "What do you know for certain?",
        "what do we know so far",
        "Anything else I should know?",
        "Is there anything you're not telling me?",
        "Kenji, I have two minutes. Status.",
        "Tell me what you know.",
        "What's going on on your side?",
        "You wanted to tell me something?",
    ],
)
def test_who_asks_for_whatever_is_known_gets_facts(line: str) -> None:
    assert acts.asks_for_overview(line)
    scenario = load_scenario("eleven-pm")
    plot = director.start(scenario, scenario.difficulties["realistic"])
    assert hear(scenario, plot, line).facts[0].id == "what-broke"


def test_an_overview_goes_on_where_it_stopped_and_ends() -> None:
    scenario = small_scenario()
    first = hear(scenario, CALM, "What do you know?")
    assert [fact.id for fact in first.facts] == ["rollback", "team"]
    after = director.spoke(first, scenario, answer(first))
    assert answer(hear(scenario, after, "Anything else I should know?")) in lines.generic("all_told", tense=False)


@pytest.mark.parametrize("line", ["What do you know about Oracle?", "Do you know Marcus?", "What do you do?"])
def test_what_is_asked_about_something_is_no_overview(line: str) -> None:
    assert not acts.asks_for_overview(line)


def test_what_is_not_known() -> None:
    assert answer(hear(small_scenario(), CALM, "And what don't we know yet?")) in lines.generic(
        "unknowns", tense=False
    )


def test_how_long_is_about_what_was_just_told() -> None:
    scenario = load_scenario("eleven-pm")
    plot = director.start(scenario, scenario.difficulties["realistic"])
    told = hear(scenario, plot, "What about the targeted fix?")
    plot = director.spoke(told, scenario, answer(told))
    assert [fact.id for fact in hear(scenario, plot, "And how long?").facts] == ["targeted"]
    fresh = director.start(scenario, scenario.difficulties["realistic"])
    assert [fact.id for fact in hear(scenario, fresh, "How long?").facts] == ["how-long"]


def test_a_late_answer_is_never_only_its_beginning() -> None:
    """A model says "You asked me that before." and stops; half of the fact was said in passing."""
    fact = Fact(
        id="rollback",
        text="A rollback takes four hours and may lose two hours of orders.",
        gives="asked",
        when=Condition("", frozenset(), lambda _m: True),
        lines=("Four hours for the rollback, start to end. It may eat some orders.",),
        asked_by=("how long does the rollback take",),
    )
    scenario = replace(small_scenario(), facts=(fact,), beats=small_scenario().beats[3:])
    actor = PersonaActor(scenario, seed=1)
    actor.take_up(
        replace(
            CALM, turn=2, open_questions={"rollback": (2, 1)}, said=("Four hours for the rollback, start to end.",)
        ),
        (),
    )
    plan = actor.hear("It's late.")
    assert plan.facts == ("rollback",)
    engine = ScriptedEngine(["You asked me that before."])
    reply = actor.speak(plan, engine, lambda _sentence: None, lambda: False)
    assert "It may eat some orders." in reply.text


def test_now_what_lets_the_plot_go_on() -> None:
    assert answer(hear(small_scenario(), CALM, "And now what?")) in ("I'm listening.", "Go ahead.")


@pytest.mark.parametrize("scenario_id", ["eleven-pm", "split-brain", "provider-outage", "junior-mistake"])
def test_a_common_question_is_known_in_words_the_pack_does_not_have(scenario_id: str) -> None:
    scenario = load_scenario(scenario_id)
    plot = director.start(scenario, scenario.difficulties["realistic"])
    asked = {fact.id for fact in asking.asked_for(scenario, plot, "What do you need from me?")}
    assert asked
    assert asked & {fact.id for fact in asking.asked_for(scenario, plot, "Anything you need?")}


def test_a_sample_of_another_moment_is_not_said() -> None:
    scenario = load_scenario("eleven-pm")
    actor = PersonaActor(scenario, seed=1, freedom="rewords")
    plan = actor.hear("Okay.")
    other = next(line for line in samples(scenario) if all(line not in slot for slot in plan.slots))
    reply = actor.speak(plan, ScriptedEngine([other] * 3), lambda _sentence: None, lambda: False)
    assert reply.source == "authored"
    assert reply.guard["repeat"] >= 1


def test_what_a_model_has_begun_is_not_said_again() -> None:
    scenario = load_scenario("eleven-pm")
    actor = PersonaActor(scenario, seed=1)
    plan = actor.hear("Roll back now. I decide.")
    first = plan.slots[0][0]
    opener = first.split(" ")[0]
    said = actor.speak(plan, ScriptedEngine([opener] * 3), lambda _sentence: None, lambda: False).text
    assert said == first
