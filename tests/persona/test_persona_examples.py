from __future__ import annotations

import random

import pytest
from rapidfuzz import fuzz

from desktop.commands.personaeval.executives import general_lines
from desktop.packs import builtin_packs
from desktop.persona import acts, words
from desktop.persona.examples import Examples, Said, closeness
from desktop.scenario import Scenario

SCENARIOS = [scenario for pack in builtin_packs() for scenario in pack.scenarios]
FEW = ("who", "when", "where", "why")


def asks(line: str, examples: tuple[str, ...] | list[str]) -> bool:
    return closeness(line, examples) > 0


def test_asking_survives_a_wrong_ending_and_needs_more_than_small_words() -> None:
    examples = ("how long does the rollback take", "what happened")
    assert asks("how long do the rollbacks take", examples)
    assert asks("Okay, tell me what happened.", examples)
    assert not asks("how long is the board going to be like this", examples)
    assert not asks("what should happen next", examples)


@pytest.mark.parametrize(
    ("line", "example"),
    [
        ("what happens at six", "what happened"),
        ("what can we move", "what can we do"),
        ("I wasn't there, was I?", "what do you want"),
        ("who started it", "when did it start"),
        ("are there eight of them", "what about last night"),
        ("did you not see it", "did you note it"),
        ("Noor, what? Okay.", "what do you have"),
        ("is the log clean", "which way do you lean"),
    ],
)
def test_asking_for_something_else(line: str, example: str) -> None:
    assert not asks(line, [example])


@pytest.mark.parametrize(
    ("line", "example"),
    [
        ("who's affected", "who is affected"),
        ("how bad is the damage", "how bad is it"),
        ("what are the odds that this fix works", "what are the odds the fix works"),
        ("what would you do if it was yours", "what would you do"),
        ("what did we lose tonight", "what do we lose tonight"),
        ("who wrote the page", "who writes the page"),
    ],
)
def test_asking_for_the_same(line: str, example: str) -> None:
    assert asks(line, [example])


def test_the_closest_of_two_examples_is_told_apart() -> None:
    line = "how long does the targeted fix take"
    assert closeness(line, ["how long does the targeted fix take"]) == 1.0
    assert 0 < closeness(line, ["how long does the fix take you"]) < 1.0


def test_an_example_of_more_words_comes_closer_than_a_phrase_that_is_there_too() -> None:
    line = "how do you know it's only six hundred"
    assert closeness(line, ["know only six hundred"]) > closeness(line, ["how do you know"]) > 0


def misheard(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= 5 and fuzz.ratio(one, other) >= 83


def one_by_one(line: str, example: str) -> float:
    """What `closeness` is for a single example, as its description has it: nothing shared, nothing looked up."""
    said, asked = words.spelled_out(line), words.spelled_out(example)
    whole, phrase = " ".join(said), " ".join(asked)
    apart = set(FEW) & set(said), set(FEW) & set(asked)
    if all(apart) and not apart[0] & apart[1]:
        return 0.0
    wanted = {word for word in asked if word not in words.FILLER and word != "not"}
    worth = {0: 0.8, 1: 0.88, 2: 0.94}.get(len(wanted), 1.0)
    as_phrase = 1.0 if f" {phrase} " in f" {whole} " else fuzz.partial_ratio(phrase, whole) / 100
    if not wanted:
        return worth if phrase and f" {phrase} " in f" {whole} " else 0.0
    heard = {word for word in wanted if word in said or any(misheard(word, other) for other in said)}
    met = heard | {word for word in wanted if words.stem(word) in map(words.stem, said)}
    share = len(met) / len(wanted)
    if len(wanted) == 1:
        fits = len(phrase) <= len(whole) + 2 and as_phrase >= 0.9
        return worth * as_phrase if heard and fits else 0.0
    return worth * (share + as_phrase) / 2 if share >= 0.75 else 0.0


def said_to(scenario: Scenario, count: int) -> list[str]:
    """Lines of executives, long ones too, and questions of all calls; some as an ear without marks has them."""
    dice = random.Random(scenario.id)
    general = [line for lines in general_lines().values() for line in lines]
    asked = [one for other in SCENARIOS for fact in other.facts for one in fact.asked_by]
    own = [one for fact in scenario.facts for one in fact.asked_by]
    lines = [*dice.sample(general, count), *dice.sample(asked, count), *general_lines()["rambling"]]
    lines += dice.sample(own, count)
    lines += [f"{dice.choice(asked)} {dice.choice(general)} {dice.choice(asked)}" for _ in range(count)]
    return [line if at % 3 else " ".join(words.words(line)) for at, line in enumerate(lines)]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_all_examples_at_once_are_met_as_each_by_itself(scenario: Scenario) -> None:
    examples = {fact.id: fact.asked_by for fact in scenario.facts}
    together, found = Examples(examples), 0
    for part in {part for line in said_to(scenario, 12) for part in acts.asking_parts(line)}:
        close = together.closest(Said(part))
        alone = {key: max((one_by_one(part, one) for one in own), default=0.0) for key, own in examples.items()}
        assert close == alone, part
        found += any(alone.values())
    assert found >= 10
