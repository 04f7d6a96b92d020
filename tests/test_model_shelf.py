"""Models that come and go while the window is open: real files, real threads, the main thread's callbacks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from desktop.app.rooms import Rooms
from desktop.app.shelf import ModelShelf
from desktop.catalog import Catalog, Model, ModelFile, Source
from desktop.catalog.models import ModelRole
from desktop.errors import UserError
from desktop.ui.bridge import Bridge
from desktop.ui.shelf import Fetching, ShelfModel

pytestmark = pytest.mark.timeout(60)
BODY = bytes(range(256)) * 40_000


class Store:
    """A shelf over a folder, and everything it said."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        (folder / "source").mkdir(parents=True)
        (folder / "source" / "model.bin").write_bytes(BODY)
        self.rooms = Rooms(Bridge())
        self.models: tuple[Model, ...] = (self.model("one"), self.model("two", source="nowhere"))
        self.progress: list[Fetching] = []
        self.ready: list[object] = []
        self.wrong: list[UserError] = []
        self.shelf = self.made()

    def model(self, name: str, source: str = "source") -> Model:
        return Model(
            id=name,
            role="persona",
            title=f"Model {name}",
            licence="MIT",
            adapter="llama",
            main="model.bin",
            files=(ModelFile("model.bin", len(BODY), hashlib.sha256(BODY).hexdigest()),),
            sources=(Source(url=(self.folder / source).as_uri()),),
            slots=("persona",),
        )

    def made(self) -> ModelShelf:
        catalog = Catalog(self.models, self.folder / "shipped", self.folder / "user")
        bridge = Bridge()
        self.rooms = Rooms(bridge)
        return ModelShelf(catalog, bridge, self.rooms)

    def fetch(self, *ids: str) -> None:
        self.shelf.fetch(ids, self.progress.append, self.ready.append, self.wrong.append)

    def until_told(self) -> None:
        self.qtbot.waitUntil(lambda: bool(self.ready or self.wrong), timeout=30_000)

    def listed(self) -> dict[str, ShelfModel]:
        found: list[tuple[ShelfModel, ...]] = []
        self.shelf.models(found.append)
        self.qtbot.waitUntil(lambda: bool(found), timeout=30_000)
        return {one.id: one for one in found[0]}


@pytest.fixture
def store(qtbot: QtBot, tmp_path: Path) -> Iterator[Store]:
    made = Store(qtbot, tmp_path)
    yield made
    made.shelf.close()
    made.rooms.close()
    made.rooms.desk.shutdown()
    made.rooms.booth.shutdown()


def test_a_fetched_model_is_listed_as_ones_own(store: Store) -> None:
    before = store.listed()["one"]
    assert (before.installed, before.mine, before.suggested) == (False, False, True)
    store.fetch("one")
    store.until_told()
    assert (store.ready, store.wrong) == ([()], [])
    after = store.listed()["one"]
    assert (after.installed, after.mine) == (True, True)
    assert store.progress[0].title == "Model one"
    assert (store.progress[0].number, store.progress[0].count) == (1, 1)


def test_a_model_of_any_role_is_listed(store: Store) -> None:
    store.models = tuple(
        msgspec.structs.replace(store.model(role.replace("_", "-")), role=role) for role in get_args(ModelRole)
    )
    store.shelf = store.made()
    assert all(one.purpose for one in store.listed().values())
    assert len(store.listed()) == len(get_args(ModelRole))


def test_a_model_that_no_source_has_is_refused_by_name(store: Store) -> None:
    store.fetch("two")
    store.until_told()
    assert not store.ready
    assert "Model two could not be fetched" in store.wrong[0].message
    assert not store.listed()["two"].installed


def test_the_set_for_this_machine_says_what_stands_in(store: Store) -> None:
    store.models = (msgspec.structs.replace(store.models[1], rating=2), store.models[0])
    store.shelf = store.made()
    store.fetch()
    store.until_told()
    (lines,) = store.ready
    assert "Model two is missing, Model one takes its place" in str(lines)
    assert store.listed()["one"].installed


def test_a_fetch_is_stopped_and_goes_on_later(store: Store) -> None:
    store.fetch("one")
    store.shelf.cancel()
    store.until_told()
    assert not store.ready
    assert store.wrong[0].message == "Stopped."
    store.wrong.clear()
    store.fetch("one")
    store.until_told()
    assert store.ready == [()]


def test_what_was_stopped_does_not_start_again_with_the_next_wish(store: Store) -> None:
    store.fetch("one")
    store.shelf.cancel()
    gone: list[object] = []
    store.shelf.remove("two", lambda: gone.append(True), gone.append)
    store.qtbot.waitUntil(lambda: bool(gone), timeout=30_000)
    assert (store.ready, store.wrong[0].message) == ([], "Stopped.")


def test_removing_takes_only_what_is_ones_own(store: Store) -> None:
    store.fetch("one")
    store.until_told()
    gone: list[bool] = []
    store.shelf.remove("one", lambda: gone.append(True), store.wrong.append)
    store.qtbot.waitUntil(lambda: bool(gone or store.wrong), timeout=30_000)
    assert gone
    assert not store.listed()["one"].installed
    store.shelf.remove("one", lambda: gone.append(True), store.wrong.append)
    store.qtbot.waitUntil(lambda: bool(store.wrong), timeout=30_000)
    assert "not installed" in store.wrong[0].message


def test_a_file_that_is_no_model_is_refused(store: Store, tmp_path: Path) -> None:
    odd = tmp_path / "notes.gguf"
    odd.write_text("this is no model")
    store.shelf.import_file(odd, store.progress.append, store.ready.append, store.wrong.append)
    store.until_told()
    assert not store.ready
    assert store.wrong[0].message
