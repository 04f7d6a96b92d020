"""Takes the echo out where there is one. With headphones there is none, and the voice is passed on as it is.

A canceller that had no echo to learn from takes whoever speaks over the loudspeaker for one, and silences them.
So it is measured how much of what is played comes back: the echo return loss.
"""

from __future__ import annotations

import statistics
from collections import deque

import numpy as np

from desktop.audio.device import Samples
from desktop.audio.echo import EchoCanceller, load_canceller
from desktop.audio.level import dbfs
from desktop.events import CAPTURE_RATE

_FRAME = CAPTURE_RATE // 100
_ECHO_FRAMES = 20
"""An echo comes within 200 ms."""
_LOUD_DBFS = -30.0
"""What is played more quietly tells nothing: its echo may lie below a room's own noise."""
_KEPT_FRAMES = 100
_ENOUGH_FRAMES = 50
"""So much of what was played loudly is looked at: its last second, and half a second at least."""
_ISOLATED_DB = 30.0
"""A laptop's loudspeaker comes back 10 to 25 dB below what is played; a headphone's 40 dB or more."""
_ABOVE_DB = 15.0
"""Speech moves so far around its mean: what is louder than the echo by more is no echo."""
_HANGOVER_FRAMES = 20
"""A voice has passed on so long after its last loud moment."""
_NO_LOUDER_DB = 4.0
"""An echo that the canceller missed is no louder than this above its mean; a voice over it nearly always is."""
_LOUDER_FRAMES = 15
"""So long after a frame that is louder than any echo what is heard may be a voice: its quiet moments."""
_COMPARED = CAPTURE_RATE // 4
_ALIKE = 0.6
"""Of 1. A quarter of a second of echo through a short path is at 0.75 at least, a voice over it at 0.5 at most."""
_EVERY_FRAMES = 5
_DOUBTED_FRAMES = 60
"""So much voice over a loud loudspeaker in all, and the loss is measured anew: an echo that a room has changed
beyond likeness, say of a microphone that was muted, would else be taken for a voice for ever."""


class EchoReturnLoss:
    """By how many dB the microphone hears the loudspeaker less loudly than it plays. Fed with frames of 10 ms."""

    def __init__(self) -> None:
        self._heard: deque[float] = deque(maxlen=_ECHO_FRAMES)
        self._played: deque[float] = deque(maxlen=_ECHO_FRAMES)
        self._losses: deque[float] = deque(maxlen=_KEPT_FRAMES)

    def feed(self, heard_dbfs: float, played_dbfs: float, *, counts: bool = True) -> None:
        """The levels of one frame of both. `counts`: what is heard may be the loudspeaker."""
        self._heard.append(heard_dbfs)
        self._played.append(played_dbfs)
        if counts and self.played_dbfs > _LOUD_DBFS:
            self._losses.append(self.played_dbfs - max(self._heard))

    def forget(self) -> None:
        """It is another one now."""
        self._losses.clear()

    @property
    def played_dbfs(self) -> float:
        """The loudest that was played of which an echo may come now."""
        return max(self._played, default=-np.inf)

    @property
    def db(self) -> float | None:
        """The loss, a median: who speaks now and then changes little. None while too little was played."""
        return statistics.median(self._losses) if len(self._losses) >= _ENOUGH_FRAMES else None


class EchoControl:
    """A stream, as the canceller it uses."""

    def __init__(self, canceller: EchoCanceller) -> None:
        self._canceller = canceller
        self._loss = EchoReturnLoss()
        self._heard = self._played = self._raw = np.zeros(0, dtype=np.int16)
        self._before_heard = np.zeros(_COMPARED, dtype=np.int16)
        self._before_played = np.zeros(_COMPARED + _ECHO_FRAMES * _FRAME, dtype=np.int16)
        self._share = np.zeros(0, dtype=np.float32)
        self._voiced_frames = self._over_frames = self._hangover = 0
        self._last_share = 0.0
        self._louder = 0

    @property
    def may_be_echo(self) -> bool:
        """Whether nothing of late was louder than the loudspeaker's echo, uncancelled, would be; False until its
        loss is known."""
        return self._loss.db is not None and self._louder == 0

    @property
    def isolated(self) -> bool:
        """Whether the microphone does not hear the loudspeaker; False until that is known."""
        loss_db = self._loss.db
        return loss_db is not None and loss_db > _ISOLATED_DB

    def process(self, heard: Samples, played: Samples) -> Samples:
        """As `EchoCanceller.process`."""
        self._raw = np.concatenate([self._raw, heard])
        self._weigh(heard, played)
        clean = self._canceller.process(heard, played)
        count = len(clean)
        raw, self._raw = self._raw[:count], self._raw[count:]
        share, self._share = self._share[:count], self._share[count:]
        if not share.any():
            return clean
        mixed: Samples = np.rint(clean + share * (raw.astype(np.float32) - clean)).astype(np.int16)
        return mixed

    def restart(self) -> None:
        """As `EchoCanceller.restart`."""
        self._canceller.restart()

    def _weigh(self, heard: Samples, played: Samples) -> None:
        """How much of what was heard passes as it is, sample by sample, in the canceller's own frames."""
        self._heard = np.concatenate([self._heard, heard])
        self._played = np.concatenate([self._played, played])
        whole = len(self._heard) // _FRAME * _FRAME
        shares = [self._share]
        for at in range(0, whole, _FRAME):
            frame = slice(at, at + _FRAME)
            before, self._last_share = self._last_share, self._share_of(self._heard[frame], self._played[frame])
            shares.append(np.linspace(before, self._last_share, _FRAME, dtype=np.float32))
        self._share = np.concatenate(shares)
        self._heard, self._played = self._heard[whole:], self._played[whole:]

    def _share_of(self, heard: Samples, played: Samples) -> float:
        self._before_heard = np.concatenate([self._before_heard[len(heard) :], heard])
        self._before_played = np.concatenate([self._before_played[len(played) :], played])
        heard_dbfs, played_dbfs = dbfs(heard), dbfs(played)
        self._louder = _LOUDER_FRAMES if self._is_louder(heard_dbfs) else max(0, self._louder - 1)
        voiced = self._is_voice(heard_dbfs, max(played_dbfs, self._loss.played_dbfs))
        self._hangover = _HANGOVER_FRAMES if voiced else max(0, self._hangover - 1)
        self._loss.feed(heard_dbfs, played_dbfs, counts=not self._hangover)
        return float(self._hangover > 0)

    def _is_louder(self, heard_dbfs: float) -> bool:
        loss_db = self._loss.db
        return loss_db is None or heard_dbfs > self._loss.played_dbfs - loss_db + _NO_LOUDER_DB

    def _is_voice(self, heard_dbfs: float, played_dbfs: float) -> bool:
        """Whether what is heard can't be the loudspeaker."""
        loss_db = self._loss.db
        if loss_db is None or loss_db <= _ISOLATED_DB or heard_dbfs <= played_dbfs - loss_db + _ABOVE_DB:
            self._voiced_frames = 0
            return False
        self._voiced_frames += 1
        self._over_frames += played_dbfs > _LOUD_DBFS
        looked_at = self._voiced_frames % _EVERY_FRAMES == 0 and self._resembles()
        if looked_at or self._over_frames >= _DOUBTED_FRAMES:
            self._loss.forget()  # the headphones may have been pulled
            self._voiced_frames = self._over_frames = self._hangover = 0
            return False
        return True

    def _resembles(self) -> bool:
        """Whether the last of what was heard is, at any delay of an echo, what was played."""
        if not self._before_played.any():
            return False
        heard, played = self._before_heard.astype(np.float64), self._before_played.astype(np.float64)
        size = 1 << (len(heard) + len(played) - 1).bit_length()
        spectra = np.fft.rfft(played, size) * np.conj(np.fft.rfft(heard, size))
        products = np.fft.irfft(spectra, size)[: len(played) - len(heard) + 1]
        passed = np.concatenate([[0.0], np.cumsum(np.square(played))])
        energy = (passed[len(heard) :] - passed[: -len(heard)]) * np.sum(np.square(heard))
        loudest = energy.max()
        if loudest <= 0:
            return False
        likeness = np.abs(products) / np.sqrt(np.maximum(energy, loudest / 20))
        return bool(likeness.max() > _ALIKE)


def load_echo_control() -> EchoControl | None:
    """Echo control; None where the canceller's library can't be loaded, which leaves a call half-duplex."""
    canceller = load_canceller()
    return None if canceller is None else EchoControl(canceller)
