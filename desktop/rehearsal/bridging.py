"""A breath or a word that holds the line while the reply is still on its way."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.rehearsal.voice import Clip, VoiceLadder


class Bridges:
    """The persona's bridges ("Um.", "Okay."), spoken ahead. Never in two turns one after the other."""

    def __init__(self, lines: Sequence[str], voice: VoiceLadder) -> None:
        self._lines = tuple(lines)
        self._voice = voice
        self._used = 0
        self._just_now = False

    def next(self, *, late: bool) -> Clip | None:
        """The bridge for a turn whose reply is `late`; None where none is needed, none is ready, or the last turn
        had one."""
        wanted = late and not self._just_now and bool(self._lines)
        clip = self._voice.ready(self._lines[self._used % len(self._lines)]) if wanted else None
        self._just_now = clip is not None
        self._used += self._just_now
        return clip
