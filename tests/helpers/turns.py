"""The turn machine as a microphone drives it: one frame every 32 ms, everything else in between."""

from __future__ import annotations

from desktop.turns.detector import Decision, Frame, Input, PersonaStarts, TurnDetector, Typed, thresholds_for

FRAME_S = 0.032


class Driver:
    """Feeds a machine and keeps every decision."""

    def __init__(self, pauses: str = "natural") -> None:
        self.detector = TurnDetector(thresholds_for(pauses))
        self.now = 0.0
        self.decisions: list[Decision] = []

    def frames(self, seconds: float, speech: float, *, echo: bool = False) -> list[Decision]:
        """So much sound; what was decided meanwhile."""
        got: list[Decision] = []
        for _ in range(round(seconds / FRAME_S)):
            self.now += FRAME_S
            got += self.detector.feed(Frame(speech, echo), self.now)
        self.decisions += got
        return got

    def until(self, kind: type, speech: float, *, within_s: float = 5.0, echo: bool = False) -> float:
        """Sound until a decision of `kind`; how many seconds it took. Fails when it does not come."""
        began = self.now
        while self.now - began < within_s:
            if kind in kinds(self.frames(FRAME_S, speech, echo=echo)):
                return self.now - began
        raise AssertionError(f"no {kind.__name__} within {within_s} s")

    def give(self, item: Input) -> list[Decision]:
        """One input now; what was decided."""
        got = list(self.detector.feed(item, self.now))
        self.decisions += got
        return got

    def persona_speaks(self, *, for_s: float = 2.0) -> None:
        """The persona has been speaking for a while, and the echo canceller has settled."""
        self.give(Typed())
        self.give(PersonaStarts())
        self.frames(for_s, 0.05, echo=True)
        self.decisions.clear()


def kinds(decisions: list[Decision]) -> list[type]:
    """What was decided, without the times."""
    return [type(decision) for decision in decisions]
