"""Diagnostics: how the engines are, every check with what to do, the logs, and the file for support."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.errors import UserError
from desktop.events import EngineHealth, EngineRole
from desktop.policy import NO_POLICY, Policy
from desktop.ui import typography
from desktop.ui.clinic import Clinic, Vitals, engine_line
from desktop.ui.health import line as health_line
from desktop.ui.i18n import marked, plural, refusal, tr
from desktop.ui.settings.fetching import FetchLine
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.reading import ReadingDialog
from desktop.ui.widgets.scroll import clear
from desktop.ui.widgets.text import label, rule, set_tone

if TYPE_CHECKING:
    from desktop.doctor import Check

_ABOUT = marked(
    "The check looks at this computer and starts everything once that hears and answers: some minutes, and "
    "memory beside what is in use."
)
_NOTHING_RUNS = marked(
    "Nothing runs for a call yet: hearing and answering start with a briefing. What you try out on this page "
    "starts its own, and ends it."
)


class DiagnosticsCard(QFrame):
    """Everything one would be asked for when something does not work."""

    def __init__(self, theme: Theme, clinic: Clinic, policy: Policy = NO_POLICY) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme, self._clinic = theme, clinic
        self.checks: list[Check] = []
        self._health: tuple[EngineHealth, ...] = ()
        self._asked: set[EngineRole] = set()
        self.engines = label("", typography.SMALL, tone="muted", wrap=True)
        self.health = label("", typography.SMALL, wrap=True)
        self.vitals = label("", typography.SMALL, tone="muted", wrap=True)
        told = ". ".join((policy.summary.rstrip("."), *policy.problems)) if policy.readable else policy.summary
        told = tr("Policy of this computer: {told}.", told=told.rstrip("."))
        self.policy = label(told, typography.SMALL, tone="muted", wrap=True)
        self.line = FetchLine(theme, tr("Checks"))
        self.line.stopped.connect(clinic.cancel)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(6)
        box.addWidget(label(tr("Diagnostics"), typography.BODY, weight=typography.SEMIBOLD))
        for part in (self.engines, self.health, self.vitals, self.policy, rule()):
            box.addWidget(part)
        box.addWidget(label(tr(_ABOUT), typography.SMALL, tone="muted", wrap=True))
        box.addLayout(self._buttons())
        box.addWidget(self.line)
        self._place = QVBoxLayout()
        self._place.setSpacing(4)
        box.addLayout(self._place)
        box.addWidget(rule())
        box.addWidget(self._logs())

    def refresh(self) -> None:
        """Ask again how the engines are."""
        self._clinic.vitals(self._show)

    def show_health(self, line: str, health: tuple[EngineHealth, ...]) -> None:
        """Who does the work, and how they are as far as the window was told."""
        self.engines.setText(line)
        self.engines.setVisible(bool(line))
        self._health = health
        self._say_health()

    def open_folder(self, folder: Path) -> bool:
        """Show a folder in the system's own program; whether there is one."""
        return folder.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _say_health(self) -> None:
        """What the window was told, but for what the engines said of themselves since."""
        told = [health_line(one) for one in self._health if one.detail or one.role not in self._asked]
        none = "" if self._asked else tr(_NOTHING_RUNS)
        self.health.setText("\n".join(told) or none)
        self.health.setVisible(bool(self.health.text()))

    def _buttons(self) -> QHBoxLayout:
        self.examine = ActionButton(self._theme, tr("Check this computer"), "plain")
        self.examine.clicked.connect(self._examine)
        self.support = ActionButton(self._theme, tr("Support file…"), "quiet")
        self.support.clicked.connect(self._support)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.examine)
        row.addWidget(self.support)
        row.addStretch(1)
        return row

    def _logs(self) -> QWidget:
        self.folder = label("", typography.SMALL, tone="muted", wrap=True)
        self._say_folder("")
        self.open = ActionButton(self._theme, tr("Open the folder"), "quiet")
        self.open.clicked.connect(self._open)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 4, 0, 4)
        line.setSpacing(16)
        line.addWidget(self.folder, 1)
        line.addWidget(self.open, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _say_folder(self, more: str) -> None:
        text = tr("Logs: {folder}. They never hold what was said.", folder=self._clinic.log_folder())
        self.folder.setText(f"{text} {more}".strip())

    def _open(self) -> None:
        opened = self.open_folder(self._clinic.log_folder())
        self._say_folder("" if opened else tr("No program here can show it, or nothing was logged yet."))

    def _show(self, vitals: Vitals) -> None:
        if isValid(self):
            lines = [*map(engine_line, vitals.engines), *filter(None, [vitals.timings])]
            self.vitals.setText("\n".join(lines))
            self.vitals.setVisible(bool(lines))
            self._asked = {one.role for one in vitals.engines}
            self._say_health()

    def _examine(self) -> None:
        clear(self._place)
        self.checks = []
        self.examine.setEnabled(False)
        self.line.work(tr("Looking…"), 0.0)
        self.line.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self._clinic.examine(self._begun, self._found, self._examined, self._refused)

    def _begun(self, name: str, number: int, count: int) -> None:
        if isValid(self):
            self.line.work(
                tr("{number} of {count}: {name}", number=number + 1, count=count, name=name), number / count
            )

    def _found(self, check: Check) -> None:
        if isValid(self):
            self.checks.append(check)
            self._place.addWidget(check_row(check))

    def _examined(self) -> None:
        if isValid(self):
            bad = sum(check.required and not check.ok for check in self.checks)
            run = plural("%n check run.", "%n checks run.", len(self.checks))
            needs = plural(
                "A rehearsal needs %n thing mended: see ✕.", "A rehearsal needs %n things mended: see ✕.", bad
            )
            text = f"{run} {needs if bad else tr('Nothing keeps you from rehearsing.')}"
            self._again(lambda: self.line.done((text,)))
            self.refresh()

    def _refused(self, wrong: UserError) -> None:
        if isValid(self):
            self._again(lambda: self.line.refuse(wrong))

    def _again(self, say: Callable[[], None]) -> None:
        held = self.line.stop.hasFocus()  # asked before it goes, and hands the focus on
        say()
        self.examine.setEnabled(True)
        if held:
            self.examine.setFocus(Qt.FocusReason.OtherFocusReason)

    def _support(self) -> None:
        self.support.setEnabled(False)

        def read(text: str) -> None:
            if isValid(self):
                self.support.setEnabled(True)
                self.dialog = SupportDialog(self._theme, self._clinic, text, self)
                self.dialog.open()

        def refused(wrong: UserError) -> None:
            if isValid(self):
                self.support.setEnabled(True)
                self.line.refuse(wrong)

        self._clinic.support(tuple(self.checks), read, refused)


def check_row(check: Check) -> QWidget:
    """A check's result, and under it what to do. The sign says it without colour, too."""
    sign, tone = ("✓", "say") if check.ok else ("✕", "avoid") if check.required else ("!", "possible")
    mark = label(sign, typography.SMALL, weight=typography.SEMIBOLD, tone=tone)
    mark.setFixedWidth(16)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(label(f"{check.name}: {check.detail}", typography.SMALL, wrap=True))
    if check.fix:
        words.addWidget(label(check.fix, typography.SMALL, tone="muted", wrap=True))
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(words, 1)
    return row


class SupportDialog(ReadingDialog):
    """The text for support, to be read before it is saved. It goes nowhere by itself."""

    def __init__(self, theme: Theme, clinic: Clinic, text: str, parent: QWidget | None = None) -> None:
        about = tr("This is all of it. Read it first: it is sent nowhere, and is only a file once you save it.")
        name = tr("The text of the support file")
        super().__init__(theme, tr("Support file"), about, text, tr("Save…"), name=name, parent=parent)
        self._clinic, self._text = clinic, text
        self.save = self.act
        self.save.clicked.connect(self._save)

    def choose_file(self) -> str:
        """Ask where to save; "" when the person changed their mind."""
        suggested = str(Path.home() / "steadyhand-support.txt")
        return QFileDialog.getSaveFileName(self, tr("Save the support file"), suggested, tr("Text (*.txt)"))[0]

    def _save(self) -> None:
        if chosen := self.choose_file():
            saved = tr("Saved as {name}.", name=chosen)
            self._clinic.save(self._text, Path(chosen), lambda: self._say(saved, "say"), self._refused)

    def _refused(self, wrong: UserError) -> None:
        self._say(refusal(wrong), "possible")

    def _say(self, text: str, tone: str) -> None:
        if isValid(self):
            set_tone(self.said, tone)
            self.said.setText(text)
