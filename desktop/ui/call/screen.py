"""The call: nothing but the person, the time, what is happening, and captions if wanted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.events import CallPhase, Utterance
from desktop.scenario import Scenario
from desktop.ui import keymap, timefmt, typography
from desktop.ui.call.captions import SIZE, Captions
from desktop.ui.call.clock import CallClock
from desktop.ui.call.controls import Control
from desktop.ui.call.rings import SpeakingPortrait
from desktop.ui.controller import CallOptions, Controller
from desktop.ui.i18n import tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.level import LevelBar
from desktop.ui.widgets.lock import why
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.scroll import page
from desktop.ui.widgets.text import ElidedLabel, label

TICK_MS = 250
COMPACT_BELOW = 960
_STANDING = (CallPhase.CONNECTING, CallPhase.PAUSED, CallPhase.WAITING, CallPhase.ENDED)
"""Phases in which no time of the call passes."""
_AROUND_PERSON = 380
"""Height of everything else on the screen but the captions, in px."""
SHORT_BELOW = 500
"""Under this height there is no room to spare around what stays where it is."""
CRAMPED_BELOW = 300
"""Under this height what one types takes the captions' place: a notice stands above the call as well."""
ROOMY_FROM = 560
"""Under this height captions take the portrait's place: words are needed, a face is not."""


class CallScreen(QWidget):
    """One call. The window hands the events to it; it asks the controller for the rest."""

    ended = Signal()
    captions_changed = Signal(bool)
    line_typed = Signal()
    locked = Signal(str)
    """Something was pressed that a policy locks; its title."""

    def __init__(self, theme: Theme, controller: Controller, scenario: Scenario, options: CallOptions) -> None:
        super().__init__()
        self._theme, self._controller = theme, controller
        self.scenario, self._options = scenario, options
        self._first_name = scenario.persona.name.split(" ")[0]
        self._phase = CallPhase.CONNECTING
        self._held = self._muted = self._paused = False
        self.clock = CallClock()
        self._begins_s = 0.0
        self._from, self._to_answer = "", False
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

    def go_on_from(self, at_s: float, cue: str, *, again: bool = False, typing: bool = False) -> None:
        """The call goes on from an earlier one, `at_s` into it; `again`: that moment is tried again.

        `cue`, the line to answer, is shown at once, unless captions are locked off. `typing`: there one typed, so
        the line to type in is open.
        """
        self._begins_s = at_s
        self.clock.tell(at_s)
        self.show_time()
        self._from = (
            tr("Again from {time}", time=timefmt.clock(at_s))
            if again
            else tr("Going on from {time}", time=timefmt.clock(at_s))
        )
        if cue:
            self.open_captions()
            self.show_said(cue)
        self._to_answer = bool(cue) and self.captions.button.isChecked()
        self.moment.show()
        self._say_moment()
        if typing:
            self.open_typing()

    def open_typing(self) -> None:
        """Open the line to type in, with the keyboard in it."""
        if not self.type_instead.button.isChecked():
            self.type_instead.button.click()

    def open_captions(self) -> None:
        """Show captions for this call, unless they are locked off."""
        self.set_captions(not self._locked("captions") or self.captions.button.isChecked())

    def _locked(self, setting: str) -> bool:
        return setting in self._controller.policy().locked

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

    def show_said(self, text: str, turn_id: int | None = None) -> None:
        """Caption of the other side: a sentence of a turn."""
        self.caption.say(text, turn_id)

    def show_heard(self, text: str) -> None:
        """Caption of one's own words so far."""
        self.caption.hear(text)

    def show_utterance(self, said: Utterance) -> None:
        """Captions as what was said is stored."""
        if said.role == "user":
            self.caption.hear(said.text, done=True)
            self._to_answer = False
            self._say_moment()
        else:
            self.caption.said(said.text, said.turn_id)

    def show_trouble(self, text: str) -> None:
        """What is degraded, in a plain line; "" when nothing is."""
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def set_captions(self, shown: bool) -> None:
        """Show or hide captions."""
        self.captions.button.setChecked(shown)
        self.caption.setVisible(shown)
        self._size_person()

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
        elif (control := self._control_of(event)) is not None:
            if control.button.isEnabled() and not event.isAutoRepeat():
                control.button.click()
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.caption.turn_pages(-1 if event.key() == Qt.Key.Key_PageUp else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def _control_of(self, event: QKeyEvent) -> Control | None:
        """The control that a key presses: with Ctrl or Alt it is another's; where one types, a letter."""
        by_key = {
            "mute": self.mute,
            "pause": self.pause,
            "repeat": self.repeat,
            "captions": self.captions,
            "type": self.type_instead,
        }
        pressed = QKeySequence(event.keyCombination())
        return next((one for id, one in by_key.items() if keymap.sequence(id) == pressed), None)

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
        self._meter.setVisible(self.width() >= 760)
        short = self.height() < SHORT_BELOW
        self._scroll.setMinimumHeight(0 if short else 40)
        for holder, (left, top, right, bottom) in self._fixed:
            around = holder.layout()
            assert around is not None
            around.setContentsMargins(left, top // 4 if short else top, right, bottom // 4 if short else bottom)

    def _size_person(self) -> None:
        """Captions get a part of the height, the portrait what all else leaves, if that is enough."""
        roomy = self.height() >= ROOMY_FROM
        line = typography.line_height(SIZE)
        typing = not self.typed.isHidden()
        least = 1 if typing and self.height() < SHORT_BELOW else 2
        captions = min(max(round(self.height() * 0.24) // line, least), 7) * line if least > 1 else line
        cramped = typing and self.height() < CRAMPED_BELOW
        self.caption.setVisible(self.captions.button.isChecked() and not cramped)
        self.caption.setFixedHeight(captions)
        policy = self.caption.sizePolicy()
        policy.setRetainSizeWhenHidden(roomy)
        self.caption.setSizePolicy(policy)
        taken = _AROUND_PERSON + captions + (0 if self.typed.isHidden() else 54)
        self.person.set_side(min(max(round((self.height() - taken) / 1.5), 64), 200))
        for part in (self.person, self._role):
            part.setVisible(roomy or self.caption.isHidden())
        self._say_moment()

    def _build(self) -> None:
        scroll, column = page((40, 4, 40, 4), 10)
        scroll.setMinimumHeight(40)
        self._scroll = scroll
        column.addStretch(3)
        self.person = SpeakingPortrait(self._theme, self.scenario.persona.name)
        column.addWidget(self.person, 0, Qt.AlignmentFlag.AlignHCenter)
        self._add_names(column)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._fixed: list[tuple[QWidget, tuple[int, int, int, int]]] = []
        outer.addWidget(self._fix(self._header(), (40, 28, 40, 8)))
        outer.addWidget(scroll, 1)
        outer.addWidget(self._fix(self._happening(), (40, 8, 40, 12)))
        outer.addWidget(self._fix(self._typing(), (40, 4, 40, 0)))
        outer.addWidget(self._fix(self._controls(), (40, 12, 40, 24)))

    def _header(self) -> QHBoxLayout:
        self._title = ElidedLabel("", typography.SMALL, tone="muted")
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._left = label("", typography.HEADING, weight=typography.SEMIBOLD, tabular=True)
        self._left.setAccessibleName(tr("Time left"))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Pill(self._theme, tr("On this computer only"), icon="lock"))
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
        self._role = line

    def _happening(self) -> QVBoxLayout:
        """What happens now, in words; it never scrolls away."""
        self.moment = Pill(self._theme, "", icon="retry", size=14, tone="accent")
        self.moment.hide()
        self.state = Pill(self._theme, "", icon="dots", size=14, tone="text")
        self.trouble = label("", typography.SMALL, tone="possible", wrap=True)
        self.trouble.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.trouble.hide()
        column = QVBoxLayout()
        column.setSpacing(8)
        pills = QHBoxLayout()
        pills.setSpacing(8)
        pills.addStretch(1)
        pills.addWidget(self.moment)
        pills.addWidget(self.state)
        pills.addStretch(1)
        column.addLayout(pills)
        column.addWidget(self.trouble)
        column.addLayout(self._captions())
        return column

    def _captions(self) -> QHBoxLayout:
        self.caption = Captions(self._theme, self._first_name)
        self.caption.setMaximumWidth(720)
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
        self.mute = Control(theme, tr("Mute"), tr("Mute"), "mic", keys="mute")
        self.pause = Control(theme, tr("Pause"), tr("Pause"), "pause", keys="pause")
        self.repeat = Control(theme, tr("Repeat that"), tr("Repeat"), "retry", keys="repeat")
        self.hold = Control(theme, hold_name, hold_caption, "hand", keycap=tr("Space"), wide=220)
        self.captions = Control(theme, tr("Captions"), tr("Captions"), "captions", keys="captions")
        self.type_instead = Control(theme, tr("Type"), tr("Type"), "keyboard", keys="type")
        self.end = Control(
            theme, tr("End"), tr("Goes to the review"), "phone_down", "danger", wide=112, keys="end"
        )
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
        row.addWidget(self._level())
        return row

    def _level(self) -> QWidget:
        self.level = LevelBar(self._theme)
        self.level.setFixedSize(QSize(70, 10))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(label(tr("You"), typography.SMALL, tone="muted"))
        line.addWidget(self.level)
        self._meter = QWidget()
        column = QVBoxLayout(self._meter)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addLayout(line)
        return self._meter

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
        if self._locked("captions"):
            self.captions.lock(why(self._controller.policy()))
        self.type_instead.button.clicked.connect(self._toggle_typing)
        self.end.button.clicked.connect(self._end)
        end = QShortcut(keymap.sequence("end"), self)
        end.setAutoRepeat(False)
        end.activated.connect(self.end.button.click)

    def _toggle_mute(self, muted: bool) -> None:
        self._muted = muted
        self._controller.set_muted(muted)
        self.mute.set_caption(tr("Unmute") if muted else tr("Mute"), "mic_off" if muted else "mic")
        self.level.reset()
        self._say_state()

    def _toggle_captions(self, shown: bool) -> None:
        if self._locked("captions"):  # the button stays: the reason is heard there
            self.captions.button.setChecked(not shown)
            self.locked.emit(tr("Captions"))
            return
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
            self.line_typed.emit()

    def _end(self) -> None:
        self.set_held(False)
        for control in self._all_controls():
            control.button.setEnabled(False)
        self._ticker.stop()
        self.state.set_text(tr("Hanging up…"), "phone_down", "muted")
        self._controller.hang_up()
        self.ended.emit()

    def _say_moment(self) -> None:
        """Where the call goes on, and, until it is answered and where there is room, what is to be answered."""
        roomy = self.height() >= ROOMY_FROM and self.width() >= 800
        answers = tr("you answer {name}’s line below", name=self._first_name)
        text = f"{self._from} · {answers}" if self._to_answer and roomy else self._from
        self.moment.set_text(text, "retry", "accent")

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

    def _fix(self, row: QLayout, margins: tuple[int, int, int, int]) -> QWidget:
        """A row that stays where it is while the middle scrolls."""
        holder = QWidget()
        row.setContentsMargins(*margins)
        holder.setLayout(row)
        self._fixed.append((holder, margins))
        return holder
