"""The second ear at work on one utterance, piece by piece, while the executive still speaks.

A piece is asked for at every soft end. When the executive goes on, a long piece stays asked for, and the next one
begins where it ended: what is left to transcribe at the end of a turn is short, however long the turn was.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from desktop.engines.calls import Done, Failed, Outcome, PendingCall
from desktop.engines.host import EngineHost
from desktop.errors import EngineCancelled, EngineError
from desktop.events import CAPTURE_RATE
from desktop.recognition.messages import Heard, Transcribe
from desktop.recognition.speech import quietest

Samples = npt.NDArray[np.int16]

KEEP_S = 3.0
"""A piece this long is kept when the executive goes on; a shorter one is heard again with what follows, because
the ear needs context."""
CUT_S = (6.0, 9.0)
"""Speech without a pause: once this much (the larger) waits, it is cut at its quietest point after the smaller."""
_DEADLINE_S = 30.0


class Piece:
    """One stretch of an utterance, sent to the ear. Tried once more when the ear's process failed."""

    def __init__(self, host: EngineHost, sound: Samples, on_answer: Callable[[Piece], None]) -> None:
        self._host = host
        self._sound = sound
        self._on_answer = on_answer
        self._tried = 0
        self._call: PendingCall | None = None
        self.text: str | None = None
        self.error: EngineError | None = None

    @property
    def answered(self) -> bool:
        """Whether there is a text, or there will be none."""
        return self.text is not None or self.error is not None

    @property
    def duration_s(self) -> float:
        """How long the stretch is."""
        return len(self._sound) / CAPTURE_RATE

    def ask(self) -> None:
        """Send it; `on_answer` comes on a thread of the engine's host."""
        self._tried += 1
        sound = self._sound.astype("<i2").tobytes()
        self._call = self._host.submit(
            "transcribe", Transcribe(), Heard, sound, deadline_s=_DEADLINE_S, on_done=self._done
        )

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        if self._call is not None:
            self._call.cancel()

    def _done(self, outcome: Outcome) -> None:
        if isinstance(outcome, Done):
            self.text = outcome.reply.text
        else:
            self.error = self._failure(outcome)
            if self.error is None:
                self.ask()
                return
        self._on_answer(self)

    def _failure(self, outcome: Failed) -> EngineError | None:
        """The error that stands; None when its new process is worth a try."""
        again = self._tried < 2 and not isinstance(outcome.error, EngineCancelled)
        return None if again else outcome.error


class Pieces:
    """The pieces of one utterance. For the session's thread; `on_answer` comes on another one."""

    def __init__(self, host: EngineHost, on_answer: Callable[[], None]) -> None:
        self._host = host
        self._on_answer = on_answer
        self._kept: list[Piece] = []
        self._last: Piece | None = None
        self._asked_to = 0
        self._begin = 0

    @property
    def asked(self) -> bool:
        """Whether all up to the last soft end was asked for, and nothing was said since."""
        return self._last is not None

    @property
    def complete(self) -> bool:
        """Whether every piece asked for is answered, the last one included."""
        return self._last is not None and all(piece.answered for piece in self._all())

    @property
    def error(self) -> EngineError | None:
        """Why a piece has no text; None while there is hope."""
        return next((piece.error for piece in self._all() if piece.error is not None), None)

    @property
    def text(self) -> str | None:
        """What was said up to the last soft end; None when it is not complete, or never will be."""
        if not self.complete or self.error is not None:
            return None
        return " ".join(filter(None, (piece.text for piece in self._all())))

    def soft_end(self, sound: Samples) -> None:
        """Perhaps the end of the utterance `sound`: ask for what was not asked for yet."""
        self._drop_last()
        self._last = self._ask(sound[self._begin :])
        self._asked_to = len(sound)

    def resume(self) -> None:
        """It was not the end."""
        if self._last is None:
            return
        if self._last.duration_s >= KEEP_S:
            self._kept.append(self._last)
            self._begin = self._asked_to
            self._last = None
        else:
            self._drop_last()

    def wants(self, length: int) -> bool:
        """Whether an utterance that has grown to `length` samples without a pause should be cut."""
        return self._last is None and length - self._begin >= CUT_S[1] * CAPTURE_RATE

    def cut(self, sound: Samples) -> None:
        """Ask for the first part of what was not asked for yet, up to its quietest point."""
        first = self._begin + round(CUT_S[0] * CAPTURE_RATE)
        cut = first + quietest(sound[first:])
        self._kept.append(self._ask(sound[self._begin : cut]))
        self._begin = cut

    def cancel(self) -> None:
        """Nobody waits for any of it."""
        for piece in self._all():
            piece.cancel()

    def _all(self) -> list[Piece]:
        return [*self._kept, *([self._last] if self._last else [])]

    def _ask(self, sound: Samples) -> Piece:
        piece = Piece(self._host, sound, lambda _piece: self._on_answer())
        piece.ask()
        return piece

    def _drop_last(self) -> None:
        if self._last is not None:
            self._last.cancel()
            self._last = None
