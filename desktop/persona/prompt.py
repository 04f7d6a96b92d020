"""The prompt: a static head, the turns as they were played, and a stage direction that is never kept. Pure.

Everything but the direction and what follows it only ever grows at the end, so an engine that keeps what it has
evaluated reads the new turn and the direction, nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from desktop.persona.messages import Prompt, PromptPart
from desktop.scenario import HIGH_STRESS, Scenario

Speaker = Literal["user", "persona"]
_TOKEN_BYTES = 3.0
"""Bytes of UTF-8 a token, on the safe side: English has about four."""
_PART_TOKENS = 6
_TRIM_TO = 0.6
"""A full prompt is cut down to this share at once: each cut costs the engine some work."""


@dataclass(frozen=True, slots=True)
class Format:
    """A chat format: the markers that open and close a message. `stop` ends a reply."""

    system: str
    user: str
    persona: str
    close: str
    stop: tuple[str, ...]


FORMATS = {
    "chatml": Format(
        system="<|im_start|>system\n",
        user="<|im_start|>user\n",
        persona="<|im_start|>assistant\n",
        close="<|im_end|>\n",
        stop=("\n", "<|im_end|>", "<|im_start|>"),
    ),
}
"""Formats by the name that a model's catalog entry gives ("format")."""


@dataclass(frozen=True, slots=True)
class History:
    """What was said, oldest first; the first `dropped` exchanges no longer fit and are left out of the prompt."""

    turns: tuple[tuple[Speaker, str], ...] = ()
    dropped: int = 0

    def add(self, speaker: Speaker, text: str) -> History:
        """With one more message; an empty one is none, and one of the same speaker continues the last."""
        if not text:
            return self
        if self.turns and self.turns[-1][0] == speaker:
            return replace(self, turns=(*self.turns[:-1], (speaker, f"{self.turns[-1][1]} {text}")))
        return replace(self, turns=(*self.turns, (speaker, text)))


def head(scenario: Scenario) -> str:
    """Who the persona is and how they speak; the same for the whole call."""
    persona = scenario.persona
    first = persona.name.split()[0]
    return (
        f"You are {persona.name}, {persona.role}, a real person on the phone with {scenario.you}. "
        f"You are not an assistant: you are in this yourself, and you speak for yourself alone.\n"
        f"The situation, as {scenario.you} was told it: {scenario.situation}\n"
        f"Who you are: {persona.character}\n"
        f"What you want: {persona.wants}\n"
        f"You know only what is written here or told to you in a direction. You never make up a number, a name, a "
        f"time or a cause; when you don't know, you say so.\n"
        f"You speak as {first}, in the first person, out loud: one to three short, plain sentences, concrete, no "
        f"lists, no stage directions, no pleasantries.\n"
        f"How you sound:\n" + "\n".join(f"- {line}" for line in samples(scenario))
    )


def samples(scenario: Scenario) -> list[str]:
    """A few authored lines of different beats: they show the voice better than any description."""
    found = []
    for beat in scenario.beats:
        fitting = beat.lines_for(HIGH_STRESS)
        if fitting and not beat.ends and not beat.event:
            found.append(fitting[-1])
    return found[:: max(1, len(found) // 5)][:5]


HEAD_PARTS = 3
"""Parts of a prompt that are the head with its markers."""


def base(scenario: Scenario, history: History, form: Format) -> Prompt:
    """Head and turns: the part that only grows."""
    parts = [PromptPart(form.system, True), PromptPart(head(scenario)), PromptPart(form.close, True)]
    for speaker, text in kept(history):
        opened = form.user if speaker == "user" else form.persona
        parts += [PromptPart(opened, True), PromptPart(text), PromptPart(form.close, True)]
    return tuple(parts)


def full(scenario: Scenario, history: History, form: Format, direction: str, begun: str = "") -> Prompt:
    """The whole prompt, up to where the persona speaks. `begun` is what the reply already holds."""
    last = [PromptPart(form.system, True), PromptPart(direction), PromptPart(form.close + form.persona, True)]
    return base(scenario, history, form) + tuple(last + ([PromptPart(begun)] if begun else []))


def kept(history: History) -> tuple[tuple[Speaker, str], ...]:
    """The turns that are still in the prompt."""
    return history.turns[history.dropped :]


def tokens_at_most(prompt: Prompt) -> int:
    """An upper estimate of the prompt's tokens, without a tokenizer."""
    return sum(int(len(part.text.encode()) / _TOKEN_BYTES) + _PART_TOKENS for part in prompt)


def trimmed(scenario: Scenario, history: History, form: Format, room: int) -> History:
    """`history` with enough of the oldest exchanges dropped, whole, that base and turns fit `room` tokens."""
    if tokens_at_most(base(scenario, history, form)) <= room:
        return history
    last = max(len(history.turns) - 2, 0)
    while history.dropped < last and tokens_at_most(base(scenario, history, form)) > room * _TRIM_TO:
        step = 1
        while history.dropped + step < last and history.turns[history.dropped + step][0] != "user":
            step += 1
        history = replace(history, dropped=history.dropped + step)
    return history
