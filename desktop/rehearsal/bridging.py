"""A breath or a word that holds the line while the reply is still on its way."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.rehearsal.voice import Clip, VoiceLadder

_TURNS_APART = 2
"""A persona's turns are two numbers apart: the executive's lie between them."""


class Bridges:
    """The persona's bridges ("Um.", "Okay."), spoken ahead. Never in two turns one after the other."""

    def __init__(self, lines: Sequence[str], voice: VoiceLadder) -> None:
        self._lines = tuple(lines)
        self._voice = voice
        self._used = 0
        self._last_turn = -2 * _TURNS_APART

    def next(self, turn_id: int) -> Clip | None:
        """The bridge for the persona's turn `turn_id`; None when none is ready, or the turn before had one."""
        if not self._lines or turn_id - self._last_turn <= _TURNS_APART:
            return None
        clip = self._voice.ready(self._lines[self._used % len(self._lines)])
        if clip is not None:
            self._used += 1
            self._last_turn = turn_id
        return clip
