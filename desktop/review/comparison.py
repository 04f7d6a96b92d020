"""Two versions of one moment side by side: what was said then, what was said again, what each did. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.review.document import Moment, ReviewDocument, ReviewTurn

_FELT = 1.0
"""Points of 100 from which a move is told."""
_BETTER = 4.0
"""Points of trust gained and stress lost by which one version has to be ahead to be called better."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version: the executive's turns and the persona's answer, with what was found in them.

    `stress` and `trust` are how far they moved, in points; None where the state was not kept. `ended` is the state
    (stress, trust) at the end of the call.
    """

    session_id: str
    started_at: str
    turns: tuple[ReviewTurn, ...]
    moments: tuple[Moment, ...]
    stress: float | None
    trust: float | None
    effect: str
    ended: tuple[float, float] | None

    @property
    def said(self) -> tuple[float, float]:
        """Where the executive's own words are, in seconds of the call."""
        own = [turn for turn in self.turns if turn.role == "user"]
        return own[0].audio_s[0], own[-1].audio_s[1]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`cue`: the persona's line that both answer, None where there is none. `verdict`: a sentence."""

    from_turn: int
    at_s: float
    cue: ReviewTurn | None
    first: Version
    again: Version
    verdict: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A moment of a call that was tried again later: when on the call's clock, when in life, how it went."""

    session_id: str
    turn_id: int
    at_s: float
    started_at: str
    said: str
    verdict: str


def compare(first: ReviewDocument, again: ReviewDocument) -> Comparison | None:
    """The moment that `again` tries once more, in both versions; None where one of them has none."""
    turn_id = again.from_turn
    cue = next((turn for turn in reversed(again.turns) if turn.carried and turn.role == "persona"), None)
    then, now = _version(first, turn_id, again), _version(again, turn_id, again)
    if then is None or now is None:
        return None
    return Comparison(turn_id, then.said[0], cue, then, now, _verdict(then, now))


def tried_again(first: ReviewDocument, again: ReviewDocument) -> Tried | None:
    """A line on what came of trying a moment of `first` again; None where nothing did."""
    both = compare(first, again)
    if both is None:
        return None
    said = " ".join(turn.text for turn in both.again.turns if turn.role == "user")
    return Tried(again.session_id, both.from_turn, both.at_s, again.started_at, said, both.verdict)


def _version(document: ReviewDocument, turn_id: int, again: ReviewDocument) -> Version | None:
    turns = _exchange(document, turn_id)
    own = [turn for turn in turns if turn.role == "user"]
    if not own:
        return None
    numbers = {turn.turn_id for turn in own}
    after, before = own[-1].state, again.curve[0] if again.curve else None
    stress = after[0] - before.stress if after is not None and before is not None else None
    trust = after[1] - before.trust if after is not None and before is not None else None
    last = document.curve[-1] if document.curve else None
    return Version(
        session_id=document.session_id,
        started_at=document.started_at,
        turns=turns,
        moments=tuple(moment for moment in document.moments if moment.turn_id in numbers),
        stress=stress,
        trust=trust,
        effect=_effect(document.persona.split()[0], stress, trust),
        ended=(last.stress, last.trust) if last is not None else None,
    )


def _exchange(document: ReviewDocument, turn_id: int) -> tuple[ReviewTurn, ...]:
    """The executive's turns from `turn_id` on, up to the persona's answer to them."""
    found: list[ReviewTurn] = []
    for turn in document.turns:
        if turn.carried or turn.turn_id < turn_id or (turn.role == "persona" and not found):
            continue
        found.append(turn)
        if turn.role == "persona":
            break
    return tuple(found)


def _effect(name: str, stress: float | None, trust: float | None) -> str:
    if stress is None or trust is None:
        return ""
    moved = [_moved(f"{name}'s stress", stress), _moved("trust in you", trust)]
    said = " and ".join(part for part in moved if part)
    return f"{said[0].upper()}{said[1:]}." if said else f"{name}'s stress and trust in you stayed as they were."


def _moved(what: str, by: float) -> str:
    if abs(by) < _FELT:
        return ""
    return f"{what} {'rose' if by > 0 else 'fell'} by {abs(by):.0f}"


def _verdict(then: Version, now: Version) -> str:
    if then.stress is None or then.trust is None or now.stress is None or now.trust is None:
        return ""
    ahead = (now.trust - now.stress) - (then.trust - then.stress)
    if ahead >= _BETTER:
        return "It went better this time."
    return "It went better the first time." if ahead <= -_BETTER else "It went about the same both times."
