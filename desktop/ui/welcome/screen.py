"""Three short steps before the first call, each of which can be skipped."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.errors import UserError
from desktop.policy import NO_POLICY, Policy
from desktop.ui import typography
from desktop.ui.briefing.microphone import MicrophoneCheck
from desktop.ui.controller import CallOptions, Controller, Devices
from desktop.ui.health import HealthBook
from desktop.ui.i18n import listed, marked, tr
from desktop.ui.settings.fetching import FetchLine, size_of
from desktop.ui.shelf import Fetching, Shelf, ShelfModel
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.lock import closed
from desktop.ui.widgets.notice import Sign
from desktop.ui.widgets.scroll import page
from desktop.ui.widgets.text import card, label

STEPS = (marked("What stays here"), marked("The models"), marked("Your microphone"))


class WelcomeScreen(QWidget):
    """Shown once. `finished` comes when it was gone through, or skipped."""

    finished = Signal()

    def __init__(self, theme: Theme, controller: Controller, health: HealthBook) -> None:
        super().__init__()
        self._theme, self._controller = theme, controller
        self.step = 0
        self.models = ModelsStep(theme, controller.shelf(), controller.policy())
        self.microphone = MicrophoneStep(theme, controller, health)
        self._pages = QStackedWidget()
        for each in (_promise(theme), self.models, self.microphone):
            self._pages.addWidget(each)
        self._place = label("", typography.SMALL, tone="muted")
        self._title = label("", typography.TITLE, weight=typography.SEMIBOLD, wrap=True)
        scroll, column = page((40, 48, 40, 32), 16)
        column.addWidget(self._place)
        column.addWidget(self._title)
        column.addWidget(self._pages)
        column.addLayout(self._buttons())
        column.addStretch(1)
        frame = QWidget()
        frame.setMaximumWidth(720)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(scroll)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.go(0)

    def go(self, step: int) -> None:
        """Show a step, 0 to 2."""
        self.step = step
        self._place.setText(tr("Step {number} of {count}", number=step + 1, count=len(STEPS)))
        self._title.setText(tr(STEPS[step]))
        for number in range(self._pages.count()):  # as high as the page that is shown, not as the highest
            shown = number == step
            policy = QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Ignored
            self._pages.widget(number).setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self._pages.setCurrentIndex(step)
        last = step == len(STEPS) - 1
        self.next.set_label(tr("Start rehearsing") if last else tr("Next"))
        self.back.setVisible(step > 0)
        self.skip.setVisible(not last)
        if self.isVisible():
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_models(self) -> None:
        """Back to the step that fetches models."""
        self.go(STEPS.index("The models"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.next.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Escape goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next.click()
        elif event.key() == Qt.Key.Key_Escape and self.step:
            self.back.click()
        else:
            super().keyPressEvent(event)

    def _buttons(self) -> QHBoxLayout:
        self.next = ActionButton(self._theme, tr("Next"), "accent", keycap=tr("Enter"))
        self.back = ActionButton(self._theme, tr("Back"), "plain")
        self.skip = ActionButton(self._theme, tr("Skip all this"), "quiet")
        self.next.clicked.connect(self._forward)
        self.back.clicked.connect(lambda: self.go(self.step - 1))
        self.skip.clicked.connect(self.finished)
        row = QHBoxLayout()
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.next)
        row.addWidget(self.back)
        row.addWidget(self.skip)
        row.addStretch(1)
        return row

    def _forward(self) -> None:
        if self.step == len(STEPS) - 1:
            self.finished.emit()
        else:
            self.go(self.step + 1)


def _promise(theme: Theme) -> QWidget:
    """Privacy, in two sentences."""
    frame = card()
    row = QHBoxLayout(frame)
    row.setContentsMargins(20, 20, 20, 20)
    row.setSpacing(14)
    row.addWidget(Sign(theme, "lock", "accent", 24), 0, Qt.AlignmentFlag.AlignTop)
    text = tr(
        "What you say is heard, answered and reviewed on this computer, and nothing of it is sent anywhere. "
        "Calls are kept in an encrypted file until you delete them; your voice is kept only when you say so."
    )
    row.addWidget(label(text, typography.LEAD, wrap=True), 1, Qt.AlignmentFlag.AlignTop)
    return frame


class ModelsStep(QWidget):
    """What is here, what is missing, and fetching it: the one thing that needs a network."""

    def __init__(self, theme: Theme, shelf: Shelf, policy: Policy = NO_POLICY) -> None:
        super().__init__()
        self._shelf = shelf
        self._forbidden = closed(theme, policy, "fetch_models")
        self.text = label(tr("Looking…"), typography.LEAD, wrap=True)
        self.fetch = ActionButton(theme, tr("Fetch them"), "plain")
        self.fetch.clicked.connect(self._fetch)
        self.fetch.hide()
        self.fetch_line = FetchLine(theme)
        self.fetch_line.stopped.connect(shelf.cancel)
        frame = card()
        box = QVBoxLayout(frame)
        box.setContentsMargins(20, 20, 20, 20)
        box.setSpacing(12)
        box.addWidget(self.text)
        box.addWidget(self.fetch, 0, Qt.AlignmentFlag.AlignLeft)
        if self._forbidden is not None:
            box.addWidget(self._forbidden)
        box.addWidget(self.fetch_line)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._shelf.models(self._show)

    def _show(self, models: tuple[ShelfModel, ...]) -> None:
        if not isValid(self):
            return
        missing = [one for one in models if one.suggested and not one.installed]
        may = self._forbidden is None
        self.fetch.setVisible(bool(missing) and may and not self.fetch_line.stop.isVisibleTo(self))
        if self._forbidden is not None:
            self._forbidden.setVisible(bool(missing))
        if not missing:
            self.text.setText(
                tr("Everything that hears, answers and speaks is here. No network is needed any more.")
            )
            return
        names = listed(one.title for one in missing)
        size = size_of(sum(one.bytes for one in missing))
        names = f"{names} ({size})" if size else names
        self.text.setText(
            tr("Suggested for this computer and not here yet: {names}.", names=names)
            if self._forbidden is not None
            else tr(
                "Suggested for this computer and not here yet: {names}. "
                "Fetching them is the only time that a network is used; you can do it later in the settings.",
                names=names,
            )
        )

    def _fetch(self) -> None:
        self.fetch.hide()
        self.fetch_line.begin()
        self._shelf.fetch((), self._progress, self._done, self._refused)

    def _progress(self, fetching: Fetching) -> None:
        if isValid(self):
            self.fetch_line.show_fetching(fetching)

    def _done(self, lines: tuple[str, ...]) -> None:
        if isValid(self):
            self.fetch_line.done(lines)
            self._shelf.models(self._show)

    def _refused(self, wrong: UserError) -> None:
        if isValid(self):
            self.fetch_line.refuse(wrong)
            self._shelf.models(self._show)


class MicrophoneStep(QWidget):
    """One's own words back, while the engines warm up."""

    def __init__(self, theme: Theme, controller: Controller, health: HealthBook) -> None:
        super().__init__()
        self._controller, self._health = controller, health
        self.check = MicrophoneCheck(theme, controller)
        self.readiness = label("", typography.SMALL, tone="muted", wrap=True)
        frame = card()
        box = QVBoxLayout(frame)
        box.setContentsMargins(20, 20, 20, 20)
        box.setSpacing(12)
        box.addWidget(self.check)
        box.addWidget(self.readiness)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def show_health(self) -> None:
        """How far the engines are."""
        self.readiness.setText(self._health.readiness())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        scenario = next(iter(self._controller.scenarios()), None)
        if scenario is not None:
            settings = self._controller.settings()
            options = CallOptions(settings.difficulty, settings.pauses, settings.keep_audio, scenario.minutes)
            self._controller.prepare(scenario.id, options)
        self._controller.start_microphone_check()
        self._controller.devices(self._offer)
        self.show_health()

    def hideEvent(self, event: QHideEvent) -> None:
        self._controller.stop_microphone_check()
        super().hideEvent(event)

    def _offer(self, devices: Devices) -> None:
        if isValid(self):
            self.check.offer(devices)
