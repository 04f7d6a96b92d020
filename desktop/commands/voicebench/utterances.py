"""What the executive says: the script's lines, spoken once by a voice that isn't the persona's, and kept."""

from __future__ import annotations

import hashlib
import itertools
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop.commands.voicebench.sound import RATE, Stretch, quietest, stretches

Samples = npt.NDArray[np.int16]
Speak = Callable[[str], Samples]

PAUSES_S = (0.3, 0.5, 0.7, 0.9)
"""Pauses of people who think while they speak; longer ones are ends of turns to most listeners."""
_REACH_S = 0.25
"""How far the gap between two words may be from where the letters say it is."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One turn of the executive. `pauses` are counted from its first audible sample."""

    text: str
    samples: Samples
    kind: str = "turn"
    pauses: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """The lines, as texts. A bar in `pauses` is where one goes."""

    turns: tuple[str, ...]
    interruptions: tuple[str, ...]
    prompts: tuple[str, ...]
    pauses: tuple[dict[str, str], ...]


def load_script() -> Script:
    """The script that comes with the bench."""
    raw: dict[str, Any] = tomllib.loads((Path(__file__).parent / "script.toml").read_text(encoding="utf-8"))
    return Script(tuple(raw["turns"]), tuple(raw["interruptions"]), tuple(raw["prompts"]), tuple(raw["pauses"]))


class Shelf:
    """Speaks lines (int16, mono, `RATE`) in a `studio`, and keeps them in `folder` by `voice` and text."""

    def __init__(self, folder: Path, voice: str, studio: Callable[[], AbstractContextManager[Speak]]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._voice = voice
        self._studio = studio

    def prepare(self, texts: Iterable[str]) -> None:
        """Speak what was never spoken; the studio is closed again afterwards, and takes no part in a call."""
        missing = [text for text in dict.fromkeys(texts) if not self._kept(text).exists()]
        if not missing:
            return
        with self._studio() as speak:
            for text in missing:
                part = self._kept(text).with_suffix(".part.npy")
                np.save(part, trimmed(speak(text)))
                part.replace(self._kept(text))

    def line(self, text: str) -> Samples:
        """`text`, without the silence around it."""
        self.prepare([text])
        sound: Samples = np.load(self._kept(text))
        return sound

    def _kept(self, text: str) -> Path:
        digest = hashlib.sha256(f"{self._voice} {text}".encode()).hexdigest()
        return self._folder / f"{digest[:24]}.npy"

    def turns(self, texts: Sequence[str], count: int) -> list[Utterance]:
        """`count` turns, the texts over again where there are fewer."""
        wanted = list(itertools.islice(itertools.cycle(texts), count))
        self.prepare(wanted)
        return [Utterance(text, self.line(text)) for text in wanted]

    def paused(self, rows: Sequence[dict[str, str]], count: int) -> list[Utterance]:
        """Utterances that have at least `count` pauses in all, the lengths of `PAUSES_S` by turns."""
        self.prepare(text for row in rows for text in _lines(row))
        lengths = itertools.cycle(PAUSES_S)
        made: list[Utterance] = []
        for row in itertools.cycle(rows):
            if sum(len(one.pauses) for one in made) >= count:
                return made
            made.append(self._paused(row, lengths))
        return made

    def _paused(self, row: dict[str, str], lengths: Iterator[float]) -> Utterance:
        texts = _texts(row)
        pieces = [self.line(text) for text in texts] if row["how"] == "pieces" else self._cut(texts)
        samples, pauses = with_pauses(pieces, lengths)
        return Utterance(" ".join(texts), samples, row["kind"], pauses)

    def _cut(self, texts: Sequence[str]) -> list[Samples]:
        """One flowing sentence in pieces, cut at the gaps between words that are nearest by letters."""
        whole = " ".join(texts)
        sound = self.line(whole)
        letters = list(itertools.accumulate(len(text) + 1 for text in texts))[:-1]
        seconds = len(sound) / RATE
        cuts = [quietest(sound, seconds * count / len(whole), _REACH_S) for count in letters]
        return [trimmed(piece) for piece in np.split(sound, cuts) if len(piece)]


def _texts(row: dict[str, str]) -> list[str]:
    return [part.strip() for part in row["text"].split("|")]


def _lines(row: dict[str, str]) -> list[str]:
    """What has to be spoken for `row`: its pieces, or one whole sentence."""
    return _texts(row) if row["how"] == "pieces" else [" ".join(_texts(row))]


def with_pauses(pieces: Sequence[Samples], lengths: Iterator[float]) -> tuple[Samples, tuple[Stretch, ...]]:
    """`pieces` with silence of the next of `lengths` (seconds) between two; where those silences are."""
    parts: list[Samples] = [pieces[0]]
    pauses: list[Stretch] = []
    for piece in pieces[1:]:
        begin = sum(map(len, parts))
        silence = np.zeros(round(next(lengths) * RATE), dtype=np.int16)
        pauses.append(Stretch(begin / RATE, (begin + len(silence)) / RATE))
        parts += [silence, piece]
    return np.concatenate(parts), tuple(pauses)


def trimmed(sound: Samples) -> Samples:
    """`sound` from its first to its last audible sample; as it is when nothing is audible."""
    found = stretches(sound)
    return sound[round(found[0].start_s * RATE) : round(found[-1].end_s * RATE)] if found else sound
