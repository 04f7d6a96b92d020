"""The embedder as an engine of a call."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from desktop.catalog import Catalog
from desktop.engines.host import EngineHost
from desktop.errors import EngineError, EngineTimeout
from desktop.packs import load_scenario
from desktop.rehearsal.crew import plan_crew, spec_for
from desktop.rehearsal.meaning import EngineEmbedder, embedder_here
from desktop.rubric.items import items_of
from desktop.rubric.rubric import Rubric
from desktop.scenario import VoiceWish
from desktop.settings import Settings

pytestmark = pytest.mark.models
LINE = "tell me exactly what time the site is coming back"


@pytest.fixture
def host() -> Iterator[EngineHost]:
    catalog = Catalog.load()
    model = plan_crew(catalog, Settings(), VoiceWish()).embedder
    folder = catalog.installed(model.id) if model else None
    if model is None or folder is None:
        pytest.skip("the embedder is not installed: ./run models fetch --default")
    with EngineHost(spec_for("embedder", model, folder, 1)) as running:
        running.start()
        yield running


def test_the_engine_gives_what_the_model_gives_in_this_process(host: EngineHost) -> None:
    here = embedder_here(Catalog.load())
    assert here is not None
    assert np.array_equal(EngineEmbedder(host).embed([LINE, "hello"]), here.embed([LINE, "hello"]))
    assert EngineEmbedder(host).embed([]).shape == (0, 384)


def test_company_changes_no_digit(host: EngineHost) -> None:
    here = embedder_here(Catalog.load())
    assert here is not None
    texts = [
        LINE,
        "hello",
        "who did this",
        "whose fault is it",
        "i will call you at noon",
        f"{LINE} {LINE} {LINE}",
    ] * 9
    texts = [f"{text} {number}" for number, text in enumerate(texts)]
    together = here.embed(texts)
    assert np.array_equal(together, np.concatenate([here.embed([text]) for text in texts]))
    assert np.array_equal(together[::-1], here.embed(texts[::-1]))
    assert np.array_equal(together, EngineEmbedder(host, patience_s=30.0).embed(texts))


def test_a_hanging_embedder_holds_nobody_up(host: EngineHost) -> None:
    items = items_of(load_scenario("eleven-pm"))
    troubles: list[EngineError] = []
    rubric = Rubric(items, EngineEmbedder(host, troubles.append))
    assert host.pid is not None
    os.kill(host.pid, signal.SIGSTOP)
    talk = " and then i said that we would look at the graph again" * 12
    assert rubric.match(f"whose fault is this {talk}")[0].item == "threat"
    assert [type(wrong) for wrong in troubles] == [EngineTimeout]
    assert rubric.match("whose fault is this then")[0].item == "threat"


def test_where_nobody_waits_a_slow_embedder_is_waited_for(host: EngineHost) -> None:
    patient = EngineEmbedder(host, patience_s=30.0)
    assert host.pid is not None
    os.kill(host.pid, signal.SIGSTOP)
    waking = threading.Timer(2.5, os.kill, (host.pid, signal.SIGCONT))  # longer than anybody waits in a call
    waking.start()
    assert patient.embed([LINE]).shape == (1, 384)
    waking.join()


def test_a_dead_embedder_leaves_words(host: EngineHost) -> None:
    items = items_of(load_scenario("eleven-pm"))
    rubric = Rubric(items, EngineEmbedder(host))
    assert {hit.item for hit in rubric.match(LINE)} == {"certainty"}
    host.close()
    with pytest.raises(EngineError):
        EngineEmbedder(host).embed([LINE])
    other = "i want to know at what minute the site is coming back"
    assert rubric.match(other) == Rubric(items).match(other)
    assert rubric.match("whose fault is this") == Rubric(items).match("whose fault is this") != ()
