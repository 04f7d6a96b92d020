"""The executive's side of a call: the utterance under way, where it may end, and its words as they settle."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from desktop.events import Timing, Utterance
from desktop.rehearsal.cast import Cast
from desktop.rehearsal.course import Course

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Ended:
    """A turn that is over: when speech ended and when that was certain (session seconds), and the latter by
    `time.monotonic`."""

    speech_end_s: float
    at_s: float
    wall: float


class ExecutiveSide:
    """One utterance at a time. For the session's thread."""

    def __init__(self, cast: Cast, course: Course) -> None:
        self._cast = cast
        self._course = course
        self._partial = ""
        self._ended: Ended | None = None

    def begin(self) -> None:
        """An utterance begins."""
        self._partial = ""
        self._cast.hearing.begin(self._course.now_sample)

    def heard(self, samples: Samples) -> str | None:
        """A block of the utterance; its words so far when they have changed."""
        return self._changed(self._cast.hearing.hear(samples))

    def soft_end(self) -> str | None:
        """Perhaps the end: the second ear begins. The words so far when they have changed."""
        changed = self._changed(self._cast.hearing.catch_up())
        self._cast.hearing.soft_end()
        return changed

    def draft(self) -> Utterance | None:
        """The utterance up to the soft end, as the next turn, once its words are settled."""
        if not self._cast.hearing.settled:
            return None
        heard = self._cast.hearing.draft(self._course.now_s)
        return heard.as_turn(self._course.turn_id + 1) if heard.text else None

    def end(self, speech_end_s: float) -> None:
        """The turn is over; its last words may not be settled yet."""
        self._ended = Ended(speech_end_s, self._course.now_s, time.monotonic())
        self._cast.hearing.turn_ended()
        if not self._cast.live:
            self._cast.hearing.wait()

    @property
    def waits(self) -> bool:
        """Whether a turn that is over has not been finished."""
        return self._ended is not None

    @property
    def ready(self) -> bool:
        """Whether a turn that is over can be finished: its words are settled, or were waited for long enough."""
        if self._ended is None:
            return False
        late = self._course.now_s >= self._ended.at_s + self._cast.hearing.settle_s
        return late or self._cast.hearing.settled or not self._cast.live

    def finish(self) -> tuple[Ended, Utterance | None, Timing] | None:
        """The turn that is over, its words as good as they got; no utterance when nothing was said.

        None when no turn is over.
        """
        ended, self._ended = self._ended, None
        if ended is None:
            return None
        settled_s = ended.at_s + time.monotonic() - ended.wall
        heard = self._cast.hearing.finish(ended.speech_end_s)
        timing = Timing(speech_end_s=ended.speech_end_s, turn_end_s=ended.at_s, settled_s=settled_s)
        if not heard.text:
            return ended, None, timing
        self._course.turn_id += 1
        return ended, heard.as_turn(self._course.turn_id), timing

    def _changed(self, text: str) -> str | None:
        if text == self._partial:
            return None
        self._partial = text
        return text
