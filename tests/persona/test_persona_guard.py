from __future__ import annotations

from dataclasses import replace

import pytest
from persona_kit import FACTS

from desktop.packs import load_scenario
from desktop.persona import guard
from desktop.scenario import Scenario


@pytest.fixture
def context(scenario: Scenario) -> guard.Context:
    return guard.context(
        scenario,
        facts=[FACTS[0].text],
        heard=["Marcus will be back in 45 minutes.", "What do you need from me?"],
        said=[
            "The rollback is four hours.",
            "Okay.",
            "I see.",
            "It is late.",
            "I'm here.",
            "We wait.",
            "It hurts.",
        ],
        directions=("close to breaking", "guarded"),
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "The rollback takes four hours and we may lose two hours of transactions.",
        "It's four hours, so 4 more of this.",
        "All 2200 customers, since five.",
        "I can text you in forty-five minutes.",
        "Give me one second.",
        "I'd tell Marcus that it isn't done.",
        "Mara here.",
        "Thanks, really.",
        "I told Marcus, and then it broke.",
        "It's Mara, yes.",
        "Okay.",
        "I don't know, and I'd rather not guess.",
        "On Thursday I can explain the SQL.",
        "Marcus is calling again.",
        "Everyone has gone home.",
        "Rolling it back is the other way.",
        "...Thanks. I did not expect that.",
        "… Right.",
    ],
)
def test_what_she_may_say(sentence: str, context: guard.Context) -> None:
    assert guard.check(sentence, context) == ()


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("As an AI, I can't feel tired.", "assistant_talk"),
        ("I'm sorry, but I can't assist with that.", "assistant_talk"),
        ("How can I help you today?", "assistant_talk"),
        ("Is there anything else you need?", "assistant_talk"),
        ("I'm sorry, but I need to know more information about this situation.", "assistant_talk"),
        ("Can you provide me with more details?", "assistant_talk"),
        ("I'm sorry for the inconvenience.", "assistant_talk"),
        ("I'm doing well.", "assistant_talk"),
        ("Certainly!", "assistant_talk"),
        ("I understand that you feel disappointed.", "assistant_talk"),
        ("I completely understand you're upset.", "assistant_talk"),
        ("It's important to remember why this happened.", "assistant_talk"),
        ("I don't have enough information to determine that.", "assistant_talk"),
        ("I apologize for the inconvenience.", "assistant_talk"),
        ("I apologize,", "assistant_talk"),
        ("*sighs* It is late.", "narration"),
        ("(quietly) It is late.", "narration"),
        ("Mara sighs and looks away.", "narration"),
        ("Mara's tired.", "narration"),
        ("Mara: It is late.", "narration"),
        ("Two options:", "narration"),  # as the first clause of a list, before what follows is there
        ('"It is late."', "narration"),
        ("1. Roll back the change.", "narration"),
        ("- Roll back the change.", "narration"),
        ("## Options", "narration"),
        ("I am close to breaking, short answers.", "narration"),
        ("It will take seventeen hours.", "unknown_number"),
        ("We lost 350 customers.", "unknown_number"),
        ("Hundreds of servers are gone.", "unknown_number"),
        ("I have asked Jennifer to look.", "unknown_name"),
        ("We run on Oracle here.", "unknown_name"),
        ("Jennifer is looking at it.", "unknown_name"),
        ("And Jennifer and I checked it.", "unknown_name"),
        ("The rollback is four hours!", "repeat"),
        ("What do you need from me?", "repeat"),
        ("I see.", "repeat"),
        ("Well " + "and then it broke " * 8, "length"),
        ("As the CEO I will handle the board.", "role"),
        ("Okay, Marcus.", "role"),
        ("I can't do that, Marcus.", "role"),
        ("数据库 is down.", "role"),
        ("...", "empty"),
    ],
)
def test_what_she_must_not_say(sentence: str, rule: str, context: guard.Context) -> None:
    assert rule in guard.check(sentence, context)


@pytest.mark.parametrize("sentence", ["Okay, Marcus.", "Thank you, Marcus.", "I can't do that, Marcus."])
def test_the_executive_is_nobody_of_the_story(sentence: str) -> None:
    context = guard.context(load_scenario("eleven-pm"), facts=[], heard=["What happened?"], said=[])
    assert "role" in guard.check(sentence, context)


@pytest.mark.parametrize("sentence", ["Yes, Priya.", "No, Sales.", "It's one of ours, Priya."])
def test_a_name_may_be_an_answer(sentence: str) -> None:
    context = guard.context(load_scenario("eleven-pm"), facts=[], heard=["Is it Priya, Marcus?"], said=[])
    assert guard.check(sentence, context) == ()


def test_she_may_call_the_executive_by_the_name_they_gave(scenario: Scenario) -> None:
    context = guard.context(scenario, facts=[], heard=["Hi, it's Sarah.", "What happened?"], said=[])
    assert guard.check("Okay, Sarah.", context) == ()


def test_she_does_not_read_out_what_the_model_is_told_about_her(scenario: Scenario) -> None:
    persona = replace(scenario.persona, character="You are a wise old owl. Precise and loyal.")
    context = guard.context(replace(scenario, persona=persona), facts=[], heard=[], said=[])
    assert "narration" in guard.check("You are a wise old owl.", context)
    assert guard.check("You are precise tonight.", context) == ()


def test_every_authored_line_of_the_scenario_would_pass(scenario: Scenario) -> None:
    context = guard.context(scenario, [fact.text for fact in FACTS], heard=[], said=[])
    authored = [line for fact in FACTS for line in fact.lines]
    authored += [line for beat in scenario.beats for lines in beat.lines.values() for line in lines]
    assert {line: guard.check(line, context) for line in authored} == dict.fromkeys(authored, ())
