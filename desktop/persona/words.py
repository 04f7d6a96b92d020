"""Small looks at English text that director and guard share: words, sentences, numbers, likeness."""

from __future__ import annotations

import functools
import re

from rapidfuzz import fuzz

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d[\d,]*(?:\.\d+)?")
_END = re.compile(r"(?:\.{3}|…|[.!?])+[\"”')\]]*(?=\s|$)")
_ABBREVIATION = re.compile(r"\b(?:[ap]\.m|mr|mrs|ms|dr|vs|e\.g|i\.e)\.$", re.IGNORECASE)
KEPT = 4096
"""Sentences, lines and words that are known again: a pack's and a call's, which every turn looks at."""
FILLER = frozenset(
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
_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen".split()
    )
}
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_SPELLED = frozenset({*_UNITS, *_TENS, *_SCALES})
_LOOSE = {"dozen": 12, "dozens": 12, **{f"{word}s": value for word, value in _SCALES.items()}}
UNITS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "percent", "dollar", "time"})
"""Words that say what a number counts, in singular."""
_BREAK = re.compile(r"[,;:.!?](?=\s)(?!\s+(?:\w+[\s-]+){0,2}hundred\b)")
"""What no number goes across, but for "two thousand, two hundred"."""
_SHARE = re.compile(r"\b(?=(\w+)(?: \w+)? (?:in|of|out of|from) (?:every )?(\w+)\b)")


def words(text: str) -> list[str]:
    """The words and figures of `text`, lower case, in order."""
    return [word for line in text.split("\n") for word in _words(line)]


@functools.lru_cache(maxsize=KEPT)
def _words(line: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(line.replace("’", "'")))


def spoken(text: str) -> str:
    """`text` as it is heard: its words with a space between them."""
    return " ".join(words(text)) if "\n" in text else _spoken(text)


@functools.lru_cache(maxsize=KEPT)
def _spoken(line: str) -> str:
    return " ".join(_words(line))


def content_words(text: str) -> list[str]:
    """The words that carry meaning: without articles, pronouns, auxiliaries and fillers."""
    return [word for word in words(text) if word not in FILLER]


@functools.lru_cache(maxsize=KEPT)
def meaning(text: str) -> frozenset[str]:
    """The `content_words` of `text`, each once."""
    return frozenset(content_words(text))


def sentences(text: str) -> list[str]:
    """`text` in sentences, each with its punctuation; what comes after the last stop is a sentence too."""
    return list(_sentences(text))


@functools.lru_cache(maxsize=KEPT)
def _sentences(text: str) -> tuple[str, ...]:
    found, start = [], 0
    while (end := sentence_end(text, start)) is not None:
        found.append(text[start:end].strip())
        start = end
    return tuple(part for part in (*found, text[start:].strip()) if part)


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
    wanted, whole = spoken(phrase), spoken(text)
    return 10 <= len(wanted) <= len(whole) + 2 and fuzz.partial_ratio(wanted, whole) >= 90


def punctuated(text: str) -> bool:
    """Whether `text` has sentence marks at all; some ears write none."""
    return bool(_END.search(text)) or "," in text


def likeness(one: str, other: str) -> float:
    """How alike two sentences are, 0 to 100, by their words."""
    return float(fuzz.ratio(spoken(one), spoken(other)))


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


@functools.lru_cache(maxsize=KEPT)
def stem(word: str) -> str:
    """`word` without a common ending: takes, taking, took and take are one."""
    word = _IRREGULAR.get(word, word)
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word.removesuffix("e") if len(word) > 3 else word


def numbers(text: str) -> set[float]:
    """Every number in `text`, in figures or in words; "a hundred" and "dozens" count, "six in ten" is also 60. The
    end of a line ends a number."""
    return set[float]().union(*(_numbers(line) for line in text.split("\n")))


@functools.lru_cache(maxsize=KEPT)
def _numbers(line: str) -> frozenset[float]:
    tokens = _counted(line)
    found: set[float] = set()
    at = 0
    while at < len(tokens):
        value, used = _number_at(tokens, at)
        if used:
            found.add(value)
        at += max(used, 1)
    return frozenset(found | _shares(words(line.replace("-", " "))))


def measured(text: str) -> set[tuple[float, str]]:
    """Every number of `text` that has a unit right after it, with that unit in singular."""
    return set[tuple[float, str]]().union(*(_measured(line) for line in text.split("\n")))


@functools.lru_cache(maxsize=KEPT)
def _measured(line: str) -> frozenset[tuple[float, str]]:
    tokens = _counted(line)
    found: set[tuple[float, str]] = set()
    at = 0
    while at < len(tokens):
        value, used = _number_at(tokens, at)
        after = at + max(used, 1)
        unit = tokens[after].removesuffix("s") if used and after < len(tokens) else ""
        if unit in UNITS:
            found.add((value, unit))
        at = after
    return frozenset(found)


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
    return _spelled(tokens, at) if token in _SPELLED else (0.0, 0)


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
