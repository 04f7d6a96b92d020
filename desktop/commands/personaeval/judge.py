"""What a persona said to one executive, counted. Pure."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.commands.personaeval.executives import Line
from desktop.events import State
from desktop.persona import guard, words

AFTER = (
    "assistant_talk",
    "narration",
    "unknown_number",
    "unknown_name",
    "contradiction",
    "role",
    "length",
)
"""Rules that what was really said is held against once more. Repeats are counted word for word."""
_SHORT = 3
"""Sentences of fewer words ("Okay.") may come again."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn: what was said to whom, with the states before and after, and what it took.

    `plan_ms` is the director's time; `own_ms` the processor time of the thread that directs, makes ready what the
    guard checks a reply against, and checks the reply.
    """

    line: Line
    text: str
    source: str
    beat: str
    before: State
    after: State
    refused: Mapping[str, int]
    context: guard.Context
    plan_ms: float
    own_ms: float
    total_s: float
    prompt_tokens: int
    tokens: int


@dataclass(slots=True)
class Tally:
    """Counts over the turns of one executive, call by call."""

    turns: int = 0
    calls: int = 1
    by_model: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    broken_lines: list[str] = field(default_factory=list)
    repeated_lines: list[str] = field(default_factory=list)
    labelled: int = 0
    right: int = 0
    beats: set[str] = field(default_factory=set)
    plan_ms: list[float] = field(default_factory=list)
    own_ms: list[float] = field(default_factory=list)
    total_s: list[float] = field(default_factory=list)
    prompt_tokens: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    _said: set[str] = field(default_factory=set)

    def new_call(self) -> None:
        """The call was over; another one begins."""
        self.calls += 1
        self._said.clear()

    def add(self, turn: Spoken) -> None:
        """Count one turn."""
        self.turns += 1
        self.by_model += turn.source == "model"
        self.refused.update(turn.refused)
        self._judge(turn)
        if turn.line.expected is not None:
            self.labelled += 1
            self.right += direction(turn.before, turn.after) == turn.line.expected
        if turn.beat:
            self.beats.add(turn.beat)
        self.plan_ms.append(turn.plan_ms)
        self.own_ms.append(turn.own_ms)
        self.total_s.append(turn.total_s)
        self.prompt_tokens.append(turn.prompt_tokens)
        self.tokens.append(turn.tokens)

    def result(self) -> dict[str, Any]:
        """For the command's JSON. Rates are shares of turns."""
        return {
            "turns": self.turns,
            "calls": self.calls,
            "by_model": self.by_model,
            "guard_before": dict(sorted(self.refused.items())),
            "guard_after": {rule: self.broken[rule] for rule in AFTER},
            "broken_lines": self.broken_lines,
            "exact_repeats": len(self.repeated_lines),
            "repeated_lines": self.repeated_lines,
            "direction": {"labelled": self.labelled, "right": self.right},
            "beats": sorted(self.beats),
            "plan_ms": _summary(self.plan_ms, 2),
            "director_guard_ms": _summary(self.own_ms, 2),
            "total_s": _summary(self.total_s, 3),
            "prompt_tokens_evaluated": _summary(self.prompt_tokens, 0),
            "generated_tokens": _summary(self.tokens, 0),
        }

    def _judge(self, turn: Spoken) -> None:
        for sentence in words.sentences(turn.text):
            broken = [rule for rule in guard.check(sentence, turn.context) if rule in AFTER]
            self.broken.update(broken)
            if broken:
                self.broken_lines.append(f"{', '.join(broken)}: {sentence}")
            plain = " ".join(words.words(sentence))
            if len(plain.split()) >= _SHORT:
                if plain in self._said:
                    self.repeated_lines.append(sentence)
                self._said.add(plain)


def direction(before: State, after: State) -> str:
    """Whether the persona feels "better" or "worse" than before; "" for neither."""
    gained = _wellbeing(after) - _wellbeing(before)
    return "better" if gained > 0 else "worse" if gained < 0 else ""


def total(tallies: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The sums that the bounds are about, over all executives."""
    found = list(tallies)
    turns = sum(one["turns"] for one in found)
    after = {rule: sum(one["guard_after"][rule] for one in found) for rule in AFTER}
    labelled = sum(one["direction"]["labelled"] for one in found)
    right = sum(one["direction"]["right"] for one in found)
    invented = sum(after[rule] for rule in ("unknown_number", "unknown_name", "contradiction"))
    return {
        "turns": turns,
        "guard_after": after,
        "invented_or_contradicted_share": _share(invented, turns),
        "exact_repeats_share": _share(sum(one["exact_repeats"] for one in found), turns),
        "direction_right_share": _share(right, labelled),
    }


def _wellbeing(state: State) -> float:
    return state.trust + state.clarity - state.stress


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _summary(values: list[float] | list[int], digits: int) -> dict[str, float | None]:
    if not values:
        return {"median": None, "p95": None}
    ranked = sorted(values)
    p95 = ranked[max(0, -(-95 * len(ranked) // 100) - 1)]
    return {"median": round(float(statistics.median(ranked)), digits), "p95": round(float(p95), digits)}
