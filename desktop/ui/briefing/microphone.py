"""The microphone check: how loud you are, and your own words back."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui import typography
from desktop.ui.controller import Controller, Devices
from desktop.ui.i18n import quoted, tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.choices import Picker
from desktop.ui.widgets.level import LevelBar
from desktop.ui.widgets.lock import lock
from desktop.ui.widgets.prose import Prose, Run
from desktop.ui.widgets.text import label

CLEAR_WORDS = 3
"""Words that must be recognised before the check says that it hears well."""


def show_heard(words: Prose, text: str) -> None:
    """Show what was understood so far, and whether that is enough to say that it hears well."""
    if not text:
        words.set_text(
            tr("Say something: your own words appear here."), (Run(0, 200, typography.REGULAR, "muted"),)
        )
        return
    said = quoted(text)
    clear = len(text.split()) >= CLEAR_WORDS
    whole = (
        tr("Say something: {words} ✓ heard clearly", words=said)
        if clear
        else tr("Say something: {words}", words=said)
    )
    start = whole.find(said)
    words.set_text(whole, (Run(start, start + len(said), typography.REGULAR, "say"),))


class MicrophoneCheck(QWidget):
    """Level, words, and which microphone."""

    def __init__(self, theme: Theme, controller: Controller) -> None:
        super().__init__()
        self._controller = controller
        self.picker = Picker(theme, tr("Microphone"))
        self.picker.picked.connect(self._choose)
        self._offer(Devices())
        self.level = LevelBar(theme)
        self.words = Prose(theme, size=typography.SMALL)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(label(tr("Microphone"), typography.SMALL, tone="muted"), 1)
        top.addWidget(self.picker)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        if held := lock(theme, controller.policy(), "input_device", tr("Microphone"), self.picker):
            column.addWidget(held)
        column.addWidget(self.level)
        column.addWidget(self.words)
        hint = tr("Headphones make it more real. No microphone? Type instead during the call.")
        column.addWidget(label(hint, typography.SMALL, tone="muted", wrap=True))
        self.hear("")

    def offer(self, devices: Devices) -> None:
        """The microphones there are, after a look; without one there is nothing to say into."""
        self._offer(devices)
        if devices.inputs:
            self.hear("")
        else:
            none = tr("No microphone was found. Connect one, or type what you say during the call.")
            self.words.set_text(none, (Run(0, len(none), typography.REGULAR, "possible"),))

    def _offer(self, devices: Devices) -> None:
        choices = [("", tr("System default")), *((d.id, d.label) for d in devices.inputs)]
        self.picker.offer(choices, self._controller.settings().input_device)

    def hear(self, text: str) -> None:
        """Show what was understood so far."""
        show_heard(self.words, text)

    def _choose(self, device: str) -> None:
        settings = msgspec.structs.replace(self._controller.settings(), input_device=device)
        self._controller.set_settings(settings)
        self._controller.stop_microphone_check()
        self._controller.start_microphone_check()
        self.level.reset()
        self.hear("")
