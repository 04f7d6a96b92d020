"""The window the whole way on real engines: a voice calls, hears itself in the review, tries the moment again, and
takes both versions home in every format."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import settings
from desktop.app import Application
from desktop.catalog import Catalog
from desktop.events import CallPhase, Event, PartialHeard, PersonaSaid, PhaseChanged, UtteranceAdded
from desktop.review.document import ReviewTurn
from desktop.settings import Settings
from desktop.store.database import Store
from desktop.store.keys import from_passphrase
from desktop.ui.bridge import Bridge
from desktop.ui.briefing.screen import BriefingScreen
from desktop.ui.call.screen import CallScreen
from desktop.ui.controller import ExportFormat
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.review.pane import FORMATS, ReviewPane
from desktop.ui.theme import Theme, prepare_application
from tests.helpers import pdf
from tests.helpers.pulse import Pulse
from tests.helpers.speech import Speaker

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytestmark = [pytest.mark.models, pytest.mark.timeout(300)]

MODELS = ("smollm2-135m-instruct-q4_1", "vosk-en-starter", "moonshine-tiny-en", "piper-en-us-joe-medium")
CHECK = "I heard the numbers."
LINES = ("Kenji, how did this pass staging?", "Nobody is getting fired tonight.")
BETTER = "What do you need from me right now?"
WAIT_MS = 90_000


class Watched:
    """The window, and every event that reached it."""

    def __init__(self, window: MainWindow, bridge: Bridge, qtbot: QtBot) -> None:
        self.window = window
        self.events: list[Event] = []
        self._qtbot = qtbot
        bridge.arrived.connect(self.events.append)

    def until(self, wanted: Callable[[Event], bool]) -> Event:
        self._qtbot.waitUntil(lambda: any(map(wanted, self.events)), timeout=WAIT_MS)
        return next(filter(wanted, self.events))

    def forget(self) -> None:
        """What comes from now on is another call's."""
        self.events.clear()

    def until_screen(self, kind: type[QWidget]) -> QWidget:
        self._qtbot.waitUntil(lambda: isinstance(self.window.current(), kind), timeout=WAIT_MS)
        return self.window.current()


@pytest.fixture
def watched(
    qtbot: QtBot, qapp: QApplication, home: Path, pulse: Pulse, model_dir: Callable[[str], Path]
) -> Iterator[Watched]:
    for model in MODELS:
        model_dir(model)
    prepare_application(qapp)
    settings.save(Settings(persona_model=MODELS[0], welcomed=True))
    bridge = Bridge()
    store = Store.open(home / "data" / "sessions.db", from_passphrase("for a test"))
    application = Application(store, Catalog.load(), settings.load(), bridge)
    window = MainWindow(application, bridge, Theme("dark"))
    window.resize(1280, 800)
    window.show()
    yield Watched(window, bridge, qtbot)
    window.close()
    qtbot.waitUntil(lambda: not window._controller_runs, timeout=WAIT_MS)


def picture(window: MainWindow, folder: Path, name: str) -> None:
    """A screenshot of the screen, which must show something."""
    image = window.grab().toImage()
    assert image.save(str(folder / f"{name}.png"))
    colours = {image.pixel(x, y) for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}
    assert len(colours) > 8, f"the {name} screen is empty"


def test_a_call_from_the_library_to_both_versions_on_paper(
    watched: Watched,
    pulse: Pulse,
    qtbot: QtBot,
    model_dir: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speaker = Speaker(model_dir, tmp_path)
    window = watched.window
    shots = Path(os.environ.get("STEADYHAND_SCREENSHOTS", str(tmp_path)))

    library = watched.until_screen(LibraryScreen)
    picture(window, shots, "library")
    library.cards[0].setFocus()  # type: ignore[attr-defined]
    QTest.keyClick(library.cards[0], Qt.Key.Key_Return)  # type: ignore[attr-defined]

    briefing = watched.until_screen(BriefingScreen)
    assert isinstance(briefing, BriefingScreen)
    watched.until(lambda e: type(e).__name__ == "LevelMeasured")
    pulse.speak(speaker.say(CHECK, "bm_george"))
    watched.until(lambda e: isinstance(e, PartialHeard) and "numbers" in e.text.lower())
    picture(window, shots, "briefing")
    QTest.keyClick(briefing, Qt.Key.Key_Return)

    watched.until_screen(CallScreen)
    watched.until(lambda e: isinstance(e, PersonaSaid))
    picture(window, shots, "call")
    for number, line in enumerate(LINES, 1):
        qtbot.waitUntil(lambda: phase_of(watched) is CallPhase.LISTENING, timeout=WAIT_MS)
        pulse.speak(speaker.say(line, "bm_george"))
        watched.until(lambda e, n=number: _is_user_turn(e, n))  # type: ignore[misc]
    watched.until(lambda e: isinstance(e, PersonaSaid) and e.turn_id == 5)
    call = window.current()
    assert isinstance(call, CallScreen)
    QTest.mouseClick(call.end.button, Qt.MouseButton.LeftButton)

    pane = watched.until_screen(ReviewPane)
    assert isinstance(pane, ReviewPane)
    qtbot.waitUntil(lambda: pane.whole)
    picture(window, shots, "review")
    found = {(moment.item, moment.kind): moment for moment in pane.document.moments}
    assert ("blame", "avoid") in found
    assert ("threat", "say") in found
    with pulse.listening() as loudspeaker:
        click_words(pane, found["blame", "avoid"].id)
        played = loudspeaker.next(3.0)
    assert np.abs(played.astype(int)).max() > 1000

    blame = found["blame", "avoid"]
    assert pane.selected is not None
    assert pane.selected.id == blame.id
    first_id = pane.document.session_id
    watched.forget()
    QTest.mouseClick(pane.inspector.retry, Qt.MouseButton.LeftButton)
    watched.until_screen(CallScreen)
    qtbot.waitUntil(lambda: phase_of(watched) is CallPhase.LISTENING, timeout=WAIT_MS)
    pulse.speak(speaker.say(BETTER, "bm_george"))
    watched.until(lambda e: isinstance(e, PersonaSaid) and e.turn_id == blame.turn_id + 1)
    call = window.current()
    assert isinstance(call, CallScreen)
    QTest.mouseClick(call.end.button, Qt.MouseButton.LeftButton)
    again = watched.until_screen(ReviewPane)
    assert isinstance(again, ReviewPane)
    qtbot.waitUntil(lambda: again.whole)
    picture(window, shots, "both versions")
    assert again.document.session_id != first_id
    first, second = (column.version for column in (again.versions.first, again.versions.again))
    assert own_words(first.turns).startswith("Kenji, how did this pass")
    assert "need from me" in own_words(second.turns)
    assert [(one.item, one.kind) for one in first.moments].count(("blame", "avoid"))
    assert not [one for one in second.moments if (one.item, one.kind) == ("blame", "avoid")]

    said = own_words(second.turns)
    for name, read in READERS.items():
        target = tmp_path / f"review.{name}"
        monkeypatch.setattr(window, "choose_file", lambda *_asked, chosen=target: str(chosen))
        action = next(one for one in again.export_menu().actions() if one.text() == FORMATS[name])
        window.notice.hide()
        action.trigger()
        qtbot.waitUntil(lambda n=name: window.notice.text().startswith(f"Saved as review.{n}."), timeout=WAIT_MS)
        text = read(target)
        assert says(text, again.document.title), name
        assert says(text, said), name


def says(text: str, words: str) -> bool:
    """Whether `text` has the words, one after the other; marks of moments may stand between them."""
    return re.search(r"\W*.{0,40}?".join(map(re.escape, words.split())), "".join(text.split())) is not None


def own_words(turns: Sequence[ReviewTurn]) -> str:
    return " ".join(turn.text for turn in turns if turn.role == "user")


def _strings(value: object) -> list[str]:
    """Every text in a JSON document."""
    if isinstance(value, dict | list):
        return [text for one in (value.values() if isinstance(value, dict) else value) for text in _strings(one)]
    return [value] if isinstance(value, str) else []


READERS: dict[ExportFormat, Callable[[Path], str]] = {
    "html": lambda path: re.sub("<[^>]*>", "", html.unescape(path.read_text("utf-8"))),
    "md": lambda path: path.read_text("utf-8").replace("\\", "").replace("*", ""),
    "json": lambda path: " ".join(_strings(json.loads(path.read_text("utf-8")))),
    "pdf": lambda path: pdf.text(path.read_bytes()),
}


def click_words(pane: ReviewPane, moment_id: int) -> None:
    """Click in the middle of a highlight as painted."""
    row = pane.transcript.row_of(moment_id)
    assert row is not None
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.span_boxes(moment_id)[0].center())


def phase_of(watched: Watched) -> CallPhase | None:
    return next((event.phase for event in reversed(watched.events) if isinstance(event, PhaseChanged)), None)


def _is_user_turn(event: Event, number: int) -> bool:
    return (
        isinstance(event, UtteranceAdded)
        and event.utterance.role == "user"
        and event.utterance.turn_id == 2 * number
    )
