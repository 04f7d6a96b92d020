"""Privacy: what is kept and how it is protected, all of it into a file, all of it away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.errors import UserError
from desktop.ui import typography
from desktop.ui.i18n import marked, plural, quoted, tr
from desktop.ui.settings.fetching import FetchLine, size_of
from desktop.ui.theme import Theme
from desktop.ui.vault import Kept, Vault
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.lock import LockLine
from desktop.ui.widgets.text import label, rule

WORD = marked("delete", "what is typed before everything is deleted")
"""What is typed before everything goes."""
_IN_THE_CLEAR = marked(
    "Reviews that a command wrote, and what you export, are not encrypted. The file of “Export everything” is not "
    "either: whoever has it can read it."
)
_WHAT_GOES = marked(
    "This deletes every call with its sound and its review, the copies of the database, the logs, the settings "
    "and the key, for good. Models and packs stay, and so does what you exported. Steadyhand closes afterwards."
)


def _word() -> str:
    return tr(WORD, "what is typed before everything is deleted")


def protection(kept: Kept) -> str:
    """How the calls are protected, in words."""
    if not kept.cipher:
        return tr("Your calls are NOT encrypted. Run the check under Diagnostics: it says what to do.")
    where = {
        "keyring": tr("the key is in this computer's keyring"),
        "key_file": tr("the key is in the file {path}, which only you can read", path=kept.key_file),
        "passphrase": tr("your passphrase opens them; nothing on this computer knows it"),
        "environment": tr("the passphrase in STEADYHAND_PASSPHRASE opens them"),
    }[kept.key]
    return tr("Your calls are encrypted on this disk; {where}.", where=where)


def amount(kept: Kept) -> str:
    """How much is kept, in words."""
    if not kept.calls:
        return tr("No call is kept.")
    if not kept.calls_with_sound:
        return plural(
            "%n call is kept, as text; the sound of none.",
            "%n calls are kept, as text; the sound of none.",
            kept.calls,
        )
    return plural(
        "%n call is kept, as text; the sound of {with_sound}, {size}.",
        "%n calls are kept, as text; the sound of {with_sound}, {size}.",
        kept.calls,
        with_sound=kept.calls_with_sound,
        size=size_of(kept.sound_bytes),
    )


class PrivacyCard(QFrame):
    """What is kept, with the settings that say so in `rows`."""

    erase_wanted = Signal()
    """Everything is to go; it was asked for twice."""

    def __init__(
        self, theme: Theme, vault: Vault, rows: tuple[QWidget, ...] = (), no_export: LockLine | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme, self._vault = theme, vault
        self._exporting, self._no_export = False, no_export
        self.protection = label("", typography.SMALL, wrap=True)
        self.amount = label("", typography.SMALL, wrap=True)
        self.export = ActionButton(theme, tr("Export everything…"), "plain")
        self.export.clicked.connect(self._export)
        self.erase = ActionButton(theme, tr("Delete everything…"), "plain")
        self.erase.clicked.connect(self._ask)
        self.line = FetchLine(theme, tr("Export of everything"))
        self.line.stopped.connect(vault.cancel)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(6)
        box.addWidget(label(tr("Privacy"), typography.BODY, weight=typography.SEMIBOLD))
        for part in (self.protection, self.amount):
            box.addWidget(part)
        box.addWidget(label(tr(_IN_THE_CLEAR), typography.SMALL, tone="muted", wrap=True))
        for row in rows:
            box.addWidget(rule())
            box.addWidget(row)
        box.addWidget(rule())
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.export)
        buttons.addWidget(self.erase)
        buttons.addStretch(1)
        box.addLayout(buttons)
        if no_export is not None:
            self.export.setEnabled(False)
            box.addWidget(no_export)
        box.addWidget(self.line)
        box.addWidget(self._question())

    def refresh(self) -> None:
        """Look again at what is kept."""
        self._vault.kept(self._show)

    def choose_file(self) -> str:
        """Ask where to write; "" when the person changed their mind."""
        suggested = str(Path.home() / "steadyhand.zip")
        return QFileDialog.getSaveFileName(self, tr("Export everything"), suggested, tr("Archives (*.zip)"))[0]

    def _question(self) -> QWidget:
        self.question = QWidget()
        self.sure = ActionButton(self._theme, tr("Delete it all"), "danger")
        self.sure.setEnabled(False)
        self.sure.clicked.connect(self.erase_wanted)
        self.word = QLineEdit()
        self.word.setAccessibleName(tr("Type {word} to delete everything", word=_word()))
        self.word.setPlaceholderText(tr("Type {word}", word=quoted(_word())))
        self.word.setFont(typography.font(typography.SMALL))
        self.word.setMaximumWidth(200)
        self.word.setAcceptDrops(False)
        self.word.textChanged.connect(lambda _text: self.sure.setEnabled(self._typed()))
        self.word.returnPressed.connect(self.sure.click)
        self.keep = ActionButton(self._theme, tr("Keep it"), "quiet")
        self.keep.clicked.connect(self._keep)
        row = QHBoxLayout()
        row.setSpacing(10)
        for part in (self.word, self.sure, self.keep):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self.question)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(10)
        column.addWidget(label(tr(_WHAT_GOES), typography.SMALL, tone="avoid", wrap=True))
        column.addLayout(row)
        self.question.hide()
        return self.question

    def _show(self, kept: Kept) -> None:
        if isValid(self):
            self.protection.setText(protection(kept))
            self.amount.setText(amount(kept))
            self.export.setEnabled(bool(kept.calls) and not self._exporting and self._no_export is None)

    def _typed(self) -> bool:
        return self.word.text().strip().casefold() == _word().casefold()

    def _ask(self) -> None:
        self.question.show()
        self.word.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        self.word.clear()
        self.question.hide()
        self.erase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _export(self) -> None:
        chosen = self.choose_file()
        if not chosen:
            return
        path = Path(chosen if chosen.endswith(".zip") else f"{chosen}.zip")
        self._exporting = True
        self.export.setEnabled(False)
        self.line.work(tr("Writing…"), 0.0)
        self.line.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self._vault.export(path, self._progress, lambda count: self._exported(path, count), self._refused)

    def _progress(self, done: int, total: int) -> None:
        if isValid(self):
            text = plural("{done} of %n call", "{done} of %n calls", total, done=done)
            self.line.work(text, done / total if total else 1.0)

    def _exported(self, path: Path, count: int) -> None:
        if isValid(self):
            told = plural(
                "%n call written to {path}. The file is not encrypted.",
                "%n calls written to {path}. The file is not encrypted.",
                count,
                path=path,
            )
            self._ended(lambda: self.line.done((told,)))

    def _refused(self, wrong: UserError) -> None:
        if isValid(self):
            self._ended(lambda: self.line.refuse(wrong))

    def _ended(self, say: Callable[[], None]) -> None:
        held = self.line.stop.hasFocus()  # asked before it goes, and hands the focus on
        self._exporting = False
        say()
        self.export.setEnabled(True)
        if held:
            self.export.setFocus(Qt.FocusReason.OtherFocusReason)
