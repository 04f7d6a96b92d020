"""Every key that does something: what the widgets listen for, and what the settings list, is this one table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from desktop.ui.i18n import marked, mirrored, tr


@dataclass(frozen=True, slots=True)
class KeyUse:
    """`keys` are Qt's portable names, any of which does it; `where` is the screen, `does` what happens."""

    id: str
    keys: tuple[str, ...]
    where: str
    does: str


TABLE = (
    KeyUse("library", ("Alt+1",), marked("Everywhere but in a call"), marked("Rehearse")),
    KeyUse("history", ("Alt+2",), marked("Everywhere but in a call"), marked("Reviews")),
    KeyUse("progress", ("Alt+3",), marked("Everywhere but in a call"), marked("Progress")),
    KeyUse("settings", ("Alt+4",), marked("Everywhere but in a call"), marked("Settings")),
    KeyUse("next", ("Tab",), marked("Everywhere"), marked("The next control; with Shift the one before")),
    KeyUse(
        "press",
        ("Return", "Space"),
        marked("Everywhere"),
        marked("Press the control; in a call Space holds the floor"),
    ),
    KeyUse("find", ("Ctrl+K",), marked("Rehearse"), marked("Search the scenarios")),
    KeyUse(
        "into_cards",
        ("Down",),
        marked("Rehearse"),
        marked("From the search to the scenarios; arrows move between them"),
    ),
    KeyUse("mark_before", ("Left",), marked("Progress"), marked("On a skill's line: the call before")),
    KeyUse("mark_after", ("Right",), marked("Progress"), marked("The next call")),
    KeyUse("open_mark", ("Return",), marked("Progress"), marked("The review of that call")),
    KeyUse("pick_up", ("Return",), marked("Briefing"), marked("Pick up the phone")),
    KeyUse("back", ("Esc",), marked("Briefing"), marked("Back to the scenarios")),
    KeyUse("hold", ("Space",), marked("Call"), marked("Held: think, nobody speaks. It takes the floor as well")),
    KeyUse("mute", ("M",), marked("Call"), marked("Mute your microphone, or open it again")),
    KeyUse("pause", ("P",), marked("Call"), marked("Pause the call, or go on")),
    KeyUse("repeat", ("R",), marked("Call"), marked("The other side says its last words once more")),
    KeyUse("captions", ("C",), marked("Call"), marked("Show or hide captions")),
    KeyUse("captions_back", ("PgUp",), marked("Call"), marked("Captions: earlier lines")),
    KeyUse("captions_on", ("PgDown",), marked("Call"), marked("Captions: later lines")),
    KeyUse("type", ("T",), marked("Call"), marked("Type instead of speaking")),
    KeyUse(
        "leave_typing",
        ("Esc",),
        marked("Call"),
        marked("From typing back to the call, where letters are keys again"),
    ),
    KeyUse(
        "end", ("Ctrl+Shift+H",), marked("Call"), marked("Hang up. For a minute after, the review offers to go on")
    ),
    KeyUse("earlier", ("Up",), marked("Review"), marked("The moment before")),
    KeyUse("later", ("Down",), marked("Review"), marked("The next moment")),
    KeyUse("play", ("Return",), marked("Review"), marked("Hear the moment")),
    KeyUse("again", ("R",), marked("Review"), marked("Try the moment again; without one, the whole call")),
    KeyUse("export", ("E",), marked("Review"), marked("Export the review")),
    KeyUse("share", ("S",), marked("Review"), marked("Share the call with a coach")),
    KeyUse("find_words", ("Ctrl+F",), marked("Review"), marked("Find words")),
    KeyUse("find_next", ("F3",), marked("Review"), marked("The next place where they are")),
    KeyUse("find_before", ("Shift+F3",), marked("Review"), marked("The place before")),
    KeyUse("copy_moment", ("Ctrl+C",), marked("Review"), marked("Copy the moment")),
    KeyUse("copy_all", ("Ctrl+Shift+C",), marked("Review"), marked("Copy the transcript")),
)
_OTHER_WAY = {"Left": "Right", "Right": "Left"}
_BY_ID = {use.id: use for use in TABLE}


def sequence(id: str) -> QKeySequence:
    """What a widget listens for."""
    return QKeySequence(_BY_ID[id].keys[0])


def named(id: str) -> str:
    """The keys of a use as this system writes them."""
    return shown(_BY_ID[id])


def shown(use: KeyUse) -> str:
    """The keys as this system writes them; in a window from right to left, left and right are the other way."""
    keys = (_OTHER_WAY.get(key, key) if mirrored() else key for key in use.keys)
    names = (QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)
    return tr(" or ", "between keys").join(names)
