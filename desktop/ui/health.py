"""What the window knows of the engines: the last word of each."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from desktop.events import EngineHealth, EngineRole
from desktop.ui.i18n import marked, told, tr

ROLE_NAMES = MappingProxyType(
    {
        "recogniser": marked("Hears you"),
        "second_ear": marked("Hears you once more"),
        "careful_ear": marked("Hears you after the call"),
        "persona": marked("Finds the answers"),
        "synthesizer": marked("Speaks the answers"),
        "embedder": marked("Knows phrases in other words"),
    }
)
CONDITIONS = MappingProxyType(
    {
        "starting": marked("starting"),
        "ready": marked("ready"),
        "restarting": marked("starting again"),
        "degraded": marked("working, but not as well as it could"),
        "down": marked("not working"),
    }
)


class HealthBook:
    """Keeps the newest `EngineHealth` of each role."""

    def __init__(self) -> None:
        self._last: dict[EngineRole, EngineHealth] = {}

    def record(self, health: EngineHealth) -> None:
        """Note an engine's condition."""
        self._last[health.role] = health

    def all(self) -> tuple[EngineHealth, ...]:
        """The newest of each role, in the order of an utterance's way."""
        return tuple(self._last[role] for role in ROLE_NAMES if role in self._last)

    def readiness(self) -> str:
        """One line for the briefing."""
        troubled = self.trouble()
        if troubled:
            return troubled
        if any(h.condition in ("starting", "restarting") for h in self.all()):
            return tr("Getting ready…")
        return tr("All ready.") if self._last else tr("Getting ready when you pick up.")

    def trouble(self) -> str:
        """What is degraded, in plain sentences; "" when nothing is."""
        return self._told(self.all())

    def trouble_in_call(self) -> str:
        """As `trouble`, without the embedder's: the call goes on by words, and the review says what it lacks."""
        return self._told(h for h in self.all() if h.role != "embedder")

    @staticmethod
    def _told(health: Iterable[EngineHealth]) -> str:
        bad = [h for h in health if h.condition in ("degraded", "down", "restarting")]
        return " ".join(told(h.detail) or f"{_condition(h)}." for h in bad)


def line(health: EngineHealth) -> str:
    """One engine's condition in words."""
    words = _condition(health)
    return f"{words}. {told(health.detail)}" if health.detail else words


def _condition(health: EngineHealth) -> str:
    return tr("{role}: {condition}", role=tr(ROLE_NAMES[health.role]), condition=tr(CONDITIONS[health.condition]))
