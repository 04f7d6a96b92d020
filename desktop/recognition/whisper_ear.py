"""The careful ear: Whisper on CTranslate2. Too slow for a call; what was said is heard again after it.

One utterance in, its words out, each with its time and with how sure the network was of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np

from desktop.adapter import Context, Method
from desktop.events import CAPTURE_RATE, EngineInfo
from desktop.recognition.files import tokenizer_of, unreadable
from desktop.recognition.loops import is_looping
from desktop.recognition.mel import FRAMES_PER_S, log_mel
from desktop.recognition.messages import Heard, HeardWord, Transcribe
from desktop.recognition.speech import Samples, is_silent, pieces, spoken

BEFORE_S = 0.4
PEAK = 0.7
BEAM = 5
TOKENS_PER_S = 8.0

LEAST_SURE = 0.35
"""Mean probability of a piece's words below which nothing that it says is passed on: noise gives up to 0.3, the
worst of real speech was seen at 0.5."""

_NAME = "careful ear"
_FRAMES_A_STEP = 2
"""Frames of sound for each step of the network's own clock."""
_ENGINE_FILES = ("config.json", "model.bin", "vocabulary.txt")


class WhisperEar:
    """Whole-utterance recognition with word times; method "transcribe".

    Options: "model_dir" (config.json, model.bin, vocabulary.txt, tokenizer.json), "model", "model_sha256",
    "threads".
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self._threads = int(options.get("threads", 1))

    def load(self) -> EngineInfo:
        """Load the network. Raises `UserError` when a file is missing or damaged."""
        folder = Path(self._options["model_dir"])
        self._tokenizer = tokenizer_of(folder / "tokenizer.json", _NAME)
        self._start, self._no_times, self._end = (
            self._tokenizer.token_to_id(name)
            for name in ("<|startoftranscript|>", "<|notimestamps|>", "<|endoftext|>")
        )
        self._network = _network(folder, self._threads)
        model, sha256 = str(self._options["model"]), str(self._options["model_sha256"])
        return EngineInfo("whisper", version("ctranslate2"), model, sha256, threads=self._threads)

    def methods(self) -> Mapping[str, Method]:
        """Transcribe."""
        return {"transcribe": Method(Transcribe, self._transcribe)}

    def _transcribe(self, _request: Transcribe, payload: memoryview, context: Context) -> tuple[Heard, bytes]:
        audio = np.frombuffer(payload, dtype="<i2").astype(np.float32) / 32768
        words, offset = list[HeardWord](), 0
        for piece in pieces(audio):
            if not context.cancelled:
                words += _moved(self._piece(piece), offset / CAPTURE_RATE, len(audio) / CAPTURE_RATE)
            offset += len(piece)
        return Heard(" ".join(word.text for word in words), tuple(words), final=True), b""

    def _piece(self, audio: Samples) -> list[HeardWord]:
        """The words of at most 20 s; none where nobody spoke, or where the network made them up."""
        if is_silent(audio):
            return []
        first, last = spoken(audio)
        speech, before = audio[first:last], int(BEFORE_S * CAPTURE_RATE)
        padded = np.pad(speech * (PEAK / np.abs(speech).max()), (before, 0))
        features = ctranslate2.StorageView.from_array(log_mel(padded)[np.newaxis])
        encoded = self._network.encode(features)
        tokens = self._tokens(encoded, len(padded))
        if not tokens or is_looping(tokens):
            return []
        words = self._words(encoded, tokens, len(padded))
        if not words or np.mean([word.confidence for word in words]) < LEAST_SURE:
            return []
        return _moved(words, (first - before) / CAPTURE_RATE, len(audio) / CAPTURE_RATE)

    def _tokens(self, encoded: Any, samples: int) -> list[int]:
        """What the network takes for the likeliest text, without its own signs."""
        limit = int(samples / CAPTURE_RATE * TOKENS_PER_S) + 8
        (result,) = self._network.generate(
            encoded, [[self._start, self._no_times]], beam_size=BEAM, max_length=limit
        )
        return [token for token in result.sequences_ids[0] if token < self._end]

    def _words(self, encoded: Any, tokens: list[int], samples: int) -> list[HeardWord]:
        """The tokens joined to words; times from where the network looked while it wrote each token."""
        steps = min(samples * FRAMES_PER_S // CAPTURE_RATE, 3000)
        (aligned,) = self._network.align(encoded, [self._start], [tokens], steps)
        begins = _begins(aligned.alignments, len(tokens))
        words = []
        for first, last in _groups([str(self._tokenizer.id_to_token(token)) for token in tokens]):
            text = self._tokenizer.decode(tokens[first:last]).strip()
            span = (begins[first] / self._rate, begins[last] / self._rate)
            words.append(HeardWord(text, *span, self._sureness(tokens, aligned.text_token_probs, first, last)))
        return words

    @property
    def _rate(self) -> float:
        return FRAMES_PER_S / _FRAMES_A_STEP

    def _sureness(self, tokens: list[int], shares: Sequence[float], first: int, last: int) -> float:
        """The least likely token of a word; which mark of punctuation follows says nothing about it."""
        spelt = [shares[i] for i in range(first, last) if _is_spoken(self._tokenizer.decode([tokens[i]]))]
        return float(min(max(min(spelt, default=0.0), 0.0), 1.0))


def _is_spoken(text: str) -> bool:
    return any(map(str.isalnum, text))


def _begins(path: Sequence[tuple[int, int]], count: int) -> list[int]:
    """The first step of each token, and the end of the last, from the (token, step) pairs of the alignment."""
    begins: dict[int, int] = {}
    for token, step in path:
        begins.setdefault(token, step)
    last = path[-1][1] if path else 0
    return [begins.get(token, last) for token in range(count + 1)]


def _groups(signs: Sequence[str]) -> list[tuple[int, int]]:
    """Which tokens make a word: one that begins with a space ("Ġ") and has a letter or digit begins one."""
    starts = [i for i, sign in enumerate(signs) if _is_spoken(sign.replace("Ġ", "")) and (sign[:1] == "Ġ")]
    starts = [0, *starts[1:]] if starts else []
    return list(zip(starts, [*starts[1:], len(signs)], strict=True))


def _moved(words: Sequence[HeardWord], by_s: float, end_s: float) -> list[HeardWord]:
    """The words `by_s` later, inside 0 to `end_s`."""

    def inside(at_s: float) -> float:
        return min(max(at_s + by_s, 0.0), end_s)

    return [HeardWord(word.text, inside(word.start_s), inside(word.end_s), word.confidence) for word in words]


def _network(folder: Path, threads: int) -> Any:
    for name in _ENGINE_FILES:
        if not (folder / name).exists():
            raise unreadable(folder / name, _NAME)
    try:
        return ctranslate2.models.Whisper(
            str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=threads
        )
    except Exception as wrong:  # what the library raises depends on where the file breaks off
        raise unreadable(folder / "model.bin", _NAME) from wrong
