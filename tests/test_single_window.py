"""One window a person, whatever way the first one ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.app.single import SingleWindow
from desktop.errors import UserError

pytestmark = pytest.mark.timeout(60)

_SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop.app.single import SingleWindow
app = QCoreApplication([])
only = SingleWindow(Path(sys.argv[1]))
print(only.claim(), flush=True)
if len(sys.argv) > 2:
    sys.stdin.readline()
"""


def started(home: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _SECOND, str(home), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def test_a_second_start_calls_the_first_window_and_ends(tmp_path: Path, qtbot: QtBot) -> None:
    first = SingleWindow(tmp_path)
    called: list[bool] = []
    first.on_called(lambda: called.append(True) or True)  # type: ignore[func-returns-value]
    assert first.claim()
    second = started(tmp_path)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    assert second.communicate()[0].strip() == "False"
    assert called == [True]
    first.release()


def test_the_window_is_free_again_after_the_first_one_closed(tmp_path: Path, qtbot: QtBot) -> None:
    first, second = SingleWindow(tmp_path), SingleWindow(tmp_path)
    assert first.claim()
    first.release()
    assert second.claim()
    second.release()


def test_a_killed_window_keeps_nobody_out(tmp_path: Path, qtbot: QtBot) -> None:
    killed = started(tmp_path, "stay")
    assert killed.stdout is not None
    assert killed.stdout.readline().strip() == "True"
    killed.kill()
    killed.wait()
    killed.communicate()
    only = SingleWindow(tmp_path)
    called: list[bool] = []
    only.on_called(lambda: called.append(True) or True)  # type: ignore[func-returns-value]
    assert only.claim()
    second = started(tmp_path)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    second.communicate()
    assert called == [True]
    only.release()


def test_a_window_that_hangs_is_named(tmp_path: Path, qtbot: QtBot) -> None:
    hanging = started(tmp_path, "stay")  # it reads its input and never comes back to its event loop
    assert hanging.stdout is not None
    assert hanging.stdout.readline().strip() == "True"
    with pytest.raises(UserError, match="does not answer"):
        SingleWindow(tmp_path).claim()
    hanging.communicate("go\n")


def test_a_second_start_waits_for_a_window_that_closes(tmp_path: Path, qtbot: QtBot) -> None:
    first = SingleWindow(tmp_path)
    asked: list[bool] = []

    def closing() -> bool:
        asked.append(True)
        QTimer.singleShot(500, first.release)
        return False

    first.on_called(closing)
    assert first.claim()
    second = started(tmp_path)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    assert second.communicate()[0].strip() == "True"
    assert asked == [True]


def test_other_homes_have_windows_of_their_own(tmp_path: Path, qtbot: QtBot) -> None:
    one, other = SingleWindow(tmp_path / "one"), SingleWindow(tmp_path / "other")
    assert one.claim()
    assert other.claim()
    one.release()
    other.release()
