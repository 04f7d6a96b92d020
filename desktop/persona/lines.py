"""Authored lines that fit any persona on any bad day, for when the scenario's own are used up; light variation."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

from desktop.persona import words

Act = Literal[
    "question",
    "closed_question",
    "question_to_them",
    "how_they_are",
    "asks_for_time",
    "offer_asked",
    "told",
    "late",
    "kept",
    "withheld",
    "hurt",
    "unclear",
    "directive",
    "statement",
    "decision",
    "leave",
    "apology",
    "offer",
    "confides",
    "plan",
    "check",
    "able",
    "care",
    "thanks",
    "all_told",
    "unknowns",
    "silence",
    "time_up",
]
"""What a line answers. A "closed_question" wants a yes or a no, a "question_to_them" is about how the persona
feels or what they think, "how_they_are" is both, "asks_for_time" only wants to be heard, an "offer_asked" is an
offer put as a question; "kept" thanks for a promise, "late" leads into a fact that was asked for before;
"all_told" and "unknowns" answer who asks for what is known, and for what is not."""

_AGAIN = ("As I said, ", "Like I told you, ", "It's still true that ", "I can only repeat that ")
"""Before a fact that is asked for once more."""
_AS_BEFORE = _AGAIN[:2]
"""The ones that go before any words."""
_VARIED = ("Look, ", "Well, ", "Honestly, ", "Right now, ", "No, really, ", "To be honest, ", "Listen, ")
"""Before a line that has been used, so that no sentence comes twice as it was."""
_SHORT = 2
"""Words up to which a sentence may come again."""
_LOWERED = frozenset(
    """the a an it it's that that's we we've we're you you've you'd you'll there there's this these those my our
    your his her no not nothing nobody none if when what what's where who he he's she she's they they're they've
    let's let maybe some all one two three every each most more at in on for from to and but so yes okay ask give
    don't good fair still same will is are was were can could should would do did does has have had""".split()
)
"""First words that lose their capital behind a comma; others may be names."""


@cache
def _stock() -> dict[str, dict[str, tuple[str, ...]]]:
    raw = tomllib.loads((Path(__file__).parent / "lines.toml").read_text(encoding="utf-8"))
    return {band: {act: tuple(said) for act, said in acts.items()} for band, acts in raw.items()}


@cache
def vocabulary() -> frozenset[str]:
    """The words that these lines use, lower case."""
    said = (line for acts in _stock().values() for each in acts.values() for line in each)
    return frozenset(word for line in said for word in words.words(line))


def generic(act: Act, *, tense: bool) -> tuple[str, ...]:
    """Lines that answer an act of the other side, for a tense or a calmer persona."""
    return _stock()["tense" if tense else "calm"][act]


class Spent:
    """What can't be said again in a call: authored lines that were used, and sentences that were said.

    A model likes the authored lines it is shown, and says half of one long before the plot says it whole.
    """

    def __init__(self, used: frozenset[str], said: Iterable[str]) -> None:
        self._used = used
        self._said = frozenset(words.spoken(sentence) for sentence in said)

    def fresh(self, lines: Iterable[str]) -> tuple[str, ...]:
        """Those of `lines` that were not used, without sentences that were said; a word or two may come again."""
        left = (self._unsaid(line) for line in lines if line not in self._used)
        return tuple(line for line in left if line)

    def _unsaid(self, line: str) -> str:
        sentences = words.sentences(line)
        new = [sentence for sentence in sentences if not self._was_said(sentence)]
        return line if len(new) == len(sentences) else " ".join(new)

    def _was_said(self, sentence: str) -> bool:
        plain = words.spoken(sentence)
        return plain in self._said and len(plain.split()) > _SHORT


def unused(lines: tuple[str, ...], spent: Spent) -> tuple[str, ...]:
    """Those of `lines` that are fresh; when none is, variations of them that are; else all of them."""
    return spent.fresh(lines) or _varied(_firsts(lines), spent, _VARIED) or lines


def again(lines: tuple[str, ...], spent: Spent, asked: str = "", *, told: bool = False) -> tuple[str, ...]:
    """Ways to give a fact by its `lines`: those that are fresh, then once more in short; () when none is.

    In short it is the sentence of each that comes closest to what was `asked`. One that was `told` already is told
    as such: a person knows what they have said.
    """
    fresh = spent.fresh(lines)
    if told:
        fresh = spent.fresh(said for line in fresh for said in _as_before(line))
    short = (_closest(line, asked) for line in lines)
    return fresh or _varied(tuple(line for line in short if _can_be_led(line)), spent, _AGAIN)


def _as_before(line: str) -> tuple[str, ...]:
    """`line` as what was said before; one that can't be led into stays as it is.

    Behind a comma its first word must lose its capital, which a name keeps; else a stop comes between.
    """
    if not _can_be_led(line):
        return (line,)
    if _loses_its_capital(line):
        return tuple(joined(start, line) for start in _AS_BEFORE)
    return tuple(f"{start.rstrip(', ')}. {line}" for start in _AS_BEFORE)


def _can_be_led(line: str) -> bool:
    """Whether "As I said" may come before it: before no question, no pause, and not before "As I said"."""
    first = next(iter(words.sentences(line)), "")
    led = line.startswith(tuple(start.rstrip(" ,") for start in _AGAIN))
    return not (first.endswith("?") or words.trails_off(first) or first.startswith(("...", "…")) or led)


def _closest(line: str, asked: str) -> str:
    """The sentence of `line` that comes closest to what was asked, a question only where there is no other."""
    wanted = {words.stem(word) for word in words.content_words(asked)}
    counts = " how " in f" {' '.join(words.words(asked))} "

    def worth(sentence: str) -> tuple[bool, int]:
        met = len(wanted & {words.stem(word) for word in words.content_words(sentence)})
        return not sentence.endswith("?"), met + (counts and bool(words.numbers(sentence)))

    return max(words.sentences(line), key=worth, default=line)


def _firsts(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The first sentence of each: one that follows would come again as it was."""
    return tuple(words.sentences(line)[0] for line in lines if words.sentences(line))


def _varied(lines: tuple[str, ...], spent: Spent, starts: tuple[str, ...]) -> tuple[str, ...]:
    return spent.fresh(joined(start, line) for start in starts for line in lines)[: max(1, len(lines))]


def joined(start: str, line: str) -> str:
    """`line` as the rest of a sentence that begins with `start`."""
    return start + (line[0].lower() + line[1:] if _loses_its_capital(line) else line.lstrip("."))


def _loses_its_capital(line: str) -> bool:
    """Whether its first word is a common one; another may be a name, and "I" has its capital everywhere."""
    spoken = line.partition(" ")[0].lower().strip(".,!?…")
    ours = spoken in vocabulary() and spoken != "i" and not spoken.startswith("i'")
    return spoken in _LOWERED or ours or bool(words.numbers(spoken))
