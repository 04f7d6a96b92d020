"""One utterance through two ears: the live ear streams, the second settles the words.

Belongs to the session's thread, which waits for the live ear block by block (a few milliseconds each); the second
ear works beside it from the soft end on. An ear that fails costs its own words, never the utterance.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from desktop.engines.calls import Done, Outcome, PendingCall
from desktop.engines.host import EngineHost
from desktop.errors import EngineError
from desktop.events import CAPTURE_RATE, Transcript, Utterance, Word
from desktop.recognition.align import choose, settle
from desktop.recognition.messages import Feed, Finish, Heard, Reset, Transcribe

Samples = npt.NDArray[np.int16]

PREROLL_S = 0.4
"""Sound before the detected onset that belongs to the utterance: detectors wake up after the first consonant."""
FEED_SAMPLES = 2048
"""Samples handed to the live ear at a time: 128 ms."""
_FEED_DEADLINE_S = 10.0


@dataclass(frozen=True, slots=True)
class Ear:
    """An ear in service: its engine, its catalog id and how far its words are trusted (higher is more)."""

    host: EngineHost
    id: str
    rating: float


@dataclass(frozen=True, slots=True)
class HeardUtterance:
    """What was heard: the text shown, its words on the session clock, and every ear's own transcript."""

    text: str
    words: tuple[Word, ...]
    transcripts: tuple[Transcript, ...]
    ear: str
    start_s: float
    end_s: float

    def as_turn(self, turn_id: int) -> Utterance:
        """The utterance as it stands in the transcript."""
        return Utterance(
            turn_id=turn_id,
            role="user",
            text=self.text,
            start_s=self.start_s,
            end_s=self.end_s,
            source="speech",
            words=self.words,
            transcripts=self.transcripts,
            ear=self.ear,
        )


class Hearing:
    """Gathers one utterance at a time. `settle_s`: how long the second ear may take after the turn ended."""

    def __init__(
        self,
        live: Ear | None,
        second: Ear | None,
        *,
        settle_s: float,
        on_trouble: Callable[[Ear, EngineError], None],
    ) -> None:
        self._live = live
        self._second = second
        self._settle_s = settle_s
        self._on_trouble = on_trouble
        self._preroll: deque[tuple[int, Samples]] = deque()
        self._audio: list[Samples] = []
        self._first_sample = 0
        self._unfed: list[Samples] = []
        self._text = ""
        self._live_works = False
        self._asked: _SecondOpinion | None = None

    def idle(self, first_sample: int, samples: Samples) -> None:
        """A block outside an utterance: kept for a moment, as the lead-in of the next one."""
        self._preroll.append((first_sample, samples))
        while first_sample - self._preroll[0][0] > PREROLL_S * CAPTURE_RATE:
            self._preroll.popleft()

    def begin(self, now_sample: int) -> None:
        """An utterance starts: what was kept of the lead-in belongs to it."""
        blocks = list(self._preroll)
        self._preroll.clear()
        self._first_sample = blocks[0][0] if blocks else now_sample
        self._audio = []
        self._text = ""
        self._unfed = []
        self._asked = None
        self._live_works = self._tell_live(Reset()) is not None
        for _first, samples in blocks:
            self.hear(samples)

    def hear(self, samples: Samples) -> str:
        """A block of the utterance; the live ear's words so far."""
        self._audio.append(samples)
        self._unfed.append(samples)
        if sum(map(len, self._unfed)) >= FEED_SAMPLES:
            self._feed()
        return self._text

    def soft_end(self) -> None:
        """Perhaps the end: the second ear starts on what there is."""
        if self._second is not None:
            self._asked = _SecondOpinion(self._second, self._sound())

    def resume(self) -> None:
        """It was not the end: the second ear's work is void."""
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None

    def finish(self, speech_end_s: float) -> HeardUtterance:
        """The utterance is over: both ears' words, settled. Text "" when nothing was said."""
        self._feed()
        if self._asked is None:
            self.soft_end()
        live = self._live_transcript()
        second = self._second_transcript()
        start_s = self._first_sample / CAPTURE_RATE
        end_s = max(speech_end_s, start_s)
        return self._settled(live, second, start_s, end_s)

    def _settled(
        self, live: Transcript | None, second: Transcript | None, start_s: float, end_s: float
    ) -> HeardUtterance:
        heard = tuple(one for one in (live, second) if one is not None)
        shown = choose(live, second, self._rating(self._live), self._rating(self._second))
        if shown is None:
            return HeardUtterance("", (), heard, "", start_s, end_s)
        words = shown.words
        if shown is second:
            words = settle(live.words if live else (), second.text, start_s=start_s, end_s=end_s)
        text = " ".join(word.text for word in words)
        first_s = words[0].start_s if words else start_s
        last_s = words[-1].end_s if words else end_s
        return HeardUtterance(text, words, heard, shown.ear, first_s, max(last_s, first_s))

    @staticmethod
    def _rating(ear: Ear | None) -> float:
        return ear.rating if ear else 0.0

    def _sound(self) -> Samples:
        return np.concatenate(self._audio) if self._audio else np.zeros(0, dtype=np.int16)

    def _feed(self) -> None:
        unfed, self._unfed = self._unfed, []
        if not unfed or not self._live_works:
            return
        heard = self._tell_live(Feed(), np.concatenate(unfed))
        if heard is None:
            heard = self._listen_again()
        if heard is not None:
            self._text = heard.text

    def _listen_again(self) -> Heard | None:
        """After the live ear failed: its new process hears the utterance from the start, once."""
        if self._tell_live(Reset()) is None:
            self._live_works = False
            return None
        heard = self._tell_live(Feed(), self._sound())
        self._live_works = heard is not None
        return heard

    def _tell_live(self, request: Reset | Feed | Finish, sound: Samples | None = None) -> Heard | None:
        if self._live is None:
            return None
        method = {Reset: "reset", Feed: "feed", Finish: "finish"}[type(request)]
        payload = b"" if sound is None else sound.astype("<i2").tobytes()
        try:
            heard, _none = self._live.host.call(method, request, Heard, payload, deadline_s=_FEED_DEADLINE_S)
        except EngineError as wrong:
            self._on_trouble(self._live, wrong)
            return None
        return heard

    def _live_transcript(self) -> Transcript | None:
        if self._live is None or not self._live_works:
            return None
        heard = self._tell_live(Finish())
        if heard is None and self._listen_again() is not None:
            heard = self._tell_live(Finish())
        if heard is None:
            return None
        offset_s = self._first_sample / CAPTURE_RATE
        words = tuple(
            Word(one.text, one.start_s + offset_s, one.end_s + offset_s, one.confidence) for one in heard.words
        )
        return Transcript(self._live.id, heard.text, words)

    def _second_transcript(self) -> Transcript | None:
        if self._asked is None or self._second is None:
            return None
        answer = self._asked.wait(self._settle_s)
        if isinstance(answer, EngineError):
            self._on_trouble(self._second, answer)
            answer = self._asked.again().wait(self._settle_s)
        return answer if isinstance(answer, Transcript) else None


class _SecondOpinion:
    """The second ear at work on one utterance."""

    def __init__(self, ear: Ear, sound: Samples) -> None:
        self._ear = ear
        self._sound = sound
        self._ready = threading.Event()
        self._outcome: Outcome | None = None
        self._call: PendingCall = ear.host.submit(
            "transcribe",
            Transcribe(),
            Heard,
            sound.astype("<i2").tobytes(),
            deadline_s=30.0,
            on_done=self._done,
        )

    def _done(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._ready.set()

    def again(self) -> _SecondOpinion:
        """Ask once more, of the engine's new process."""
        return _SecondOpinion(self._ear, self._sound)

    def cancel(self) -> None:
        self._call.cancel()

    def wait(self, for_s: float) -> Transcript | EngineError | None:
        """The transcript, the error, or None when it is late."""
        if not self._ready.wait(for_s):
            self.cancel()
            return None
        if isinstance(self._outcome, Done):
            return Transcript(self._ear.id, self._outcome.reply.text)
        return self._outcome.error if self._outcome is not None else None
