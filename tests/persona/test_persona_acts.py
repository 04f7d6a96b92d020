from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.persona import acts, gestures


@pytest.mark.parametrize(
    "line",
    [
        "How are you?",
        "what now",
        "What happened.",
        "okay i hear you what happened",
        "do you think it holds",
        "If the fix fails, can we roll back?",
        "who's calling you",
        "Why didn't anyone catch this",
        "You've slept?",
        "what are the options kenji",
        "Is it the index.",
        "and then what",
        "whats going on kenji",
        "How bad is it.",
        "How many customers are down.",
        "Which one is it.",
        "Will Marcus ring again.",
        "okay you did well so who is with you",
        "Kenji, how long does it take?",
        "if you had to pick one which would it be",
        "suppose we keep east alive what do we lose",
        "anything you need from my side",
        "how quickly can you take it off the network",
        "since when are we down",
        "for how long are we down",
        "if we roll back what do we lose",
        "any news from priya",
    ],
)
def test_questions(line: str) -> None:
    assert acts.asks_anything(line)


@pytest.mark.parametrize(
    "line",
    [
        "I'll call Sales, okay?",
        "Okay?",
        "What matters now is the fix.",
        "What happens next is my problem.",
        "What we do now is restart it.",
        "When the fix holds, we sleep.",
        "Do the fix now.",
        "Have a glass of water.",
        "i know what we need to do",
        "i think that was it",
        "Do it.",
        "Okay, do that.",
        "Have someone take the phone.",
        "Will do.",
        "Should be fine.",
        "If anyone asks what happened say nothing.",
        "how we got here does not matter",
        "Anything is better than this.",
        "anything that helps you is fine with me",
        "When this is over we look at what happened.",
        "If Marcus calls, tell him what happened.",
        "If I were you I'd go home.",
        "If you need somebody who can help, call me.",
        "Once the fix is out we can figure out what broke.",
        "For what it's worth, I trust you.",
        "From what I see you did everything right.",
        "In which case we roll back.",
        "Anything else can wait.",
        "Anybody who blames you answers to me.",
        "Any customers we lose are on me.",
        "Any minute now.",
        "Anything you say stays with me.",
        "how everyone worked tonight was great",
        "How Priya handled that was great.",
        "we may lose two hours of data which is fine with me",
        "i am the one who decides tonight",
        "i know what happened and it is not your fault",
        "you know what is at stake",
        "The rollback takes long, and we will not do it.",
        "",
    ],
)
def test_what_only_looks_like_a_question(line: str) -> None:
    assert not acts.asks_anything(line)


@pytest.mark.parametrize(
    "line", ["Do the fix now.", "just say it", "Kenji, tell me what broke.", "Okay, breathe."]
)
def test_orders(line: str) -> None:
    assert acts.orders_anything(line)


@pytest.mark.parametrize(
    "line",
    [
        "I tell everybody.",
        "You did well.",
        "Can you call them?",
        "Help is on the way.",
        "Post-mortem is on Thursday.",
    ],
)
def test_what_is_no_order(line: str) -> None:
    assert not acts.orders_anything(line)


def test_the_parts_that_want_an_answer() -> None:
    assert acts.asking_parts("I've got you. What broke? Then we sleep.") == ("What broke?",)
    assert acts.asking_parts("okay you did well so what are the options") == ("what are the options",)
    assert acts.asking_parts("good how sure are you about the fix") == ("how sure are you about the fix",)
    assert acts.asking_parts("tell me what we do if it fails") == ("tell me what we do if it fails",)
    assert acts.asking_parts("I want to know what broke.") == ("I want to know what broke.",)
    assert acts.asking_parts("If it fails, can we roll back?")[-1] == "can we roll back?"
    assert acts.asking_parts("We know what broke.") == ()


@pytest.mark.parametrize(
    ("part", "deed"),
    [
        ("Move the traffic to East.", True),
        ("Please don't ring Kenji tonight.", True),
        ("Tell me about the traffic.", False),
        ("Take a breath and tell me what happened.", False),
        ("Sit down and then tell me how long it takes.", False),
        ("Get me the number of customers.", False),
        ("Be honest with me about the odds.", False),
        ("okay walk me through it", False),
        ("Give me a number.", False),
        ("I want to know who did it.", False),
        ("Can you move the traffic?", False),
    ],
)
def test_an_order_wants_words_or_a_deed(part: str, deed: bool) -> None:
    assert acts.only_orders(part) is deed


@pytest.mark.parametrize(
    ("line", "unclear"),
    [
        ("What do you mean?", True),
        ("Sorry? Say that again.", True),
        ("okay what do you mean by that", True),
        ("What do you need?", False),
        ("I don't understand why you haven't started.", False),
        ("What does that mean for our customers?", False),
        ("What do you mean, Kenji?", True),
        ("Say that again. And how long does it take?", False),
        ("", False),
    ],
)
def test_asking_what_was_meant(line: str, unclear: bool) -> None:
    assert acts.says_it_was_unclear(line) is unclear


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("What worries you most?", "to_them"),
        ("How do you see the next hour, Kenji?", "open"),
        ("When are you going to restart the database?", "open"),
        ("How are you doing?", "to_them"),
        ("Can you hear me?", "closed"),
        ("Okay. Is it the index, Kenji?", "closed"),
        ("what do you need", "to_them"),
    ],
)
def test_what_kind_of_answer_a_question_wants(line: str, kind: str) -> None:
    assert acts.kind_of_question(line) == kind


@given(st.text(max_size=120))
def test_any_text_can_be_looked_at(text: str) -> None:
    for part in acts.asking_parts(text):
        assert part.strip()
    assert not acts.says_it_was_unclear(text) or text.strip()


@pytest.mark.parametrize(
    ("line", "offers", "how"),
    [
        ("Do you want me to come in?", True, False),
        ("Should I wake up the CEO?", True, False),
        ("can i call marcus for you", True, False),
        ("Can I ask you something?", False, False),
        ("Should I be worried?", False, False),
        ("Hey Kenji, it's me. Rough night, huh?", False, True),
        ("Have you eaten anything tonight?", False, True),
        ("Are you angry with me?", False, True),
        ("Are you fine with that?", False, False),
        ("Can you hear me?", False, False),
    ],
)
def test_a_closed_question_may_offer_something_or_ask_how_they_are(line: str, offers: bool, how: bool) -> None:
    assert acts.kind_of_question(line) == "closed"
    assert (acts.offers_by_asking(line), acts.asks_how_they_are(line)) == (offers, how)


@pytest.mark.parametrize("line", ["I'm tired of this.", "I'm afraid we can't do that.", "I'm worried about you."])
def test_not_everybody_who_feels_something_confides(line: str) -> None:
    assert gestures.gesture(line) != "confides"


_AND_TELL = re.compile(
    r"(?:\b(?:and|then)|,)\s+(?:just |then |please )*(?:tell|give|walk|talk|show|explain|describe|help)\b",
    re.IGNORECASE,
)
"""What `_leads_to_telling` finds, in one pattern of quadratic time."""
_PIECES = st.sampled_from(
    ["and", "then", "Then", ",", "just", "please", "tell", "GIVE", "teller", "x", "-", ".", " ", "  ", "\n"]
)


@given(st.lists(_PIECES, max_size=14).map("".join) | st.lists(_PIECES, max_size=14).map(" ".join))
def test_an_order_that_leads_into_telling_is_found_in_linear_time_as_before(part: str) -> None:
    assert acts._leads_to_telling(part) is bool(_AND_TELL.search(part))


@pytest.mark.parametrize("piece", ["then ", "and then ", ", ", "then  ", ", then just ", "and\n", "please then "])
def test_where_nothing_is_told_each_word_is_looked_at_a_few_times(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    class Counted:
        def match(self, part: str, at: int) -> object:
            looks.append(at)
            return tell.match(part, at)

    tell = acts._TELL
    monkeypatch.setattr(acts, "_TELL", Counted())
    assert not acts._leads_to_telling(piece * 2000)
    assert len(looks) <= 4001


@pytest.mark.parametrize("line", ["Hi, it's me. Do you have a minute?", "Can I ask you something?", "can we talk"])
def test_some_questions_only_want_to_be_heard(line: str) -> None:
    assert acts.asks_for_time(line)


@pytest.mark.parametrize("line", ["What happened?", "Can you tell me more about that?", "What happened tonight?"])
def test_who_asks_what_happened_wants_whatever_is_known(line: str) -> None:
    assert acts.asks_for_overview(line)
    assert not acts.asks_for_overview("What happened at the bank?")
