"""What can be counted in a call: how much was said, how fast, how it was asked. Arithmetic on utterances.

Every measure is of the executive's side unless its name says otherwise. Where there was nothing to measure, its
value is None: no range is met or missed then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from desktop.events import FILLERS, Evidence, Utterance, Word
from desktop.records import PromiseRecord
from desktop.rubric.promises import has_time
from desktop.rubric.questions import Question, questions_in
from desktop.rubric.tokens import tokens_of
from desktop.scenario import MEASURES, Measure

_NOT_MEASURED = "not measured"
PAUSE_S = 0.5
"""Silence between two words from which it is a pause; shorter ones are breaths and consonants."""
OVERLAP_S = 0.3
"""Two who speak at once for less than this change turns; nobody interrupts."""
RESUMED_S = 0.5
"""Who goes on so soon after the other side began had not stopped: nobody answers that fast."""
_LISTENING = frozenset("mhm mmhm hm hmm mm uh huh yeah yes yep okay ok right sure oh ah i see".split())
"""Words said over the other side to show that one listens."""

Value = tuple[float | None, str]


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


def measure(
    utterances: Sequence[Utterance],
    duration_s: float,
    rules: Iterable[Measure],
    promises: Sequence[PromiseRecord] = (),
    evidence: Iterable[Evidence] = (),
) -> tuple[Measured, ...]:
    """The scenario's measures over a whole call of `duration_s` seconds, in the scenario's order.

    `promises` are those made in the call, in order; `evidence` is what the rubric found in it: a question that is
    a line to avoid asks nothing, so it is no open one.
    """
    del duration_s  # every measure so far is relative to speech, not to the call; part of the contract
    avoided = tuple(one for one in evidence if one.kind == "avoid" and one.tier == "found")
    call = _Call(tuple(utterances), tuple(promises), avoided)
    return tuple(_judged(rule, *_COUNTED[rule.id](call)) for rule in rules if rule.id in _COUNTED)


def _judged(rule: Measure, value: float | None, shown: str) -> Measured:
    over = value is not None and rule.high is not None and value > rule.high
    under = value is not None and rule.low is not None and value < rule.low
    bounded = value is not None and (rule.low is not None or rule.high is not None)
    sentence = rule.when_over if over else rule.when_under if under else ""
    unit = MEASURES[rule.id]
    within = not (over or under) if bounded else None
    return Measured(rule.id, rule.title, value, unit, shown, sentence, within)


@dataclass(frozen=True, slots=True)
class _Call:
    """What is measured. Turns are in the order of the call."""

    utterances: tuple[Utterance, ...]
    promises: tuple[PromiseRecord, ...]
    avoided: tuple[Evidence, ...] = ()

    @property
    def ours(self) -> list[Utterance]:
        """The executive's turns."""
        return [each for each in self.utterances if each.role == "user"]

    @property
    def spoken(self) -> list[Utterance]:
        """Those that were spoken, and have a length."""
        return [each for each in self.ours if each.source == "speech" and _seconds(each) > 0]


def _seconds(utterance: Utterance) -> float:
    return max(0.0, utterance.end_s - utterance.start_s)


def _words(utterance: Utterance) -> int:
    return len(utterance.text.split())


def _talk_ratio(call: _Call) -> Value:
    """The executive's share of the speaking time; of the words, when a side was typed or shown without sound."""
    timed = all(_seconds(each) > 0 for each in call.utterances)
    size: Callable[[Utterance], float] = _seconds if timed else _words
    mine, total = sum(map(size, call.ours)), sum(map(size, call.utterances))
    if not total:
        return None, _NOT_MEASURED
    value = round(100 * mine / total, 1)
    return value, f"{value:.0f} %"


def _pace(call: _Call) -> Value:
    """Words by the minute of speaking: pauses are left out where the words have times."""
    seconds = sum(_seconds(each) - sum(_pauses(each) or ()) for each in call.spoken)
    if seconds <= 0:
        return None, _NOT_MEASURED
    value = round(60 * sum(map(_words, call.spoken)) / seconds, 1)
    return value, f"{value:.0f} words/min"


def _pause_share(call: _Call) -> Value:
    """The share of the executive's own turns in which they paused. The silence between turns is no part of one."""
    timed = [(each, pauses) for each in call.spoken if (pauses := _pauses(each)) is not None]
    if not timed:
        return None, _NOT_MEASURED
    value = round(100 * sum(sum(pauses) for _each, pauses in timed) / sum(_seconds(each) for each, _p in timed), 1)
    return value, f"{value:.0f} %"


def _pauses(utterance: Utterance) -> list[float] | None:
    """The pauses inside a turn, in seconds; None when its words have no times of an ear's own."""
    words = _timed(utterance)
    if words is None:
        return None
    gaps = [after.start_s - before.end_s for before, after in pairwise(words)]
    return [gap for gap in gaps if gap >= PAUSE_S]


def _timed(utterance: Utterance) -> Sequence[Word] | None:
    """The words as the ear heard them that tells times: those shown may have theirs from neighbours."""
    own = next((heard.words for heard in utterance.transcripts if heard.words), utterance.words)
    return own if own and not any(word.interpolated for word in own) else None


def _begins_s(utterance: Utterance) -> float:
    """When the executive began to speak: a first word of guessed time may seem to begin before its sound."""
    words = _timed(utterance) or [word for word in utterance.words if not word.interpolated]
    return words[0].start_s if words else utterance.start_s


def _asked(call: _Call) -> list[Question] | None:
    """The questions; None when the executive said nothing."""
    return [question for each in call.ours for question in questions_in(each.text)] if call.ours else None


def _questions(call: _Call) -> Value:
    asked = _asked(call)
    return (None, _NOT_MEASURED) if asked is None else (float(len(asked)), str(len(asked)))


def _open_questions(call: _Call) -> Value:
    """Those that let the other side tell something: "why did nobody check?" is blame with a question mark."""
    asked = _asked(call)
    if asked is None:
        return None, _NOT_MEASURED
    open_ones = [(each, one) for each in call.ours for one in questions_in(each.text) if one.open]
    hurting = sum(_is_avoided(each, one, call.avoided) for each, one in open_ones)
    count = len(open_ones) - hurting
    left_out = f", without {hurting} to avoid" if hurting else ""
    return float(count), f"{count} of {len(asked)}{left_out}" if asked else "none asked"


def _is_avoided(utterance: Utterance, question: Question, avoided: Sequence[Evidence]) -> bool:
    """Whether the question, up to the next one or to the end of its sentence, overlaps a line to avoid."""
    text = utterance.text
    later = [one.start for one in questions_in(text) if one.start > question.start]
    stops = [at for mark in "?.!" if (at := text.find(mark, question.start)) >= 0]
    end = min([*later, *stops, len(text)])
    mine = (one.chars for one in avoided if one.turn_id == utterance.turn_id)
    return any(first < end and question.start < last for first, last in mine)


def _closed_questions(call: _Call) -> Value:
    asked = _asked(call)
    if asked is None:
        return None, _NOT_MEASURED
    count = sum(not question.open for question in asked)
    return float(count), f"{count} of {len(asked)}" if asked else "none asked"


def _longest(call: _Call) -> Value:
    """The longest the executive spoke with nothing of the persona heard in between."""
    runs = [list(run) for ours, run in groupby(call.utterances, lambda each: each in call.spoken) if ours]
    value = round(max((run[-1].end_s - run[0].start_s for run in runs), default=0.0), 1)
    return (value, f"{value:.0f} s") if value else (None, _NOT_MEASURED)


def _response_gap(call: _Call) -> Value:
    """The median pause between the persona's last word and the executive's first."""
    gaps = [
        _begins_s(after) - before.end_s
        for before, after in pairwise(call.utterances)
        if before.role == "persona" and after.role == "user" and after.source == "speech"
    ]
    if not gaps:
        return None, _NOT_MEASURED
    value = round(max(0.0, median(gaps)), 2)
    return value, f"{value:.1f} s"


def _by_you(call: _Call) -> Value:
    """How often the executive spoke over the persona, who had been heard for a moment."""
    return _overlaps(call, lambda theirs, ours: _begins_s(ours) - theirs.start_s >= RESUMED_S)


def _by_them(call: _Call) -> Value:
    """How often the persona began while the executive had not stopped: they spoke on, or went on at once."""
    return _overlaps(call, lambda theirs, ours: _begins_s(ours) - theirs.start_s < RESUMED_S)


def _overlaps(call: _Call, counts: Callable[[Utterance, Utterance], bool]) -> Value:
    theirs = [each for each in call.utterances if each.role == "persona" and _seconds(each) > 0]
    if not theirs or not call.spoken:
        return None, _NOT_MEASURED
    over = [
        (one, ours)
        for one in theirs
        for ours in call.spoken
        if _overlap_s(one, ours) >= OVERLAP_S and _claims(ours)
    ]
    count = sum(counts(one, ours) for one, ours in over)
    return float(count), str(count) if count else "none"


def _overlap_s(theirs: Utterance, ours: Utterance) -> float:
    return min(theirs.end_s, ours.end_s) - max(theirs.start_s, _begins_s(ours))


def _claims(utterance: Utterance) -> bool:
    """Whether it is more than a "mhm"."""
    return not all(token.text in _LISTENING for token in tokens_of(utterance.text))


def _fillers(call: _Call) -> Value:
    """What is all but certain. More may have been said: ears leave fillers out, and soft ones sound like words."""
    if not call.spoken:
        return None, _NOT_MEASURED
    listened = [each for each in call.spoken if each.hesitations is not None]
    heard = sum(map(_hesitated, call.spoken))
    if not heard and len(listened) < len(call.spoken):
        return None, "none heard"
    return float(heard), f"at least {heard}" if heard else "none heard"


def _hesitated(utterance: Utterance) -> int:
    """In an utterance nobody listened to for them, the most that any ear wrote down."""
    if utterance.hesitations is not None:
        return len(utterance.hesitations)
    return max(map(_fillers_in, [utterance.text, *(heard.text for heard in utterance.transcripts)]))


def _fillers_in(text: str) -> int:
    return sum(token.text in FILLERS for token in tokens_of(text))


def _timed_promises(call: _Call) -> Value:
    """The promises with a time, and how many of them the executive said were done before the call was over."""
    if not call.ours:
        return None, _NOT_MEASURED
    timed = [each for each in call.promises if has_time(tokens_of(each.words))]
    kept = sum(each.kept_turn is not None for each in timed)
    if not call.promises:
        return 0.0, "none made"
    return float(len(timed)), f"{len(timed)} of {len(call.promises)}" + (
        f", {kept} kept in the call" if kept else ""
    )


_COUNTED: dict[str, Callable[[_Call], Value]] = {
    "talk-ratio": _talk_ratio,
    "pace": _pace,
    "pauses": _pause_share,
    "questions": _questions,
    "open-questions": _open_questions,
    "closed-questions": _closed_questions,
    "longest-monologue": _longest,
    "response-gap": _response_gap,
    "fillers": _fillers,
    "interruptions-by-you": _by_you,
    "interruptions-by-them": _by_them,
    "timed-promises": _timed_promises,
}
