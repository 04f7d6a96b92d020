"""Clips one after another into one stream of samples. `fill` runs inside the audio callback and only copies."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from desktop.audio.device import Samples

_FADE_S = 0.005


@dataclass(frozen=True, slots=True)
class Mark:
    """Clip `clip_id` starts, or ends after `played` of its own samples, at frame `frame` of the stream."""

    clip_id: int
    frame: int
    played: int | None = None


@dataclass(slots=True)
class _Clip:
    clip_id: int
    samples: Samples
    own_length: int
    epoch: int
    length: int = field(init=False)
    at: int = 0
    started: bool = False
    fading: bool = False

    def __post_init__(self) -> None:
        self.length = len(self.samples)

    def played(self) -> int:
        """How many of the clip's own samples, before it was resampled, have been copied."""
        return round(self.own_length * self.at / self.length) if self.length else 0


class Player:
    """The clips of one output stream at `rate` frames a second. `add` and `stop` may come from any thread."""

    def __init__(self, rate: int) -> None:
        self._fade = np.linspace(1.0, 0.0, max(1, round(rate * _FADE_S)), dtype=np.float32)
        self._clips: deque[_Clip] = deque()
        self._epoch = 0
        self._paused = False
        self._still = False
        self.frame = 0

    def add(self, clip_id: int, samples: Samples, own_length: int) -> None:
        """Queue `samples` at the stream's rate, which were `own_length` samples before they were resampled."""
        self._clips.append(_Clip(clip_id, samples, own_length, self._epoch))

    def stop(self) -> None:
        """Fade what sounds, forget what was queued until now; clips added from now on are played."""
        self._epoch += 1

    def pause(self, paused: bool) -> None:
        """Stand still in the middle of a clip, or go on from there."""
        self._paused = paused

    def fill(self, out: Samples) -> list[Mark]:
        """The next `len(out)` samples, silence where there is nothing to play, and the marks among them."""
        if self._paused:
            self._stand_still(out)
            return []
        self._still = False
        marks: list[Mark] = []
        filled = 0
        while filled < len(out) and self._clips:
            clip = self._clips[0]
            if clip.epoch != self._epoch and not self._still_fading(clip):
                self._clips.popleft()
                continue
            if not clip.started:
                clip.started = True
                marks.append(Mark(clip.clip_id, self.frame + filled))
            count = min(len(out) - filled, len(clip.samples) - clip.at)
            out[filled : filled + count] = clip.samples[clip.at : clip.at + count]
            clip.at += count
            filled += count
            if clip.at == len(clip.samples):
                marks.append(Mark(clip.clip_id, self.frame + filled, clip.played()))
                self._clips.popleft()
        out[filled:] = 0
        self.frame += len(out)
        return marks

    def abandon(self) -> list[Mark]:
        """The stream is gone: the mark that ends the running clip."""
        running = [clip for clip in self._clips if clip.started]
        self._clips.clear()
        return [Mark(clip.clip_id, self.frame, clip.played()) for clip in running]

    def _stand_still(self, out: Samples) -> None:
        """Silence; the first time after a short fade, which is heard again when the clip goes on."""
        out[:] = 0
        if not self._still and self._clips and self._clips[0].started:
            clip = self._clips[0]
            tail = clip.samples[clip.at : clip.at + min(len(self._fade), len(out))]
            out[: len(tail)] = (tail * self._fade[: len(tail)]).astype(np.int16)
        self._still = True
        self.frame += len(out)

    def _still_fading(self, clip: _Clip) -> bool:
        """Whether a stopped clip has something left to play; cut it to its fade on the first call."""
        if clip.started and not clip.fading:
            clip.fading = True
            tail = clip.samples[clip.at : clip.at + len(self._fade)]
            faded = (tail * self._fade[: len(tail)]).astype(np.int16)
            clip.samples = np.concatenate([clip.samples[: clip.at], faded])
        return clip.started
