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


def texts(bridges: Bridges, turns: list[int]) -> list[str]:
    clips = [bridges.next(turn) for turn in turns]
    return [clip.text if clip else "" for clip in clips]


def test_a_late_reply_gets_a_bridge_but_never_twice_in_a_row() -> None:
    bridges = Bridges(LINES, Ready(*LINES))  # type: ignore[arg-type]
    assert texts(bridges, [3, 5, 7, 9, 11]) == ["Um.", "", "Okay.", "", "Um."]


def test_asking_twice_for_one_turn_gives_no_second_bridge_nor_one_to_the_next() -> None:
    bridges = Bridges(LINES, Ready(*LINES))  # type: ignore[arg-type]
    assert texts(bridges, [3, 3, 5, 5, 7]) == ["Um.", "", "", "", "Okay."]


def test_a_turn_that_needed_none_allows_the_next() -> None:
    bridges = Bridges(LINES, Ready(*LINES))  # type: ignore[arg-type]
    assert texts(bridges, [3, 9]) == ["Um.", "Okay."]


def test_a_bridge_that_was_not_spoken_ahead_is_left_out() -> None:
    bridges = Bridges(LINES, Ready("Okay."))  # type: ignore[arg-type]
    assert texts(bridges, [3, 5]) == ["", ""]


def test_without_bridges_there_is_none() -> None:
    assert texts(Bridges((), Ready()), [3, 5]) == ["", ""]  # type: ignore[arg-type]
