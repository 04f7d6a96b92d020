"""Authored lines that fit any persona on any bad day, for when the scenario's own are used up."""

from __future__ import annotations

from typing import Literal

Act = Literal["question", "withheld", "directive", "statement", "silence"]

_TENSE: dict[Act, tuple[str, ...]] = {
    "question": (
        "I don't know. I honestly don't know yet.",
        "I can't answer that right now.",
        "I don't have that. I'd be guessing.",
        "I haven't looked at that. I haven't had the time.",
        "That's not something I can see from here.",
        "I wish I knew.",
    ),
    "withheld": (
        "I'd rather not say. Not now.",
        "Does it matter what I think?",
        "I don't want to be the one who picks.",
        "You'd have to decide that. I'm not sure anymore.",
        "I'd rather not go there right now.",
    ),
    "directive": (
        "Okay. I'll do that.",
        "If that's what you want.",
        "I can try.",
        "Okay. Give me a second.",
        "Fine.",
    ),
    "statement": (
        "...Okay.",
        "I hear you.",
        "I'm trying to keep up.",
        "It's a lot right now.",
        "I'm doing what I can.",
        "All right. I'm still with you.",
        "I don't know what to say to that.",
    ),
    "silence": ("...Are you still there?", "Hello?", "You've gone quiet.", "...I can't hear you."),
}
_CALM: dict[Act, tuple[str, ...]] = {
    "question": (
        "I don't know that one. I can find out.",
        "I'd have to check before I tell you anything.",
        "I don't have that in front of me.",
        "I can't say yet, and I don't want to guess.",
        "Good to ask. I don't know it yet.",
        "Not sure. I'd rather look than guess.",
    ),
    "withheld": (
        "I'd rather keep that to myself for now.",
        "Ask me that again in a minute.",
        "I'm not ready to say that yet.",
        "I have a view. I don't want to lean on you with it.",
    ),
    "directive": (
        "Okay. I'm on it.",
        "Yes. I can do that.",
        "Right. I'll do it now.",
        "Good. That I can do.",
        "Understood.",
    ),
    "statement": (
        "Okay. That helps.",
        "I'm with you.",
        "Right. Go on.",
        "I follow you.",
        "Thanks for saying that.",
        "That makes sense to me.",
        "Okay. One thing at a time.",
    ),
    "silence": ("Are you still there?", "Take your time. I'm here.", "Did we lose the line?", "I'm still here."),
}
AGAIN = ("Like I said. ", "Same as before. ", "It hasn't changed. ", "I can only say it again. ")
"""Put before a fact that is asked for once more."""
VARIED = ("Look. ", "Okay. ", "Well. ", "Honestly. ", "Right. ", "No, listen. ", "Um. ", "Yeah. ")
"""Put before a line that has been used, so that no reply comes twice as it was."""


def generic(act: Act, *, tense: bool) -> tuple[str, ...]:
    """Lines that answer an act of the other side, for a tense or a calmer persona."""
    return (_TENSE if tense else _CALM)[act]


def unused(lines: tuple[str, ...], used: frozenset[str], before: tuple[str, ...] = VARIED) -> tuple[str, ...]:
    """Those of `lines` that were not used; when all were, variations of them that were not; else all of them."""
    fresh = tuple(line for line in lines if line not in used)
    if fresh or not lines:
        return fresh
    varied = tuple(start + line for start in before for line in lines if start + line not in used)
    return varied[: len(lines)] or lines
