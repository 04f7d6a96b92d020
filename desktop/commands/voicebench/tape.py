"""One recording of both sides on one clock: what is on it is followed while it runs, and measured afterwards."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from typing import IO

import numpy as np
import numpy.typing as npt

from desktop.commands.voicebench.sound import RATE, amplitude
from desktop.errors import UserError

Samples = npt.NDArray[np.int16]

EXECUTIVE, PERSONA = 0, 1
"""The channels: what the microphone hears, and what the loudspeaker plays."""
_CHUNK = RATE // 50
_LIVE_DBFS = -45.0
"""From here on a channel counts as sounding while it is followed; figures come from `sound`'s own thresholds."""
_STALL_S = 10.0


class Tape:
    """Reads 2-channel int16 sound at `RATE` from `process` on a thread of its own. All times are the tape's."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        self._process = process
        self._chunks: list[bytes] = []
        self._sounded: list[float] = [-1.0, -1.0]
        self._told = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._read, args=(process.stdout,), name="tape", daemon=True)
        self._thread.start()
        self.until(lambda: bool(self._chunks), _STALL_S)

    @property
    def now_s(self) -> float:
        """Seconds on the tape so far."""
        return len(self._chunks) * _CHUNK / RATE

    def until(self, true: Callable[[], bool], within_s: float) -> bool:
        """Wait until `true`, for `within_s` of tape at most; whether it came true. Raises `UserError`."""
        last = self.now_s + within_s
        with self._told:
            while not true():
                if self.now_s >= last:
                    return False
                if self._ended or not self._told.wait(_STALL_S):
                    raise UserError("The sound server stopped recording.", "Look at its log and try again.")
        return True

    def last_sound_s(self, channel: int) -> float:
        """When `channel` was last heard, up to now; -1 when it never was."""
        return self._sounded[channel]

    def sounds(self, channel: int, after_s: float, within_s: float) -> float | None:
        """When `channel` is first heard after `after_s`, at most `within_s` from now; None when it is not."""
        self.until(lambda: self._sounded[channel] > after_s, within_s)
        heard = self._sounded[channel]
        return heard if heard > after_s else None

    def quiet(self, channel: int, seconds: float, within_s: float, or_else: Callable[[], bool]) -> bool:
        """Wait until `channel` was silent for `seconds`, or `or_else`; False when `within_s` was not enough."""
        return self.until(lambda: or_else() or self.now_s - self._sounded[channel] >= seconds, within_s)

    def at(self, when_s: float) -> None:
        """Wait until the tape is there."""
        self.until(lambda: self.now_s >= when_s, max(0.0, when_s - self.now_s) + 1)

    def wake(self) -> None:
        """Something happened elsewhere that somebody waits for."""
        with self._told:
            self._told.notify_all()

    def samples(self) -> Samples:
        """All so far, shape (samples, 2)."""
        with self._told:
            whole = b"".join(self._chunks)
        return np.frombuffer(whole, "<i2").astype(np.int16).reshape(-1, 2)

    def close(self) -> None:
        """Stop recording."""
        self._process.terminate()
        self._process.wait()
        self._thread.join()

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            self._follow(stream)
        with self._told:
            self._ended = True
            self._told.notify_all()

    def _follow(self, stream: IO[bytes]) -> None:
        floor = amplitude(_LIVE_DBFS)
        while len(chunk := stream.read(_CHUNK * 4)) == _CHUNK * 4:
            loudest = np.abs(np.frombuffer(chunk, "<i2").reshape(-1, 2).astype(np.int32)).max(axis=0)
            with self._told:
                self._chunks.append(chunk)
                for channel in (EXECUTIVE, PERSONA):
                    if loudest[channel] >= floor:
                        self._sounded[channel] = self.now_s
                self._told.notify_all()
