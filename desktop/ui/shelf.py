"""What the window asks about models: which there are, and how they come and go. All of it on the main thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop.errors import UserError

Refused = Callable[[UserError], None]


@dataclass(frozen=True, slots=True)
class ShelfModel:
    """A model as it is shown. `purpose` says in words what it is for; `bytes` 0 is not known.

    `mine`: it lies in this user's own store and can be removed. `suggested`: the set for this machine has it.
    `vouched`: the catalog knows it; what was imported by hand, nobody but the person vouches for.
    """

    id: str
    title: str
    purpose: str
    licence: str
    bytes: int
    installed: bool
    mine: bool
    suggested: bool
    vouched: bool = True


@dataclass(frozen=True, slots=True)
class Fetching:
    """How far a fetch is: which model, of `number` of `count`, and its bytes. `bytes_total` 0 is not known."""

    title: str
    number: int
    count: int
    bytes_done: int
    bytes_total: int


class Shelf(Protocol):
    """The models of this machine. One fetch or import at a time; both go on from where they were stopped."""

    def models(self, on_ready: Callable[[tuple[ShelfModel, ...]], None]) -> None:
        """Every model there is, those of the set for this machine first."""
        ...

    def fetch(
        self,
        ids: tuple[str, ...],
        on_progress: Callable[[Fetching], None],
        on_ready: Callable[[tuple[str, ...]], None],
        on_failed: Refused,
    ) -> None:
        """Fetch models; without `ids` the set for this machine.

        `on_ready` gets a line for each that another one stands in for. One that was cancelled ends in `on_failed`.
        """
        ...

    def import_file(
        self,
        path: Path,
        on_progress: Callable[[Fetching], None],
        on_ready: Callable[[tuple[str, ...]], None],
        on_failed: Refused,
    ) -> None:
        """Take in a model's file, folder, or an exported archive; the titles of what came."""
        ...

    def cancel(self) -> None:
        """Stop the fetch or import under way; what is here of it is kept."""
        ...

    def remove(self, model_id: str, on_ready: Callable[[], None], on_failed: Refused) -> None:
        """Delete this user's copy."""
        ...
