"""Two ears, one transcript: whose words count, and when each of them was said. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from desktop.events import Transcript, Word
from desktop.recognition.loops import is_looping

PARTNER_SHARE = 0.5
"""A word has a partner when the live ear heard at least this share of its letters in the same place."""

SHORTEST_WORD_S = 0.06
"""Where the live ear left less time than this for a missing word, its neighbours give some of theirs."""

GIVEN_SHARE = 1 / 3
FEWEST, MOST = 0.4, 2.5
"""A second transcript this much shorter or longer than the live one (in letters) is not the same speech."""

SLACK_LETTERS = 12
FASTEST_LETTERS_PER_S = 30.0
"""Twice the pace of quick speech."""

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Hit:
    """One letter that both ears have: live word, letter of it."""

    word: int
    letter: int


@dataclass(frozen=True, slots=True)
class _Match:
    """Where one of the second ear's words lies in the live ear's, and how much of it they share (0 to 1)."""

    first: _Hit
    last: _Hit
    share: float


def choose(
    live: Transcript | None,
    second: Transcript | None,
    live_rating: float,
    second_rating: float,
    speech_s: float | None = None,
) -> Transcript | None:
    """Whose words the persona and the rubric get: the transcript of the ear that the catalog rates higher.

    Ratings: higher is better. A second transcript that is empty, looping, or far too short or long for the live
    words (or for `speech_s` seconds) never wins; an empty live one gives way to any sound second one. An ear that
    did not answer is None; None comes back when nobody heard anything sound.
    """
    live_letters = _letters(live.text) if live else ""
    if second is None or not _plausible(live_letters, second.text, speech_s):
        return live
    return second if second_rating > live_rating or not live_letters else live


def settle(live: Sequence[Word], text: str, start_s: float, end_s: float) -> tuple[Word, ...]:
    """The second ear's words, with times carried over from the live ear's by alignment.

    Words keep their case and punctuation and join to `text` (runs of white space made single). Times rise and lie
    in `start_s` to `end_s`. `confidence` is the live ear's, times the share of letters both ears heard. A word
    without a partner is `interpolated`, confidence 0: it shares the time of what the live ear heard instead, or
    the gap between its neighbours, by letters.
    """
    texts = text.split()
    heard = list(_inside(live, start_s, end_s))
    matches = _matches([_letters(word.text) for word in heard], [_letters(word) for word in texts])
    spans = _spans(heard, matches)
    for begin, end in _unmatched_runs(matches):
        _fill(spans, begin, end, _room(heard, matches, begin, end, (start_s, end_s)), texts)
    return tuple(_word(*each, heard) for each in zip(texts, spans, matches, strict=True))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _plausible(live: str, second: str, speech_s: float | None) -> bool:
    count = len(_letters(second))
    if not count or is_looping([_letters(word) for word in second.split()]):
        return False
    if speech_s is not None and count > speech_s * FASTEST_LETTERS_PER_S + SLACK_LETTERS:
        return False
    return not live or FEWEST * len(live) - SLACK_LETTERS <= count <= MOST * len(live) + SLACK_LETTERS


def _inside(live: Sequence[Word], start_s: float, end_s: float) -> Iterator[Word]:
    """The live words, in bounds and never overlapping, whatever the ear said."""
    before = start_s
    for word in live:
        begin = min(max(word.start_s, before), end_s)
        before = min(max(word.end_s, begin), end_s)
        yield Word(word.text, begin, before, word.confidence)


def _matches(heard: list[str], texts: list[str]) -> list[_Match | None]:
    """For every word of `texts` its place in `heard`: equal words first, between them letter by letter."""
    matches: list[_Match | None] = [None] * len(texts)
    operations = Levenshtein.opcodes(heard, texts)
    for equal, group in groupby(operations, key=lambda operation: operation.tag == "equal"):
        block = list(group)
        live, second = (block[0].src_start, block[-1].src_end), (block[0].dest_start, block[-1].dest_end)
        if equal:
            for i, j in zip(range(*live), range(*second), strict=True):
                last = max(len(heard[i]) - 1, 0)
                matches[j] = _Match(_Hit(i, 0), _Hit(i, last), 1.0)
        else:
            matches[slice(*second)] = _by_letters(heard, range(*live), texts, range(*second))
    return matches


def _by_letters(heard: list[str], live: range, texts: list[str], second: range) -> list[_Match | None]:
    """Places of words that differ, or that are split or joined differently: "post-mortem", "roll back"."""
    from_owners, to_owners = _owners(heard, live), _owners(texts, second)
    hits: dict[int, list[_Hit]] = {j: [] for j in second}
    for block in Levenshtein.opcodes(_spaced(heard, live), _spaced(texts, second)):
        if block.tag != "equal":
            continue
        sources = from_owners[block.src_start : block.src_end]
        for source, target in zip(sources, to_owners[block.dest_start : block.dest_end], strict=True):
            if source is not None and target is not None:
                hits[target.word].append(source)
    return [_match(hits[j], len(texts[j])) for j in second]


def _spaced(words: list[str], some: range) -> str:
    return " ".join(words[i] for i in some)


def _owners(words: list[str], some: range) -> list[_Hit | None]:
    """For every character of `_spaced` its word and letter; None for a space."""
    owners: list[_Hit | None] = []
    for i in some:
        owners += [*(_Hit(i, letter) for letter in range(len(words[i]))), None]
    return owners


def _match(hits: list[_Hit], letters: int) -> _Match | None:
    """The match that these letters make: a stray letter in a word that mostly belongs elsewhere doesn't count."""
    if not hits:
        return None
    counts = Counter(hit.word for hit in hits)
    most = max(counts.values())
    kept = [hit for hit in hits if counts[hit.word] * 2 >= most]
    share = len(kept) / letters
    return _Match(kept[0], kept[-1], share) if share >= PARTNER_SHARE else None


def _spans(heard: list[Word], matches: list[_Match | None]) -> list[Span]:
    """The time of every matched word; (0, 0) for the others. Words that share a live word share its time."""
    spans: list[Span] = [(0.0, 0.0)] * len(matches)
    found = [(j, match) for j, match in enumerate(matches) if match]
    for k, (j, match) in enumerate(found):
        shares_first = k > 0 and found[k - 1][1].last.word == match.first.word
        shares_last = k + 1 < len(found) and found[k + 1][1].first.word == match.last.word
        begin, end = heard[match.first.word], heard[match.last.word]
        spans[j] = (
            _letter_s(begin, match.first.letter) if shares_first else begin.start_s,
            _letter_s(end, match.last.letter + 1) if shares_last else end.end_s,
        )
    return spans


def _letter_s(word: Word, letter: int) -> float:
    """When a letter of a word begins, as if all letters took the same time."""
    return word.start_s + (word.end_s - word.start_s) * letter / max(len(_letters(word.text)), 1)


def _unmatched_runs(matches: list[_Match | None]) -> Iterator[tuple[int, int]]:
    for matched, group in groupby(range(len(matches)), key=lambda j: matches[j] is not None):
        run = list(group)
        if not matched:
            yield run[0], run[-1] + 1


def _room(heard: list[Word], matches: list[_Match | None], begin: int, end: int, bounds: Span) -> Span:
    """Where words `begin` to `end` belong: on the live words nobody took, else in the gap between neighbours."""
    before = matches[begin - 1] if begin else None
    after = matches[end] if end < len(matches) else None
    free = heard[before.last.word + 1 if before else 0 : after.first.word if after else len(heard)]
    if free:
        return free[0].start_s, free[-1].end_s
    return (
        heard[before.last.word].end_s if before else bounds[0],
        heard[after.first.word].start_s if after else bounds[1],
    )


def _fill(spans: list[Span], begin: int, end: int, room: Span, texts: list[str]) -> None:
    """Share `room` among words `begin` to `end` by letters, widened at the neighbours' cost when too narrow."""
    start_s, end_s = room
    if begin:
        start_s = max(start_s, spans[begin - 1][1])
    if end < len(spans):
        end_s = min(end_s, spans[end][0])
    end_s = max(start_s, end_s)
    if end_s - start_s < SHORTEST_WORD_S * (end - begin):
        if begin:
            start_s = _shorten(spans[begin - 1], from_end=True)
            spans[begin - 1] = spans[begin - 1][0], start_s
        if end < len(spans):
            end_s = _shorten(spans[end], from_end=False)
            spans[end] = end_s, spans[end][1]
    total = sum(len(texts[j]) for j in range(begin, end))
    at_s, letters = start_s, 0
    for j in range(begin, end):
        letters += len(texts[j])
        until_s = end_s if j == end - 1 else start_s + (end_s - start_s) * letters / total
        spans[j], at_s = (at_s, until_s), until_s


def _shorten(span: Span, *, from_end: bool) -> float:
    given = (span[1] - span[0]) * GIVEN_SHARE
    return span[1] - given if from_end else span[0] + given


def _word(text: str, span: Span, match: _Match | None, heard: list[Word]) -> Word:
    if match is None:
        return Word(text, *span, confidence=0.0, interpolated=True)
    partners = heard[match.first.word : match.last.word + 1]
    confidence = min(word.confidence for word in partners) * match.share
    return Word(text, *span, confidence=min(confidence, 1.0))
