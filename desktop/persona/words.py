"""Small looks at English text that director and guard share: words, sentences, numbers, likeness."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
_TELLING_APART = frozenset({"who", "when", "where", "why"})
"""Questions with different ones of these ask for different things."""
_ALIKE_LETTERS = 83.0
_NEARLY_SAME = 88.0
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
    """`word` without a common ending: takes, taking and take are one."""
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
    meaning have to be there.
    """
    said = spelled_out(line)
    return max((_closeness(said, spelled_out(example)) for example in examples), default=0.0)


def _closeness(said: list[str], example: list[str]) -> float:
    apart, wanted_apart = _TELLING_APART & set(said), _TELLING_APART & set(example)
    if apart and wanted_apart and not apart & wanted_apart:
        return 0.0
    whole, phrase = " ".join(said), " ".join(example)
    wanted = {word for word in example if word not in _FILLER and word != "not"}
    in_its_words = 1.0 if f" {phrase} " in f" {whole} " else fuzz.partial_ratio(phrase, whole) / 100
    if not wanted:
        return 1.0 if in_its_words == 1.0 and phrase else 0.0
    if len(wanted) == 1:
        (word,) = wanted
        there = any(word == other or fuzz.ratio(word, other) >= _NEARLY_SAME for other in said)
        as_phrase = len(phrase) <= len(whole) + 2 and in_its_words >= 0.9
        return in_its_words if there and as_phrase else 0.0
    met = sum(1 for word in wanted if any(_same_word(word, other) for other in said)) / len(wanted)
    return (met + in_its_words) / 2 if met >= 0.75 else 0.0


def _same_word(one: str, other: str) -> bool:
    if one == other or stem(one) == stem(other):
        return True
    return min(len(one), len(other)) >= _MISHEARD and fuzz.ratio(one, other) >= _ALIKE_LETTERS


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
