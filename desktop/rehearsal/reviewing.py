"""The review of a stored call, with what became of the promises made in it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from desktop.persona import promises
from desktop.records import PromiseRecord, StoredSession, StoredTurn
from desktop.review.build import build_review
from desktop.review.document import ReviewDocument
from desktop.scenario import Scenario


def review_of(
    session: StoredSession, scenario: Scenario, sound: npt.NDArray[np.int16] | None = None
) -> ReviewDocument:
    """The review of `session`. `sound`: both sides, int16 at 16 kHz, shape (samples, 2); None when not kept."""
    return build_review(session, scenario, sound, promises_of(session.turns))


def promises_of(turns: Iterable[StoredTurn]) -> tuple[PromiseRecord, ...]:
    """The promises of a call, in order, as the persona remembers them; a promise said twice is one.

    Told from the stored words alone, so that it is the same whenever the review is opened.
    """
    known: tuple[promises.Promise, ...] = ()
    kept: dict[int, int] = {}
    for number, turn in enumerate(turns):
        if turn.utterance.role != "user":
            continue
        spoken = turn.utterance
        made = promises.made(known, turn.evidence, turn_id=spoken.turn_id, at_turn=number)
        known = promises.settled(made, spoken.text)
        for at, each in enumerate(known):
            if each.kept:
                kept.setdefault(at, spoken.turn_id)
    return tuple(PromiseRecord(each.turn_id, each.words, kept.get(at)) for at, each in enumerate(known))
