"""An ear as tests use it: audio in, what it heard out, whether it streams or not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from desktop.adapter import Adapter, Context
from desktop.events import EngineRole
from desktop.recognition.messages import Feed, Finish, Heard, Reset, Transcribe
from desktop.recognition.moonshine_ear import MoonshineEar
from desktop.recognition.vosk_ear import VoskEar
from desktop.recognition.whisper_ear import WhisperEar
from tests.helpers.speech import Pcm, Quiet


@dataclass(frozen=True)
class Kind:
    """What a test needs to know of an ear."""

    make: type[VoskEar] | type[MoonshineEar] | type[WhisperEar]
    model: str
    streams: bool
    times: bool
    role: EngineRole


KINDS = {
    "vosk": Kind(VoskEar, "vosk-en-starter", streams=True, times=True, role="recogniser"),
    "moonshine": Kind(MoonshineEar, "moonshine-tiny-en", streams=False, times=False, role="second_ear"),
    "whisper": Kind(WhisperEar, "whisper-tiny-en-ct2", streams=False, times=True, role="careful_ear"),
}


def options(model: str, folder: Path) -> dict[str, Any]:
    """The options that an ear's spec holds."""
    return {"model": model, "model_sha256": "0" * 64, "model_dir": str(folder), "threads": 1}


def exactly(heard: Heard) -> tuple[object, ...]:
    """What must be equal at every run: text and times.

    Vosk's confidence may differ in its third decimal, at one run in twenty.
    """
    return heard.text, heard.final, [(word.text, word.start_s, word.end_s) for word in heard.words]


class Ear:
    """An ear in this process. `block` is how many samples a streaming one is fed at a time."""

    def __init__(self, adapter: str, folder: Path) -> None:
        self.kind = KINDS[adapter]
        self.adapter: Adapter = self.kind.make(options(self.kind.model, folder))
        self.info = self.adapter.load()

    def hear(self, sound: Pcm, block: int = 512) -> Heard:
        """One utterance from its start to its end."""
        if not self.kind.streams:
            return self.call("transcribe", Transcribe(), sound)
        self.call("reset", Reset())
        self.feed(sound, block)
        return self.call("finish", Finish())

    def feed(self, sound: Pcm, block: int = 512) -> list[str]:
        """The text after each block."""
        return [
            self.call("feed", Feed(), sound[begin : begin + block]).text for begin in range(0, len(sound), block)
        ]

    def call(
        self, method: str, request: msgspec.Struct, sound: Pcm | None = None, context: Context | None = None
    ) -> Heard:
        """One call, as the child process would make it."""
        payload = b"" if sound is None else sound.tobytes()
        heard, _ = self.adapter.methods()[method].run(request, memoryview(payload), context or Quiet())
        assert isinstance(heard, Heard)
        return heard
