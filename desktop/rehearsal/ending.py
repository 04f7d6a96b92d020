"""Why and when a call ends."""

from __future__ import annotations


class Ending:
    """`reason` is empty while the call goes on. `limit_s`: when it ends by the clock; None for never."""

    def __init__(self, limit_s: float | None) -> None:
        self._limit_s = limit_s
        self.reason = ""
        self.recording_over = False

    def look(self, now_s: float, *, quiet: bool) -> None:
        """Whether it ends now: only while it is `quiet`, the floor free and nobody about to speak."""
        if self.reason or not quiet:
            return
        if self.recording_over:
            self.reason = "recording_ended"
        elif self._limit_s is not None and now_s >= self._limit_s:
            self.reason = "time"

    def settle(self, plan_ends: bool) -> None:
        """The persona has said its last line, if the plot says so."""
        if plan_ends and not self.reason:
            self.reason = "settled"
