"""The words a hit shows: whole ones, in one sentence, from clause to clause."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.rubric.items import Item
from desktop.rubric.rubric import Rubric
from desktop.rubric.runs import Part, Run, runs_meant
from desktop.rubric.spans import fitted
from desktop.rubric.tokens import sentence_starts, tokens_of

BLAME = Item("A", "avoid", "Blame", ("How did this happen?", "Whose fault is it?"))
SURE = Item("B", "avoid", "Certainty", ("I need a guaranteed timeline.",))
PROMISE = Item("P", "promise", "A promise", ())
SAFE = Item("S", "say", "Safety", ("Nobody is getting fired. The only job is getting them back online.",))


def _marked(text: str, *items: Item) -> list[str]:
    return [text[hit.start : hit.end] for hit in Rubric(items).match(text)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("I'll call you at 12:15.", "I'll call you at 12:15"),
        ("I'll call you at 12 :15, okay?", "I'll call you at 12 :15"),
        ("I'll call you at 8 p.m. sharp.", "I'll call you at 8 p.m."),
        ("I'll call you by 9:30 tomorrow.", "I'll call you by 9:30 tomorrow"),
        ("I'll text the on-call team in 20 minutes.", "I'll text the on-call team in 20 minutes"),
    ],
)
def test_a_promise_ends_behind_its_whole_time(line: str, words: str) -> None:
    assert _marked(line, PROMISE) == [words]


@pytest.mark.parametrize(
    ("line", "one"),
    [
        ("at 12:15 then", "12:15"),
        ("some $2,200.50 of it", "$2,200.50"),
        ("about 30% off", "30%"),
        ("write to a.b-c@mail.example.com now", "a.b-c@mail.example.com"),
        ("the post-mortem is due", "post-mortem"),
        ("they can't do it", "can't"),
        ("at 8 p.m. sharp", "p.m."),
        ("the U.S. team", "U.S."),
        ("we run 24/7 here", "24/7"),
    ],
)
def test_what_is_written_as_one_is_never_cut(line: str, one: str) -> None:
    start, end = line.index(one), line.index(one) + len(one)
    for token in tokens_of(line):
        assert (token.start, token.end) == (start, end) or token.end <= start or token.start >= end


def test_a_sentence_begins_behind_a_stop_and_not_behind_a_pause() -> None:
    tokens = tokens_of("I need a... guaranteed one. Okay? It's 12:15; go")
    assert [tokens[at].text for at in sentence_starts(tokens)] == ["okay", "it"]


def test_two_sentences_are_two_hits() -> None:
    assert _marked("So how did this happen? Whose fault is it? I know.", BLAME) == [
        "how did this happen",
        "Whose fault is it",
    ]


def test_without_marks_neighbours_are_one_hit() -> None:
    assert _marked("how did this happen whose fault is it", BLAME) == ["how did this happen whose fault is it"]


def test_words_of_two_sentences_make_no_example_together() -> None:
    assert _marked("Now I need a guaranteed timeline.", SURE) == ["Now I need a guaranteed timeline"]
    assert all("." not in words for words in _marked("Now I need a. Guaranteed timeline.", SURE))


def test_an_example_of_two_sentences_may_be_one_hit() -> None:
    line = "Nobody is getting fired. The only job is getting them back online. Go."
    assert _marked(line, SAFE) == ["Nobody is getting fired. The only job is getting them back online"]


def test_the_first_and_last_words_of_a_clause_are_shown() -> None:
    assert _marked("and then i told him i need a guaranteed timeline here okay", SURE) == [
        "i need a guaranteed timeline here"
    ]


def test_the_begin_of_the_next_clause_is_not_shown() -> None:
    tokens = tokens_of("you handle the whole fix i will call sales")
    (run,) = fitted([Run(0, 0, 6, 0.9)], tokens)
    assert (run.first, run.last) == (0, 5)


def test_a_joining_word_before_a_clause_is_not_shown() -> None:
    tokens = tokens_of("the others went home but whose fault is it")
    (run,) = fitted([Run(0, 4, 9, 0.9)], tokens)
    assert (run.first, run.last) == (5, 9)


def test_what_is_dismissed_and_what_a_comma_parts_is_not_shown() -> None:
    assert _marked("no, whose fault is it", BLAME) == ["whose fault is it"]
    assert _marked("don't forget whose fault it is", BLAME) == ["whose fault it is"]
    assert _marked("whose fault is it then", BLAME) == ["whose fault is it"]


def test_no_hit_grows_into_another() -> None:
    tokens = tokens_of("please whose fault is it")
    grown = fitted([Run(0, 1, 5, 0.9), Run(1, 0, 1, 0.8)], tokens)
    assert [(run.first, run.last) for run in grown] == [(1, 5), (0, 1)]


def test_two_hits_do_not_grow_into_the_words_between_them_both() -> None:
    tokens = tokens_of("how long have you been driving")
    grown = fitted([Run(0, 0, 3, 0.9), Run(1, 4, 6, 0.8)], tokens)
    assert [(run.first, run.last) for run in grown] == [(0, 4), (4, 6)]


def test_of_a_stretch_over_two_sentences_the_likelier_one_is_shown() -> None:
    likely, parts = np.array([0.2, 0.9, 0.6], np.float32), [Part(0, 4), Part(0, 8), Part(4, 8)]
    (across,) = runs_meant(0, parts, likely)
    (within,) = runs_meant(0, parts, likely, starts=[4])
    assert (across.first, across.last) == (0, 8)
    assert (within.first, within.last, within.score) == (4, 8, across.score)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Breathe.", ["Breathe"]),
        ("Okay. Breathe, Kenji. What do we know?", ["Breathe"]),
        ("okay breathe", ["breathe"]),
        ("let the team breathe for a minute", []),
        ("Bread. Breed. Breather.", []),
    ],
)
def test_an_example_of_one_word_is_heard_where_it_stands_alone(line: str, words: list[str]) -> None:
    assert _marked(line, Item("R", "step", "Regulate", ("Breathe.",))) == words
