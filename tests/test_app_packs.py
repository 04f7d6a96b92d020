"""A pack that is removed in the window: gone from the library, its calls' reviews as before, and back again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Application
from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.events import State, Utterance
from desktop.packs import install_pack
from desktop.packs.removed import DAYS, removed_packs
from desktop.packs.starter import new_pack
from desktop.records import SessionStart
from desktop.settings import Settings
from desktop.store.database import Store
from desktop.store.keys import from_passphrase
from desktop.ui.bridge import Bridge
from desktop.ui.controller import LoadedReview
from desktop.ui.packs import ShelfPack

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytestmark = pytest.mark.timeout(300)
AT = "2026-05-01T10:00:00+00:00"


@pytest.fixture
def scenario_id(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The scenario of an installed pack called "mine", with which one call was held."""
    monkeypatch.setenv("STEADYHAND_MODELS", str(tmp_path / "none"))
    new_pack(tmp_path / "mine")
    scenario = install_pack(tmp_path / "mine")[0].scenarios[0]
    store = opened(tmp_path)
    store.begin(
        SessionStart("call-1", scenario.id, scenario.title, "0" * 64, "realistic", AT, False), State(50, 50, 50)
    )
    store.add_utterance("call-1", Utterance(1, "user", "Okay. What do you need?", 1.0, 2.0, "typed"))
    store.end("call-1", ended_at=AT, reason="hung_up", duration_s=4.0)
    store.close()
    return scenario.id


def opened(folder: Path) -> Store:
    return Store.open(folder / "sessions.db", from_passphrase("for a test"))


@pytest.fixture
def start(tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[[], Application]]:
    running: list[Application] = []

    def end() -> None:
        while running:
            with qtbot.waitCallback(timeout=60_000) as closed:
                running.pop().shutdown(lambda: closed())

    def started() -> Application:
        end()
        running.append(Application(opened(tmp_path), Catalog.load(), Settings(), Bridge()))
        return running[0]

    yield started
    end()


def test_a_removed_pack_keeps_its_reviews_and_comes_back(
    scenario_id: str, start: Callable[[], Application], qtbot: QtBot, tmp_path: Path
) -> None:
    def wait(ask: Callable[..., object], *given: object) -> object:
        got: list[object] = []
        ask(*given, lambda *what: got.append(what[0] if what else None), got.append)
        qtbot.waitUntil(lambda: bool(got), timeout=60_000)
        assert not isinstance(got[0], UserError), got[0]
        return got[0]

    def shown(application: Application) -> bool:
        return any(each.id == scenario_id for each in application.scenarios())

    def reviewed(application: Application) -> LoadedReview:
        loaded = wait(application.review, "call-1")
        assert isinstance(loaded, LoadedReview)
        return loaded

    def after_a_start() -> None:
        wait(lambda ready, _failed: start().history(ready))

    application = start()
    assert shown(application)
    assert not reviewed(application).removed
    wait(application.packs().remove, "mine")
    assert not shown(application)
    assert reviewed(application).removed
    application = start()
    assert not shown(application)
    assert reviewed(application).document.scenario_id == scenario_id
    listed = wait(lambda ready, _failed: application.packs().installed(ready))
    assert listed == (ShelfPack("mine", "mine", listed[0].author, ("mine",), removed=True),)  # type: ignore[index]
    pack = removed_packs().packs[0].path / "pack.toml"
    text = pack.read_text()
    pack.write_text("no = [toml")
    (told,) = wait(lambda ready, _failed: application.packs().installed(ready))  # type: ignore[misc]
    assert (told.id, told.removed) == ("mine", True)
    assert told.trouble.startswith("pack.toml")
    pack.write_text(text)
    wait(application.packs().restore, "mine")
    assert shown(application)
    assert not reviewed(application).removed
    wait(application.packs().remove, "mine")
    wait(lambda ready, _failed: application.delete_session("call-1", ready))
    after_a_start()
    (kept,) = removed_packs().packs
    then = time.time() - (DAYS + 1) * 86_400
    os.utime(kept.path, (then, then))
    aside = tmp_path / "sessions.db.damaged-20260501T100000"
    aside.write_bytes(b"calls that may be put back")
    after_a_start()
    assert removed_packs().packs == (kept,), "a call that was set aside may need it"
    aside.unlink()
    after_a_start()
    assert removed_packs().packs == ()
