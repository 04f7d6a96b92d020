"""Why and when a call ends."""

from __future__ import annotations


class Ending:
    """`reason` is empty while the call goes on. `limit_s`: when it ends by the clock; None for never.

    `farewell`: whether the persona takes its leave when the time is up. `leaving`: it does.
    """

    def __init__(self, limit_s: float | None, *, farewell: bool = False) -> None:
        self._limit_s = limit_s
        self._farewell = farewell
        self.reason = ""
        self.recording_over = False
        self.leaving = False

    def leaves(self, now_s: float, *, quiet: bool) -> bool:
        """Whether the persona is to take its leave now: once, when the time is up and the floor free."""
        if self.reason or not quiet or not self._farewell or self.leaving or not self._over(now_s):
            return False
        self.leaving = True
        return True

    def look(self, now_s: float, *, quiet: bool) -> None:
        """Whether it ends now: only while it is `quiet`, the floor free and nobody about to speak."""
        if self.reason or not quiet:
            return
        if self.recording_over:
            self.reason = "recording_ended"
        elif self._over(now_s):
            self.reason = "time"

    def settle(self, *, gives_up: bool) -> None:
        """The persona has said its last line: all is settled, it `gives_up`, or the time was up."""
        if not self.reason:
            self.reason = "time" if self.leaving else said_last(gives_up=gives_up)

    def _over(self, now_s: float) -> bool:
        return self._limit_s is not None and now_s >= self._limit_s


def said_last(*, gives_up: bool) -> str:
    """Why a call is over that the persona ended by itself."""
    return "gave_up" if gives_up else "settled"
