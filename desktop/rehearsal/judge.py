"""A second opinion on ends of turns, by their sound: does the voice come to rest, or is more to follow?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from desktop.engines.calls import Done, Outcome
from desktop.engines.host import EngineHost
from desktop.recognition.messages import Judge, Verdict
from desktop.rehearsal.messages import Judged

Samples = npt.NDArray[np.int16]
_DEADLINE_S = 10.0


class EndJudge:
    """Asks the engine at soft ends. One that fails gives no opinion: the turn ends by its words and silence."""

    hears_s = 8.0
    """How much of an utterance's end it looks at."""

    def __init__(self, host: EngineHost) -> None:
        self._host = host

    def ask(self, soft_end: int, sound: Samples, post: Callable[[Judged], None]) -> None:
        """Have the end of `sound` judged; `post` gets the answer on another thread, if there is one."""
        self._host.submit(
            "judge",
            Judge(),
            Verdict,
            sound.astype("<i2").tobytes(),
            deadline_s=_DEADLINE_S,
            on_done=partial(_answered, soft_end, post),
        )


def _answered(soft_end: int, post: Callable[[Judged], None], outcome: Outcome) -> None:
    if isinstance(outcome, Done):
        post(Judged(soft_end, outcome.reply.ended))
