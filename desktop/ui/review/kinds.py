"""How each kind of moment is told: by colour, by shape, and in words."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from desktop.review.document import Moment
from desktop.ui.i18n import marked, tr
from desktop.ui.timefmt import clock

Underline = Literal["wavy", "solid", "dotted"]


@dataclass(frozen=True, slots=True)
class Look:
    """Colour token, underline, icon ("" for a step, which shows its number) and name of a kind."""

    tone: str
    underline: Underline
    icon: str
    name: str


LOOKS = MappingProxyType(
    {
        "avoid": Look("avoid", "wavy", "cross", marked("To avoid")),
        "say": Look("say", "solid", "check", marked("Well said")),
        "step": Look("step", "solid", "", marked("Step")),
        "promise": Look("promise", "solid", "clock", marked("Promise")),
        "possible": Look("possible", "dotted", "question", marked("Worth checking")),
    }
)
FILTERS = MappingProxyType(
    {
        "avoid": marked("To avoid"),
        "say": marked("Well said"),
        "step": marked("Steps"),
        "promise": marked("Promises"),
        "possible": marked("Worth checking"),
    }
)
"""Filter -> its chip's label."""


def kind_of(moment: Moment) -> str:
    """The key of `LOOKS`: what is only possible is its own kind, so that it never looks like an accusation."""
    return "possible" if moment.tier == "possible" else moment.kind


def look_of(moment: Moment) -> Look:
    """How `moment` is drawn."""
    return LOOKS[kind_of(moment)]


def mark_text(moment: Moment) -> str:
    """The words of the mark after the highlight: a step begins with its number."""
    numbered = kind_of(moment) == "step" and moment.order > 0
    return f"{moment.order} {moment.label}" if numbered else moment.label


def name_of(moment: Moment) -> str:
    """The kind in words, as in "Step 2"."""
    kind = kind_of(moment)
    return tr("Step {order}", order=moment.order) if kind == "step" and moment.order else tr(LOOKS[kind].name)


def describe(moment: Moment, speaker: str = "You") -> str:
    """One moment in words, for assistive technology and tooltips' first line. `speaker` said it."""
    own = speaker == "You"
    told = {
        "kind": name_of(moment),
        "label": moment.label,
        "time": clock(moment.audio_s[0]),
        "said": tr("You said") if own else tr("{name} said", name=speaker),
        "words": moment.words,
    }
    if not moment.say_this:
        return tr("{kind}: {label}, at {time}. {said}: {words}", **told)
    return tr(
        "{kind}: {label}, at {time}. {said}: {words}. Say this instead: {better}", better=moment.say_this, **told
    )


def first_worth_looking(moments: tuple[Moment, ...]) -> Moment | None:
    """The moment to show first: the first avoid that was found, else the first found, else the first at all."""
    found = [m for m in moments if m.tier == "found"]
    avoided = [m for m in found if m.kind == "avoid"]
    return next(iter(avoided or found or moments), None)
