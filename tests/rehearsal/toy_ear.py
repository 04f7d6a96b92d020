"""An ear that hears what it is told, in a real child process, and fails where it is told."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop.adapter import Context, Method
from desktop.events import CAPTURE_RATE, EngineInfo
from desktop.recognition.messages import Heard, HeardWord, Transcribe


class ToyEar:
    """Options: "lines", joined by "|", one an utterance; "sure"; "dies" (number of a call, from 0) and "hangs";
    "once": a file, made at the first death, after which it lives."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self._lines = str(options["lines"]).split("|")
        self._calls = 0

    def load(self) -> EngineInfo:
        return EngineInfo("toy", "1", str(self._options["model"]), "0" * 64)

    def methods(self) -> Mapping[str, Method]:
        return {"transcribe": Method(Transcribe, self._transcribe)}

    def _transcribe(self, _request: Transcribe, payload: memoryview, _context: Context) -> tuple[Heard, bytes]:
        number, self._calls = self._calls, self._calls + 1
        once = Path(self._options["once"]) if "once" in self._options else None
        if number == self._options.get("dies") and not (once and once.exists()):
            if once:
                once.touch()
            os.abort()
        if number == self._options.get("hangs"):
            threading.Event().wait()
        seconds = len(payload) / 2 / CAPTURE_RATE
        texts = self._lines[number % len(self._lines)].split()
        step = seconds / max(len(texts), 1)
        sure = float(self._options.get("sure", 0.9))
        words = tuple(HeardWord(text, n * step, (n + 1) * step, sure) for n, text in enumerate(texts))
        return Heard(" ".join(texts), words, final=True), b""
