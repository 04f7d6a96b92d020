"""How close a line comes to asking what example lines ask: all at once, by an index of their words. Pure."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from desktop.persona import words

_EXPLETIVE = re.compile(
    r"\b(?:the (?:hell|heck|fuck|devil)|on earth|in the world|in god's name|(?:fuck|goddamn|damn|"
    r"bloody)(?:ing)?)\b ?",
    re.IGNORECASE,
)
"""What a question asks nothing by: "what the hell is going on" is "what is going on"."""
_TELLING_APART = frozenset({"who", "when", "where", "why"})
"""Questions with different ones of these ask for different things."""
_ALIKE_LETTERS = 83.0
_MISHEARD = 5
"""Letters from which a word may be a misheard one."""
_AS_A_PHRASE = 0.9
_MOST_MET = 0.75
_SAYS_LITTLE = (0.8, 0.88, 0.94)
"""What a match of an example with so few words of meaning (none, one, two) is worth beside one with more."""
_A_CALL = 4096
"""Words of a call that are looked for in a pack's again and again."""


class Said:
    """A line that examples are held against."""

    def __init__(self, line: str) -> None:
        spelled = words.spelled_out(_EXPLETIVE.sub("", line))
        self.words = frozenset(spelled)
        self.whole = " ".join(spelled)
        self.apart = _TELLING_APART & self.words

    def has(self, phrase: str) -> bool:
        """Whether `phrase` stands in it word for word."""
        return f" {phrase} " in f" {self.whole} "


def closeness(line: str, examples: Iterable[str]) -> float:
    """How close `line` comes to asking what one of the example lines asks: 0 (it doesn't) to 1 (in its words).

    An example without a word of meaning ("what would you do") has to be there as it is, one with a single such
    word ("what happened") as a phrase, give or take a letter; of a longer one three quarters of its words of
    meaning have to be there. An example with fewer than three of them comes less close: "how do you know it's 640"
    asks for the number rather than "how do you know".
    """
    return Examples({"": examples}).closest(Said(line))[""]


class Examples:
    """Example lines in groups, taken apart once, for many lines to be held against."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        self._none = dict.fromkeys(groups, 0.0)
        owners: dict[str, dict[str, None]] = {}
        for group, lines in groups.items():
            for line in lines:
                owners.setdefault(line, {})[group] = None
        self._all = [_Example.of(line, tuple(held)) for line, held in owners.items()]
        self._wordless = [at for at, example in enumerate(self._all) if not example.wanted]
        self._with: dict[str, list[int]] = {}
        for at, example in enumerate(self._all):
            for word in example.wanted:
                self._with.setdefault(word, []).append(at)
        self._by_stem: dict[str, list[str]] = {}
        for word in self._with:
            self._by_stem.setdefault(words.stem(word), []).append(word)
        self._long = [word for word in self._with if len(word) >= _MISHEARD]
        self._misheard_for = functools.lru_cache(maxsize=_A_CALL)(self._like)

    def closest(self, said: Said) -> dict[str, float]:
        """As the function `closeness`, for each group: that of its closest example."""
        by_ear = {word for heard in said.words for word in self._misheard_for(heard)}
        stems = {words.stem(heard) for heard in said.words}
        met = by_ear.union(*(self._by_stem[stem] for stem in stems & self._by_stem.keys()))
        counts = Counter(at for word in met for at in self._with[word])
        close = dict(self._none)
        for at in self._wordless:
            counts[at] = 0
        for at, count in counts.items():
            example = self._all[at]
            value = example.closeness(said, count, by_ear, above=min(close[group] for group in example.groups))
            for group in example.groups:
                close[group] = max(close[group], value)
        return close

    def _like(self, heard: str) -> tuple[str, ...]:
        """The words of meaning that an ear may have taken for `heard`."""
        if len(heard) < _MISHEARD:
            return ()
        found = process.extract(
            heard, self._long, scorer=fuzz.ratio, processor=None, score_cutoff=_ALIKE_LETTERS, limit=None
        )
        return tuple(word for word, _alike, _at in found)


@dataclass(frozen=True, slots=True)
class _Example:
    """An example line, taken apart: `wanted` are its words of meaning, `worth` what a match by them is."""

    phrase: str
    apart: frozenset[str]
    wanted: frozenset[str]
    worth: float
    groups: tuple[str, ...]

    @classmethod
    def of(cls, line: str, groups: tuple[str, ...]) -> _Example:
        """`line`, an example in `groups`."""
        spelled = words.spelled_out(line)
        wanted = frozenset(word for word in spelled if word not in words.FILLER and word != "not")
        worth = _SAYS_LITTLE[len(wanted)] if len(wanted) < len(_SAYS_LITTLE) else 1.0
        return cls(" ".join(spelled), _TELLING_APART & set(spelled), wanted, worth, groups)

    def closeness(self, said: Said, met: int, by_ear: set[str], above: float) -> float:
        """How close `said` comes, of whose words `met` are of those wanted, and `by_ear` are some that an ear may
        have taken for others. What can't come closer than `above` need not be exact."""
        if said.apart and self.apart and not said.apart & self.apart:
            return 0.0
        if not self.wanted:
            return self.worth if self.phrase and said.has(self.phrase) else 0.0
        share = met / len(self.wanted)
        if share < _MOST_MET or self.worth * (share + 1.0) / 2 <= above:
            return 0.0
        as_phrase = 1.0 if said.has(self.phrase) else fuzz.partial_ratio(self.phrase, said.whole) / 100
        if len(self.wanted) > 1:
            return self.worth * (share + as_phrase) / 2
        (word,) = self.wanted
        there = word in said.words or word in by_ear
        fits = len(self.phrase) <= len(said.whole) + 2 and as_phrase >= _AS_A_PHRASE
        return self.worth * as_phrase if there and fits else 0.0
