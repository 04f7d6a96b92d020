"""The live ear: Vosk, streaming. Text while someone speaks; words with times at the end. Only importer of vosk."""

from __future__ import annotations

import ctypes
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop import paths
from desktop.adapter import Context, Method
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE, EngineInfo
from desktop.imports import hollow, version_of
from desktop.recognition.messages import Feed, Finish, Heard, HeardWord, Reset
from desktop.settings import fetch_or_ask

with hollow("requests", "urllib.request", "tqdm", "srt"):  # for models by name and subtitles: neither is used
    import vosk

CHUNK_BYTES = 2 * CAPTURE_RATE // 10
"""What Vosk gets at a time, 0.1 s, however the audio comes: it looks for ends of its own once a piece."""

LEAD_S = 0.3
"""Silence before every utterance: a word within 50 ms of the very first sample would be lost."""


class VoskEar:
    """Streaming recognition with one model; methods "reset", "feed", "finish".

    Options: "model_dir" (a Vosk model's folder), "model", "model_sha256". Vosk itself uses one thread.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options

    def load(self) -> EngineInfo:
        """Load the model. Raises `UserError` when the folder holds none, or a damaged one."""
        self._model = _load_model(Path(self._options["model_dir"]))
        self._begin()
        model, sha256 = str(self._options["model"]), str(self._options["model_sha256"])
        return EngineInfo("vosk", version_of("vosk"), model, sha256, threads=1)

    def methods(self) -> Mapping[str, Method]:
        """Reset, feed, finish."""
        return {
            "reset": Method(Reset, self._reset),
            "feed": Method(Feed, self._feed),
            "finish": Method(Finish, self._finish),
        }

    def _begin(self) -> None:
        # A new recognizer costs 0.2 ms, counts time from zero and knows nothing of earlier speech; Vosk's own
        # Reset keeps counting and keeps its features.
        _seed()
        self._recognizer = vosk.KaldiRecognizer(self._model, CAPTURE_RATE)
        self._recognizer.SetWords(True)
        self._segments: list[dict[str, Any]] = []
        self._fed_bytes = 0
        self._waiting = bytearray(2 * int(LEAD_S * CAPTURE_RATE))

    def _reset(self, _request: Reset, _payload: memoryview, _context: Context) -> tuple[Heard, bytes]:
        self._begin()
        return Heard(), b""

    def _feed(self, _request: Feed, payload: memoryview, _context: Context) -> tuple[Heard, bytes]:
        self._take(payload)
        whole = len(self._waiting) // CHUNK_BYTES * CHUNK_BYTES
        for begin in range(0, whole, CHUNK_BYTES):
            self._accept(bytes(self._waiting[begin : begin + CHUNK_BYTES]))
        del self._waiting[:whole]
        # Right after an end of its own Vosk has no "partial".
        running = json.loads(self._recognizer.PartialResult()).get("partial", "")
        return Heard(self._text(running)), b""

    def _finish(self, _request: Finish, payload: memoryview, context: Context) -> tuple[Heard, bytes]:
        self._feed(Feed(), payload, context)
        if self._waiting:
            self._accept(bytes(self._waiting))
        self._segments.append(json.loads(self._recognizer.FinalResult()))
        heard = Heard(self._text(), self._words(), final=True)
        self._begin()
        return heard, b""

    def _take(self, payload: memoryview) -> None:
        if len(payload) % 2:
            raise ValueError(f"{len(payload)} bytes are no whole number of int16 samples")
        self._fed_bytes += len(payload)
        self._waiting += payload

    def _accept(self, chunk: bytes) -> None:
        # True: Vosk found an end of its own inside the utterance. Where turns end is not its business.
        if self._recognizer.AcceptWaveform(chunk):
            self._segments.append(json.loads(self._recognizer.Result()))

    def _text(self, running: str = "") -> str:
        return " ".join(filter(None, [*(segment["text"] for segment in self._segments), running]))

    def _words(self) -> tuple[HeardWord, ...]:
        end_s = self._fed_bytes / 2 / CAPTURE_RATE

        def inside(time_s: float) -> float:
            return round(min(max(time_s - LEAD_S, 0.0), end_s), 3)

        return tuple(
            HeardWord(word["word"], inside(word["start"]), inside(word["end"]), round(min(word["conf"], 1.0), 2))
            for segment in self._segments
            for word in segment.get("result", ())
        )


def _seed() -> None:
    """Begin the C library's random numbers anew.

    Kaldi adds a little of them to every sample (dither), so that without this one recording gives other times,
    and sometimes other words, at every run.
    """
    names = ("msvcrt", "ucrtbase") if sys.platform == "win32" else (None,)
    for name in names:
        ctypes.CDLL(name).srand(1)


def _load_model(folder: Path) -> vosk.Model:
    fix = fetch_or_ask(f"Fetch it again: {paths.command(f'models fetch {folder.name}')}")
    if not folder.is_dir():
        raise UserError(f"The speech model's folder {folder} is missing.", fix)
    vosk.SetLogLevel(-1)
    try:
        # Always a path: with a name, Vosk would go online.
        return vosk.Model(str(folder))
    except Exception as wrong:  # Vosk raises bare Exception, whatever is wrong with the files
        raise UserError(f"The folder {folder} holds no speech model that Vosk can read.", fix) from wrong
