"""Settings: what each means is said where it is declared, in `desktop.settings`."""

from __future__ import annotations

from typing import Any, get_type_hints

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.settings import Settings
from desktop.ui import i18n, typography
from desktop.ui.briefing.screen import DIFFICULTIES, PAUSES
from desktop.ui.controller import Controller, Devices
from desktop.ui.health import HealthBook
from desktop.ui.i18n import marked, offered, percent, plural, tr
from desktop.ui.settings.devices import MicrophoneTest, PlayTest
from desktop.ui.settings.diagnostics import DiagnosticsCard
from desktop.ui.settings.keyboard import KeyboardCard
from desktop.ui.settings.models import ModelsCard
from desktop.ui.settings.packs import PacksCard
from desktop.ui.settings.privacy import PrivacyCard
from desktop.ui.theme import Theme
from desktop.ui.widgets.choices import Picker, Segmented, Toggle
from desktop.ui.widgets.lock import closed, lock
from desktop.ui.widgets.rows import row
from desktop.ui.widgets.scroll import page
from desktop.ui.widgets.text import card, label, rule

APPEARANCES = (
    ("system", marked("System")),
    ("dark", marked("Dark")),
    ("light", marked("Light")),
    ("contrast", marked("High contrast")),
)
LISTEN_AGAIN = (("auto", marked("If fast enough")), ("on", marked("Always")), ("off", marked("Never")))
SCALES = (100, 125, 150, 175, 200)
RETENTION = (7, 30, 90, 365)


def about(name: str) -> tuple[str, str]:
    """Title and description of a setting, as declared, in the person's language."""
    meta: Any = get_type_hints(Settings, include_extras=True)[name].__metadata__[0]
    return tr(meta.title or name), tr(meta.description or "")


def _with(choices: tuple[int, ...], value: int) -> tuple[int, ...]:
    """`choices`, and `value` if it is none of them: an administrator or a file may name any."""
    return choices if value in choices else (*choices, value)


class SettingsScreen(QWidget):
    """A few cards of settings, in force as soon as they are changed."""

    changed = Signal(object)
    """The new `Settings`."""

    def __init__(self, theme: Theme, controller: Controller, health: HealthBook) -> None:
        super().__init__()
        self._theme, self._controller, self._health = theme, controller, health
        settings = controller.settings()
        scroll, column = page((40, 28, 40, 32), 16)
        column.addWidget(label(tr("Settings"), typography.TITLE, weight=typography.SEMIBOLD))
        column.addWidget(
            self._group(
                tr("Look"),
                (
                    self._appearance(settings),
                    self._scale(settings),
                    *self._language(settings),
                    self._motion(settings),
                    self._captions(settings),
                ),
            )
        )
        column.addWidget(self._group(tr("Sound"), self._sound()))
        column.addWidget(self._group(tr("The call"), self._call(settings)))
        column.addWidget(self._group(tr("The other person"), self._person()))
        self.models = ModelsCard(theme, controller.shelf(), controller.policy())
        self.models.changed.connect(self._offer_engines)
        column.addWidget(self._privacy(settings))
        column.addWidget(self.models)
        self.packs = PacksCard(theme, controller.packs(), controller.policy())
        column.addWidget(self.packs)
        column.addWidget(KeyboardCard(theme))
        self.diagnostics = DiagnosticsCard(theme, controller.clinic(), controller.policy())
        column.addWidget(self.diagnostics)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._scroll = scroll
        self.show_devices(Devices())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._controller.devices(self.show_devices)
        self.models.refresh()
        self.packs.refresh()
        self.privacy.refresh()
        self.diagnostics.refresh()
        self.show_health()

    def show_devices(self, devices: Devices) -> None:
        """The sound devices there are."""
        settings = self._controller.settings()
        default = ("", tr("System default"))
        self.input.offer([default, *((d.id, d.label) for d in devices.inputs)], settings.input_device)
        self.output.offer([default, *((d.id, d.label) for d in devices.outputs)], settings.output_device)

    def show_models(self) -> None:
        """Bring the models into view, with the keyboard on what fetches them."""
        QTimer.singleShot(0, self, self._reveal_models)

    def _reveal_models(self) -> None:
        self._scroll.verticalScrollBar().setValue(self.models.y() - 16)
        first = self.models.suggested if self.models.suggested.isVisible() else self.models.bring
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_packs(self) -> None:
        """Bring what was added, or refused, into view."""
        QTimer.singleShot(0, self, lambda: self._scroll.verticalScrollBar().setValue(self.packs.y() - 16))

    def show_health(self) -> None:
        """How the engines are."""
        self.diagnostics.show_health(self._controller.engine_line(), self._health.all())

    def _change(self, **fields: object) -> None:
        settings = msgspec.structs.replace(self._controller.settings(), **fields)
        self._controller.set_settings(settings)
        self.changed.emit(settings)

    def _appearance(self, settings: Settings) -> QWidget:
        self.appearance = Segmented(self._theme, tr("Appearance"), offered(APPEARANCES), settings.appearance)
        self.appearance.chosen.connect(lambda chosen: self._change(appearance=chosen))
        return self._row("appearance", self.appearance)

    def _scale(self, settings: Settings) -> QWidget:
        self.scale = Picker(self._theme, tr("Size"))
        self.scale.offer([(str(one), percent(one)) for one in _with(SCALES, settings.scale)], str(settings.scale))
        self.scale.picked.connect(lambda chosen: self._change(scale=int(chosen)))
        return self._row("scale", self.scale)

    def _language(self, settings: Settings) -> tuple[QWidget, ...]:
        """The window's language, where there is more than one."""
        if len(i18n.available()) == 1:
            return ()
        self.language = Picker(self._theme, tr("Language"))
        known = [(one, i18n.name_of(one)) for one in i18n.available()]
        self.language.offer([("", tr("System default")), *known], settings.language)
        self.language.picked.connect(lambda chosen: self._change(language=chosen))
        return (self._row("language", self.language),)

    def _motion(self, settings: Settings) -> QWidget:
        return self._switch("motion", settings.motion)

    def _captions(self, settings: Settings) -> QWidget:
        return self._switch("captions", settings.captions)

    def _sound(self) -> tuple[QWidget, ...]:
        self.input = Picker(self._theme, tr("Microphone"))
        self.input.picked.connect(lambda device: self._change(input_device=device))
        self.output = Picker(self._theme, tr("Loudspeaker"))
        self.output.picked.connect(lambda device: self._change(output_device=device))
        sounds = self._controller.sounds()
        self.microphone = MicrophoneTest(self._theme, self._controller)
        self.input.picked.connect(lambda _device: self.microphone.stop())
        self.loudspeaker = PlayTest(self._theme, tr("Test the loudspeaker"), sounds.play_tones, sounds)
        return (
            self._row("input_device", self.input, self.microphone),
            self._row("output_device", self.output, self.loudspeaker),
        )

    def _call(self, settings: Settings) -> tuple[QWidget, ...]:
        self.pauses = Segmented(self._theme, tr("Pauses"), offered(PAUSES), settings.pauses)
        self.pauses.chosen.connect(lambda chosen: self._change(pauses=chosen))
        self.difficulty = Segmented(self._theme, tr("Difficulty"), offered(DIFFICULTIES), settings.difficulty)
        self.difficulty.chosen.connect(lambda chosen: self._change(difficulty=chosen))
        return (
            self._row("pauses", self.pauses),
            self._row("difficulty", self.difficulty),
            self._switch("barge_in", settings.barge_in),
            self._switch("bridges", settings.bridges),
            self._careful_listening(settings),
        )

    def _careful_listening(self, settings: Settings) -> QWidget:
        self.careful_listening = Segmented(
            self._theme, about("careful_listening")[0], offered(LISTEN_AGAIN), settings.careful_listening
        )
        self.careful_listening.chosen.connect(lambda chosen: self._change(careful_listening=chosen))
        return self._row("careful_listening", self.careful_listening)

    def _privacy(self, settings: Settings) -> PrivacyCard:
        self.retention = Picker(self._theme, tr("Keep sound for"))
        days = _with(RETENTION, settings.audio_retention_days)
        self.retention.offer(
            [(str(one), plural("%n day", "%n days", one)) for one in days], str(settings.audio_retention_days)
        )
        self.retention.picked.connect(lambda days: self._change(audio_retention_days=int(days)))
        rows = (self._switch("keep_audio", settings.keep_audio), self._row("audio_retention_days", self.retention))
        no_export = closed(self._theme, self._controller.policy(), "exports")
        self.privacy = PrivacyCard(self._theme, self._controller.vault(), rows, no_export)
        return self.privacy

    def _person(self) -> tuple[QWidget, ...]:
        self.voice = Picker(self._theme, tr("Voice"))
        self.voice.picked.connect(lambda chosen: self._change(voice=chosen))
        self.model = Picker(self._theme, about("persona_model")[0])
        self.model.picked.connect(lambda chosen: self._change(persona_model=chosen))
        self._offer_engines()
        sounds = self._controller.sounds()
        self.listen = PlayTest(self._theme, tr("Listen to this voice"), sounds.speak_sample, sounds)
        return self._row("voice", self.voice, self.listen), self._row("persona_model", self.model)

    def _offer_engines(self) -> None:
        """The voices and models there are now."""
        settings = self._controller.settings()
        voices = [("", tr("Match the person")), *((v.id, v.label) for v in self._controller.voices())]
        self.voice.offer(voices, settings.voice)
        models = [("", tr("The best for this computer")), *((m.id, m.label) for m in self._controller.models())]
        self.model.offer(models, settings.persona_model)

    def _switch(self, name: str, on: bool) -> QWidget:
        toggle = Toggle(self._theme, about(name)[0], on)
        toggle.toggled.connect(lambda now: self._change(**{name: now}))
        setattr(self, name, toggle)
        return self._row(name, toggle)

    def _row(self, name: str, control: QWidget, below: QWidget | None = None) -> QWidget:
        title, description = about(name)
        control.setAccessibleDescription(description)
        held = lock(self._theme, self._controller.policy(), name, title, control)
        made = row(title, description, control, below=held, gap=20)
        return made if below is None else _under(made, below)

    @staticmethod
    def _group(title: str, rows: tuple[QWidget, ...]) -> QFrame:
        frame = card()
        box = QVBoxLayout(frame)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(6)
        box.addWidget(label(title, typography.BODY, weight=typography.SEMIBOLD))
        for number, one in enumerate(rows):
            if number:
                box.addWidget(rule())
            box.addWidget(one)
        return frame


def _under(row: QWidget, below: QWidget) -> QWidget:
    """A row, and what belongs to it under it."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(row)
    column.addWidget(below)
    return both
