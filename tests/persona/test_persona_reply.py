from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from persona_kit import ScriptedEngine, hit

from desktop.events import State
from desktop.persona import additions, prompt
from desktop.persona import reply as replies
from desktop.persona.reply import Freedom, PersonaActor, PersonaReply, Sampling, Sentence, TurnPlan, freedom_of
from desktop.scenario import Scenario


def never() -> bool:
    return False


class Call:
    """An actor with what it said."""

    def __init__(self, actor: PersonaActor, engine: ScriptedEngine | None) -> None:
        self.actor = actor
        self.engine = engine
        self.sentences: list[Sentence] = []

    def turn(self, line: str, *evidence: object, at_s: float = 10) -> tuple[TurnPlan, PersonaReply]:
        plan = self.actor.hear(line, evidence, at_s)  # type: ignore[arg-type]
        self.sentences = []
        reply = self.actor.speak(plan, self.engine, self.sentences.append, never)
        self.actor.finished(plan, reply.text)
        return plan, reply


@pytest.fixture
def call(scenario: Scenario, engine: ScriptedEngine) -> Call:
    return Call(PersonaActor(scenario, seed=1, freedom="rewords"), engine)


def test_accepted_sentences_are_the_models_own(call: Call, engine: ScriptedEngine) -> None:
    engine.texts = ["I'm here. It's been a long night."]
    _plan, reply = call.turn("How is it going?")
    assert [sentence.text for sentence in call.sentences] == ["I'm here.", "It's been a long night."]
    assert (reply.text, reply.source, dict(reply.guard)) == ("I'm here. It's been a long night.", "model", {})
    assert reply.prompt_tokens_evaluated == 7
    assert reply.first_token_s is not None


def test_a_broken_rule_is_tried_once_more_from_where_it_broke(call: Call, engine: ScriptedEngine) -> None:
    engine.texts = ["I'm here. As an AI I can't feel. More of it.", " It's been long."]
    _plan, reply = call.turn("How is it going?")
    assert reply.text == "I'm here. It's been long."
    assert reply.guard["assistant_talk"] == 1
    assert [request.prompt[-1].text for request in engine.generated][1] == "I'm here."
    assert len({request.seed for request in engine.generated}) == 2


def test_generation_is_told_to_stop_at_the_broken_sentence(call: Call, engine: ScriptedEngine) -> None:
    engine.texts = ["How can I help you? " + "And more of it. " * 20, "Fine."]
    call.turn("Okay.")
    assert engine.tokens_read < 20


def test_after_two_failures_an_authored_line_answers(call: Call, engine: ScriptedEngine) -> None:
    engine.texts = ["How can I help you?", "*sighs*.", "never read."]
    plan, reply = call.turn("Okay.")
    assert reply.text == plan.slots[0][0]
    assert reply.source == "authored"
    assert dict(reply.guard) == {"assistant_talk": 1, "narration": 1}
    assert len(engine.generated) == 2


@pytest.fixture
def adding(scenario: Scenario, engine: ScriptedEngine) -> Call:
    return Call(PersonaActor(scenario, seed=1, freedom="adds"), engine)


def test_a_model_that_adds_follows_the_author_s_line_with_one_sentence(
    adding: Call, engine: ScriptedEngine
) -> None:
    engine.texts = [" My hands are shaking. And my head hurts."]
    plan, _reply = adding.turn("How is it going?")
    line = plan.slots[0][0]
    assert [(each.text, each.source) for each in adding.sentences] == [
        (line, "authored"),
        ("My hands are shaking.", "model"),
    ]
    assert engine.generated[0].prompt[-1].text == line
    assert "how you feel right now" in engine.generated[0].prompt[-3].text


@pytest.mark.parametrize(
    "added",
    [
        "We need to fix this.",
        "I'm sorry, but it is late.",
        "You sound tired.",
        "Let's go on.",
        "I want to help.",
        "I'll call him.",
        "I'm ready.",
        "It takes no time.",
        "I think it is fine.",
        "I deleted the backup myself.",
        "I told the board already.",
        "I've decided, and I feel better.",
        "I'm hanging up now.",
    ],
)
def test_what_a_model_adds_is_about_the_persona_alone(added: str, adding: Call, engine: ScriptedEngine) -> None:
    engine.texts = [added, added]
    plan, reply = adding.turn("How is it going?")
    assert (reply.text, reply.source) == (plan.slots[0][0], "authored")
    assert reply.guard["strays"] == 2


def test_what_a_model_adds_is_not_what_was_just_said(adding: Call, engine: ScriptedEngine) -> None:
    plan = adding.actor.hear("How is it going?", at_s=10)
    engine.texts = [plan.slots[0][0]] * 2
    _plan, reply = adding.turn("How is it going?")
    assert (reply.text, reply.guard["repeat"]) == (plan.slots[0][0], 2)


def test_what_is_felt_may_be_added(scenario: Scenario) -> None:
    felt = ("I'm exhausted, and I don't see the end of it.", "My hands are shaking.", "It's too much for me.")
    assert [additions.strays(each) for each in felt] == [False] * 3


def test_a_reply_that_begins_with_the_author_s_line_waits_for_no_model(scenario: Scenario) -> None:
    for freedom, line, at_once in (
        ("adds", "How is it going?", True),
        ("rewords", "How is it going?", False),
        ("ranks", "How is it going?", False),
        ("rewords", "How long does the rollback take?", True),
        ("ranks", "How long does the rollback take?", False),
    ):
        actor = PersonaActor(scenario, freedom=freedom)
        assert actor.opens_as_authored(actor.hear(line)) is at_once


def test_a_feeling_is_told_once(adding: Call, engine: ScriptedEngine) -> None:
    engine.texts = ["I'm scared."] * 20
    texts = [adding.turn("How is it going?")[1].text for _ in range(8)]
    assert " ".join(texts).count("scared") == 1


def test_not_every_line_is_added_to(scenario: Scenario) -> None:
    added = [
        bool(PersonaActor(scenario, seed=seed, freedom="adds").hear("How is it going?").follow_up)
        for seed in range(40)
    ]
    assert 10 < sum(added) < 30


def test_nothing_is_added_to_a_line_that_asks_nor_by_who_is_hurt(scenario: Scenario) -> None:
    for seed in range(20):
        actor = PersonaActor(scenario, seed=seed, freedom="adds")
        plan = actor.hear("", evidence=[hit("silence")])
        assert "?" not in plan.slots[0][0] or not plan.follow_up
        assert not actor.hear("Why did you do this?", [hit("blame")]).follow_up


def test_who_has_lost_trust_has_few_words(scenario: Scenario, engine: ScriptedEngine) -> None:
    guarded = replace(scenario, persona=replace(scenario.persona, start=State(70, 10, 40)))
    call = Call(PersonaActor(guarded, seed=1, freedom="adds"), engine)
    engine.texts = ["My hands are shaking."]
    call.turn("How is it going?")
    assert engine.generated == []


def test_a_model_of_unknown_freedom_ranks() -> None:
    assert [freedom_of(options) for options in ({"freedom": "adds"}, {"freedom": 3}, {})] == [
        "adds",
        "ranks",
        "ranks",
    ]


def test_facts_are_given_in_the_author_s_words(call: Call, engine: ScriptedEngine) -> None:
    engine.texts = ["Rolling back means no time at all."] * 2
    _plan, reply = call.turn("How long does the rollback take?")
    assert (reply.text, reply.source) == (
        "The rollback is four hours. We may lose two hours of transactions.",
        "authored",
    )
    assert [request.prompt[-1].text for request in engine.generated] == [reply.text] * 2, "to add, not to reword"
    assert reply.guard["strays"] == 2
    assert call.actor.plot.given == ("rollback",)


def test_facts_end_where_the_executive_comes_in(scenario: Scenario, engine: ScriptedEngine) -> None:
    actor = PersonaActor(scenario)
    plan = actor.hear("How long does the rollback take?")
    heard: list[str] = []
    reply = actor.speak(plan, engine, lambda said: heard.append(said.text), lambda: bool(heard))
    assert (heard, reply.text) == ([plan.slots[0][0]], plan.slots[0][0])
    assert actor.speak(plan, engine, lambda said: heard.append(said.text), lambda: True).text == ""


def test_a_sentence_that_the_model_breaks_off_is_finished(call: Call, engine: ScriptedEngine) -> None:
    engine.texts = ["I am at the screen again, and Zebulon 9 is down."] * 3
    plan, reply = call.turn("Okay.")
    rest = plan.slots[0][0]
    assert reply.text == f"I am at the screen again, {rest[0].lower()}{rest[1:]}"
    assert "unknown_number" in reply.guard or "unknown_name" in reply.guard


def test_a_word_where_the_plot_has_more_to_say_is_completed(call: Call, engine: ScriptedEngine) -> None:
    engine.texts = ["Sure."]
    _plan, reply = call.turn("Why did you do this?", hit("blame"))
    assert reply.text == "Sure. It's on me."


def test_an_invented_number_is_never_spoken(call: Call, engine: ScriptedEngine) -> None:
    engine.texts = ["It takes seventeen hours.", "It takes nineteen hours."]
    _plan, reply = call.turn("When is it done?")
    assert "teen" not in reply.text
    assert dict(reply.guard) == {"unknown_number": 2}


@pytest.mark.parametrize("freedom", get_args(Freedom))
def test_an_engine_that_fails_leaves_the_authored_line(scenario: Scenario, freedom: Freedom) -> None:
    call = Call(PersonaActor(scenario, freedom=freedom), ScriptedEngine(fails=True))
    plan, reply = call.turn("How is it going?")
    assert (reply.text, reply.source) == (plan.slots[0][0], "authored")
    assert reply.problem == "The persona engine ended unexpectedly."


def test_without_an_engine_authored_lines_carry_the_call(scenario: Scenario) -> None:
    call = Call(PersonaActor(scenario), None)
    _plan, reply = call.turn("How long does the rollback take?")
    assert (reply.source, reply.problem, reply.first_token_s) == ("authored", "", None)
    assert "four hours" in reply.text


def test_a_small_model_ranks_what_is_authored(scenario: Scenario, engine: ScriptedEngine) -> None:
    call = Call(PersonaActor(scenario, freedom="ranks"), engine)
    plan, reply = call.turn("Okay.")
    assert engine.generated == []
    assert engine.ranked[0].candidates == plan.slots[0]
    assert not any(line in part.text for line in plan.slots[0] for part in engine.ranked[0].prompt[3:])
    assert reply.text == plan.slots[0][-1]
    assert reply.source == "authored"


@pytest.mark.parametrize(
    ("scores", "chosen"),
    [((-2.0, -1.9, -3.0), 0), ((-2.5, -1.9, -1.8), 1), ((-4.0, -3.0, -2.0), 2), ((-1.0, float("-inf"), -0.5), 2)],
)
def test_of_lines_about_as_likely_the_seed_s_first_is_said(scores: tuple[float, ...], chosen: int) -> None:
    slot = ("One.", "Two.", "Three.")
    assert replies._one_of_the_best(slot, scores) == slot[chosen]


def test_the_ending_is_authored_even_with_a_model(call: Call, engine: ScriptedEngine) -> None:
    _plan, reply = call.turn("We try the fix.", hit("plan", "step", part="decision"), hit("regulate", "step"))
    assert (reply.text, reply.ended, reply.source) == ("Thanks. I'll start now.", True, "authored")
    assert engine.generated == []


def test_cancelling_stops_between_tokens_and_says_no_more(scenario: Scenario) -> None:
    engine = ScriptedEngine(texts=["I'm here. It's been long. And more."])
    actor = PersonaActor(scenario, freedom="rewords")
    sentences: list[Sentence] = []
    plan = actor.hear("How is it going?")
    reply = actor.speak(plan, engine, sentences.append, lambda: bool(sentences))
    assert reply.text == "I'm here."
    assert engine.tokens_read < 6


def test_a_plan_that_is_dropped_leaves_no_trace(scenario: Scenario) -> None:
    actor = PersonaActor(scenario)
    before = actor.plot
    actor.hear("Who did this?", [hit("blame")])
    assert actor.plot == before
    assert actor.state == scenario.persona.start


def test_only_what_was_played_is_remembered(scenario: Scenario, engine: ScriptedEngine) -> None:
    actor = PersonaActor(scenario)
    actor.opened("Mara here.")
    plan = actor.hear("How long does the rollback take?")
    actor.finished(plan, "The rollback")
    texts = [part.text for part in actor.warm().prompt if not part.control]
    assert texts[1:] == ["Mara here.", "How long does the rollback take?", "The rollback"]
    assert actor.plot.given == ()


def test_the_prompt_grows_only_at_its_end(call: Call, engine: ScriptedEngine) -> None:
    call.actor.opened(call.actor.opening())
    for number in range(5):
        engine.texts = ["I'm here."] if number else ["It is late."]
        plan, _reply = call.turn(f"Line {'abcde'[number]}, as it were.")
        kept = call.actor.request(plan, "", 0).prompt[:-3]
        assert call.actor.warm().prompt[: len(kept)] == kept


def test_sampling_comes_from_a_models_options() -> None:
    chosen = Sampling.of({"temperature": 0.2, "max_tokens": 30, "gguf": "model.gguf"})
    assert chosen == replace(Sampling(), temperature=0.2, max_tokens=30)


def test_difficulty_changes_where_she_starts(scenario: Scenario) -> None:
    assert PersonaActor(scenario, "brutal").state.stress == 90


def test_a_long_call_fits_its_context_and_keeps_the_head(scenario: Scenario) -> None:
    actor = PersonaActor(scenario, context_tokens=1500)
    said = "And then it broke again, in the same place, with the same words on the screen. " * 2
    sizes = []
    for _ in range(40):
        plan = actor.hear("Tell me what you see on your screen right now, please, slowly.")
        whole = actor.request(plan, "", 0).prompt
        sizes.append(prompt.tokens_at_most(whole))
        assert whole[1].text == prompt.head(scenario)
        actor.finished(plan, said)
    assert max(sizes) < 1500
    assert sizes.count(max(sizes)) < 40
    turns = [part.text for part in actor.warm().prompt[3:] if not part.control]
    assert turns[0].startswith("Tell me")
