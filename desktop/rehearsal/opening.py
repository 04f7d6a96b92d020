"""Whose words open a reply: the model's where it is quick enough, else an authored line, which starts at once."""

from __future__ import annotations

from desktop.persona.reply import TurnPlan

_KEPT = 0.6
"""Share of what was known that a new measurement leaves: a single slow reply changes little."""


class Opening:
    """`patience_s`: how long the model may take to its first sentence to open replies; None waits for ever.

    Until it was measured the model counts as slow: an authored line that waits for nobody is the safe choice.
    """

    def __init__(self, patience_s: float | None) -> None:
        self._patience_s = patience_s
        self._expected_s: float | None = None

    def note(self, first_sentence_s: float) -> None:
        """A reply's first sentence of the model stood so long after the reply was begun."""
        known = self._expected_s
        self._expected_s = first_sentence_s if known is None else _KEPT * known + (1 - _KEPT) * first_sentence_s

    def opener(self, plan: TurnPlan) -> str:
        """The authored line to open with; "" when the model opens, or the whole reply is authored."""
        if self._patience_s is None or plan.decision.authored or not plan.slots:
            return ""
        quick = self._expected_s is not None and self._expected_s <= self._patience_s
        return "" if quick else plan.slots[0][0]

    @property
    def waits(self) -> bool:
        """Whether every reply waits for the model, however slow."""
        return self._patience_s is None
