"""What makes the window come up soon: parts made late, readings kept, libraries without what is not used."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.app.made import made_once
from desktop.imports import hollow, version_of, without
from desktop.packs import load, readings
from desktop.packs.load import available_packs, load_pack
from desktop.packs.schema import PackFile
from desktop.ui.stalls import NOTED_S, StallProbe

SLOW = (
    *("numpy", "requests", "rich", "onnxruntime", "llama_cpp", "vosk", "pyqtgraph", "desktop.rehearsal.session"),
    *("asyncio", "dateutil", "urllib.request"),
)


def test_the_window_needs_nothing_slow_to_come_up() -> None:
    code = f"import sys, desktop.cli, desktop.app.start; print(*[m for m in {SLOW} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


SETTINGS = f"""
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from desktop.app import Application
from desktop.catalog import Catalog
from desktop.settings import Settings
from desktop.store.database import Store
from desktop.store.keys import from_passphrase
from desktop.ui.bridge import Bridge
from desktop.ui.health import HealthBook
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.theme import Theme

qt = QApplication([])
store = Store.open(Path(sys.argv[1]), from_passphrase("for a test"))
application = Application(store, Catalog.load(), Settings(), Bridge())
SettingsScreen(Theme("dark"), application, HealthBook())
print(*[m for m in {(*SLOW, "desktop.rehearsal.crew", "desktop.audio.playback")} if m in sys.modules])
application.shutdown(qt.quit)
qt.exec()
"""


def test_the_settings_are_there_before_anything_of_a_call_is_loaded(home: Path, tmp_path: Path) -> None:
    start = [sys.executable, "-c", SETTINGS, str(tmp_path / "s.db")]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(start, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == []


COLLECTING = """
import gc
from desktop.commands import app
import desktop.app
seen = []

def measured():
    from desktop.app import start
    def shown(window, application, bridge):
        seen.append(gc.isenabled())
        warm_up = application.warm_up
        def there():
            seen.append(gc.isenabled() and gc.get_freeze_count() > 10_000)
            window.close()
        application.warm_up = there
    return start.run(shown)

desktop.app.run = measured
app.command.callback()
print(*seen)
"""


def test_what_is_loaded_for_the_window_is_not_looked_through_until_it_is_there(home: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "STEADYHAND_PASSPHRASE": "for a test"}
    done = subprocess.run(
        [sys.executable, "-c", COLLECTING], capture_output=True, text=True, check=True, env=environment, timeout=60
    )
    assert done.stdout.split() == ["False", "True"]


class Whole:
    def __init__(self) -> None:
        self.made = 0

    @made_once
    def part(self) -> object:
        """Slow."""
        self.made += 1
        threading.Event().wait(0.05)
        return object()


def test_a_part_is_made_once_by_whoever_comes_first() -> None:
    whole, other, got = Whole(), Whole(), []
    assert not Whole.part.is_made(whole)
    threads = [threading.Thread(target=lambda: got.append(whole.part)) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert whole.made == 1
    assert len(set(map(id, got))) == 1
    assert Whole.part.is_made(whole)
    assert not Whole.part.is_made(other)


def test_a_library_that_is_left_out_is_there_again_afterwards() -> None:
    assert "colorsys" not in sys.modules or sys.modules.pop("colorsys")
    with without("colorsys", "json"):
        with pytest.raises(ImportError):
            import colorsys
        import json  # was loaded already: it stays
    import colorsys

    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)
    assert json.loads("1") == 1


def test_a_hollow_library_is_there_with_nothing_in_it_and_whole_afterwards() -> None:
    assert "colorsys" not in sys.modules or sys.modules.pop("colorsys")
    with hollow("colorsys", "json"):
        from colorsys import rgb_to_hsv

        namespace: dict[str, object] = {}
        exec("from colorsys import *", namespace)
        assert rgb_to_hsv is None
        assert set(namespace) == {"__builtins__"}
        import json  # was loaded already: it stays whole
    import colorsys

    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)
    assert json.loads("1") == 1


def test_a_version_is_read_without_the_metadata() -> None:
    for package in ("vosk", "piper-tts", "click"):
        assert version_of(package) == version(package)
    with pytest.raises(PackageNotFoundError):
        version_of("not-a-package-of-anybody")


ENGINES = {
    "desktop.recognition.vosk_ear": ("requests", "tqdm", "srt", "email", "numpy", "psutil"),
    "desktop.recognition.moonshine_ear": ("email", "psutil"),
    "desktop.persona.llama": ("llama_cpp.llama", "jinja2", "diskcache", "psutil"),
    "desktop.rubric.embedder": ("email", "psutil"),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_loads_no_library_that_it_does_not_use(engine: str) -> None:
    code = (
        f"import sys, desktop.engines.worker, {engine}; print(*[m for m in {ENGINES[engine]} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_built_in_packs_are_read_once_and_the_same(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = available_packs()
    assert list((home / "cache" / "packs").glob("*.reading"))

    def never(*_asked: object) -> None:
        raise AssertionError("read as TOML again")

    monkeypatch.setattr(load, "_decoded", never)
    assert available_packs() == first


def test_another_release_and_a_damaged_reading_are_read_anew(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content, reading = b"of a file", PackFile(1, "a-pack", "A pack", "1.0", "Somebody")
    readings.keep(content, reading)
    assert readings.kept(content, PackFile) == reading
    assert readings.kept(b"of another", PackFile) is None
    with monkeypatch.context() as later:
        later.setattr(readings, "_reader", lambda: "a later release")
        assert readings.kept(content, PackFile) is None
    (kept,) = (home / "cache" / "packs").glob("*.reading")
    kept.write_bytes(b"\xc1")
    assert readings.kept(content, PackFile) is None


def test_of_too_many_readings_those_written_last_stay(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "_MOST_KEPT", 3)
    contents = [f"file {number}".encode() for number in range(12)]
    for age, content in enumerate(contents):
        readings.keep(content, PackFile(1, "a-pack", "A pack", "1.0", "Somebody"))
        os.utime(readings._place(content, PackFile), ns=(age, age))
    assert [content for content in contents if readings.kept(content, PackFile)] == contents[-3:]


def test_a_strangers_pack_is_read_anew_each_time(home: Path) -> None:
    folder = available_packs().packs[0].path
    before = set((home / "cache" / "packs").glob("*"))
    for file in before:
        file.unlink()
    load_pack(folder, "installed")
    load_pack(folder)
    assert not list((home / "cache" / "packs").glob("*"))


def test_a_stall_is_noted_with_what_ran(qtbot: QtBot) -> None:
    probe = StallProbe()

    def busy() -> None:
        until = time.perf_counter() + 0.2
        while time.perf_counter() < until:
            pass

    QTimer.singleShot(0, busy)
    qtbot.waitUntil(lambda: any(one.late_s > 0.15 for one in probe.now.moments))
    probe.end()
    longest = max(probe.now.moments, key=lambda one: one.late_s)
    assert "busy" in longest.ran
    assert 0 < longest.busy_s <= probe.now.busiest_s
    assert probe.now.longest_s == longest.late_s > NOTED_S
    assert probe.now.long >= 1
