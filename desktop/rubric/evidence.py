"""From hits to evidence: the exact words, their place in the text, and their place in the sound."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.events import Evidence, Utterance
from desktop.rubric.items import Hit


def evidence_for(utterance: Utterance, hits: Iterable[Hit]) -> tuple[Evidence, ...]:
    """One piece of evidence for each hit on `utterance`, in order.

    `audio_s` runs from the start of the first word the hit touches to the end of the last, on the session clock.
    A typed line has no words: its evidence gets the utterance's own range.
    """
    spans = _word_spans(utterance)
    return tuple(_evidence(utterance, hit, spans) for hit in hits)


def _evidence(utterance: Utterance, hit: Hit, spans: list[tuple[int, int]]) -> Evidence:
    touched = [word for word, (start, end) in zip(utterance.words, spans, strict=True) if _meet(hit, start, end)]
    audio = (touched[0].start_s, touched[-1].end_s) if touched else (utterance.start_s, utterance.end_s)
    return Evidence(
        item=hit.item,
        kind=hit.kind,
        tier=hit.tier,
        words=utterance.text[hit.start : hit.end],
        turn_id=utterance.turn_id,
        chars=(hit.start, hit.end),
        audio_s=audio,
        part=hit.part,
    )


def _meet(hit: Hit, start: int, end: int) -> bool:
    return start < hit.end and hit.start < end


def _word_spans(utterance: Utterance) -> list[tuple[int, int]]:
    """Where each recognised word stands in the text; they are looked for in order, whatever lies between them."""
    spans, at = [], 0
    for word in utterance.words:
        start = utterance.text.find(word.text, at)
        start = at if start < 0 else start
        at = min(len(utterance.text), start + len(word.text))
        spans.append((start, at))
    return spans
