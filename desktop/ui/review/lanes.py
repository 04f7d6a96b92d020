"""Where the marks of moments go above the curve, so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LANE = 17
"""px between two lanes of marks."""
LANES = 3
_APART = 18
"""px that two marks of a lane keep between their centres."""
_COUNT_APART = 26
"""The same after a mark that may come to show a number, which is wider."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at `x` px in a lane, counted from the curve upwards; the ids of its moments in their order."""

    x: float
    lane: int
    ids: tuple[int, ...]

    def after(self, current: int | None) -> int:
        """The moment to choose by a click: the first, or the one after `current`."""
        at = self.ids.index(current) + 1 if current in self.ids else 0
        return self.ids[at % len(self.ids)]


def marks_in(moments: Sequence[tuple[int, float]]) -> tuple[Mark, ...]:
    """Marks for moments as (id, x in px) from left to right.

    One that would cover another goes a lane up; what no lane has room for joins the last mark of the top lane.
    """
    placed: list[Mark] = []
    last: dict[int, int] = {}
    for moment_id, x in moments:
        free = (n for n in range(LANES) if n not in last or x - placed[last[n]].x >= _apart(n))
        lane = next(free, None)
        if lane is None:
            top = last[LANES - 1]
            placed[top] = Mark(placed[top].x, LANES - 1, (*placed[top].ids, moment_id))
        else:
            last[lane] = len(placed)
            placed.append(Mark(x, lane, (moment_id,)))
    return tuple(placed)


def _apart(lane: int) -> float:
    return _COUNT_APART if lane == LANES - 1 else _APART
