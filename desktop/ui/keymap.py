"""Every key that does something: what the widgets listen for, and what the settings list, is this one table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence


@dataclass(frozen=True, slots=True)
class KeyUse:
    """`keys` are Qt's portable names, any of which does it; `where` is the screen, `does` what happens."""

    id: str
    keys: tuple[str, ...]
    where: str
    does: str


TABLE = (
    KeyUse("library", ("Alt+1",), "Everywhere but in a call", "Rehearse"),
    KeyUse("history", ("Alt+2",), "Everywhere but in a call", "Reviews"),
    KeyUse("progress", ("Alt+3",), "Everywhere but in a call", "Progress"),
    KeyUse("settings", ("Alt+4",), "Everywhere but in a call", "Settings"),
    KeyUse("next", ("Tab",), "Everywhere", "The next control; with Shift the one before"),
    KeyUse("press", ("Return", "Space"), "Everywhere", "Press the control; in a call Space holds the floor"),
    KeyUse("find", ("Ctrl+K",), "Rehearse", "Search the scenarios"),
    KeyUse("into_cards", ("Down",), "Rehearse", "From the search to the scenarios; arrows move between them"),
    KeyUse("mark_before", ("Left",), "Progress", "On a skill's line: the call before"),
    KeyUse("mark_after", ("Right",), "Progress", "The next call"),
    KeyUse("open_mark", ("Return",), "Progress", "The review of that call"),
    KeyUse("pick_up", ("Return",), "Briefing", "Pick up the phone"),
    KeyUse("back", ("Esc",), "Briefing", "Back to the scenarios"),
    KeyUse("hold", ("Space",), "Call", "Held: think, nobody speaks. It takes the floor as well"),
    KeyUse("repeat", ("R",), "Call", "The other side says its last words once more"),
    KeyUse("earlier", ("Up",), "Review", "The moment before"),
    KeyUse("later", ("Down",), "Review", "The next moment"),
    KeyUse("play", ("Return",), "Review", "Hear the moment"),
    KeyUse("again", ("R",), "Review", "Try the moment again; without one, the whole call"),
    KeyUse("export", ("E",), "Review", "Export the review"),
    KeyUse("share", ("S",), "Review", "Share the call with a coach"),
    KeyUse("find_words", ("Ctrl+F",), "Review", "Find words"),
    KeyUse("find_next", ("F3",), "Review", "The next place where they are"),
    KeyUse("find_before", ("Shift+F3",), "Review", "The place before"),
    KeyUse("copy_moment", ("Ctrl+C",), "Review", "Copy the moment"),
    KeyUse("copy_all", ("Ctrl+Shift+C",), "Review", "Copy the transcript"),
)
_BY_ID = {use.id: use for use in TABLE}


def sequence(id: str) -> QKeySequence:
    """What a widget listens for."""
    return QKeySequence(_BY_ID[id].keys[0])


def shown(use: KeyUse) -> str:
    """The keys as this system writes them."""
    names = (QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in use.keys)
    return " or ".join(names)
