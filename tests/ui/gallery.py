"""Pictures of every screen, from sample data: `python -m tests.ui.gallery docs/screenshots`.

Each picture is reduced to 256 colours, which keeps it small and looks the same.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.events import (
    CallPhase,
    EngineHealth,
    LevelMeasured,
    Notice,
    PartialHeard,
    PersonaSaid,
    PhaseChanged,
    SessionEnded,
    SessionStarted,
)
from desktop.records import KeptShare
from desktop.review.comparison import compare, tried_again
from desktop.settings import Appearance
from desktop.ui.again import Again
from desktop.ui.bridge import Bridge
from desktop.ui.call.screen import CallScreen
from desktop.ui.controller import LoadedReview
from desktop.ui.dialogs import PassphraseDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.progress.screen import ProgressScreen
from desktop.ui.review.takeup import TakeUpBar
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.shelf import Fetching
from desktop.ui.snapshot import application, render_review
from desktop.ui.theme import DARK, LIGHT, Theme
from desktop.ui.welcome.screen import WelcomeScreen
from desktop.ui.widgets.lock import LockLine
from tests.ui import samples
from tests.ui.fakes import CHECKS, SCENARIOS, FakeController, summary
from tests.ui.whole import all_at_once


def settle() -> None:
    """Let layouts and queued events come to rest."""
    for _turn in range(16):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents()


def save(widget: QWidget, path: Path) -> None:
    """Write a picture of `widget` as it is now."""
    settle()
    shrink(widget.grab().toImage()).save(str(path))


def shrink(image: QImage) -> QImage:
    """The same picture in the tokens' colours, however rare, and the commonest of the others: 256 in all."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), np.uint32)
    colors, counts = np.unique(pixels, return_counts=True)
    tokens = [
        t.color(name).rgb() for t in (DARK, LIGHT) for name in ("avoid", "say", "step", "promise", "possible")
    ]
    commonest = (int(color) for color in colors[np.argsort(counts)[::-1]])
    table = list(dict.fromkeys([*(tone for tone in tokens if tone in colors), *commonest]))[:256]
    return plain.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.AvoidDither)


def window(scheme: Appearance, size: tuple[int, int], **fake: object) -> tuple[MainWindow, FakeController]:
    """The window on sample data."""
    controller = FakeController(**fake)  # type: ignore[arg-type]
    made = MainWindow(controller, Bridge(), Theme(scheme))
    made.resize(*size)
    made.show()
    settle()
    return made, controller


def _engines(made: MainWindow) -> None:
    for role in ("recogniser", "second_ear", "persona", "synthesizer"):
        made.take(EngineHealth(role, "ready"))


def library(out: Path, scheme: Appearance, size: tuple[int, int], name: str) -> None:
    unfinished = replace(summary("s-0", "eleven-pm", "The 11 PM call", 0, 0, ended=False), duration_s=192.0)
    made, controller = window(scheme, size)
    controller.sessions = (unfinished, *controller.sessions)
    made.current().show_history(controller.sessions)  # type: ignore[attr-defined]
    save(made, out / f"library_{name}.png")
    made.go("history")
    save(made, out / f"reviews_{name}.png")
    made.go("settings")
    _engines(made)
    save(made, out / f"settings_{name}.png")
    made.deleteLater()


def welcome(out: Path, scheme: Appearance, size: tuple[int, int], name: str) -> None:
    made, controller = window(scheme, size)
    screen = WelcomeScreen(made.theme, controller, made.health)
    made._show(screen, "")
    screen.go(1)
    screen.models.fetch.click()
    controller.shelf_.on_progress(Fetching("Vosk English, small", 1, 1, 20_600_000, 41_205_931))
    save(made, out / f"welcome_{name}.png")
    made.deleteLater()


def models(out: Path, scheme: Appearance, size: tuple[int, int], name: str) -> None:
    """The settings, scrolled to the models, one of which is on its way."""
    made, controller = window(scheme, size)
    made.go("settings")
    screen = made.current()
    assert isinstance(screen, SettingsScreen)
    screen.models.suggested.click()
    controller.shelf_.on_progress(Fetching("Vosk English, small", 1, 1, 20_600_000, 41_205_931))
    settle()
    area = screen.findChildren(QScrollArea)[0]
    area.verticalScrollBar().setValue(screen.models.mapTo(area.widget(), screen.models.rect().topLeft()).y() - 20)
    save(made, out / f"models_{name}.png")
    made.deleteLater()


def settings_cards(out: Path, scheme: Appearance, size: tuple[int, int], name: str) -> None:
    """The settings, scrolled to the keyboard, to privacy, and to diagnostics with checks that were run."""
    made, controller = window(scheme, size)
    made.go("settings")
    _engines(made)
    screen = made.current()
    assert isinstance(screen, SettingsScreen)
    screen.microphone.button.click()
    for _block in range(20):
        made.take(LevelMeasured(-28.0, 1.0))
    made.take(PartialHeard(0, "I heard the numbers, tell me where we are"))
    screen.privacy.erase.click()
    screen.diagnostics.examine.click()
    for check in CHECKS:
        controller.clinic_.on_check(check)
    controller.clinic_.on_ready()
    settle()
    area = screen.findChildren(QScrollArea)[0]
    (keyboard,) = (one for one in screen.findChildren(QWidget) if type(one).__name__ == "KeyboardCard")
    for card, title in (
        (screen.microphone, "devices"),
        (screen.privacy, "privacy"),
        (keyboard, "keyboard"),
        (screen.diagnostics, "diagnostics"),
    ):
        area.verticalScrollBar().setValue(card.mapTo(area.widget(), card.rect().topLeft()).y() - 90)
        save(made, out / f"settings_{title}_{name}.png")
    screen.diagnostics.support.click()
    save(screen.diagnostics.dialog, out / f"support_{name}.png")
    made.deleteLater()


def locked(out: Path, scheme: Appearance, size: tuple[int, int], name: str) -> None:
    """The settings, models, privacy and the briefing on a machine that IT looks after."""
    made, controller = window(scheme, size)
    controller.policy_ = samples.policy()
    controller.kept = msgspec.structs.replace(controller.kept, **controller.policy_.locked)
    made.go("settings")
    screen = made.current()
    assert isinstance(screen, SettingsScreen)
    settle()
    area = screen.findChildren(QScrollArea)[0]
    held = screen.findChildren(LockLine)
    held[0].setFocus(Qt.FocusReason.TabFocusReason)
    area.verticalScrollBar().setValue(screen.pauses.mapTo(area.widget(), QPoint(0, -110)).y())
    save(made, out / f"settings_locked_{name}.png")
    area.verticalScrollBar().setValue(screen.privacy.mapTo(area.widget(), QPoint(0, -20)).y())
    save(made, out / f"settings_locked_privacy_{name}.png")
    made.open_briefing("eleven-pm")
    _engines(made)
    save(made, out / f"briefing_locked_{name}.png")
    made.deleteLater()


def briefing(out: Path, scheme: Appearance, size: tuple[int, int], name: str) -> None:
    made, _controller = window(scheme, size)
    made.open_briefing("eleven-pm")
    _engines(made)
    for _block in range(20):
        made.take(LevelMeasured(-28.0, 1.0))
    made.take(PartialHeard(0, "I heard the numbers, tell me where we are"))
    save(made, out / f"briefing_{name}.png")
    made.deleteLater()


def call(out: Path, scheme: Appearance, size: tuple[int, int], name: str) -> None:
    made, _controller = window(scheme, size)
    made.open_briefing("eleven-pm")
    made.current().pick_up.click()  # type: ignore[attr-defined]
    made.take(SessionStarted("s-1", "eleven-pm"))
    made.take(PhaseChanged(CallPhase.SPEAKING, 192.0))
    made.take(
        PersonaSaid(3, "Four hours for the rollback, and we'd lose the last two hours of orders.", 190.0, 4.0)
    )
    for _block in range(20):
        made.take(LevelMeasured(-48.0, 192.0))
    assert isinstance(made.current(), CallScreen)
    save(made, out / f"call_{name}.png")
    made.take(
        EngineHealth("synthesizer", "degraded", "The neural voice stopped: the system voice speaks instead.")
    )
    made.take(PhaseChanged(CallPhase.HEARING, 196.0))
    made.take(PartialHeard(4, "Okay. What is the worst case with each"))
    made.current().type_instead.button.click()
    save(made, out / f"call_typing_{name}.png")
    made.take(
        Notice(
            "The microphone or the loudspeaker is gone. Connect it, or another one, to go on.",
            "The call waits, and goes on by itself. What was said is saved.",
        )
    )
    made.take(PhaseChanged(CallPhase.WAITING, 197.0))
    save(made, out / f"call_waiting_{name}.png")
    made.deleteLater()


def review(out: Path, scheme: Appearance, size: tuple[int, int], name: str) -> None:
    made, _controller = window(scheme, size)
    made.open_review("s-1")
    save(made, out / f"review_{name}.png")
    made.deleteLater()


def progress(out: Path, scheme: Appearance, size: tuple[int, int], name: str) -> None:
    made, _controller = window(scheme, size)
    made.go("progress")
    screen = made.current()
    assert isinstance(screen, ProgressScreen)
    settle()
    save(made, out / f"progress_{name}.png")
    screen.skill_rows()[1].strip.choose(2)
    scroll = screen.findChildren(QScrollArea)[0]
    assert screen.compare is not None
    scroll.verticalScrollBar().setValue(screen.cards[1].mapTo(scroll.widget(), QPoint(0, -16)).y())
    save(made, out / f"progress_skills_{name}.png")
    scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())
    save(made, out / f"progress_compare_{name}.png")
    made.deleteLater()


def again(out: Path, scheme: Appearance, size: tuple[int, int], name: str) -> None:
    """Both versions of a moment, a review with tries and the offer to go on, and a retry about to begin."""
    made, controller = window(scheme, size)
    made.again = Again(made, controller, lambda: 0.0)  # no time passes
    tried = samples.second_try()
    controller.loaded = LoadedReview(tried, True, compare(samples.first_try(), tried), first_has_audio=True)
    made.open_review("s-2")
    save(made, out / f"versions_{name}.png")
    line = tried_again(samples.first_try(), tried)
    assert line is not None
    controller.loaded = LoadedReview(samples.first_try(), True, tried=(line,), can_resume=True)
    made.take(SessionEnded("s-1", "hung_up", 162.0))
    bar = made.current().findChild(TakeUpBar)
    assert isinstance(bar, TakeUpBar)
    save(made, out / f"review_ended_{name}.png")
    made.again.retry(samples.first_try(), 1)
    save(made, out / f"call_retry_{name}.png")
    made.deleteLater()


def sharing(out: Path, scheme: Appearance, size: tuple[int, int], name: str) -> None:
    """Notes and comments, searching, sharing, and a call that someone shared."""
    made, controller = window(scheme, size)
    controller.loaded = type(controller.loaded)(samples.written_review(), has_audio=True)
    made.open_review("s-1")
    assert made.pane is not None
    made.pane.written.find.begin()
    made.pane.written.find.field.setText("option")
    save(made, out / f"review_written_{name}.png")
    made.pane.share_button.click()
    dialog = made.sharing.share_dialog
    assert dialog is not None
    dialog.make.click()
    dialog.shown.setText("k7mq-2x9p-hv4c-t8ra-wn3e")
    save(dialog, out / f"share_{name}.png")
    dialog.reject()
    made.sharing.open_file(Path("call.steadyshare"))
    assert made.sharing.open_dialog is not None
    save(made.sharing.open_dialog, out / f"share_open_{name}.png")
    made.sharing.open_dialog.submitted.emit("words")
    composer = made.pane.written.composer
    assert composer is not None
    composer.author.setText("Ruth Adler")
    composer.text.setPlainText("You knew he had signed it off. What did you want to hear?")
    composer.add.click()
    save(made, out / f"shared_{name}.png")
    made.sharing.close_share()
    controller.kept_calls = (KeptShare("x-1", "The 11 PM call", "2025-03-05T09:00:00+01:00"),)
    made.go("history")
    save(made, out / f"reviews_shared_{name}.png")
    made.deleteLater()


def corners(out: Path) -> None:
    """Empty states, an error, the passphrase, high contrast."""
    made, controller = window("dark", (1280, 800), history=())
    made.go("history")
    made.take(
        Notice("The microphone was unplugged. The call so far is safe.", "Plug it in again, or type what you say.")
    )
    save(made, out / "reviews_empty_dark.png")
    made.go("progress")
    save(made, out / "progress_empty_dark.png")
    controller.loaded = type(controller.loaded)(samples.empty_review(), has_audio=False)
    made.open_review("s-1")
    save(made, out / "review_empty_dark.png")
    made.deleteLater()
    dialog = PassphraseDialog(Theme("dark"), new=True)
    dialog.first.setText("three small words")
    dialog.confirm.click()
    dialog.show()
    save(dialog, out / "passphrase_dark.png")
    dialog.deleteLater()


SCREENS = (welcome, library, models, settings_cards, locked, briefing, call, review, progress, again, sharing)
"""What draws them: every screen, in the states worth looking at."""


def main(out: Path, suffix: str = "") -> None:
    """Write every picture to `out`; `suffix` marks another scale."""
    application()
    all_at_once()
    out.mkdir(parents=True, exist_ok=True)
    schemes: tuple[tuple[Appearance, tuple[int, int], str], ...] = (
        ("dark", (1280, 800), f"dark{suffix}"),
        ("light", (1280, 800), f"light{suffix}"),
        ("contrast", (1280, 800), f"contrast{suffix}"),
        ("dark", (900, 600), f"narrow{suffix}"),
    )
    for scheme, size, name in schemes:
        for draw in SCREENS:
            draw(out, scheme, size, name)
    corners(out)
    whole = out / f"review_whole{suffix}.png"
    render_review(samples.review(), whole)
    shrink(QImage(str(whole))).save(str(whole))


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as home:
        os.environ["STEADYHAND_HOME"] = home
        assert SCENARIOS
        main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
