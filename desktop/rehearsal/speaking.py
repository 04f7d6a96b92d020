"""The persona's turn as it sounds: clips queued, started, ended, and what of them was really heard."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.events import CAPTURE_RATE, Source
from desktop.rehearsal.spoken_words import words_heard
from desktop.rehearsal.voice import Clip

_WHOLE = 0.98
"""Share of a clip from which it counts as heard to the end: what is left is its last breath."""


@dataclass(slots=True)
class _Queued:
    clip: Clip
    started_at: int | None = None


@dataclass(slots=True)
class PersonaTurn:
    """One turn of the persona. Times on the session clock in seconds; samples at 16 kHz. `queued`: a clip was;
    `left_off`: it was cut before its end."""

    turn_id: int
    composed: bool = False
    source: Source = "authored"
    said: list[str] = field(default_factory=list)
    queued: bool = False
    start_s: float | None = None
    end_s: float = 0.0
    left_off: bool = False
    _due: int = 0
    _clips: dict[int, _Queued] = field(default_factory=dict)

    def queue(self, clip_id: int, clip: Clip, at_sample: int) -> None:
        """`clip` was handed to the device at session sample `at_sample`."""
        self._clips[clip_id] = _Queued(clip)
        self.queued = True
        self.allow(at_sample)

    def started(self, clip_id: int, at_sample: int) -> Clip | None:
        """The device plays `clip_id`; None when it is not of this turn."""
        queued = self._clips.get(clip_id)
        if queued is None:
            return None
        queued.started_at = at_sample
        self._due = at_sample + round(len(queued.clip.pcm) / queued.clip.rate * CAPTURE_RATE)
        if self.start_s is None:
            self.start_s = at_sample / CAPTURE_RATE
        return queued.clip

    def ended(self, clip_id: int, at_sample: int, played: int) -> None:
        """`clip_id` ended at session sample `at_sample`, after `played` of its own samples."""
        queued = self._clips.pop(clip_id, None)
        if queued is None:
            return
        self._keep(queued.clip, played)
        self._due = at_sample
        self.end_s = at_sample / CAPTURE_RATE

    def cut(self, at_sample: int, position: tuple[int, int] | None) -> None:
        """Silence from `at_sample` on. What was not heard by then does not count.

        `position`: the clip that sounds and how many of its own samples have; without one, the running clip counts
        as far as it can have got.
        """
        self.left_off = not self.composed
        for clip_id, queued in self._clips.items():
            if queued.started_at is None:
                self.left_off = True
                continue
            played = round((at_sample - queued.started_at) / CAPTURE_RATE * queued.clip.rate)
            if position is not None and position[0] == clip_id:
                played = position[1]
            self.left_off = self.left_off or played < _WHOLE * len(queued.clip.pcm)
            self._keep(queued.clip, played)
            self.end_s = at_sample / CAPTURE_RATE
        self._clips.clear()
        self.composed = True

    def allow(self, at_sample: int) -> None:
        """Until session sample `at_sample` the device can't be blamed for anything."""
        self._due = max(self._due, at_sample)

    def excuse(self, samples: int, at_sample: int) -> None:
        """The device was told to stand still for `samples` more, up to session sample `at_sample`."""
        self._due = max(self._due + samples, at_sample)

    @property
    def idle(self) -> bool:
        """Whether nothing is queued though the reply is not complete."""
        return not self.composed and not self._clips

    def overdue_s(self, at_sample: int) -> float:
        """For how long the next start or end of a clip, or the reply's next clip, is owed; 0 when none is."""
        return max(0, at_sample - self._due) / CAPTURE_RATE if self._clips or self.idle else 0.0

    @property
    def sounding(self) -> str:
        """The texts of the clips that have begun and not ended."""
        return " ".join(one.clip.text for one in self._clips.values() if one.started_at is not None)

    @property
    def over(self) -> bool:
        """Whether all was composed and played."""
        return self.composed and not self._clips

    @property
    def text(self) -> str:
        """What was really played."""
        return " ".join(self.said)

    def _keep(self, clip: Clip, played: int) -> None:
        whole = not len(clip.pcm) or played >= _WHOLE * len(clip.pcm)
        words = clip.text.split()
        heard = words if whole else words[: words_heard(clip.text, clip.pcm, clip.rate, played)]
        if heard:
            self.said.append(" ".join(heard))
