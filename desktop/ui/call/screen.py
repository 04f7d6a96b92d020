"""The call: nothing but the person, the time, what is happening, and captions if wanted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.events import CallPhase
from desktop.scenario import Scenario
from desktop.ui import timefmt, typography
from desktop.ui.call.clock import CallClock
from desktop.ui.call.controls import Control
from desktop.ui.call.rings import SpeakingPortrait
from desktop.ui.controller import CallOptions, Controller
from desktop.ui.i18n import quoted, tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.level import LevelBar
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.prose import Prose, Run
from desktop.ui.widgets.scroll import page
from desktop.ui.widgets.text import ElidedLabel, label

TICK_MS = 250
COMPACT_BELOW = 960
_STANDING = (CallPhase.CONNECTING, CallPhase.PAUSED, CallPhase.WAITING, CallPhase.ENDED)
"""Phases in which no time of the call passes."""
_AROUND_PERSON = 440
"""Height of everything else on the screen, in px."""


class CallScreen(QWidget):
    """One call. The window hands the events to it; it asks the controller for the rest."""

    ended = Signal()
    captions_changed = Signal(bool)

    def __init__(self, theme: Theme, controller: Controller, scenario: Scenario, options: CallOptions) -> None:
        super().__init__()
        self._theme, self._controller = theme, controller
        self.scenario, self._options = scenario, options
        self._first_name = scenario.persona.name.split(" ")[0]
        self._phase = CallPhase.CONNECTING
        self._held = self._muted = self._paused = False
        self.clock = CallClock()
        self._begins_s = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Call with {name}", name=scenario.persona.name))
        self._build()
        self._ticker = QTimer(self)
        self._ticker.setInterval(TICK_MS)
        self._ticker.timeout.connect(self.show_time)
        self.set_captions(controller.settings().captions)
        self.show_phase(CallPhase.CONNECTING)
        self.show_time()

    def begin(self) -> None:
        """The other side picked up: the clock runs."""
        self.clock.start()
        self.clock.tell(self._begins_s)
        self._ticker.start()

    def go_on_from(self, at_s: float, cue: str) -> None:
        """The call goes on from an earlier one, `at_s` into it. `cue`, the line to answer, is shown at once."""
        self._begins_s = at_s
        self.clock.tell(at_s)
        self.show_time()
        if cue:
            self.set_captions(True)
            self.show_said(cue)

    def show_phase(self, phase: CallPhase) -> None:
        """What is happening, in words and shape."""
        self._phase = phase
        if phase is not CallPhase.WAITING:  # a pause outlasts the loss of a device
            self._paused = phase is CallPhase.PAUSED
        self.clock.hold(phase in _STANDING)
        self.person.set_speaking(phase is CallPhase.SPEAKING)
        self.pause.set_caption(
            tr("Continue") if self._paused else tr("Pause"), "play" if self._paused else "pause"
        )
        self._say_state()

    def show_time(self) -> None:
        """Time left, and the scenario's own clock."""
        elapsed = self.clock.elapsed()
        self._left.setText(timefmt.countdown(self._options.minutes * 60 - elapsed))
        story = timefmt.story_clock(self.scenario.clock_start, elapsed)
        self._title.setText(
            tr("{title} · {story} in the story", title=self.scenario.title, story=story)
            if story
            else self.scenario.title
        )

    def show_said(self, text: str) -> None:
        """Caption of the other side."""
        self.caption.set_text(quoted(text))

    def show_heard(self, text: str) -> None:
        """Caption of one's own words so far."""
        whole = tr("You: {text}", text=text)
        self.caption.set_text(whole, (Run(0, max(whole.find(text), 0), typography.SEMIBOLD, "accent"),))

    def show_trouble(self, text: str) -> None:
        """What is degraded, in a plain line; "" when nothing is."""
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def set_captions(self, shown: bool) -> None:
        """Show or hide captions."""
        self.captions.button.setChecked(shown)
        self.caption.setVisible(shown)

    def set_held(self, held: bool) -> None:
        """Keep the floor, or give it back."""
        if held != self._held:
            self._held = held
            self._controller.hold_to_think(held)
            self.hold.button.setDown(held)
            self._say_state()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.set_held(True)
        elif event.key() == Qt.Key.Key_R and self.repeat.button.isEnabled():
            self.repeat.button.click()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.set_held(False)
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A key let go in another window would be held for ever."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.set_held(False)
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._size_person()
        for control in self._all_controls():
            control.set_compact(self.width() < COMPACT_BELOW)
        self._balance.setVisible(self.width() >= 1000)

    def _size_person(self) -> None:
        """The portrait takes the height that header, words and controls leave."""
        taken = _AROUND_PERSON + (0 if self.typed.isHidden() else 54)
        self.person.set_side(min(max(round((self.height() - taken) / 1.5), 64), 200))

    def _build(self) -> None:
        scroll, column = page((40, 4, 40, 4), 10)
        column.addStretch(3)
        self.person = SpeakingPortrait(self._theme, self.scenario.persona.name)
        column.addWidget(self.person, 0, Qt.AlignmentFlag.AlignHCenter)
        self._add_names(column)
        column.addSpacing(8)
        self.state = Pill(self._theme, "", icon="dots", size=14, tone="text")
        column.addWidget(self.state, 0, Qt.AlignmentFlag.AlignHCenter)
        self.trouble = label("", typography.SMALL, tone="possible", wrap=True)
        self.trouble.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addSpacing(6)
        column.addLayout(self._captions())
        column.addStretch(2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(_margins(self._header(), (40, 28, 40, 8)))
        outer.addWidget(scroll, 1)
        outer.addWidget(_margins(self._typing(), (40, 4, 40, 0)))
        outer.addWidget(_margins(self._controls(), (40, 12, 40, 24)))

    def _header(self) -> QHBoxLayout:
        self._title = ElidedLabel("", typography.SMALL, tone="muted")
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._left = label("", typography.HEADING, weight=typography.SEMIBOLD, tabular=True)
        self._left.setAccessibleName(tr("Time left"))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Pill(self._theme, tr("On this laptop only"), icon="lock"))
        row.addWidget(self._title, 1)
        row.addWidget(self._left)
        left = label(tr("left", "after the time that is left of a call"), typography.SMALL, tone="muted")
        left.setContentsMargins(0, 5, 0, 0)
        row.addWidget(left)
        return row

    def _add_names(self, column: QVBoxLayout) -> None:
        persona = self.scenario.persona
        for text, size, tone in ((persona.name, typography.HEADING, ""), (persona.role, typography.BODY, "muted")):
            weight = typography.REGULAR if tone else typography.SEMIBOLD
            line = label(text, size, weight=weight, tone=tone, wrap=True)
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(line)

    def _captions(self) -> QHBoxLayout:
        self.caption = Prose(self._theme, size=18, centered=True)
        self.caption.setMaximumWidth(700)
        self.caption.setMinimumHeight(typography.line_height(18) * 2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.caption, 20)
        row.addStretch(1)
        return row

    def _typing(self) -> QHBoxLayout:
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(tr("Type what you say to {name}, then press Enter", name=self._first_name))
        self.typed.setAccessibleName(tr("Type instead of speaking"))
        self.typed.setFont(typography.font())
        self.typed.setMaximumWidth(640)
        self.typed.setMaxLength(2000)
        self.typed.returnPressed.connect(self._send)
        self.typed.hide()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.typed, 20)
        row.addStretch(1)
        return row

    def _controls(self) -> QHBoxLayout:
        talk = self._options.pauses == "push_to_talk"
        hold_name = tr("Hold to talk") if talk else tr("Hold to think")
        hold_caption = tr("You are heard while you hold it") if talk else tr("Nobody speaks while you hold it")
        theme = self._theme
        self.mute = Control(theme, tr("Mute"), tr("Mute"), "mic")
        self.pause = Control(theme, tr("Pause"), tr("Pause"), "pause")
        self.repeat = Control(theme, tr("Repeat that"), tr("Repeat"), "retry")
        self.hold = Control(theme, hold_name, hold_caption, "hand", keycap=tr("Space"), wide=220)
        self.captions = Control(theme, tr("Captions"), tr("Captions"), "captions")
        self.type_instead = Control(theme, tr("Type"), tr("Type"), "keyboard")
        self.end = Control(theme, tr("End"), tr("Goes to the review"), "phone_down", "danger", wide=112)
        for control in (self.mute, self.captions, self.type_instead):
            control.button.setCheckable(True)
        self._connect()
        row = QHBoxLayout()
        row.setSpacing(14)
        self._balance = QWidget()
        self._balance.setFixedWidth(104)
        row.addWidget(self._balance)
        row.addStretch(1)
        for control in self._all_controls():
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        row.addLayout(self._level())
        return row

    def _level(self) -> QVBoxLayout:
        self.level = LevelBar(self._theme)
        self.level.setFixedSize(QSize(70, 10))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(label(tr("You"), typography.SMALL, tone="muted"))
        line.addWidget(self.level)
        column = QVBoxLayout()
        column.addStretch(1)
        column.addLayout(line)
        return column

    def _all_controls(self) -> tuple[Control, ...]:
        """From left to right."""
        return self.mute, self.pause, self.repeat, self.hold, self.captions, self.type_instead, self.end

    def _connect(self) -> None:
        self.repeat.button.clicked.connect(self._controller.repeat_that)
        self.mute.button.clicked.connect(self._toggle_mute)
        self.pause.button.clicked.connect(lambda: self._controller.set_paused(not self._paused))
        self.hold.button.pressed.connect(lambda: self.set_held(True))
        self.hold.button.released.connect(lambda: self.set_held(False))
        self.captions.button.clicked.connect(self._toggle_captions)
        policy = self._controller.policy()
        if "captions" in policy.locked:
            self.captions.button.setEnabled(False)
            self.captions.button.setAccessibleDescription(policy.reason)
        self.type_instead.button.clicked.connect(self._toggle_typing)
        self.end.button.clicked.connect(self._end)

    def _toggle_mute(self, muted: bool) -> None:
        self._muted = muted
        self._controller.set_muted(muted)
        self.mute.set_caption(tr("Unmute") if muted else tr("Mute"), "mic_off" if muted else "mic")
        self.level.reset()
        self._say_state()

    def _toggle_captions(self, shown: bool) -> None:
        self.set_captions(shown)
        self.captions_changed.emit(shown)

    def _toggle_typing(self, shown: bool) -> None:
        self.typed.setVisible(shown)
        self._size_person()
        (self.typed if shown else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _send(self) -> None:
        text = self.typed.text().strip()
        if text:
            self._controller.say(text)
            self.show_heard(text)
            self.typed.clear()

    def _end(self) -> None:
        self.set_held(False)
        for control in self._all_controls():
            control.button.setEnabled(False)
        self._ticker.stop()
        self.state.set_text(tr("Hanging up…"), "phone_down", "muted")
        self._controller.hang_up()
        self.ended.emit()

    def _say_state(self) -> None:
        name = self._first_name
        words = {
            CallPhase.CONNECTING: (tr("Calling {name}…", name=name), "dots", "muted"),
            CallPhase.LISTENING: (tr("{name} is listening", name=name), "ring", "accent"),
            CallPhase.HEARING: (tr("You have the floor"), "mic", "accent"),
            CallPhase.THINKING: (tr("{name} is thinking", name=name), "dots", "muted"),
            CallPhase.SPEAKING: (tr("{name} is speaking", name=name), "bars", "accent"),
            CallPhase.PAUSED: (tr("Paused"), "pause", "muted"),
            CallPhase.WAITING: (tr("Waiting for your microphone or loudspeaker"), "mic_off", "possible"),
            CallPhase.ENDED: (tr("The call is over"), "phone_down", "muted"),
        }
        text, icon, tone = words[self._phase]
        if self._held and self._phase not in _STANDING:
            talk = self._options.pauses == "push_to_talk"
            text, icon, tone = (
                (tr("You are heard") if talk else tr("Take your time: nobody speaks")),
                "hand",
                "accent",
            )
        elif self._muted and self._phase in (CallPhase.LISTENING, CallPhase.HEARING):
            text, icon, tone = tr("You are muted"), "mic_off", "possible"
        self.state.set_text(text, icon, tone)


def _margins(row: QHBoxLayout, margins: tuple[int, int, int, int]) -> QWidget:
    """A row that stays where it is while the middle scrolls."""
    holder = QWidget()
    row.setContentsMargins(*margins)
    holder.setLayout(row)
    return holder
