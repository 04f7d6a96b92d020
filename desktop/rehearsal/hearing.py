"""One utterance through two ears: the live ear streams, the second settles the words.

Belongs to the session's thread, which waits for the live ear block by block (a few milliseconds each); the second
ear works beside it at every soft end. An ear that fails costs its own words, never the utterance.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from desktop.engines.host import EngineHost
from desktop.errors import EngineError
from desktop.events import BLOCK, CAPTURE_RATE, Hesitation, Transcript, Utterance, Word
from desktop.recognition.align import choose, settle
from desktop.recognition.hesitation import Steady, VowelWatch, hesitations
from desktop.recognition.messages import Feed, Finish, Heard, Reset
from desktop.rehearsal.second_ear import Pieces

Samples = npt.NDArray[np.int16]

PREROLL_S = 0.4
"""Sound before the detected onset that belongs to the utterance: detectors wake up after the first consonant."""
FEED_SAMPLES = 2048
"""Samples handed to the live ear at a time: 128 ms."""
_FEED_DEADLINE_S = 3.0
"""A piece takes 10 to 40 ms. An ear that takes this long is stuck: the utterance goes on with the other one."""


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
    hesitations: tuple[Hesitation, ...] | None = None

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
            hesitations=self.hesitations,
        )


def _nobody() -> None:
    return


class Hearing:
    """Gathers one utterance at a time. `settle_s`: how long the second ear may take after the turn ended.

    `on_settled` is called, on another thread, when the second ear has answered something: look at `settled`.
    """

    def __init__(
        self,
        live: Ear | None,
        second: Ear | None,
        *,
        settle_s: float,
        on_trouble: Callable[[Ear, EngineError], None],
        on_settled: Callable[[], None] = _nobody,
    ) -> None:
        self._live = live
        self._second = second
        self.settle_s = settle_s
        self._on_trouble = on_trouble
        self.on_settled = on_settled
        self._answered = threading.Condition()
        self._preroll: deque[tuple[int, Samples]] = deque()
        self._audio: list[Samples] = []
        self._length = 0
        self._first_sample = 0
        self._unfed: list[Samples] = []
        self._vowels = VowelWatch()
        self._text = ""
        self._live_works = False
        self._pieces: Pieces | None = None
        self._told = False

    def idle(self, first_sample: int, samples: Samples) -> None:
        """A block outside an utterance: kept for a moment, as the lead-in of the next one."""
        self._preroll.append((first_sample, samples))
        while first_sample - self._preroll[0][0] > PREROLL_S * CAPTURE_RATE:
            self._preroll.popleft()

    def begin(self, now_sample: int) -> None:
        """An utterance starts: what was kept of the lead-in belongs to it. One that was begun is forgotten."""
        self._forget()
        recent = now_sample - PREROLL_S * CAPTURE_RATE - BLOCK
        blocks = [each for each in self._preroll if each[0] >= recent]
        self._preroll.clear()
        self._first_sample = blocks[0][0] if blocks else now_sample
        self._live_works = self._tell_live(Reset()) is not None
        second = self._second if self._second and not self._second.host.failed_to_load else None
        self._pieces = Pieces(second.host, self._second_answered) if second else None
        for _first, samples in blocks:
            self.hear(samples)

    def hear(self, samples: Samples) -> str:
        """A block of the utterance; the live ear's words so far."""
        self._audio.append(samples)
        self._length += len(samples)
        self._unfed.append(samples)
        if sum(map(len, self._unfed)) >= FEED_SAMPLES:
            self._feed()
        if self._pieces is not None and self._pieces.wants(self._length):
            self._pieces.cut(self._sound())
        return self._text

    def catch_up(self) -> str:
        """Hand the live ear what it has not got yet; its words so far."""
        self._feed()
        return self._text

    def soft_end(self) -> None:
        """Perhaps the end: the second ear hears what it has not heard yet."""
        if self._pieces is not None:
            self._pieces.soft_end(self._sound())

    def resume(self) -> None:
        """It was not the end."""
        if self._pieces is not None:
            self._pieces.resume()

    def drop(self) -> None:
        """It was no utterance: nothing of it is kept."""
        self._forget()

    def turn_ended(self) -> None:
        """The utterance is over: what the second ear was not asked for yet, it is asked for now."""
        if self._pieces is not None and not self._pieces.asked:
            self._pieces.soft_end(self._sound())

    def settles(self, ear: str) -> bool:
        """Whether the words of `ear`, once they are there, don't change any more."""
        return self._second is not None and ear == self._second.id

    @property
    def settled(self) -> bool:
        """Whether every word up to the last soft end is known as well as it will be."""
        return self._pieces is None or self._pieces.complete

    def draft(self, speech_end_s: float) -> HeardUtterance:
        """The utterance up to the last soft end, while it may still go on. Word times are rough."""
        live = Transcript(self._live.id, self._text) if self._live is not None else None
        start_s = self._first_sample / CAPTURE_RATE
        return self._settled(live, self._second_transcript(), start_s, max(speech_end_s, start_s))

    def wait(self) -> None:
        """Wait until all is settled, for `settle_s` at most."""
        with self._answered:
            self._answered.wait_for(lambda: self.settled, self.settle_s)

    def finish(self, speech_end_s: float) -> HeardUtterance:
        """The utterance is over: both ears' words, as far as they are settled. Text "" when nothing was said."""
        self._feed()
        live = self._live_transcript()
        second = self._second_transcript()
        start_s = self._first_sample / CAPTURE_RATE
        heard = self._settled(live, second, start_s, max(speech_end_s, start_s))
        hesitated = self._hesitations(heard, has_times=live is not None)
        self._forget()
        return replace(heard, hesitations=hesitated)

    def _forget(self) -> None:
        if self._pieces is not None:
            self._pieces.cancel()
            self._pieces = None
        self._audio, self._unfed = [], []
        self._vowels = VowelWatch()
        self._length = 0
        self._text = ""
        self._told = False

    def _second_answered(self) -> None:
        with self._answered:
            self._answered.notify_all()
        self.on_settled()

    def _second_transcript(self) -> Transcript | None:
        """The second ear's words; None without one, when it is late, or when it failed."""
        if self._pieces is None or self._second is None:
            return None
        if self._pieces.error is not None and not self._told:
            self._told = True
            self._on_trouble(self._second, self._pieces.error)
        text = self._pieces.text
        return None if text is None else Transcript(self._second.id, text)

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

    def _hesitations(self, heard: HeardUtterance, *, has_times: bool) -> tuple[Hesitation, ...]:
        """The fillers of the utterance. Without a live ear no word has a time, so only written ones are told."""
        offset_s = self._first_sample / CAPTURE_RATE
        held = self._vowels.steady() if has_times else ()
        steady = [Steady(round(one.start_s + offset_s, 3), round(one.end_s + offset_s, 3)) for one in held]
        return hesitations(steady, heard.words, agreed=self.settles(heard.ear))

    @staticmethod
    def _rating(ear: Ear | None) -> float:
        return ear.rating if ear else 0.0

    def _sound(self) -> Samples:
        return np.concatenate(self._audio) if self._audio else np.zeros(0, dtype=np.int16)

    def _feed(self) -> None:
        unfed, self._unfed = self._unfed, []
        if not unfed:
            return
        sound = np.concatenate(unfed)
        self._vowels.feed(sound)
        if not self._live_works:
            return
        heard = self._tell_live(Feed(), sound)
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
