"""Whose words a line holds: the bar stands where the words in question begin."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.rubric.items import Item
from desktop.rubric.rubric import Rubric
from desktop.rubric.scope import begins_clause, denials, disowned, reported
from desktop.rubric.tokens import tokens_of

Heard = Callable[[str], set[tuple[str, str, str]]]


def _reported(line: str) -> bool:
    before, words = line.split("|")
    return reported(tokens_of(before + words), len(tokens_of(before)))


@pytest.mark.parametrize(
    "line",
    [
        "my boss kept asking |whose fault this is",
        "my old boss used to bang the table and ask |whose fault it was",
        "on television the doctor always says |he's a fighter",
        "the airline boss who shouted |that's a cheap shot at a reporter",
        "my boss said, |whose fault is this",
        "her lawyer insisted |this is your fault",
        "Frank would've said |it's a storm in a teacup",
        "some salesmen always open with |i know your budget has been cut",
        "your colleague told me yesterday |you've become lazy",
        "the last agency told you they'd |squeeze it in",
        "my wife said why don't you just tell him |he's become lazy",
        "i was told |it's a formality",
        "you told me |you'd be ready",
        "you'd hear them saying |it's nothing",
        "in a film she goes |why didn't you call",
        "my boss called and |whose fault is this he'd go",
        "whose fault |is this she said",
    ],
)
def test_who_else_says_it(line: str) -> None:
    assert _reported(line)


@pytest.mark.parametrize(
    "line",
    [
        "the leaflet says you should open with |i asked you here",
        "they teach you at medical school to open with |i'm afraid i have bad news",
        "on the course they tell you to ask |whose fault it was",
        "my adviser wanted me to say |safety comes first",
        "you probably expect me to say |everybody is busy",
        "the board would like me to tell you |heads will roll",
        "your paper wrote that i had called the whole |thing blown out of proportion",
        "one paper put the words |this is in serious trouble in my mouth",
        "there's a chapter in that book called |i trust your judgment",
        "the template from head office has a line that goes |as i see it we have three options",
        "the textbook answer would be |i own this result",
        "the manual reads |never say never",
        "the old manager's favourite line was |that's not my problem",
        "the first thing i heard from the owner was |when exactly will it be back",
        "they made us practise the sentence |this was my decision",
        "they teach you to read out |the rules of the room",
        "i read that you should always ask |who will own it",
    ],
)
def test_words_from_a_source_or_put_into_a_mouth(line: str) -> None:
    assert _reported(line)


@pytest.mark.parametrize(
    "line",
    [
        "if i told you |it's probably nothing you'd walk out",
        "i'd be lying if i told you |it's fine",
        "what if somebody had just said to you on monday |that was our mistake",
        "imagine if i came in here and said |i'll take twenty percent off",
        "if i were Helen i'd be telling you |to hang on",
        "if this were a film, i'd be yelling |i need it by six",
        "last year i would have asked |who did this",
        "i used to say |you've become lazy and i regret it",
        "it would be wrong of me to say |she'll pull through",
        "i won't stand here and say |we hit the plan",
        "please don't tell the wards |it'll be fixed",
        "the temptation is to ask |how did this pass staging",
    ],
)
def test_words_only_supposed_or_refused(line: str) -> None:
    assert _reported(line)


@pytest.mark.parametrize(
    "line",
    [
        "i said |whose fault is this",
        "as i said |this is your fault",
        "you know what i always say |whose fault is this",
        "i'm asking you |whose fault is this",
        "i'm telling you |heads will roll",
        "i'd say |it's your fault",
        "i have to ask |whose fault is this",
        "let me say |i'm sorry",
        "it falls to me to say |you're out",
        "i'll tell the board |it was my decision",
        "i want you to tell me |whose fault this is",
        "my boss called and i have to say |this is your fault",
        "he told me about the audit and now i'm asking |whose fault is this",
    ],
)
def test_the_speaker_says_it(line: str) -> None:
    assert not _reported(line)


@pytest.mark.parametrize(
    "line",
    [
        "tell me |who did this",
        "can you tell me |who did this",
        "why don't you tell me |what happened",
        "could each of you tell me |what you'll do",
        "don't tell me |nobody saw this",
        "you should have asked me |who owns this",
        "everybody is in the room so tell me |who did this",
        "the servers are down and the phones are ringing tell me |who did this",
        "they're all waiting so say |it's over",
    ],
)
def test_orders_and_requests_are_the_speakers(line: str) -> None:
    assert not _reported(line)


@pytest.mark.parametrize(
    "line",
    [
        "if you ask me |it's your fault",
        "if i had to put a figure on it i'd say |mid afternoon",
        "if i were you i'd say |sorry to him",
        "thank you for telling me |that took courage",
        "imagine it's november |what would success look like",
        "suppose you had it on monday |what would you do",
        "i heard what she said but |whose fault is this",
        "she said no. |whose fault is this",
        "the handbook is on the shelf |whose fault is this",
        "the course starts on monday |take a breath",
        "i called the customer myself |we made a mistake",
        "once you've said that |whose fault is this",
        "my question was |whose fault is this",
        "i read the logs |whose fault is this",
        "i read that the board is waiting |whose fault is this",
        "you can imagine the call he asked me and i'm asking |whose fault is this",
        "the lady has been asking after you |no wonder you're worn out",
        "|whose fault is this",
    ],
)
def test_what_only_looks_like_it(line: str) -> None:
    assert not _reported(line)


def test_the_whole_rubric_hears_the_difference(found: Heard) -> None:
    def blamed(line: str) -> bool:
        return any((kind, item) == ("avoid", "threat") for kind, item, _words in found(line))

    assert blamed("tell me whose fault this is")
    assert blamed("i said tell me whose fault this is")
    assert not blamed("my old boss used to bang the table and ask whose fault this is")
    assert not blamed("they teach you on the course to ask whose fault this is")


def test_a_statement_with_not_is_a_denial_and_a_question_is_none() -> None:
    for line in ("it's not that they cared", "it wasn't our mistake", "i'm not the commander"):
        assert len(denials(tokens_of(line), 0, len(tokens_of(line)))) == 1
    for line in ("isn't that your fault", "you did that didn't you", "why didn't anybody ask"):
        assert denials(tokens_of(line), 0, len(tokens_of(line))) == ()
    slack = Item("slack", "avoid", "slack", ("They weren't pulling their weight.",))
    assert Rubric([slack]).match("it's not that they weren't pulling their weight") == ()
    assert [hit.item for hit in Rubric([slack]).match("they weren't pulling their weight")] == ["slack"]


@pytest.mark.parametrize(
    "line",
    [
        "i'm not asking whose fault it is",
        "look i'm not trying to blame you",
        "it's not that i want a date",
        "this has nothing to do with the audit",
        "there's no need for a deadline",
        "nobody is calling you careless",
        "you don't have to promise anything",
        "i won't ask who did it",
        "it isn't a case of all or nothing",
    ],
)
def test_what_is_not_meant(line: str) -> None:
    tokens = tokens_of(line)
    assert disowned(tokens, 0, len(tokens))


@pytest.mark.parametrize(
    "line",
    [
        "whose fault is it",
        "why don't you want to say who did it",
        "why is nobody saying who did it",
        "we did not test it",
        "it was late and the graph was flat and i don't need this",
    ],
)
def test_what_is_meant_although_it_denies(line: str) -> None:
    tokens = tokens_of(line)
    assert not disowned(tokens, 0, len(tokens))


def test_of_two_denials_one_of_a_case_governs_the_other() -> None:
    whole = Item("A", "avoid", "All", ("It's the full amount or nothing.",))
    assert Rubric([whole]).match("it isn't a case of the full amount or nothing") == ()
    assert [hit.item for hit in Rubric([whole]).match("it's the full amount or nothing")] == ["A"]


def test_a_clause_begins_behind_a_stop_or_a_joining_word() -> None:
    tokens = tokens_of("we wait. then but whose fault")
    assert [at for at in range(1, len(tokens)) if begins_clause(tokens, at)] == [2, 3, 4]


@pytest.mark.parametrize(
    ("line", "tiers"),
    [
        ("you should have caught this", ["found"]),
        ("i should have caught this at staging", []),
        ("we should have caught this", []),
        ("they should have caught this", ["found"]),
        ("i told you that you should have caught this", ["found"]),
        ("this is my team's mess", []),
        ("this is your team's mess", ["found"]),
    ],
)
def test_who_takes_it_on_themselves_blames_nobody(line: str, tiers: list[str]) -> None:
    blame = Item("A", "avoid", "Blame", ("You should have caught this.", "This is your team's mess."))
    assert [hit.tier for hit in Rubric([blame]).match(line)] == tiers


@pytest.mark.parametrize(
    ("line", "tiers"),
    [
        ("i need a guaranteed timeline", ["found"]),
        ("Marcus wants a guaranteed timeline", []),
        ("he needs a guaranteed timeline and i told him no", []),
        ("how did this pass staging", ["found"]),
        ("how did this pass staging is a question for Thursday", []),
        ("how did this pass staging can wait", []),
        ("how did this pass staging, is it fixed", ["found"]),
    ],
)
def test_another_s_wish_and_a_question_that_is_put_off(line: str, tiers: list[str]) -> None:
    items = [
        Item("A", "avoid", "Certainty", ("I need a guaranteed timeline.",)),
        Item("B", "avoid", "Blame", ("How did this pass staging?",)),
    ]
    assert [hit.tier for hit in Rubric(items).match(line)] == tiers
