"""Everything one needs before the call, on one screen."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.scenario import Scenario
from desktop.settings import Difficulty, Pauses
from desktop.ui import timefmt, typography
from desktop.ui.briefing.microphone import MicrophoneCheck
from desktop.ui.controller import CallOptions, Controller, Devices
from desktop.ui.health import HealthBook
from desktop.ui.i18n import marked, offered, plural, tr
from desktop.ui.portrait import Portrait
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.choices import Segmented, Toggle
from desktop.ui.widgets.lock import LockLine, lock
from desktop.ui.widgets.notice import Sign
from desktop.ui.widgets.prose import Prose
from desktop.ui.widgets.scroll import fitting, page
from desktop.ui.widgets.text import card, label

STACK_BELOW = 860
_FOOT = QMargins(40, 8, 40, 20)
DIFFICULTIES = (
    ("supportive", marked("Supportive")),
    ("realistic", marked("Realistic")),
    ("brutal", marked("Brutal")),
)
PAUSES = (
    ("lively", marked("Lively")),
    ("natural", marked("Natural")),
    ("patient", marked("Patient")),
    ("push_to_talk", marked("Push to talk")),
)


class BriefingScreen(QWidget):
    """One scenario, and how the call is to be."""

    picked_up = Signal(object)
    """The `CallOptions` chosen."""
    back = Signal()

    def __init__(self, theme: Theme, controller: Controller, scenario: Scenario, health: HealthBook) -> None:
        super().__init__()
        self._theme, self._controller, self._health = theme, controller, health
        self.scenario = scenario
        self._first_name = scenario.persona.name.split(" ")[0]
        scroll, column = page((40, 24, 40, 32), 14)
        back = ActionButton(theme, tr("Rehearse"), "quiet", icon="back")
        back.clicked.connect(self.back)
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(28)
        self._halves.addLayout(self._story(), 1)
        self._halves.addWidget(self._before_you_start())
        column.addLayout(self._halves, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addLayout(self._foot())
        self.show_health()

    def options(self) -> CallOptions:
        """What is chosen now."""
        return CallOptions(
            difficulty=cast(Difficulty, self.difficulty.value()),
            pauses=cast(Pauses, self.pauses.value()),
            keep_audio=self.keep_audio.isChecked(),
            minutes=float(self.minutes.value()),
        )

    def show_health(self) -> None:
        """Say again how the engines are."""
        self.engines.setText(self._health.readiness())

    def showEvent(self, event: QShowEvent) -> None:
        """Warm up and listen while the briefing is read."""
        super().showEvent(event)
        self._controller.prepare(self.scenario.id, self.options())
        self._controller.start_microphone_check()
        self._controller.devices(self._offer)
        self.pick_up.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def _offer(self, devices: Devices) -> None:
        if isValid(self):  # they come after the engines; who went back by then has taken the screen along
            self.microphone.offer(devices)

    def hideEvent(self, event: QHideEvent) -> None:
        self._controller.stop_microphone_check()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter picks up the phone, Escape goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pick_up.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.back.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        stacked = self.width() < STACK_BELOW
        directions = QBoxLayout.Direction
        self._halves.setDirection(directions.TopToBottom if stacked else directions.LeftToRight)
        self._panel.setMinimumWidth(0 if stacked else 380)
        self._panel.setMaximumWidth(16_777_215 if stacked else 400)
        self.pick_up.setFixedWidth(max(200, min(380, self.width() - 80)))
        self._foot_row.setContentsMargins(fitting(_FOOT, self.width()))

    def _story(self) -> QVBoxLayout:
        scenario, persona = self.scenario, self.scenario.persona
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(label(scenario.title, typography.TITLE, weight=typography.SEMIBOLD, wrap=True))
        who = f"{persona.name}, {persona.role}. {persona.summary}".strip()
        words.addWidget(Prose(self._theme, who, size=typography.BODY, tone="muted"))
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(18)
        top.addWidget(Portrait(persona.name, 84, 18), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        column = QVBoxLayout()
        column.setSpacing(18)
        column.addLayout(top)
        for paragraph in filter(str.strip, scenario.situation.split("\n\n")):
            column.addWidget(Prose(self._theme, paragraph, size=typography.BODY))
        if scenario.goals:
            column.addWidget(self._goals())
        if scenario.watch_for:
            watch = tr("What usually goes wrong: {mistake}", mistake=_lower_first(scenario.watch_for))
            column.addWidget(Prose(self._theme, watch, size=typography.SMALL, tone="muted"))
        column.addStretch(1)
        return column

    def _goals(self) -> QFrame:
        frame = card()
        box = QVBoxLayout(frame)
        box.setContentsMargins(20, 18, 20, 18)
        box.setSpacing(8)
        self.you = label("", typography.BODY, weight=typography.SEMIBOLD, wrap=True)
        self._say_time(f"{self.scenario.minutes:g}")
        box.addWidget(self.you)
        for number, goal in enumerate(self.scenario.goals, 1):
            row = QHBoxLayout()
            row.setSpacing(12)
            count = label(str(number), typography.BODY, weight=typography.SEMIBOLD, tone="muted", tabular=True)
            count.setContentsMargins(0, 2, 0, 0)
            row.addWidget(count, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Prose(self._theme, goal, size=typography.BODY), 1)
            box.addLayout(row)
        return frame

    def _before_you_start(self) -> QFrame:
        self._panel = card()
        box = QVBoxLayout(self._panel)
        box.setContentsMargins(20, 18, 20, 20)
        box.setSpacing(8)
        box.addWidget(label(tr("Before you start"), typography.BODY, weight=typography.SEMIBOLD))
        self.microphone = MicrophoneCheck(self._theme, self._controller)
        box.addWidget(self.microphone)
        settings = self._controller.settings()
        hard = tr("How hard is {name} to reach?", name=self._first_name)
        self.difficulty = Segmented(self._theme, hard, offered(DIFFICULTIES), settings.difficulty)
        long = tr("How long may you pause before {name} answers?", name=self._first_name)
        self.pauses = Segmented(self._theme, long, offered(PAUSES), settings.pauses)
        time = tr("How much time do you have?")
        usual = f"{self.scenario.minutes:g}"
        self.minutes = Segmented(self._theme, time, times(self.scenario.minutes), usual)
        self.minutes.chosen.connect(self._say_time)
        settled = {self.difficulty: "difficulty", self.pauses: "pauses"}
        for question, control in ((hard, self.difficulty), (long, self.pauses), (time, self.minutes)):
            box.addSpacing(6)
            box.addWidget(label(question, typography.SMALL, tone="muted", wrap=True))
            box.addWidget(control)
            if control in settled and (held := self._held(settled[control], question, control)):
                box.addWidget(held)
        box.addSpacing(6)
        box.addLayout(self._keep_audio_row(settings.audio_retention_days, settings.keep_audio))
        box.addSpacing(6)
        box.addLayout(self._engine_row())
        box.addStretch(1)
        return self._panel

    def _foot(self) -> QHBoxLayout:
        """The one main action, always in sight below what scrolls."""
        self.pick_up = ActionButton(self._theme, tr("Pick up the phone"), "accent", keycap=tr("Enter"))
        self.pick_up.setFixedHeight(52)
        self.pick_up.clicked.connect(lambda: self.picked_up.emit(self.options()))
        self._foot_row = row = QHBoxLayout()
        row.setContentsMargins(_FOOT)
        row.addStretch(1)
        row.addWidget(self.pick_up)
        return row

    def _say_time(self, minutes: str) -> None:
        if self.scenario.goals:
            self.you.setText(
                plural(
                    "You are {you}. In these %n minute:",
                    "You are {you}. In these %n minutes:",
                    round(float(minutes)),
                    you=self.scenario.you,
                )
            )

    def _keep_audio_row(self, days: int, on: bool) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(tr("Keep my voice for the review"), typography.BODY, wrap=True))
        about = plural("Encrypted here, deleted after %n day", "Encrypted here, deleted after %n days", days)
        words.addWidget(label(about, typography.SMALL, tone="muted", wrap=True))
        self.keep_audio = Toggle(self._theme, tr("Keep my voice for the review. {about}", about=about), on)
        if held := self._held("keep_audio", tr("Keep my voice for the review"), self.keep_audio):
            words.addWidget(held)
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self.keep_audio)
        return row

    def _held(self, name: str, question: str, control: QWidget) -> LockLine | None:
        return lock(self._theme, self._controller.policy(), name, question, control)

    def _engine_row(self) -> QHBoxLayout:
        self.engines = label("", typography.SMALL, tone="muted", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Sign(self._theme, "lock", "muted", 16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.engines, 1)
        return row


def times(usual: float) -> tuple[tuple[str, str], ...]:
    """Time limits to choose from, in minutes: the scenario's own, and about half and twice of it."""
    offered = sorted({usual, float(max(2, round(usual / 2))), float(round(usual * 2))})
    return tuple((f"{minutes:g}", timefmt.minutes(minutes)) for minutes in offered)


def _lower_first(sentence: str) -> str:
    """A sentence to go on with after a colon; names and abbreviations keep their capital."""
    first = sentence.split(" ")[0]
    return sentence if first[1:] != first[1:].lower() or first == "I" else sentence[:1].lower() + sentence[1:]
