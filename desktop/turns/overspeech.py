"""Does somebody speak over the persona? Stricter where it may be our own loudspeaker."""

from __future__ import annotations

from desktop.turns.inputs import Frame
from desktop.turns.thresholds import BLOCK_S, BargeGate, Thresholds

_ALARMS = 2
_ALARMS_WITHIN_S = 10.0
_WARY_FOR_S = 20.0
"""So many holds without a word in so short a time: a noisy room, which must not make the persona stutter."""


class Overspeech:
    """How long somebody has been speaking over the persona, and how far to trust it."""

    def __init__(self, limits: Thresholds) -> None:
        self._limits = limits
        self._playbacks = 0
        self._playing_since = 0.0
        self._alarms: list[float] = []
        self._wary_until = 0.0
        self._frame_s = 0.0
        self.evidence_s = 0.0
        self.since = 0.0

    def playback(self, now: float) -> None:
        """The persona begins to sound."""
        self._playbacks += 1
        self._playing_since = now
        self.clear()

    def new_device(self) -> None:
        """The next playback is as the first one: its echo may still be heard."""
        self._playbacks = 0

    def clear(self) -> None:
        """Nobody speaks."""
        self.evidence_s = 0.0

    def false_alarm(self, now: float) -> None:
        """Playback was held for nothing, not even a "mhm"."""
        self._alarms = [at for at in self._alarms if now - at < _ALARMS_WITHIN_S] + [now]
        if len(self._alarms) >= _ALARMS:
            self._wary_until = now + _WARY_FOR_S

    def hear(self, frame: Frame, now: float) -> BargeGate:
        """Weigh a frame; the gate that `evidence_s` is to be held against."""
        gate = self._gate(frame, now)
        lasted = min(now - self._frame_s, BLOCK_S)
        self._frame_s = now
        if frame.speech < gate.speech:
            self.evidence_s = max(0.0, self.evidence_s - 2 * lasted)
        else:
            if not self.evidence_s:
                self.since = now
            self.evidence_s += lasted
        return gate

    def _gate(self, frame: Frame, now: float) -> BargeGate:
        warming_up = self._playbacks == 1 and now - self._playing_since < self._limits.warm_up_s
        if now < self._wary_until or ((warming_up or frame.settling) and frame.echo):
            return self._limits.barge_wary
        return self._limits.barge_in_echo if frame.echo else self._limits.barge
