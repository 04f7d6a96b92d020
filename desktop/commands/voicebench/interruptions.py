"""What became of one interruption: when the persona fell silent, and what of its turn was stored. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop.commands.voicebench.conversation import Made, Said
from desktop.commands.voicebench.measures import Heard, clips_of
from desktop.commands.voicebench.sound import RATE
from desktop.commands.voicebench.tape import PERSONA

Samples = npt.NDArray[np.int16]

GAP_S = 0.5
"""Silence: pauses between a persona's sentences are shorter."""
_LEAD_S = 0.1


@dataclass(frozen=True, slots=True)
class Barged:
    """One interruption. Seconds count from its first audible sample.

    `silent_s`: until the loudspeaker was silent; `last_s`: until its last sound before the interruption was over,
    which is later when it sounded again. `finished`: the persona came to its own end, so nothing was interrupted.
    `stored` is what was kept of its turn, `played` the sound that it was.
    """

    silent_s: float
    last_s: float
    finished: bool
    stored: str
    played: Samples

    @property
    def again(self) -> bool:
        """Whether the loudspeaker sounded again while the executive still spoke."""
        return self.last_s > self.silent_s

    def listed(self) -> dict[str, Any]:
        """For the result."""
        times = {"silent_s": round(self.silent_s, 3), "last_s": round(self.last_s, 3)}
        return times | {"finished": self.finished, "stored": self.stored}


def barged(heard: Heard, made: Sequence[Made], prompt: Said, cry: Said) -> Barged | None:
    """How the persona took `cry`, said into its answer to `prompt`; None when no content of that had begun."""
    asked, cried = heard.said(prompt), heard.said(cry)
    result = made[prompt.call]
    begun = [
        one for one in clips_of(result, heard) if asked.end_s <= one.start_s < cried.start_s and not one.bridge
    ]
    if not begun:
        return None
    turn_id = begun[-1].turn_id
    answer = [one for one in begun if one.turn_id == turn_id]
    stored = " ".join(turn["text"] for turn in result.result["turns"] if turn["turn_id"] == turn_id)
    silent_s = heard.silent_after(cried.start_s, cried.end_s, GAP_S)
    start_s = answer[0].start_s - _LEAD_S
    return Barged(
        silent_s=silent_s,
        last_s=heard.silent_after(cried.start_s, cried.end_s),
        finished=stored.endswith(answer[-1].text) and _over(result, answer[-1].end_s, cried.start_s + silent_s),
        stored=stored,
        played=heard.samples[round(start_s * RATE) : round((cried.start_s + silent_s) * RATE), PERSONA],
    )


def _over(made: Made, end_s: float, silent_at_s: float) -> bool:
    """Whether the last clip had come to its end when silence fell, by the clip's own length."""
    return bool(made.result.get("clips")) and silent_at_s >= end_s - 2 * _LEAD_S
