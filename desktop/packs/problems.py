"""What is wrong with a pack, said so that its author can mend it."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.errors import UserError

_JOINERS = "\u200c\u200d"
"""Invisible, but parts of emoji and of words in some scripts."""
_REFUSED_KINDS = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: `file` inside the pack, `line` from 1 (0: the whole file), `field` such as pairs.2.why."""

    file: str
    line: int
    field: str
    expected: str
    mend: str

    def __str__(self) -> str:
        where = self.file + (f", line {self.line}" if self.line else "")
        field = f", {self.field}" if self.field else ""
        return f"{where}{field}: {self.expected}. {self.mend}".rstrip()


_TOLD = 40
"""Problems that a message tells; who mends them sees the next ones."""


class PackError(UserError):
    """A pack can't be used. `problems` holds every mistake that was found, in the order of the files."""

    def __init__(self, pack: str, problems: Iterable[Problem]) -> None:
        self.pack = printable(pack)
        self.problems = tuple(problems)
        count = len(self.problems)
        what = "1 problem" if count == 1 else f"{count} problems"
        listed = "".join(f"\n  {problem}" for problem in self.problems[:_TOLD])
        if count > _TOLD:
            listed += f"\n  ... and {count - _TOLD} more."
        super().__init__(f"The pack {self.pack} has {what}:{listed}")


def hint(name: str, known: Iterable[str], listed: Iterable[str] = ()) -> str:
    """A mend for an unknown name: the nearest known one, or the list (of `listed`, if given) when it is short."""
    names = sorted(set(known))
    near = difflib.get_close_matches(name[:80], names, n=1, cutoff=0.6)
    if near:
        return f'Did you mean "{near[0]}"?'
    names = sorted(set(listed)) or names
    return f"Known here: {', '.join(names)}." if 0 < len(names) <= 30 else "Check the spelling."


def printable(text: str) -> str:
    """`text` as it may stand in a message: at most 120 characters, one line, no control characters."""
    return "".join(c if c.isprintable() else "?" for c in text[:120])


def shown(value: object) -> str:
    """A value of a pack as it may stand in a message: short, and numbers and truths without quotes."""
    try:
        text = printable(str(value)[:41])
    except ValueError:  # Python refuses to write out a whole number of thousands of digits
        return "a number of thousands of digits"
    if isinstance(value, bool):
        return text.lower()
    short = f"{text[:40]}..." if len(text) > 40 else text
    return short if isinstance(value, int | float) else f'"{short}"'


def unprintable(text: str) -> str:
    """The name of the first character that plain text may not hold, "" when there is none.

    Line ends and tabs are fine. Control and invisible characters, direction overrides, line separators and lone
    surrogates are not: they could make a line look like another one.
    """
    for character in text:
        if unicodedata.category(character) in _REFUSED_KINDS and character not in "\n\t" + _JOINERS:
            return f"U+{ord(character):04X}"
    return ""
