"""What is asked before a call leaves the laptop, and before one that came is opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QWidget

from desktop.review.shared import NAME_LENGTH, Choice, what_goes_in
from desktop.sharing.passphrase import generate, weakness
from desktop.ui import typography
from desktop.ui.i18n import marked, tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.ask import Ask
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.choices import Toggle
from desktop.ui.widgets.text import label

_WIDTH = 520


class _Ask(Ask):
    """What the three dialogs below have in common."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None) -> None:
        super().__init__(theme, title, _WIDTH, parent)

    def refuse(self, sentence: str) -> None:
        """Say what was wrong."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.fit()

    def _buttons(self, theme: Theme, confirm: str) -> None:
        self.cancel = ActionButton(theme, tr("Cancel"), "plain")
        self.cancel.clicked.connect(self.reject)
        self.confirm = ActionButton(theme, confirm, "accent")
        self.foot(self.cancel, self.confirm)


class ShareDialog(_Ask):
    """What goes into the file, and its passphrase: typed twice, or made here and shown until the dialog closes."""

    submitted = Signal(object, str)
    """The `Choice` and the passphrase; then call `write()`, and `accept()`, `saved()` or `refuse(sentence)`."""

    def __init__(
        self,
        theme: Theme,
        *,
        has_audio: bool,
        has_notes: bool,
        first_call: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, tr("Share with a coach"), parent)
        self._first_call = first_call
        self._made = ""
        self._rows: tuple[QWidget, ...] = ()
        about = label(tr(_ABOUT), typography.BODY, tone="muted", wrap=True)
        self.column.addWidget(about)
        self.audio = self._toggle(theme, tr("With the sound of the call: your voice and the other one"), has_audio)
        self.notes = self._toggle(theme, tr("With your notes"), has_notes)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Your name for the coach, if you like"))
        self.name.setAccessibleName(tr("Your name for the coach"))
        self.name.setFont(typography.font())
        self.name.setMaxLength(NAME_LENGTH)
        self.name.textChanged.connect(self._show_inside)
        self.column.addWidget(self.name)
        self.inside = label("", typography.BODY, weight=typography.SEMIBOLD, wrap=True)
        self.column.addWidget(self.inside)
        self.first, self.second = _secret(tr("Passphrase for this file")), _secret(tr("The same passphrase again"))
        self.column.addWidget(self.first)
        self.column.addWidget(self.second)
        self.column.addLayout(self._maker(theme))
        self.pass_on = label(tr(_PASS_ON), typography.SMALL, tone="muted", wrap=True)
        self.column.addWidget(self.pass_on)
        self._asking = (about, *self._rows, self.name, self.first, self.second, self.make)
        self._buttons(theme, tr("Save the file…"))
        self.confirm.clicked.connect(self._submit)
        self.first.returnPressed.connect(self.second.setFocus)
        self.second.returnPressed.connect(self._submit)
        self._show_inside()

    def choice(self) -> Choice:
        """What is chosen now."""
        return Choice(self.audio.isChecked(), self.notes.isChecked(), self.name.text().strip())

    def made(self) -> bool:
        """Whether the passphrase was made here, so that nobody knows it who has not noted it down."""
        return bool(self._made)

    def write(self) -> None:
        """The file is on its way: until it is there, or refused, its passphrase stays the one that is shown."""
        self._lock_form(True)

    def refuse(self, sentence: str) -> None:
        super().refuse(sentence)
        if not self.confirm.isEnabled():
            self._lock_form(False)
            self.confirm.setFocus(Qt.FocusReason.OtherFocusReason)

    def saved(self, path: Path) -> None:
        """The file is written: what made it opens stays in sight, to be copied, until the dialog is closed."""
        for part in self._asking:
            part.hide()
        self.title.setText(tr("The file is saved"))
        self.pass_on.setText(tr(_KEEP_IT))
        self.inside.setText(tr("{file}, in {folder}. Its passphrase:", file=path.name, folder=str(path.parent)))
        self.refuse("")
        self.cancel.hide()
        self.confirm.set_label(tr("Close"))
        self.confirm.clicked.disconnect()
        self.confirm.clicked.connect(self.accept)
        self.copy.setFocus(Qt.FocusReason.OtherFocusReason)
        self.fit(shrink=True)

    def _lock_form(self, locked: bool) -> None:
        for part in (*self._asking, self.confirm):
            part.setEnabled(not locked)

    def _toggle(self, theme: Theme, text: str, offered: bool) -> Toggle:
        toggle = Toggle(theme, text, False)
        toggle.toggled.connect(self._show_inside)
        row = QWidget()
        beside = QBoxLayout(QBoxLayout.Direction.LeftToRight, row)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(toggle, 0, Qt.AlignmentFlag.AlignTop)
        words = label(text, typography.BODY, wrap=True)
        words.setContentsMargins(0, 6, 0, 0)
        beside.addWidget(words, 1)
        self.column.addWidget(row)
        self._rows += (row,)
        row.setVisible(offered)
        return toggle

    def _maker(self, theme: Theme) -> QHBoxLayout:
        self.make = ActionButton(theme, tr("Make one for me"), "link", icon="retry")
        self.make.clicked.connect(self._make)
        self.shown = QLineEdit()
        self.shown.setReadOnly(True)
        self.shown.setAccessibleName(tr("The passphrase that was made"))
        self.shown.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy = ActionButton(theme, tr("Copy"), "plain")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._made))
        self.shown.hide()
        self.copy.hide()
        row = QHBoxLayout()
        row.addWidget(self.make)
        row.addWidget(self.shown, 1)
        row.addWidget(self.copy)
        return row

    def _make(self) -> None:
        self._made = generate()
        for field in (self.first, self.second):
            field.hide()
        self.shown.setText(self._made)
        self.shown.show()
        self.copy.show()
        self.make.set_label(tr("Another"))
        self.refuse("")
        self.fit(shrink=True)

    def _show_inside(self) -> None:
        self.inside.setText(
            tr("In the file: {what}", what=what_goes_in(self.choice(), first_call=self._first_call))
        )

    def _submit(self) -> None:
        given = self._made or self.first.text()
        problem = weakness(given)
        if not self._made and not problem and given != self.second.text():
            problem = tr("The two passphrases differ: type the same one twice.")
        self.refuse(problem)
        if not problem:
            self.submitted.emit(self.choice(), given)


class OpenDialog(_Ask):
    """Asks for a sealed file's passphrase. `submitted`; then call `accept()` or `refuse(sentence)`."""

    submitted = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Open a shared call"), parent)
        self.column.addWidget(
            label(
                f"{tr('{name} is sealed.', name=name)} {tr(_OPENING)}",
                typography.BODY,
                tone="muted",
                wrap=True,
            )
        )
        self.field = _secret(tr("The file's passphrase"))
        self.column.addWidget(self.field)
        self._buttons(theme, tr("Open"))
        self.confirm.clicked.connect(self._submit)
        self.field.returnPressed.connect(self._submit)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say what was wrong, and let it be typed again."""
        super().refuse(sentence)
        for part in (self.field, self.confirm):
            part.setEnabled(True)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _submit(self) -> None:
        if not self.field.text():
            self.refuse(tr("Type the passphrase first."))
            return
        for part in (self.field, self.confirm):
            part.setEnabled(False)
        self.problem.hide()
        self.submitted.emit(self.field.text())


class LeaveDialog(_Ask):
    """Comments that were not saved: stay, or leave without them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Your comments are not saved"), parent)
        self.column.addWidget(label(tr(_LEAVING), typography.BODY, tone="muted", wrap=True))
        self._buttons(theme, tr("Leave without them"))
        self.cancel.set_label(tr("Stay"))
        self.confirm.clicked.connect(self.accept)


_ABOUT = marked(
    "One file, sealed with a passphrase. Nothing is sent: you save it and give it to your coach, who opens it in "
    "Steadyhand, comments on it, and gives you a file with the comments back."
)
_PASS_ON = marked(
    "Tell your coach the passphrase by another way than the file. It can’t be recovered, here or anywhere: "
    "without it the file stays shut. Whoever has both can read the call."
)
_KEEP_IT = marked(
    "Copy it now, and tell it to your coach by another way than the file. It is not kept anywhere and can’t be "
    "recovered: once this is closed, nobody can show it again, and without it the file stays shut."
)
_OPENING = marked("Whoever gave it to you has its passphrase. Nothing of it stays here unless you keep it.")
_LEAVING = marked(
    "They are gone when you leave. “Save comments…” writes them into a file, “Keep” keeps them with the call."
)


def _secret(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setPlaceholderText(name)
    made.setAccessibleName(name)
    made.setFont(typography.font())
    return made
