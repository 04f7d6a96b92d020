"""What an engine host tells a person."""

from __future__ import annotations

import os
from types import MappingProxyType

from desktop.events import EngineRole

_NAMES = MappingProxyType(
    {
        "recogniser": "The live ear",
        "second_ear": "The second ear",
        "careful_ear": "The careful ear",
        "persona": "The persona engine",
        "synthesizer": "The voice engine",
        "embedder": "The embedder",
    }
)


class Sentences:
    """Plain sentences about the engine of one role."""

    def __init__(self, role: EngineRole) -> None:
        self._name = _NAMES[role]

    def behind(self, pending: int) -> str:
        """Too many calls wait."""
        return f"{self._name} can't keep up: {pending} calls are waiting."

    def cancelled(self) -> str:
        """A call was given up before it began."""
        return f"{self._name} was not needed for this any more."

    def closed(self) -> str:
        """The host is closed."""
        return f"{self._name} has been closed."

    def died(self, code: int) -> str:
        """The child ended on its own."""
        return f"{self._name} ended unexpectedly (exit code {code})."

    def down(self, retry_in_s: float) -> str:
        """The breaker is open."""
        wait_s = max(1, round(retry_in_s))
        return f"{self._name} failed several times and is left alone; it is tried again in {wait_s} s."

    def late(self, deadline_s: float) -> str:
        """A call passed its deadline."""
        return f"{self._name} did not answer within {deadline_s:g} s."

    def load_died(self, code: int) -> str:
        """The child ended before it was ready."""
        return f"{self._name} ended while it was loading (exit code {code})."

    def load_late(self, deadline_s: float) -> str:
        """Loading passed its deadline."""
        return f"{self._name} did not load within {deadline_s:g} s."

    def no_process(self, wrong: OSError) -> str:
        """The operating system started no process."""
        return f"{self._name} could not be started: {os.strerror(wrong.errno or 0)}."

    def not_started(self) -> str:
        """It never came to a process, for a reason that is in the log."""
        return f"{self._name} could not be started."

    def restarting(self) -> str:
        """A dead child is being replaced."""
        return f"{self._name} stopped and is starting again."

    def wrong_reply(self, method: str) -> str:
        """The reply is not of the type that was asked for."""
        return f"{self._name} answered '{method}' with something else."
