"""Where a call stands: its clock and its turn numbers. The session's thread alone changes it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.events import CAPTURE_RATE


@dataclass(slots=True)
class Course:
    """`now_sample`: captured samples so far. `turn_id`: number of the latest turn, 0 before the first."""

    now_sample: int = 0
    turn_id: int = 0

    @property
    def now_s(self) -> float:
        """Seconds on the session clock."""
        return self.now_sample / CAPTURE_RATE
