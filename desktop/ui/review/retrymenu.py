"""The menu from which anything one said in a call can be tried again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.review.document import ReviewTurn
from desktop.ui.i18n import quoted, tr
from desktop.ui.review.transcript import Transcript, TurnRow
from desktop.ui.timefmt import clock

_SHOWN = 48
"""Characters of a line that name it."""


def own_turns(turns: Sequence[ReviewTurn]) -> tuple[ReviewTurn, ...]:
    """The executive's turns of this call."""
    return tuple(turn for turn in turns if turn.role == "user" and not turn.carried)


def menu_at(transcript: Transcript, at: QPoint, retry: Callable[[int], None]) -> QMenu | None:
    """The menu for the turn at `at`, in the transcript's coordinates; None where there is nothing to try again."""
    row = _row(transcript.childAt(at))
    if row is None or not own_turns([row.turn]):
        return None
    return _menu(transcript, [(row.turn.turn_id, tr("Retry from here"))], retry)


def menu_of_all(transcript: Transcript, retry: Callable[[int], None]) -> QMenu | None:
    """The menu of every turn of the executive, for the keyboard."""
    turns = own_turns([row.turn for row in transcript.rows])
    entries = [
        (
            turn.turn_id,
            tr("Retry from {time}: {words}", time=clock(turn.audio_s[0]), words=quoted(_short(turn.text))),
        )
        for turn in turns
    ]
    return _menu(transcript, entries, retry) if entries else None


def _menu(parent: QWidget, entries: Sequence[tuple[int, str]], retry: Callable[[int], None]) -> QMenu:
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for turn_id, text in entries:
        menu.addAction(text.replace("&", "&&"), lambda chosen=turn_id: retry(chosen))
    return menu


def _row(widget: QWidget | None) -> TurnRow | None:
    while widget is not None and not isinstance(widget, TurnRow):
        widget = widget.parentWidget()
    return widget


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"
