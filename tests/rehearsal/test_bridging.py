"""A breath while the reply is on its way."""

from __future__ import annotations

import numpy as np

from desktop.rehearsal.bridging import Bridges
from desktop.rehearsal.voice import Clip

LINES = ("Um.", "Okay.")


class Ready:
    """A voice that has spoken some lines ahead."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines

    def ready(self, text: str) -> Clip | None:
        return Clip(text, np.ones(10, dtype=np.int16), 16_000) if text in self.lines else None


def texts(bridges: Bridges, late: list[bool]) -> list[str]:
    clips = [bridges.next(late=one) for one in late]
    return [clip.text if clip else "" for clip in clips]


def test_a_late_reply_gets_a_bridge_but_never_twice_in_a_row() -> None:
    bridges = Bridges(LINES, Ready(*LINES))  # type: ignore[arg-type]
    assert texts(bridges, [True, True, True, True, True]) == ["Um.", "", "Okay.", "", "Um."]


def test_a_reply_in_time_needs_none_and_allows_the_next() -> None:
    bridges = Bridges(LINES, Ready(*LINES))  # type: ignore[arg-type]
    assert texts(bridges, [False, True, False, True]) == ["", "Um.", "", "Okay."]


def test_a_bridge_that_was_not_spoken_ahead_is_left_out() -> None:
    bridges = Bridges(LINES, Ready("Okay."))  # type: ignore[arg-type]
    assert texts(bridges, [True, True]) == ["", ""]


def test_without_bridges_there_is_none() -> None:
    assert texts(Bridges((), Ready()), [True, True]) == ["", ""]  # type: ignore[arg-type]
