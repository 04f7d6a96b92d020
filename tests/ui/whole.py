"""Screens that are whole as soon as they are shown, for what looks at them and not at how they come."""

from __future__ import annotations

from collections.abc import Callable

from desktop.ui.widgets.pieces import Pieces


def go_on(pieces: Pieces, then: Callable[[], None] = lambda: None) -> None:
    """In place of `Pieces.go_on`: all at once."""
    pieces.finish()
    then()


def all_at_once() -> None:
    """For the rest of this process."""
    Pieces.go_on = go_on  # type: ignore[method-assign]
