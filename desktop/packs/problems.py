"""What is wrong with a pack, said so that its author can mend it."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.errors import UserError

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


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


class PackError(UserError):
    """A pack can't be used. `problems` holds every mistake that was found, in the order of the files."""

    def __init__(self, pack: str, problems: Iterable[Problem]) -> None:
        self.pack = pack
        self.problems = tuple(problems)
        count = len(self.problems)
        what = "1 problem" if count == 1 else f"{count} problems"
        listed = "".join(f"\n  {problem}" for problem in self.problems)
        super().__init__(f"The pack {pack} has {what}:{listed}")


def hint(name: str, known: Iterable[str]) -> str:
    """A mend for an unknown name: the nearest known one, or the list when it is short."""
    names = sorted(set(known))
    near = difflib.get_close_matches(name[:80], names, n=1, cutoff=0.6)
    if near:
        return f'Did you mean "{near[0]}"?'
    return f"Known here: {', '.join(names)}." if 0 < len(names) <= 30 else "Check the spelling."


def shown(value: object) -> str:
    """A value of a pack as it may stand in a message: short, one line, no control characters."""
    text = "".join(c if c.isprintable() else "?" for c in str(value)[:41])
    return f'"{text[:40]}..."' if len(text) > 40 else f'"{text}"'


def unprintable(text: str) -> str:
    """The name of the first character that plain text may not hold, "" when there is none.

    Line ends and tabs are fine. Control characters, direction overrides and lone surrogates are not: they could
    make a line look like another one.
    """
    for character in text:
        kind = unicodedata.category(character)
        if kind in ("Cs", "Co") or (kind == "Cc" and character not in "\n\t") or character in _BIDI:
            return f"U+{ord(character):04X}"
    return ""
