"""What the window asks about this machine and the engines: checks, states, a support file. Main thread only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop.errors import UserError
from desktop.events import EngineRole
from desktop.ui.health import CONDITIONS, ROLE_NAMES
from desktop.ui.i18n import listed, marked, number, plural, tr

if TYPE_CHECKING:
    from desktop.doctor import Check  # what it checks with is slow to import

Refused = Callable[[UserError], None]
_TRUST = {
    "closed": marked("breaker closed"),
    "half-open": marked("breaker half open: on trial after failures"),
    "open": marked("breaker open: out of service after failures, tried again after a pause"),
}


@dataclass(frozen=True, slots=True)
class EngineState:
    """One engine that was started. `breaker` is "closed", "half-open" or "open"; `starts` counts its processes."""

    role: EngineRole
    title: str
    condition: str
    breaker: str
    starts: int
    load_s: float


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the engines are now, and how quickly the last call was answered, in a sentence ("" without one)."""

    engines: tuple[EngineState, ...]
    timings: str


def engine_line(state: EngineState) -> str:
    """An engine's state in a line."""
    condition = tr(CONDITIONS.get(state.condition, state.condition))
    loaded = tr("loaded in {seconds} s", seconds=number(state.load_s, 1)) if state.load_s else ""
    again = plural("started %n time", "started %n times", state.starts) if state.starts > 1 else ""
    trust = tr(_TRUST.get(state.breaker, state.breaker))
    told = listed(filter(None, (condition, loaded, again, trust)))
    return tr("{role} ({title}): {told}", role=tr(ROLE_NAMES[state.role]), title=state.title, told=told)


class Clinic(Protocol):
    """This machine and the engines."""

    def vitals(self, on_ready: Callable[[Vitals], None]) -> None:
        """How the engines are now."""
        ...

    def examine(
        self,
        on_begun: Callable[[str, int, int], None],
        on_check: Callable[[Check], None],
        on_ready: Callable[[], None],
        on_failed: Refused,
    ) -> None:
        """Run every check, engines included: minutes. on_begun(name, number from 0, how many) before each."""
        ...

    def cancel(self) -> None:
        """Stop after the check under way; `on_ready` comes."""
        ...

    def log_folder(self) -> Path:
        """Where the logs are."""
        ...

    def support(self, checks: Sequence[Check], on_ready: Callable[[str], None], on_failed: Refused) -> None:
        """The text for support, with the results of `checks`: nothing that was said, no names."""
        ...

    def save(self, text: str, path: Path, on_ready: Callable[[], None], on_failed: Refused) -> None:
        """Write the text that was read."""
        ...
