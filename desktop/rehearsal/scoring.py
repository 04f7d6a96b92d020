"""What a scenario's rubric hears in the executive's words: in a call, and when a session is scored again."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Protocol

from desktop.events import Evidence, Utterance
from desktop.rehearsal.meaning import CachedEmbedder, kept_folder
from desktop.rubric.embedding import Embedder
from desktop.rubric.evidence import evidence_for
from desktop.rubric.items import Hit, items_of
from desktop.rubric.rubric import Rubric
from desktop.scenario import Scenario


def rubric_of(scenario: Scenario, embedder: Embedder | None) -> Rubric:
    """The scenario's rubric, ready to be matched; by words alone without `embedder`."""
    return Rubric(items_of(scenario), embedder and CachedEmbedder(embedder, kept_folder()))


class Judge(Protocol):
    """What can tell the hits in a text."""

    def match(self, text: str) -> tuple[Hit, ...]:
        """As `Rubric.match`."""
        ...


class RubricLater:
    """A scenario's rubric that is made on a thread of its own, while the call begins; who asks waits for it."""

    def __init__(self, scenario: Scenario, embedder: Embedder | None) -> None:
        self._made: Future[Rubric] = Future()
        threading.Thread(target=self._make, args=(scenario, embedder), name="rubric", daemon=True).start()

    def match(self, text: str) -> tuple[Hit, ...]:
        """As `Rubric.match`. Raises what making it raised."""
        return self._made.result().match(text)

    def _make(self, scenario: Scenario, embedder: Embedder | None) -> None:
        try:
            self._made.set_result(rubric_of(scenario, embedder))
        except BaseException as wrong:  # whoever asks hears of it
            self._made.set_exception(wrong)


def evidence_in(said: Utterance, rubric: Judge) -> tuple[Evidence, ...]:
    """Everything that `rubric` hears in one utterance of the executive's, in order of place."""
    return evidence_for(said, rubric.match(said.text))
