"""A pack that is removed in the window: gone from the library, its calls' reviews as before, and back again."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Application
from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.events import State, Utterance
from desktop.packs import PackError, install_pack
from desktop.packs.removed import DAYS, remove_pack, removed_packs
from desktop.packs.starter import new_pack
from desktop.records import SessionStart
from desktop.settings import Settings
from desktop.store.database import Store
from desktop.store.keys import from_passphrase
from desktop.ui.bridge import Bridge
from desktop.ui.controller import LoadedReview
from desktop.ui.packs import Added, ShelfPack

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


class Asking:
    """Asks the application, and waits for its answer."""

    def __init__(self, application: Application, qtbot: QtBot) -> None:
        self.application, self._qtbot = application, qtbot

    def __call__(self, ask: Callable[..., object], *given: object) -> object:
        got: list[object] = []
        ask(*given, lambda *what: got.append(what[0] if what else None), got.append)
        self._qtbot.waitUntil(lambda: bool(got), timeout=60_000)
        assert not isinstance(got[0], UserError), got[0]
        return got[0]

    def tagline(self) -> str:
        """As the library shows it."""
        return next(each.tagline for each in self.application.scenarios() if each.id == "mine")

    def person(self) -> str:
        """As the review of the one call has it."""
        loaded = self(self.application.review, "call-1")
        assert isinstance(loaded, LoadedReview)
        return loaded.document.persona

    def listed(self) -> list[tuple[str, str, bool]]:
        found = self(lambda ready, _failed: self.application.packs().installed(ready))
        return [(each.id, each.version, each.replaced) for each in found]  # type: ignore[attr-defined]


def newer(folder: Path, number: str) -> Path:
    """Another version of a pack, with another tagline and another person's name."""
    for file, old, new in (
        ("pack.toml", r'version = ".*"', f'version = "{number}"'),
        ("scenarios/mine.toml", r'tagline = ".*"', f'tagline = "As of {number}."'),
        ("scenarios/mine.toml", r'name = ".*"', f'name = "Alex {number}"'),
    ):
        text, count = re.subn(old, new, (folder / file).read_text())
        assert count == 1
        (folder / file).write_text(text)
    return folder


def test_an_open_window_knows_the_version_that_is_there(
    scenario_id: str, start: Callable[[], Application], qtbot: QtBot, tmp_path: Path
) -> None:
    asking = Asking(start(), qtbot)
    packs = asking.application.packs()
    assert asking.person() == "Alex Morgan"
    done = asking(packs.install, newer(tmp_path / "mine", "0.2"))
    assert done == Added("mine", "mine", "0.2", ("mine",), former="0.1", kept_as="mine@2")
    assert asking.tagline() == "As of 0.2."
    assert asking.person() == "Alex 0.2"
    assert asking.listed() == [("mine", "0.2", False), ("mine@2", "0.1", True)]
    asking(packs.restore, "mine@2")
    assert asking.tagline() != "As of 0.2."
    assert asking.person() == "Alex Morgan"
    asking(packs.remove, "mine")
    (_former, kept) = asking.listed()
    asking(packs.restore, kept[0])
    assert asking.tagline() == "As of 0.2."
    assert asking.person() == "Alex 0.2"
    assert asking(packs.install, tmp_path / "mine").unchanged  # type: ignore[attr-defined]


def test_an_open_window_notices_what_a_command_installed(
    scenario_id: str, start: Callable[[], Application], qtbot: QtBot, tmp_path: Path
) -> None:
    asking = Asking(start(), qtbot)
    noticed: list[None] = []
    packs = asking.application.packs()
    packs.look_again(lambda: noticed.append(None))
    install_pack(newer(tmp_path / "mine", "0.2"))
    asking.listed()
    assert asking.tagline() == "As of 0.2."
    assert not noticed, "it was read with the list already"
    install_pack(newer(tmp_path / "mine", "0.3"))
    packs.look_again(lambda: noticed.append(None))
    qtbot.waitUntil(lambda: bool(noticed), timeout=60_000)
    assert asking.tagline() == "As of 0.3."
    remove_pack("mine")
    packs.look_again(lambda: noticed.append(None))
    qtbot.waitUntil(lambda: len(noticed) == 2, timeout=60_000)
    assert scenario_id not in [each.id for each in asking.application.scenarios()]


def test_a_refused_pack_comes_back_with_all_that_is_wrong(
    scenario_id: str, start: Callable[[], Application], qtbot: QtBot, tmp_path: Path
) -> None:
    application = start()
    (tmp_path / "mine" / "pack.toml").write_text('schema = 1\nid = "Big"\n')
    refused: list[UserError] = []
    application.packs().install(tmp_path / "mine", refused.append, refused.append)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(refused), timeout=60_000)
    assert isinstance(refused[0], PackError)
    assert len(refused[0].problems) > 3


def test_a_removed_pack_keeps_its_reviews_and_comes_back(
    scenario_id: str, start: Callable[[], Application], qtbot: QtBot, tmp_path: Path
) -> None:
    def wait(ask: Callable[..., object], *given: object) -> object:
        return Asking(application, qtbot)(ask, *given)

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
    assert listed == (ShelfPack("mine", "mine", listed[0].author, ("mine",), removed=True, version="0.1"),)  # type: ignore[index]
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
