"""Clips one after another into one stream of samples. `fill` runs inside the audio callback and only copies."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from desktop.audio.device import Samples

_FADE_S = 0.005
_DUCK_S = 0.015
_DUCKED = 0.25
"""-12 dB."""
_BACK_S = 0.3
_LEVELS_PER_S = 100
_GAP = 0.1
"""Between words, a clip is at least 20 dB below its loudest moment nearby."""
_TRAIL = 400
"""Stretches kept: 4 s of blocks of 10 ms."""


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
    furthest: int = 0
    started: bool = False
    fading: bool = False

    def __post_init__(self) -> None:
        self.length = len(self.samples)

    def own(self, at: float) -> int:
        """How many of the clip's own samples, before it was resampled, `at` are."""
        return round(self.own_length * at / self.length) if self.length else 0


@dataclass(frozen=True, slots=True)
class _Stretch:
    """From `frame` of the stream on: `count` samples of a clip from its `at` on; no clip: silence."""

    frame: int
    clip: _Clip | None = None
    at: int = 0
    count: int = 0
    before: int = 0

    def reached(self, frame: float) -> float:
        """How far the clip has got at `frame`; what is heard again does not count twice."""
        return max(self.before, self.at + min(self.count, frame - self.frame))


class Player:
    """The clips of one output stream at `rate` frames a second. All but `fill` may come from any thread."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._fade = np.linspace(1.0, 0.0, max(1, round(rate * _FADE_S)), dtype=np.float32)
        self._clips: deque[_Clip] = deque()
        self._trail: deque[_Stretch] = deque(maxlen=_TRAIL)
        self._epoch = 0
        self._paused = False
        self._held = False
        self._still = False
        self._goes_back = False
        self._gain = self._wanted_gain = 1.0
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

    def hold(self, held: bool) -> None:
        """Stand still in the middle of a clip, or go on from the last gap between words, 0.3 s before at most."""
        self._held = held

    def duck(self, ducked: bool) -> None:
        """Play at -12 dB, or fully again."""
        self._wanted_gain = _DUCKED if ducked else 1.0

    def fill(self, out: Samples) -> list[Mark]:
        """The next `len(out)` samples, silence where there is nothing to play, and the marks among them."""
        marks: list[Mark] = []
        if self._paused or self._held:
            self._stand_still(out, marks)
        else:
            self._go_on(out, marks)
        self._duck_or_not(out)
        self.frame += len(out)
        return marks

    def position_at(self, frame: float) -> tuple[int, int] | None:
        """The clip that sounds, or stands still, at `frame`, and how many of its own samples have passed."""
        passed = None
        for stretch in tuple(self._trail):
            if stretch.frame <= frame:
                passed = stretch
        if passed is None or passed.clip is None:
            return None
        return passed.clip.clip_id, passed.clip.own(passed.reached(frame))

    def abandon(self, frame: float) -> list[Mark]:
        """The stream is gone, and had sounded up to `frame`: the mark that ends the running clip."""
        running = [clip for clip in tuple(self._clips) if clip.started]
        sounded = self.position_at(frame)
        self._clips.clear()
        self._trail.clear()
        played = {sounded[0]: sounded[1]} if sounded else {}
        return [Mark(clip.clip_id, self.frame, played.get(clip.clip_id, 0)) for clip in running]

    def _go_on(self, out: Samples, marks: list[Mark]) -> None:
        if self._still:
            self._end_stopped(marks)
        back = self._goes_back and bool(self._clips) and self._clips[0].started
        if back:
            clip = self._clips[0]
            clip.at = quiet_point(clip.samples, clip.at, self._rate)
        self._still = self._goes_back = False
        filled = 0
        while filled < len(out) and self._clips:
            clip = self._clips[0]
            if clip.epoch != self._epoch and not self._still_fading(clip):
                self._clips.popleft()
                continue
            if not clip.started:
                clip.started = True
                marks.append(Mark(clip.clip_id, self.frame + filled))
            filled += self._copy(clip, out, filled)
            if clip.at == len(clip.samples):
                marks.append(self._end(clip, self.frame + filled))
        out[filled:] = 0
        if back:
            head = out[: len(self._fade)]
            head[:] = (head * self._fade[::-1][: len(head)]).astype(np.int16)

    def _copy(self, clip: _Clip, out: Samples, filled: int) -> int:
        count = min(len(out) - filled, len(clip.samples) - clip.at)
        out[filled : filled + count] = clip.samples[clip.at : clip.at + count]
        self._trail.append(_Stretch(self.frame + filled, clip, clip.at, count, clip.furthest))
        clip.at += count
        clip.furthest = max(clip.furthest, clip.at)
        return count

    def _end(self, clip: _Clip, frame: int) -> Mark:
        self._clips.popleft()
        self._trail.append(_Stretch(frame))
        return Mark(clip.clip_id, frame, clip.own(clip.furthest))

    def _stand_still(self, out: Samples, marks: list[Mark]) -> None:
        """Silence; the first time after a short fade, which is heard again when the clip goes on."""
        out[:] = 0
        if not self._still and self._clips and self._clips[0].started:
            clip = self._clips[0]
            tail = clip.samples[clip.at : clip.at + min(len(self._fade), len(out))]
            out[: len(tail)] = (tail * self._fade[: len(tail)]).astype(np.int16)
        self._still = True
        self._goes_back = self._goes_back or self._held
        self._end_stopped(marks)

    def _end_stopped(self, marks: list[Mark]) -> None:
        """What was stopped while nothing sounds is over, without a fade."""
        while self._clips and (clip := self._clips[0]).epoch != self._epoch:
            if clip.started:
                marks.append(self._end(clip, self.frame))
            else:
                self._clips.popleft()

    def _still_fading(self, clip: _Clip) -> bool:
        """Whether a stopped clip has something left to play; cut it to its fade on the first call."""
        if clip.started and not clip.fading:
            clip.fading = True
            tail = clip.samples[clip.at : clip.at + len(self._fade)]
            faded = (tail * self._fade[: len(tail)]).astype(np.int16)
            clip.samples = np.concatenate([clip.samples[: clip.at], faded])
        return clip.started

    def _duck_or_not(self, out: Samples) -> None:
        if self._gain == self._wanted_gain == 1.0:
            return
        step = (1.0 - _DUCKED) / (self._rate * _DUCK_S) * np.sign(self._wanted_gain - self._gain)
        gains = self._gain + step * np.arange(1, len(out) + 1)
        low, high = sorted((self._gain, self._wanted_gain))
        np.clip(gains, low, high, out=gains)
        out[:] = (out * gains).astype(np.int16)
        self._gain = float(gains[-1])


def quiet_point(samples: Samples, at: int, rate: int) -> int:
    """The last gap between words in the 0.3 s before `at`, where it has one; else its quietest 10 ms.

    Where those 0.3 s reach back to the start of `samples` and hold no gap, the start.
    """
    step = max(1, rate // _LEVELS_PER_S)
    count = min(at // step, round(_BACK_S * _LEVELS_PER_S))
    if not count:
        return 0 if at < step else at
    begin = at - count * step
    pieces = samples[begin:at].reshape(count, step).astype(np.float32)
    levels = np.sqrt(np.mean(np.square(pieces), axis=1))
    gaps = np.flatnonzero(levels <= levels.max() * _GAP)
    if not len(gaps) and begin < step:
        return 0
    chosen = gaps[-1] if len(gaps) else np.argmin(levels)
    return begin + int(chosen) * step
