"""What changed between two scorings of the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.events import Evidence


@dataclass(frozen=True, slots=True)
class Changes:
    """Hits only in the newer scoring, only in the earlier one, and in both (earlier, newer) but judged otherwise.

    `tier_changed`: surer or less sure now. `words_changed`: as sure as before, in other words of the same place.
    """

    gained: tuple[Evidence, ...] = ()
    lost: tuple[Evidence, ...] = ()
    tier_changed: tuple[tuple[Evidence, Evidence], ...] = ()
    words_changed: tuple[tuple[Evidence, Evidence], ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return bool(self.gained or self.lost or self.tier_changed or self.words_changed)


def compare(earlier: Sequence[Evidence], newer: Sequence[Evidence]) -> Changes:
    """What changed from `earlier` to `newer`: hits on one item in words that overlap are the same hit."""
    lost = sorted(earlier, key=_place)
    gained: list[Evidence] = []
    pairs: list[tuple[Evidence, Evidence]] = []
    for one in sorted(newer, key=_place):
        before = _nearest(one, lost)
        if before is None:
            gained.append(one)
        else:
            lost.remove(before)
            pairs.append((before, one))
    return Changes(
        gained=tuple(gained),
        lost=tuple(lost),
        tier_changed=tuple((a, b) for a, b in pairs if a.tier != b.tier),
        words_changed=tuple((a, b) for a, b in pairs if a.tier == b.tier and a.chars != b.chars),
    )


def _place(one: Evidence) -> tuple[int, tuple[int, int], str, str, str]:
    return one.turn_id, one.chars, one.kind, one.item, one.part


def _nearest(one: Evidence, others: Sequence[Evidence]) -> Evidence | None:
    """The hit on the same item that shares most characters with `one`, None where none shares any."""
    mine = [other for other in others if _about(other) == _about(one) and _shared(other, one) > 0]
    return max(mine, key=lambda other: _shared(other, one), default=None)


def _about(one: Evidence) -> tuple[int, str, str, str]:
    return one.turn_id, one.kind, one.item, one.part


def _shared(one: Evidence, other: Evidence) -> int:
    return min(one.chars[1], other.chars[1]) - max(one.chars[0], other.chars[0])
