"""Small looks at English text that director and guard share: words, sentences, numbers, likeness."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d[\d,]*(?:\.\d+)?")
_END = re.compile(r"(?:\.{3}|…|[.!?])+[\"”')\]]*(?=\s|$)")
_ABBREVIATION = re.compile(r"\b(?:[ap]\.m|mr|mrs|ms|dr|vs|e\.g|i\.e)\.$", re.IGNORECASE)
_FILLER = frozenset(
    "a an the is are was were be been am do does did have has had to of in on at for from with and or but so if it"
    " its i you he she we they me my your his her our their this that these those there here just now then what's"
    " that's it's i'm you're can could would will should shall may might please okay ok well um uh like really"
    " right about by as up out let what where who how why which there".split()
)
_SUBJECTS = "it that there here he she what who how where when why which"
_IS = {f"{word}'s": (word, "is") for word in _SUBJECTS.split()}
_IS |= {f"{word}s": (word, "is") for word in ("what", "who", "how", "where")}
_ENDINGS = (("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'m", "am"), ("'d", "would"))
_NEGATED = {"can't": "can", "won't": "will", "shan't": "shall"}
_EXPLETIVE = re.compile(
    r"\b(?:the (?:hell|heck|fuck|devil)|on earth|in the world|in god's name|(?:fuck|goddamn|damn|"
    r"bloody)(?:ing)?)\b ?",
    re.IGNORECASE,
)
"""What a question asks nothing by: "what the hell is going on" is "what is going on"."""
_TELLING_APART = frozenset({"who", "when", "where", "why"})
"""Questions with different ones of these ask for different things."""
_ALIKE_LETTERS = 83.0
_AS_A_PHRASE = 0.9
_MOST_MET = 0.75
_SAYS_LITTLE = (0.8, 0.88, 0.94)
"""What a match of an example with so few words of meaning (none, one, two) is worth beside one with more."""
_IRREGULAR = {
    form: base
    for base, forms in {
        "begin": "began begun",
        "break": "broke broken",
        "bring": "brought",
        "build": "built",
        "buy": "bought",
        "catch": "caught",
        "choose": "chose chosen",
        "come": "came",
        "drive": "drove driven",
        "eat": "ate eaten",
        "fall": "fell fallen",
        "feel": "felt",
        "find": "found",
        "forget": "forgot forgotten",
        "get": "got gotten",
        "give": "gave given",
        "go": "went gone",
        "hear": "heard",
        "hide": "hid hidden",
        "hold": "held",
        "keep": "kept",
        "know": "knew known",
        "lead": "led",
        "leave": "left",
        "lose": "lost",
        "make": "made",
        "mean": "meant",
        "meet": "met",
        "pay": "paid",
        "ring": "rang rung",
        "run": "ran",
        "say": "said",
        "see": "saw seen",
        "sell": "sold",
        "send": "sent",
        "show": "shown",
        "sleep": "slept",
        "speak": "spoke spoken",
        "spend": "spent",
        "stand": "stood",
        "steal": "stole stolen",
        "take": "took taken",
        "tell": "told",
        "think": "thought",
        "understand": "understood",
        "wake": "woke woken",
        "win": "won",
        "write": "wrote written",
        "try": "tries tried",
        "stop": "stopping stopped",
        "plan": "planning planned",
        "worry": "worries worried",
    }.items()
    for form in forms.split()
}
"""Forms that no ending tells, by the one that a sentence with "to" has."""
_MISHEARD = 5
"""Letters from which a word may be a misheard one."""
_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen".split()
    )
}
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_LOOSE = {"dozen": 12, "dozens": 12, **{f"{word}s": value for word, value in _SCALES.items()}}
UNITS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "percent", "dollar", "time"})
"""Words that say what a number counts, in singular."""
_BREAK = re.compile(r"[,;:.!?](?=\s)(?!\s+(?:\w+[\s-]+){0,2}hundred\b)")
"""What no number goes across, but for "two thousand, two hundred"."""
_SHARE = re.compile(r"\b(?=(\w+)(?: \w+)? (?:in|of|out of|from) (?:every )?(\w+)\b)")


def words(text: str) -> list[str]:
    """The words and figures of `text`, lower case, in order."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def content_words(text: str) -> list[str]:
    """The words that carry meaning: without articles, pronouns, auxiliaries and fillers."""
    return [word for word in words(text) if word not in _FILLER]


def sentences(text: str) -> list[str]:
    """`text` in sentences, each with its punctuation; what comes after the last stop is a sentence too."""
    found, start = [], 0
    while (end := sentence_end(text, start)) is not None:
        found.append(text[start:end].strip())
        start = end
    return [part for part in (*found, text[start:].strip()) if part]


def sentence_end(text: str, start: int = 0) -> int | None:
    """Where the first sentence of `text` from `start` on ends, if one does.

    An abbreviation is no end, nor is a pause: "I'm... six hours in."
    """
    for match in _END.finditer(text, start):
        spoken, after = text[start : match.end()], text[match.end() :].lstrip()
        pause = trails_off(spoken) and after[:1].islower()
        if any(letter.isalnum() for letter in spoken) and not _ABBREVIATION.search(spoken) and not pause:
            return match.end()
    return None


def unfinished(text: str) -> str:
    """What `text` ends with behind its last stop: the beginning of a sentence, or ""."""
    found = sentences(text)
    return found[-1] if found and sentence_end(found[-1]) is None else ""


def trails_off(text: str) -> bool:
    """Whether `text` ends in an ellipsis."""
    return text.rstrip("\"”')").endswith(("...", "…"))


def holds(text: str, phrase: str) -> bool:
    """Whether `phrase` stands in `text`, give or take a letter; a phrase of under ten letters never does."""
    wanted, whole = " ".join(words(phrase)), " ".join(words(text))
    return 10 <= len(wanted) <= len(whole) + 2 and fuzz.partial_ratio(wanted, whole) >= 90


def punctuated(text: str) -> bool:
    """Whether `text` has sentence marks at all; some ears write none."""
    return bool(_END.search(text)) or "," in text


def likeness(one: str, other: str) -> float:
    """How alike two sentences are, 0 to 100, by their words."""
    return float(fuzz.ratio(" ".join(words(one)), " ".join(words(other))))


def spelled_out(text: str) -> list[str]:
    """The words of `text` with contractions in full: "who's" is who and is, "didn't" did and not."""
    return [part for word in words(text) for part in _in_full(word)]


def _in_full(word: str) -> tuple[str, ...]:
    if word in _IS:
        return _IS[word]
    if "'" not in word:
        return (word,)
    if word in _NEGATED:
        return (_NEGATED[word], "not")
    for ending, full in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending):
            return (word.removesuffix(ending), full)
    return (word,)


def stem(word: str) -> str:
    """`word` without a common ending: takes, taking, took and take are one."""
    word = _IRREGULAR.get(word, word)
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word.removesuffix("e") if len(word) > 3 else word


def asks(line: str, examples: Iterable[str]) -> bool:
    """Whether `line` asks what one of the example lines asks, give or take an ending or a misheard letter."""
    return closeness(line, examples) > 0


def closeness(line: str, examples: Iterable[str]) -> float:
    """How close `line` comes to asking what one of the example lines asks: 0 (it doesn't) to 1 (in its words).

    An example without a word of meaning ("what would you do") has to be there as it is, one with a single such
    word ("what happened") as a phrase, give or take a letter; of a longer one three quarters of its words of
    meaning have to be there. An example with fewer than three of them comes less close: "how do you know it's 640"
    asks for the number rather than "how do you know".
    """
    said = Said(line)
    return max((said.closeness(example) for example in examples), default=0.0)


class Said:
    """A line that many examples are held against."""

    def __init__(self, line: str) -> None:
        self._words = spelled_out(_EXPLETIVE.sub("", line))
        self._whole = " ".join(self._words)
        self._stems = {stem(word) for word in self._words}
        self._apart = _TELLING_APART & set(self._words)
        self._there: dict[str, bool] = {}

    def closeness(self, example: str) -> float:
        """As the function `closeness`, for one example."""
        asked = _example(example)
        if self._apart and asked.apart and not self._apart & asked.apart:
            return 0.0
        if not asked.wanted:
            return asked.worth if asked.phrase and f" {asked.phrase} " in f" {self._whole} " else 0.0
        met = sum(map(self._holds, asked.wanted)) / len(asked.wanted)
        if met < _MOST_MET:
            return 0.0
        as_phrase = 1.0 if f" {asked.phrase} " in f" {self._whole} " else self._likeness(asked.phrase)
        if len(asked.wanted) > 1:
            return asked.worth * (met + as_phrase) / 2
        (word,) = asked.wanted
        there = word in self._words or any(_misheard(word, other) for other in self._words)
        fits = len(asked.phrase) <= len(self._whole) + 2 and as_phrase >= _AS_A_PHRASE
        return asked.worth * as_phrase if there and fits else 0.0

    def _likeness(self, phrase: str) -> float:
        return fuzz.partial_ratio(phrase, self._whole) / 100

    def _holds(self, word: str) -> bool:
        known = self._there.get(word)
        if known is None:
            known = stem(word) in self._stems or any(_misheard(word, other) for other in self._words)
            self._there[word] = known
        return known


@dataclass(frozen=True, slots=True)
class _Example:
    """An example line, taken apart: `wanted` are its words of meaning, `worth` what a match by them is."""

    phrase: str
    apart: frozenset[str]
    wanted: frozenset[str]
    worth: float


@functools.lru_cache(maxsize=16_384)
def _example(example: str) -> _Example:
    spelled = spelled_out(example)
    wanted = frozenset(word for word in spelled if word not in _FILLER and word != "not")
    worth = _SAYS_LITTLE[len(wanted)] if len(wanted) < len(_SAYS_LITTLE) else 1.0
    return _Example(" ".join(spelled), _TELLING_APART & set(spelled), wanted, worth)


def _misheard(one: str, other: str) -> bool:
    less, more = sorted((len(one), len(other)))
    alike_at_most = 200.0 * less / (less + more)  # most words differ too much in length to be looked at
    return less >= _MISHEARD and alike_at_most >= _ALIKE_LETTERS and fuzz.ratio(one, other) >= _ALIKE_LETTERS


def numbers(text: str) -> set[float]:
    """Every number in `text`, in figures or in words; "a hundred" and "dozens" count, "six in ten" is also 60."""
    tokens = _counted(text)
    found: set[float] = set()
    at = 0
    while at < len(tokens):
        value, used = _number_at(tokens, at)
        if used:
            found.add(value)
        at += max(used, 1)
    return found | _shares(words(text.replace("-", " ")))


def measured(text: str) -> set[tuple[float, str]]:
    """Every number of `text` that has a unit right after it, with that unit in singular."""
    tokens = _counted(text)
    found: set[tuple[float, str]] = set()
    at = 0
    while at < len(tokens):
        value, used = _number_at(tokens, at)
        after = at + max(used, 1)
        unit = tokens[after].removesuffix("s") if used and after < len(tokens) else ""
        if unit in UNITS:
            found.add((value, unit))
        at = after
    return found


def _counted(text: str) -> list[str]:
    """The words of `text`, with a "," where a comma or a stop ends a number: "sixty thousand, two of them"."""
    found: list[str] = []
    for part in _BREAK.split(text.replace("-", " ")):
        found += [*words(part), ","]
    return found


def _number_at(tokens: list[str], at: int) -> tuple[float, int]:
    """The number that starts at a token, and how many tokens it takes (0: none)."""
    token = tokens[at]
    if token[0].isdigit():
        value = float(token.replace(",", "").rstrip("."))
        scale = _SCALES.get(tokens[at + 1]) if at + 1 < len(tokens) else None
        return (value * scale, 2) if scale else (value, 1)
    if token in _LOOSE:
        return float(_LOOSE[token]), 1
    return _spelled(tokens, at)


def _spelled(tokens: list[str], at: int) -> tuple[float, int]:
    total, current, used, last = 0, 0, 0, ""
    for token in tokens[at:]:
        if token in _UNITS and last not in ("unit",):
            current, last = current + _UNITS[token], "unit"
        elif token in _TENS and last in ("", "scale"):
            current, last = current + _TENS[token], "tens"
        elif token in _SCALES:
            scale = _SCALES[token]
            current, total = (
                (max(current, 1) * scale, total) if scale == 100 else (0, total + max(current, 1) * scale)
            )
            last = "scale"
        elif not (token == "and" and last == "scale"):
            break
        used += 1
    while used and tokens[at + used - 1] == "and":
        used -= 1
    return float(total + current), used


def _shares(tokens: list[str]) -> set[float]:
    """Shares as percentages: "six cases of ten" is 60."""
    found: set[float] = set()
    for match in _SHARE.finditer(" ".join(tokens)):
        part, whole = (_number_at([word], 0) for word in match.groups())
        if part[1] and whole[1] and 0 < part[0] <= whole[0]:
            found.add(round(100 * part[0] / whole[0], 1))
    return found
