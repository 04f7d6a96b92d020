"""A call on the stage, its store, and what it tells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store.database import Store
from tests.rehearsal.stage import Stage, store_in
from tests.rehearsal.test_session import Watch


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = store_in(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def stage(store: Store, watch: Watch) -> Iterator[Stage]:
    made = Stage(store, watch)
    yield made
    made.session.hang_up()
    assert made.session.wait(20)
