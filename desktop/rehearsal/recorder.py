"""Puts a call on disk as it happens. A disk that is full does not end the call: what failed is tried again."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
import soundfile

from desktop.errors import UserError
from desktop.events import (
    CAPTURE_RATE,
    Emit,
    EngineInfo,
    EngineRole,
    Evidence,
    Notice,
    State,
    StateMove,
    Timing,
    Utterance,
)
from desktop.persona.plot import Plot, written
from desktop.records import SessionStart, StoredTurn
from desktop.store.database import Store

_Write = Callable[[], None]
Samples = npt.NDArray[np.int16]


class Recorder:
    """The store of one session. Writes happen in order; one that fails waits, with all after it."""

    def __init__(self, store: Store, session_id: str, emit: Emit) -> None:
        self._store = store
        self._id = session_id
        self._emit = emit
        self._waiting: deque[_Write] = deque()
        self._told = False
        self._keep_audio = False

    @property
    def unsaved(self) -> int:
        """Writes that are not on disk."""
        return len(self._waiting)

    def begin(
        self,
        start: SessionStart,
        state: State,
        turns: Sequence[StoredTurn] = (),
        before: Sequence[StoredTurn] = (),
    ) -> None:
        """The session exists, with the turns that it has from an earlier one."""
        self._keep_audio = start.keep_audio
        self._write(lambda: self._store.begin(start, state, turns, before))

    def engines(self, engines: Mapping[EngineRole, EngineInfo]) -> None:
        """Who does the work now."""
        now = dict(engines)
        self._write(lambda: self._store.set_engines(self._id, now))

    def utterance(self, utterance: Utterance, timing: Timing | None = None) -> None:
        """One side's turn."""
        self._write(lambda: self._store.add_utterance(self._id, utterance, timing))

    def evidence(self, evidence: Sequence[Evidence]) -> None:
        """Rubric hits."""
        if evidence:
            self._write(lambda: self._store.add_evidence(self._id, evidence))

    def state(self, turn_id: int, state: State, moves: Sequence[StateMove], plot: Plot | None = None) -> None:
        """The persona's state after a turn, and the plot, from which a call can go on."""
        kept = written(plot) if plot is not None else ""
        self._write(lambda: self._store.add_state(self._id, turn_id, state, moves, kept))

    def close(
        self,
        sound: Samples,
        reason: str,
        duration_s: float,
        engines: Mapping[EngineRole, EngineInfo] | None = None,
    ) -> None:
        """The call is over. `sound`: int16 at 16 kHz, shape (samples, 2); stored when the person wished so.

        `engines`: who does the work at its end, as in `Recorder.engines`.
        """
        ended_at = datetime.now().astimezone().isoformat(timespec="seconds")
        if engines:
            at_last = dict(engines)
            self._waiting.append(lambda: self._store.set_engines(self._id, at_last))
        self._waiting.append(
            lambda: self._store.end(self._id, ended_at=ended_at, reason=reason, duration_s=duration_s)
        )
        wrong = self._save_each()
        if wrong is not None:
            self._emit(Notice(f"Part of this call could not be saved. {wrong.message}", wrong.fix))
        elif self._keep_audio and len(sound):
            self._save_sound(to_flac(sound))

    def _save_each(self) -> UserError | None:
        """Try all that waits a last time, each for itself; the first refusal."""
        writes, self._waiting = self._waiting, deque()
        first = None
        for write in writes:
            try:
                write()
            except UserError as wrong:
                first = first or wrong
                self._waiting.append(write)
        return first

    def _save_sound(self, flac: bytes) -> None:
        try:
            self._store.save_audio(self._id, flac)
        except UserError as wrong:
            self._emit(Notice(f"The call is saved, its sound is not. {wrong.message}", wrong.fix))

    def _write(self, write: _Write) -> None:
        self._waiting.append(write)
        try:
            while self._waiting:
                self._waiting[0]()
                self._waiting.popleft()
        except UserError as wrong:
            if not self._told:
                self._emit(
                    Notice(wrong.message, f"{wrong.fix} The call goes on; saving is tried again each turn.")
                )
            self._told = True
        else:
            self._told = False


def to_flac(sound: Samples) -> bytes:
    """`sound` (int16, 16 kHz, shape (samples,) or (samples, 2)) as a FLAC file's bytes."""
    file = io.BytesIO()
    soundfile.write(file, sound, CAPTURE_RATE, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def from_flac(flac: bytes) -> Samples:
    """The samples of `to_flac`."""
    sound, _rate = soundfile.read(io.BytesIO(flac), dtype="int16")
    samples: Samples = sound
    return samples
