"""When a small model gets stuck: the same few words or tokens, over and over."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST_UNIT = 12
COPIES = 4
COPIES_OF_ONE = 8
"""People do say "no, no, no, no"; nobody says one word eight times."""


def looped_tail(items: Sequence[object]) -> int:
    """How many items at the end only repeat what stands before them; 0 where nothing is stuck.

    A unit of 2 to 12 items counts from its fourth copy in a row, a single item from its eighth.
    """
    for unit in range(1, min(LONGEST_UNIT, len(items) // COPIES) + 1):
        copies = _copies(items, unit)
        if copies >= (COPIES_OF_ONE if unit == 1 else COPIES):
            return (copies - 1) * unit
    return 0


def is_looping(items: Sequence[object]) -> bool:
    """Whether any stretch of `items` is a loop."""
    return any(looped_tail(items[:end]) for end in range(COPIES_OF_ONE, len(items) + 1))


def _copies(items: Sequence[object], unit: int) -> int:
    last, copies = items[-unit:], 1
    while items[len(items) - (copies + 1) * unit : len(items) - copies * unit] == last:
        copies += 1
    return copies
