"""What the words so far say about whether more will follow, with the punctuation of an ear or without."""

from __future__ import annotations

import re

import pytest

from desktop.turns.completeness import completeness

CLASSES = {
    "asks": """
        What is the worst case if we roll back?
        How are you holding up?
        Who else is on the bridge with you right now?
        I hear you. What do you need from me?
        If we roll back now, how long until customers can check out?
        Full post mortem is Thursday. For now, take me through the two options.
        Walk me through the two options.
        Okay, so tell me exactly what time the site is coming back.
        Talk to me, Kenji.
        You are telling me the backup is fine, right?
        Who are you waiting for?
        Can someone take the support queue, please?
        What do you want me to tell them?
        How much time can you give me?
        Why didn't you tell me?
        When were you going to tell me?
        Did anyone tell you?
        Should I tell him?
        Can you tell?
        Can you get him?
        Did the alert send?
        Is there a decision we need to make?
        Is this a call you can make?
        Is there anybody you can send?
        Give me the short version.
        """,
    "complete": """
        Nobody is getting fired tonight.
        Could you please send me the numbers?
        I need you to tell them.
        Please don't tell them.
        And can you call Marcus after this?
        I am not looking for someone to blame.
        I want to understand what we know.
        I know what is happening upstairs.
        If we roll back now, we lose the orders from the last hour.
        What I need from you is a clear decision in ten minutes.
        First the database, second the payments, and third the customer emails.
        The thing that worries me is we do not have a second chance.
        Right now what matters is getting people back online.
        I will tell them what you told me.
        Thank you.
        No.
        """,
    "trailing": """
        The worst case is the rollback and
        I was thinking that maybe we could, um
        What I need from you is
        The thing that worries me
        If we roll back now
        And when you say the replica is behind
        First the database, second the payment service
        I want to be sure we
        Can you tell me what the
        Could you please send me
        Would you send
        So the next step is to
        """,
    "unknown": """
        Rollback.
        Send Priya home.
        Tell me
        Nobody is getting blamed for this.
        """,
}
LINES = [(said.strip(), kind) for kind, lines in CLASSES.items() for said in lines.strip().splitlines()]


@pytest.mark.parametrize(("said", "kind"), LINES)
def test_live_words_without_punctuation(said: str, kind: str) -> None:
    assert completeness(" ".join(re.findall(r"[a-z0-9']+", said.lower()))) == kind


@pytest.mark.parametrize(("said", "kind"), LINES)
def test_words_of_an_ear_that_closes_everything_with_a_stop(said: str, kind: str) -> None:
    assert completeness(said if said.endswith((".", "?")) else f"{said}.") == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "unknown"),
        ("...", "unknown"),
        ("I understand the pressure,", "trailing"),
        ("We can take the hit on revenue\u2026", "trailing"),
        ("Really?", "asks"),
        ("Nobody is getting fired. Tell me what you see. On the dashboard.", "asks"),
        ("I spoke to the team. On Friday.", "complete"),
        ("What's stopping you? On Friday.", "unknown"),
        ("so would i would suggest", "complete"),
        ("So what I would suggest?", "trailing"),
        ("What if we roll back?", "asks"),
        ("What I don't get, how did it pass staging?", "asks"),
        ("what i want to know how long does it take", "asks"),
        ("The thing that worries me, do we lose data?", "asks"),
        ("All I ask, can you do that for me?", "asks"),
        ("what i'd suggest to the team", "trailing"),
        ("all i'm asking of you tonight", "trailing"),
        ("the thing that's worrying me most", "trailing"),
        ("is that everybody goes home", "complete"),
        ("is that it", "asks"),
        ("is that we roll back first, and then we talk about the rest.", "complete"),
        ("Is that what you mean?", "asks"),
        ("is that going to help", "asks"),
        ("so would i be wrong to roll back", "asks"),
        ("What\u2019s going on?", "asks"),
        ("Who else is on the?", "trailing"),
    ],
)
def test_punctuation_alone(text: str, kind: str) -> None:
    assert completeness(text) == kind
