"""Questions that must be answered before going on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui import typography
from desktop.ui.i18n import marked, tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.ask import Ask
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.text import label

LEAST_LENGTH = 8
"""Characters of a new passphrase."""


class PassphraseDialog(Ask):
    """Asks for the passphrase that protects the sessions, where no system keyring can keep a key.

    `new`: asks for a new one, twice; else for the one there is. `submitted` hands it over; then call `accept()`
    when it served, or `refuse(sentence)` to have it typed again. Closing the dialog rejects it.
    """

    submitted = Signal(str)

    def __init__(self, theme: Theme, *, new: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Choose a passphrase") if new else tr("Unlock your sessions"), 460, parent)
        self._new = new
        self.first = _field(tr("New passphrase") if new else tr("Passphrase"))
        self.second = _field(tr("The same passphrase again"))
        self.second.setVisible(False)
        self._build(theme)
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say what was wrong, and let it be typed again."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.fit()
        for part in (self.first, self.second, self.confirm):
            part.setEnabled(True)
        self.first.selectAll()
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, theme: Theme) -> None:
        column = self.column
        column.addWidget(label(tr(_WHY_NEW if self._new else _WHY), typography.BODY, tone="muted", wrap=True))
        column.addWidget(self.first)
        if self._new:
            column.addWidget(self.second)
            self.second.show()
        self.cancel = ActionButton(theme, tr("Quit"), "plain")
        self.cancel.clicked.connect(self.reject)
        self.confirm = ActionButton(theme, tr("Protect my sessions") if self._new else tr("Unlock"), "accent")
        self.confirm.clicked.connect(self._submit)
        self.foot(self.cancel, self.confirm)
        self.first.returnPressed.connect(self.second.setFocus if self._new else self._submit)
        self.second.returnPressed.connect(self._submit)

    def _submit(self) -> None:
        if problem := self._problem():
            self.refuse(problem)
            return
        self.problem.hide()
        for part in (self.first, self.second, self.confirm):
            part.setEnabled(False)
        self.submitted.emit(self.first.text())

    def _problem(self) -> str:
        if not self.first.text():
            return tr("Type the passphrase first.")
        if self._new and len(self.first.text()) < LEAST_LENGTH:
            return tr(
                "Use at least {least} characters: three or four words are easy to keep in mind.",
                least=LEAST_LENGTH,
            )
        if self._new and self.first.text() != self.second.text():
            return tr("The two passphrases differ: type the same one twice.")
        return ""


_WHY_NEW = marked(
    "This computer has no keyring that could keep a key, so your sessions are protected by a passphrase. "
    "Nobody can recover it: without it the sessions stay closed."
)
_WHY = marked("Your sessions are encrypted. The passphrase opens them on this computer; it goes nowhere else.")


def _field(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setPlaceholderText(name)
    made.setAccessibleName(name)
    made.setFont(typography.font())
    return made
