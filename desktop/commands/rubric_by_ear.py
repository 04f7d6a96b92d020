"""What ears do to a rubric: labelled lines said aloud, heard and matched, beside the same lines typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from desktop.commands.rubric import LineEntry, read_items, read_lines
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE
from desktop.rehearsal.meaning import CachedEmbedder, kept_folder
from desktop.rubric.embedding import Embedder
from desktop.rubric.items import Hit
from desktop.rubric.rubric import Rubric

HEARD_BY = ("live", "second", "both", "careful", "again")
"""Fields of a heard line: each ear alone, settled as in a call, and after the careful listening."""
TIERS: Mapping[str, frozenset[str]] = {
    "found": frozenset({"found"}),
    "with_possible": frozenset({"found", "possible"}),
}
_TITLES = {
    "typed": "typed",
    "live": "live ear alone",
    "second": "second ear alone",
    "both": "settled as in a call",
    "careful": "careful ear alone",
    "again": "after careful listening",
}
ECHO_S, NOISE_DB = 0.4, 8.0
Samples = npt.NDArray[np.int16]


class LabelledLine(LineEntry, frozen=True):
    """A line with the items that must be found in it, and those that may be."""

    labels: tuple[str, ...] = ()
    acceptable: tuple[str, ...] = ()


class HeardLine(Protocol):
    """What was said, and what was heard by each of `HEARD_BY`."""

    @property
    def said(self) -> str:
        """The line."""
        ...


class RubricTest:
    """Items and labelled lines; `limit` takes so many of the lines, evenly spread over the file."""

    def __init__(self, items: Path, lines: Path, limit: int | None, embedder: Embedder | None) -> None:
        self._rubric = Rubric(read_items(items), embedder and CachedEmbedder(embedder, kept_folder()))
        every = list(read_lines(lines, LabelledLine))
        if not every:
            raise UserError(f"{lines} holds no line.", 'Every line is one JSON object: {"id": 1, "text": "..."}.')
        step = max(len(every) / limit, 1.0) if limit else 1.0
        self._lines = [every[int(n * step)] for n in range(int(len(every) / step + 1e-9))]

    @property
    def texts(self) -> tuple[str, ...]:
        """What is to be said."""
        return tuple(line.text for line in self._lines)

    def scores(self, heard: Mapping[str, Sequence[HeardLine]]) -> dict[str, Any]:
        """Precision, recall and F1 over pairs of line and item, by who heard it and by tier, all voices together.

        `heard`: for each voice all lines, in order. A pair counts once; an acceptable item is neither right nor
        wrong.
        """
        scores = {"typed": self._score([self.texts])}
        for name in HEARD_BY:
            texts = [[getattr(line, name) for line in lines] for lines in heard.values()]
            if any(map(any, texts)):
                scores[name] = self._score(texts)
        labelled = sum(bool(line.labels) for line in self._lines)
        return {"lines": len(self._lines), "lines_with_labels": labelled, "voices": len(heard), "scores": scores}

    def sentences(self, result: Mapping[str, Any]) -> Iterable[str]:
        """The scores as lines to read."""
        yield f"{result['lines']} lines, {result['lines_with_labels']} with something to find:"
        for name, by_tier in result["scores"].items():
            told = ", ".join(
                f"{tier.replace('_', ' ')}: P {one['precision']:.3f} R {one['recall']:.3f} F1 {one['f1']:.3f}"
                for tier, one in by_tier.items()
            )
            yield f"  {_TITLES[name]:<24} {told}"

    def _score(self, by_voice: Sequence[Sequence[str]]) -> dict[str, dict[str, float]]:
        hits = [[self._rubric.match(text) for text in texts] for texts in by_voice]
        return {tier: self._figures(hits, names) for tier, names in TIERS.items()}

    def _figures(self, by_voice: Sequence[Sequence[Sequence[Hit]]], tiers: frozenset[str]) -> dict[str, float]:
        right = wrong = missed = 0
        for hits in by_voice:
            for line, found in zip(self._lines, hits, strict=True):
                items, wanted = {hit.item for hit in found if hit.tier in tiers}, set(line.labels)
                right += len(items & wanted)
                missed += len(wanted - items)
                wrong += len(items - wanted - set(line.acceptable))
        precision = right / (right + wrong) if right + wrong else 0.0
        recall = right / (right + missed) if right + missed else 0.0
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def in_a_room(sound: Samples) -> Samples:
    """`sound` as a laptop hears it: an echo that fades in 0.4 s, and pink noise 8 dB below the speech.

    The same sound gives the same room, whatever came before.
    """
    chance = np.random.default_rng(len(sound))
    fading = np.arange(int(ECHO_S * CAPTURE_RATE)) / CAPTURE_RATE
    echo = chance.normal(size=len(fading)) * np.exp(-6.9 * fading / ECHO_S) * 0.05
    echo[0] = 1.0
    size = len(sound) + len(echo)
    spoken = np.fft.irfft(np.fft.rfft(sound.astype(float), size) * np.fft.rfft(echo, size), size)[: len(sound)]
    spectrum = np.fft.rfft(chance.normal(size=len(sound)))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 8)), len(sound))
    loud = spoken[np.abs(spoken) > 0.02 * np.abs(spoken).max()]
    level = np.sqrt(np.mean(loud**2)) * 10 ** (-NOISE_DB / 20) if len(loud) else 0.0
    mixed = spoken + noise * (level / noise.std())
    heard: Samples = (mixed * (20_000 / max(np.abs(mixed).max(), 1.0))).astype(np.int16)
    return heard
