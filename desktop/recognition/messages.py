"""What a recognition engine is asked and answers. Audio travels beside the struct: int16, mono, 16 kHz."""

from __future__ import annotations

import msgspec


class HeardWord(msgspec.Struct, frozen=True):
    """One word; times in seconds from the first sample fed since the last `Reset`, confidence 0 to 1."""

    text: str
    start_s: float
    end_s: float
    confidence: float = 1.0


class Reset(msgspec.Struct, frozen=True):
    """Streaming ears, method "reset": forget everything fed so far. Answered by `Heard` without words."""


class Feed(msgspec.Struct, frozen=True):
    """Streaming ears, method "feed": the payload continues the utterance. Answered by `Heard`."""


class Finish(msgspec.Struct, frozen=True):
    """Streaming ears, method "finish": the utterance is over. Answered by `Heard` with words; then as reset."""


class Transcribe(msgspec.Struct, frozen=True):
    """Whole-utterance ears, method "transcribe": the payload is one utterance. Answered by `Heard`."""


class Heard(msgspec.Struct, frozen=True):
    """`text` so far, or final. `words` only from ears that know their times, at the end."""

    text: str = ""
    words: tuple[HeardWord, ...] = ()
    final: bool = False
