"""Trying out: the microphone by its level and your own words, the loudspeaker and the voice by what they play."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.errors import UserError
from desktop.ui import typography
from desktop.ui.briefing.microphone import show_heard
from desktop.ui.controller import Controller
from desktop.ui.i18n import refusal, tr
from desktop.ui.soundcheck import SoundCheck
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.level import LevelBar
from desktop.ui.widgets.prose import Prose
from desktop.ui.widgets.text import label

TEST_S = 15
"""How long the microphone is tested before it is let go by itself."""
Play = Callable[[Callable[[], None], Callable[[UserError], None]], None]


class MicrophoneTest(QWidget):
    """A button that listens for some seconds. Nothing is kept."""

    def __init__(self, theme: Theme, controller: Controller) -> None:
        super().__init__()
        self._controller = controller
        self.running = False
        self.button = ActionButton(theme, tr("Test the microphone"), "link")
        self.button.clicked.connect(lambda: self.stop() if self.running else self.start())
        self.level = LevelBar(theme)
        self.words = Prose(theme, size=typography.SMALL)
        hint = tr("The bar moves while you speak. Your words appear as well once you have opened a briefing.")
        self.hint = label(hint, typography.SMALL, tone="muted", wrap=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.stop)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.button)
        row.addWidget(self.level, 100)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.words)
        column.addWidget(self.hint)
        self._show_running(False)

    def start(self) -> None:
        """Listen."""
        self.level.reset()
        self.hear("")
        self._controller.start_microphone_check()
        self._timer.start(TEST_S * 1000)
        self._show_running(True)

    def stop(self) -> None:
        """Let the microphone go. Without effect when no test runs."""
        if self.running:
            self._timer.stop()
            self._controller.stop_microphone_check()
            self._show_running(False)

    def hear(self, text: str) -> None:
        """What was understood so far."""
        show_heard(self.words, text)

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()
        super().hideEvent(event)

    def _show_running(self, running: bool) -> None:
        self.running = running
        self.button.set_label(tr("Stop") if running else tr("Test the microphone"))
        for part in (self.level, self.words, self.hint):
            part.setVisible(running)


class PlayTest(QWidget):
    """A button that plays something short, and says plainly when that can't be done."""

    def __init__(self, theme: Theme, text: str, play: Play, sounds: SoundCheck) -> None:
        super().__init__()
        self._text, self._play, self._sounds = text, play, sounds
        self._number = 0
        self.playing = False
        self.button = ActionButton(theme, text, "link")
        self.button.clicked.connect(self._pressed)
        self.said = label("", typography.SMALL, tone="possible", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 4)
        row.setSpacing(14)
        row.addWidget(self.button)
        row.addWidget(self.said, 1)

    def hideEvent(self, event: QHideEvent) -> None:
        if self.playing:
            self._sounds.stop()
        super().hideEvent(event)

    def _pressed(self) -> None:
        if self.playing:
            self._sounds.stop()
            return
        self._number += 1
        number = self._number
        self.said.setText("")
        self._show_playing(True)

        def ended() -> None:
            if isValid(self) and number == self._number:
                self._show_playing(False)

        def failed(wrong: UserError) -> None:
            if isValid(self) and number == self._number:
                self.said.setText(refusal(wrong))
                self._show_playing(False)

        self._play(ended, failed)

    def _show_playing(self, playing: bool) -> None:
        self.playing = playing
        self.button.set_label(tr("Stop") if playing else self._text)
