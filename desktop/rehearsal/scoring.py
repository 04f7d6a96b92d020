"""What a scenario's rubric hears in the executive's words: in a call, and when a session is scored again."""

from __future__ import annotations

from desktop.events import Evidence, Utterance
from desktop.rehearsal.meaning import CachedEmbedder, kept_folder
from desktop.rubric.embedding import Embedder
from desktop.rubric.evidence import evidence_for
from desktop.rubric.items import items_of
from desktop.rubric.rubric import Rubric
from desktop.scenario import Scenario


def rubric_of(scenario: Scenario, embedder: Embedder | None) -> Rubric:
    """The scenario's rubric, ready to be matched; by words alone without `embedder`."""
    return Rubric(items_of(scenario), embedder and CachedEmbedder(embedder, kept_folder()))


def evidence_in(said: Utterance, rubric: Rubric) -> tuple[Evidence, ...]:
    """Everything that `rubric` hears in one utterance of the executive's, in order of place."""
    return evidence_for(said, rubric.match(said.text))
