"""When somebody who spoke has fallen silent, and is to be asked whether they are there."""

from __future__ import annotations

SILENCE_S = 15.0
"""After so much silence the persona asks whether anybody is there."""
_TIMES = 2
"""So often, until somebody says something."""


class SilenceWatch:
    """Fed with the session clock, in seconds."""

    def __init__(self) -> None:
        self._spoken = False
        self._asked = 0
        self._free_since: float | None = None

    def said(self, *, aloud: bool) -> None:
        """The executive said something; who types is not asked."""
        self._spoken, self._asked = aloud, 0

    def is_due(self, now: float, *, free: bool) -> bool:
        """Whether to ask now. `free`: the floor is, and nothing keeps the executive from speaking."""
        if not free or not self._spoken:
            self._free_since = None
            return False
        if self._free_since is None:
            self._free_since = now
        if now - self._free_since < SILENCE_S or self._asked >= _TIMES:
            return False
        self._asked += 1
        return True
