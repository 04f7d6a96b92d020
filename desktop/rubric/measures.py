"""What can be counted in a call: how much was said, how fast, how it was asked. Pure arithmetic on utterances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from desktop.events import Utterance
from desktop.rubric.questions import questions_in
from desktop.rubric.tokens import tokens_of
from desktop.scenario import MEASURES, Measure

_FILLERS = frozenset("um uhm uh er erm ah hmm mm".split())
_NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Measured:
    """One quantity: `value` in `unit` (None: nothing to measure), `shown` for people, `sentence` when it is off.

    `within` tells whether it lies in the scenario's range; None without a range or a value.
    """

    id: str
    title: str
    value: float | None
    unit: str
    shown: str
    sentence: str = ""
    within: bool | None = None


def measure(utterances: Sequence[Utterance], duration_s: float, rules: Iterable[Measure]) -> tuple[Measured, ...]:
    """The scenario's measures over a whole call of `duration_s` seconds, in the scenario's order."""
    del duration_s  # every measure so far is relative to speech, not to the call; part of the contract
    return tuple(_judged(rule, *_COUNTED[rule.id](utterances)) for rule in rules if rule.id in _COUNTED)


def _judged(rule: Measure, value: float | None, shown: str) -> Measured:
    over = value is not None and rule.high is not None and value > rule.high
    under = value is not None and rule.low is not None and value < rule.low
    bounded = value is not None and (rule.low is not None or rule.high is not None)
    sentence = rule.when_over if over else rule.when_under if under else ""
    unit = MEASURES[rule.id]
    within = not (over or under) if bounded else None
    return Measured(rule.id, rule.title, value, unit, shown, sentence, within)


def _of(utterances: Iterable[Utterance], role: str) -> list[Utterance]:
    return [each for each in utterances if each.role == role]


def _seconds(utterance: Utterance) -> float:
    return max(0.0, utterance.end_s - utterance.start_s)


def _words(utterance: Utterance) -> int:
    return len(utterance.text.split())


def _talk_ratio(utterances: Sequence[Utterance]) -> tuple[float | None, str]:
    """The executive's share of the speaking time; of the words, when a side was typed or shown without sound."""
    ours, theirs = _of(utterances, "user"), _of(utterances, "persona")
    timed = all(_seconds(each) > 0 for each in utterances)
    size: Callable[[Utterance], float] = _seconds if timed else _words
    mine, total = sum(map(size, ours)), sum(map(size, [*ours, *theirs]))
    if not total:
        return None, _NOT_MEASURED
    value = round(100 * mine / total, 1)
    return value, f"{value:.0f} %"


def _pace(utterances: Sequence[Utterance]) -> tuple[float | None, str]:
    spoken = [each for each in _of(utterances, "user") if _seconds(each) > 0]
    seconds = sum(map(_seconds, spoken))
    if not seconds:
        return None, _NOT_MEASURED
    value = round(60 * sum(map(_words, spoken)) / seconds, 1)
    return value, f"{value:.0f} words/min"


def _questions(utterances: Sequence[Utterance]) -> tuple[float | None, str]:
    asked = [question for each in _of(utterances, "user") for question in questions_in(each.text)]
    return float(len(asked)), str(len(asked))


def _open_questions(utterances: Sequence[Utterance]) -> tuple[float | None, str]:
    asked = [question for each in _of(utterances, "user") for question in questions_in(each.text)]
    open_ones = sum(question.open for question in asked)
    return float(open_ones), f"{open_ones} of {len(asked)}" if asked else "none asked"


def _longest(utterances: Sequence[Utterance]) -> tuple[float | None, str]:
    value = round(max(map(_seconds, _of(utterances, "user")), default=0.0), 1)
    return (value, f"{value:.0f} s") if value else (None, _NOT_MEASURED)


def _response_gap(utterances: Sequence[Utterance]) -> tuple[float | None, str]:
    """The median pause between the persona's last word and the executive's first."""
    gaps = [
        after.start_s - before.end_s
        for before, after in pairwise(utterances)
        if before.role == "persona" and after.role == "user" and after.source == "speech"
    ]
    if not gaps:
        return None, _NOT_MEASURED
    value = round(max(0.0, median(gaps)), 2)
    return value, f"{value:.1f} s"


def _fillers(utterances: Sequence[Utterance]) -> tuple[float | None, str]:
    """The most that any ear wrote down. Ears leave fillers out, so none heard is not the same as none said."""
    spoken = [each for each in _of(utterances, "user") if each.source == "speech"]
    heard = sum(max(map(_fillers_in, [each.text, *(t.text for t in each.transcripts)])) for each in spoken)
    return (float(heard), str(heard)) if heard else (None, "none heard")


def _fillers_in(text: str) -> int:
    return sum(token.text in _FILLERS for token in tokens_of(text))


_COUNTED: dict[str, Callable[[Sequence[Utterance]], tuple[float | None, str]]] = {
    "talk-ratio": _talk_ratio,
    "pace": _pace,
    "questions": _questions,
    "open-questions": _open_questions,
    "longest-monologue": _longest,
    "response-gap": _response_gap,
    "fillers": _fillers,
}
