"""Lines for any persona: enough of them, fit to be spoken, and varied before one comes again."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import partial
from typing import get_args

import pytest

from desktop.packs import builtin_packs, load_scenario
from desktop.persona import director, guard, lines, words
from desktop.scenario import Scenario

ACTS: tuple[lines.Act, ...] = get_args(lines.Act)
EVERY = [line for act in ACTS for tense in (True, False) for line in lines.generic(act, tense=tense)]
SCENARIO = load_scenario("eleven-pm")


def test_no_two_lines_share_a_sentence_that_would_be_heard_twice() -> None:
    sentences = [" ".join(words.words(one)) for line in EVERY for one in words.sentences(line)]
    long = [one for one in sentences if len(one.split()) >= 3]
    assert sorted(long) == sorted(set(long))


def test_every_line_would_pass_the_guard() -> None:
    context = guard.context(SCENARIO, facts=[], heard=[], said=[])
    assert {line: guard.check(line, context) for line in EVERY} == dict.fromkeys(EVERY, ())


@pytest.mark.parametrize("act", ACTS)
def test_a_used_line_comes_back_as_another_sentence(act: lines.Act) -> None:
    stock = lines.generic(act, tense=True)
    used: set[str] = set()
    for _ in range(5 * len(stock)):
        line = lines.unused(stock, lines.Spent(frozenset(used), ()))[0]
        assert line not in used
        used.add(line)


def test_a_variation_reads_as_one_sentence() -> None:
    (varied,) = lines.unused(
        ("The phone rings. It stops.",), lines.Spent(frozenset({"The phone rings. It stops."}), ())
    )
    assert varied == "Look, the phone rings."
    assert (
        lines.unused(("Marcus rings.",), lines.Spent(frozenset({"Marcus rings."}), ()))[0] == "Look, Marcus rings."
    )
    assert (
        lines.unused(("I wish I knew.",), lines.Spent(frozenset({"I wish I knew."}), ()))[0]
        == "Look, I wish I knew."
    )


def test_of_a_line_of_which_half_was_said_the_rest_is_left() -> None:
    """A model says the second half of an authored line, and the plot would say the whole."""
    own = ("I'd try the fix. If it were up to me, I'd have started.", "The fix, then.", "Okay. The fix it is.")
    spent = lines.Spent(frozenset(), ("If it were up to me, I'd have started.", "Okay."))
    assert lines.unused(own, spent) == ("I'd try the fix.", *own[1:])
    assert lines.again(own, spent) == ("I'd try the fix.", *own[1:])


def test_nothing_is_said_again_that_never_was() -> None:
    spent = lines.Spent(frozenset(), ("Two nodes are lost today.",))
    own = ("It takes four hours to restore. Two nodes are lost today.",)
    assert lines.again(own, spent) == ("It takes four hours to restore.",)


def test_a_fact_that_was_told_is_told_as_such_in_other_words_first() -> None:
    own = ("Four hours. Two are lost.", "It takes four hours.", "My gut? The fix.", "...I told you.")
    spent = lines.Spent(frozenset({own[0]}), ("Four hours.", "Two are lost."))
    again = lines.again(own, spent, told=True)
    assert again == (
        "As I said, it takes four hours.",
        "Like I told you, it takes four hours.",
        "My gut? The fix.",
        "...I told you.",
    )
    assert lines.again(own, lines.Spent(frozenset(own) | set(again), own), told=True) != ()


def test_what_cannot_be_led_into_is_not() -> None:
    assert lines.again(
        ("Contacts of two customers.", "As I said. Me."), lines.Spent(frozenset(), ()), told=True
    ) == (
        "As I said. Contacts of two customers.",
        "Like I told you. Contacts of two customers.",
        "As I said. Me.",
    )
    used = lines.Spent(frozenset({"Me? I'm tired.", "Eaten?"}), ())
    assert lines.again(("Me? I'm tired.",), used) != ()
    assert lines.again(("Eaten?",), used) == ()


@pytest.mark.parametrize(
    "scenario", [each for pack in builtin_packs() for each in pack.scenarios], ids=lambda each: each.id
)
def test_no_fact_of_a_pack_is_told_again_in_a_way_that_nobody_speaks(scenario: Scenario) -> None:
    for fact in scenario.facts:
        own = fact.lines or (fact.text,)
        said = [*lines.again(own, lines.Spent(frozenset(), ()), told=True)]
        said += lines.again(own, lines.Spent(frozenset(own), ()))
        for line in said:
            for start in ("As I said", "Like I told you", "It's still true that", "I can only repeat that"):
                first = words.sentences(line.removeprefix(start))[0]
                assert not line.startswith(start) or not first.endswith("?"), line
                assert line.lower().count(start.lower()) < 2, line


def test_who_has_told_a_fact_says_so_when_asked_again() -> None:
    plot = director.start(SCENARIO, SCENARIO.difficulties["realistic"])
    ask = partial(director.hear, SCENARIO, SCENARIO.difficulties["realistic"], at_s=1.0, turn_id=1, seed=1)
    first = ask(plot, "What are the odds the targeted fix works?").slots[0]
    again = ask(replace(plot, given=("targeted",)), "What are the odds the targeted fix works?").slots[0]
    assert not any(line.startswith(("As I said, ", "Like I told you, ")) for line in first)
    assert all(line.startswith(("As I said, ", "Like I told you, ")) for line in again)


def test_a_fact_is_told_in_its_ways_then_in_short_and_then_no_more() -> None:
    own = ("Four hours. Two are lost.", "It takes four hours.")
    used: set[str] = set()
    told = []
    while left := lines.again(own, lines.Spent(frozenset(used), ())):
        told.append(left[0])
        used.add(left[0])
    assert told[:2] == list(own)
    assert "As I said, four hours." in told
    assert "As I said, it takes four hours." in told
    assert len(told) == len(set(told)) == 10


def test_who_asks_for_one_fact_for_ever_hears_that_it_was_told() -> None:
    plot = director.start(SCENARIO, SCENARIO.difficulties["realistic"])
    said: list[str] = []
    for turn in itertools.count(1):
        decided = director.hear(
            SCENARIO,
            SCENARIO.difficulties["realistic"],
            plot,
            "What if the fix fails?",
            at_s=turn,
            turn_id=turn,
            seed=1,
        )
        reply = " ".join(slot[0] for slot in decided.slots)
        said.append(reply)
        plot = director.spoke(decided, SCENARIO, reply)
        if turn == 16:
            break
    assert len(said) == len(set(said))
    fact = next(fact for fact in SCENARIO.facts if fact.id == "fallback")
    assert director.tells(fact, said[0])
    assert not director.tells(fact, said[-1])
    assert said[-1] in {*lines.generic("told", tense=True), *lines.generic("told", tense=False)}
