"""Is the turn over? Silence, weighed by what the words look like, whether they still change, and how it sounds."""

from __future__ import annotations

from desktop.turns.completeness import Completeness, completeness
from desktop.turns.thresholds import Thresholds

_MORE_PATIENT = 1.2
_MOST_PATIENT = 1.5
_CUT_OFF_S = 1.5
"""Speech so soon after a turn was ended: the speaker had not finished."""


class Ending:
    """What speaks for the end of the running turn. Learns from the turns it ended too early."""

    def __init__(self, limits: Thresholds) -> None:
        self._limits = limits
        self._text = ""
        self._changed_s = 0.0
        self._settled = False
        self._opinion: float | None = None
        self._patience = 1.0
        self._ended_s = -_CUT_OFF_S

    def begin(self, now: float) -> None:
        """A turn begins."""
        self._text, self._changed_s = "", now
        self.go_on()

    def go_on(self) -> None:
        """The turn goes on: what was thought of its end is void."""
        self._settled, self._opinion = False, None

    def heard(self, text: str, now: float, *, settled: bool = False) -> None:
        """The words so far. Settled ones, and those with punctuation, count at once, live ones no more."""
        settled = settled or text.rstrip().endswith((".", "?", "!"))
        if self._settled and not settled:
            return
        if not settled and text != self._text:
            self._changed_s = now
        self._text, self._settled = text, settled

    def sounds(self, ended: float) -> None:
        """How likely the soft end is the end, by its sound."""
        self._opinion = ended

    def is_due(self, silence_s: float, now: float) -> bool:
        """Whether the turn ends, after so much silence."""
        stable = now - self._changed_s >= self._limits.stable_s - 1e-9
        return stable and silence_s >= self.after_s - 1e-9

    @property
    def asks(self) -> bool:
        """Whether the words so far hand over the floor."""
        return completeness(self._text) == "asks"

    @property
    def after_s(self) -> float:
        """The silence that ends the turn, as things stand."""
        words = completeness(self._text)
        endings = self._limits.endings
        silence_s = endings.asks_live_s if words == "asks" and not self._settled else endings.of(words)
        return silence_s * self._patience * self._by_sound(words)

    def ended(self, now: float) -> None:
        """The turn was ended."""
        self._ended_s = now

    def spoke_again(self, now: float) -> None:
        """The executive speaks before the answer: so soon after the end, it was no end."""
        if now - self._ended_s < _CUT_OFF_S:
            self._patience = min(_MOST_PATIENT, self._patience * _MORE_PATIENT)

    def _by_sound(self, words: Completeness) -> float:
        """What the sound makes of that silence. It neither hurries a question nor drags out an open end."""
        if self._opinion is None:
            return 1.0
        if self._opinion >= self._limits.sounds_ended:
            return {"complete": 0.9, "unknown": 0.8}.get(words, 1.0)
        if self._opinion < self._limits.sounds_open:
            return {"asks": 1.75, "complete": 1.3}.get(words, 1.0)
        return 1.0
