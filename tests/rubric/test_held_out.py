"""The rubric on packs of lines that nobody tuned on. The bounds leave room; docs/rubric.md has the figures."""

from __future__ import annotations

import pytest

from desktop.catalog import Catalog
from desktop.rehearsal.meaning import embedder_here
from desktop.rubric.rubric import Rubric
from tests.rubric.training.labelled import HELD_OUT, Pack, hits_in, packs, score

FOUND = frozenset({"found"})
BOTH = frozenset({"found", "possible"})


@pytest.fixture(params=packs(HELD_OUT), ids=lambda pack: pack.name)
def pack(request: pytest.FixtureRequest) -> Pack:
    return request.param


def test_words_alone_find_what_is_said_as_written_or_misheard_and_nothing_else(pack: Pack) -> None:
    result = score(hits_in(Rubric(pack.items), pack.lines), pack.lines, FOUND)
    assert result.precision >= 0.95
    assert result.recall_by_kind["verb"] == 1.0
    assert min(result.recall_by_kind[kind] for kind in ("asr", "near")) >= 0.8
    assert result.alarms_by_kind["neu"] == 0.0
    assert max(result.alarms_by_kind[kind] for kind in ("neg", "hn")) <= 0.04


@pytest.mark.models
def test_meaning_finds_more_and_hardly_accuses_anybody_wrongly(pack: Pack) -> None:
    embedder = embedder_here(Catalog.load())
    if embedder is None:
        pytest.skip("the embedder is not installed: ./run models fetch --default")
    words = hits_in(Rubric(pack.items), pack.lines)
    meant = hits_in(Rubric(pack.items, embedder), pack.lines)
    found, both = score(meant, pack.lines, FOUND), score(meant, pack.lines, BOTH)
    assert found.precision >= 0.9
    assert found.recall >= score(words, pack.lines, FOUND).recall + 0.04
    assert both.f1 >= score(words, pack.lines, BOTH).f1 + 0.1
    assert found.alarms_by_kind["neu"] <= 0.02
