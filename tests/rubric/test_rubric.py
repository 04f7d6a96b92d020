"""Matching: what is found, what is vetoed, and that hits stay inside the text."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.packs import load_scenario
from desktop.rubric.items import Item
from desktop.rubric.rubric import Rubric

Heard = Callable[[str], set[tuple[str, str, str]]]


@pytest.mark.parametrize(
    ("line", "kind", "item", "words"),
    [
        ("how did this pass staging", "avoid", "blame", "how did this pass staging"),
        ("Okay, but HOW DID THIS even pass Staging?", "avoid", "blame", "HOW DID THIS even pass Staging"),
        ("okay so um how did this past aging", "avoid", "blame", "how did this past aging"),
        ("why didn't anyone catch this in testing", "avoid", "blame", "why didn't anyone catch this in testing"),
        ("i need a guaranteed time line", "avoid", "certainty", "i need a guaranteed time line"),
        (
            "the bored is gonna wanna know what happen",
            "avoid",
            "pressure",
            "the bored is gonna wanna know what happen",
        ),
        ("no, whose fault is this", "avoid", "threat", "whose fault is this"),
        (
            "I'm handling sails, customers and the board",
            "say",
            "pressure",
            "I'm handling sails, customers and the board",
        ),
        ("no body is getting fired tonight", "say", "threat", "no body is getting fired tonight"),
        ("don't pick up your phone unless it's me", "say", "pressure", "don't pick up your phone unless it's me"),
        (
            "every 45 minutes you send me one sentence",
            "step",
            "rhythm",
            "every 45 minutes you send me one sentence",
        ),
    ],
)
def test_found_with_its_words(found: Heard, line: str, kind: str, item: str, words: str) -> None:
    assert (kind, item, words) in found(line)


@pytest.mark.parametrize(
    ("line", "item", "met"),
    [
        ("what do we know right now, and what do we not know", "three-questions", False),
        ("what would you do", "three-questions", True),
    ],
)
def test_words_of_any_sentence_are_no_part_of_a_longer_example(
    rubric: Rubric, line: str, item: str, met: bool
) -> None:
    assert met == any((hit.item, hit.part) == (item, "gut") for hit in rubric.match(line))


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("i'm not asking for a guarantee", "certainty"),
        ("i am not going to ask you for a guaranteed timeline", "certainty"),
        ("nobody is asking how this passed staging", "blame"),
        ("it doesn't matter right now how we missed this", "blame"),
        ("let's not get into who approved this", "threat"),
        ("instead of asking whose fault this is let's look at the graphs", "threat"),
        ("my boss kept asking whose fault this is", "threat"),
        ("the temptation is to ask how did this pass staging", "blame"),
        ("can somebody take responsibility for the status page", "threat"),
        ("somebody is getting fired for this", "threat.say"),
        ("i am not handling the board tonight", "pressure.say"),
        ("does the patch pass the staging checks now", "blame"),
        ("how this passed staging can wait until thursday", "blame"),
        ("on friday we look at how it passed staging", "blame"),
        ("how it passed staging is a question for tomorrow", "blame"),
        ("whose fault this is can wait until thursday", "threat"),
    ],
)
def test_denied_reported_or_merely_alike_is_not_found(found: Heard, line: str, item: str) -> None:
    kinds = {"say"} if item.endswith(".say") else {"avoid"}
    hits = {(kind, each) for kind, each, _words in found(line)}
    assert not hits & {(kind, item.removesuffix(".say")) for kind in kinds}


@pytest.mark.parametrize(
    "line",
    [
        "how did this pass staging we talk about it on thursday",
        "tell me how this passed staging, the fix can wait",
        "I want to know by tomorrow how this passed staging.",
        "Tell me by tomorrow how this passed staging.",
        "tell me how this passed staging when this was known",
        "tell me how this passed staging the customers will wait",
    ],
)
def test_a_question_that_is_asked_is_not_put_off(found: Heard, line: str) -> None:
    assert "blame" in {item for kind, item, _words in found(line) if kind == "avoid"}


def test_who_refuses_to_promise_has_not_promised() -> None:
    never = Item("never", "avoid", "never again", ("It will never happen again.",))
    assert [hit.item for hit in Rubric([never]).match("I promise you it will never happen again")] == ["never"]
    assert Rubric([never]).match("I'm not going to promise you it will never happen again") == ()


def test_a_denial_ends_with_its_clause(found: Heard) -> None:
    line = "i can't hear you well but whose fault is this"
    assert ("avoid", "threat", "whose fault is this") in found(line)


def test_a_denial_reaches_no_further_than_its_clause_even_without_full_stops(rubric: Rubric) -> None:
    line = "okay stop that was not fair of me take a breath nobody is getting fired tonight"
    hits = {(hit.kind, hit.item, line[hit.start : hit.end]) for hit in rubric.match(line)}
    assert hits == {("step", "regulate", "take a breath"), ("say", "threat", "nobody is getting fired tonight")}


def test_a_denied_denial_is_none(found: Heard) -> None:
    assert {(kind, item) for kind, item, _ in found("i'm not saying nobody is getting fired")} == {
        ("avoid", "threat")
    }
    assert ("avoid", "threat", "whose fault this is") in found("don't forget whose fault this is")


def test_words_that_were_found_are_not_possibly_something_else() -> None:
    rude = Item("rude", "avoid", "rude", ("What were you thinking?",))
    gut = Item("gut", "step", "gut", ("What do you think you would do?",))
    line = "what were you thinking"
    assert {hit.item for hit in Rubric([gut]).match(line)} == {"gut"}
    assert {hit.item for hit in Rubric([rude, gut]).match(line)} == {"rude"}


def test_a_counter_example_vetoes() -> None:
    plain = Item("late", "avoid", "late", ("You are always late with this.",))
    guarded = Item("late", "avoid", "late", plain.examples, ("The train is always late.",))
    line = "the train is always late with this"
    assert [hit.item for hit in Rubric([plain]).match(line)] == ["late"]
    assert Rubric([guarded]).match("the train is always late") == ()
    assert [hit.tier for hit in Rubric([guarded]).match("you are always late with this")] == ["found"]


def test_avoid_and_say_never_claim_the_same_words() -> None:
    avoid = Item("pair", "avoid", "", ("Tell me exactly when it will be done.",))
    say = Item("pair", "say", "", ("Tell me how sure you are that it will be done.",))
    rubric = Rubric([avoid, say])
    assert [hit.kind for hit in rubric.match("tell me exactly when it will be done")] == ["avoid"]
    assert [hit.kind for hit in rubric.match("tell me how sure you are that it will be done")] == ["say"]


def test_neighbouring_examples_of_an_item_are_one_hit(found: Heard) -> None:
    line = "I handle Sales, the customers and the board. You handle the fix. Only answer your phone to me."
    assert ("say", "pressure", line.removesuffix(".")) in found(line)


def test_the_example_call_holds_what_the_demo_shows(rubric: Rubric) -> None:
    hits = [
        hit for line in load_scenario("eleven-pm").example for hit in rubric.match(line) if hit.tier == "found"
    ]
    assert {h.item for h in hits if h.kind == "avoid"} == {"blame", "certainty", "pressure"}
    assert {h.item for h in hits if h.kind == "say"} == {"blame", "certainty", "pressure", "threat"}
    steps = {"regulate", "three-questions", "separate", "rhythm", "now-and-later"}
    assert {h.item for h in hits if h.kind == "step"} == steps
    assert {h.part for h in hits if h.item == "three-questions"} == {"worst case", "gut", "decision"}


def test_asking_for_odds_is_not_a_decision(rubric: Rubric) -> None:
    hits = rubric.match("What are the odds the targeted fix works in ninety minutes?")
    assert {(hit.kind, hit.item) for hit in hits} == {("say", "certainty")}


WORDS = st.sampled_from(
    "how did this pass staging nobody is getting fired tonight not don't we'll 2,200 forty five minutes the board"
    " . , ? my boss asked I will call you at ten – İ ß ’ 'tis".split()
)


@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=30).map(" ".join)))
def test_hits_of_any_text_are_whole_words_inside_it_and_always_the_same(rubric: Rubric, text: str) -> None:
    hits = rubric.match(text)
    assert hits == rubric.match(text)
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.start == 0 or not re.fullmatch(r"[^\W_]{2}", text[hit.start - 1 : hit.start + 1])
        assert hit.end == len(text) or not re.fullmatch(r"[^\W_]{2}", text[hit.end - 1 : hit.end + 1])
        assert 0 < hit.score <= 1


def test_a_rubric_of_nothing_finds_nothing() -> None:
    assert Rubric([]).match("how did this pass staging") == ()
    assert Rubric([Item("a", "say", "", ("hello there",))]).match("") == ()


@pytest.mark.parametrize(
    ("line", "kind", "item"),
    [
        ("Breathe.", "step", "regulate"),
        ("What can I take off your plate?", "say", "pressure"),
        ("Marcus is mine.", "say", "pressure"),
        ("leave marcus to me", "step", "separate"),
        ("We'll find out why later.", "step", "now-and-later"),
    ],
)
def test_everyday_words_for_it_are_heard(found: Heard, line: str, kind: str, item: str) -> None:
    assert (kind, item) in {(one, other) for one, other, _words in found(line)}


@pytest.mark.parametrize("line", ["Marcus is fine.", "Is Marcus calling you?", "Let the team breathe."])
def test_what_only_sounds_like_them_is_not(found: Heard, line: str) -> None:
    assert found(line) == set()
