"""Every number of the turn machine, each state with its own. docs/turns.md says where they come from."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field, replace

from desktop.turns.completeness import Completeness

BLOCK_S = 0.032
"""One frame of the microphone."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What counts as speech: a probability of at least `speech`, for `lasting_s` seconds."""

    speech: float
    lasting_s: float


@dataclass(frozen=True, slots=True)
class BargeGate:
    """What counts as speech over the persona: a probability of at least `speech`, for so many seconds in all.

    Frames that say otherwise take away twice what they last: a voice that flickers in the echo still adds up.
    """

    speech: float
    duck_s: float
    hush_s: float


@dataclass(frozen=True, slots=True)
class Endings:
    """Seconds of silence that end a turn, by what its words look like.

    `asks_live_s` is for words that may change yet: a live ear hears "so would I" for "so what I would suggest".
    """

    asks_s: float = 0.35
    asks_live_s: float = 0.6
    complete_s: float = 1.08
    unknown_s: float = 1.15
    trailing_s: float = 2.2

    def of(self, words: Completeness) -> float:
        """The silence for such words."""
        return {
            "asks": self.asks_s,
            "complete": self.complete_s,
            "unknown": self.unknown_s,
            "trailing": self.trailing_s,
        }[words]

    def scaled(self, factor: float) -> Endings:
        """All of them longer or shorter."""
        return Endings(*(factor * seconds for seconds in astuple(self)))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities and seconds. `release` is where speech counts as gone, lower than where it begins, so that a
    fading word does not end a turn. `withdraw` is stricter than `start`: a breath must not withdraw a reply.
    """

    start: Gate = Gate(0.5, 0.064)
    start_in_echo: Gate = Gate(0.7, 0.16)
    withdraw: Gate = Gate(0.7, 0.25)
    release: float = 0.35
    soft_end_s: float = 0.16
    expected_s: float = 0.19
    stable_s: float = 0.2
    endings: Endings = field(default_factory=Endings)
    sounds_ended: float = 0.8
    sounds_open: float = 0.3
    barge: BargeGate = BargeGate(0.5, 0.064, 0.128)
    barge_in_echo: BargeGate = BargeGate(0.6, 0.096, 0.16)
    barge_wary: BargeGate = BargeGate(0.8, 0.19, 0.38)
    warm_up_s: float = 1.0
    sustained_s: float = 1.0
    sustained_with_words_s: float = 0.8
    false_alarm_s: float = 0.65
    interrupted_s: float = 2.0
    thinking_s: float = 30.0
    push_to_talk: bool = False


def thresholds_for(pauses: str) -> Thresholds:
    """The thresholds of a pause setting: lively, natural, patient or push_to_talk."""
    base = Thresholds()
    if pauses == "push_to_talk":
        return replace(base, push_to_talk=True)
    soft_end_s, scale = {"lively": (0.16, 0.75), "natural": (0.16, 1.0), "patient": (0.25, 1.7)}[pauses]
    return replace(
        base, soft_end_s=soft_end_s, expected_s=base.expected_s * scale, endings=base.endings.scaled(scale)
    )
