"""The conversations that were added: a folder or a zip brought in, removed by a press, which can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.errors import UserError
from desktop.packs.install import name_on_shelf
from desktop.packs.problems import PackError, Problem
from desktop.packs.removed import DAYS
from desktop.policy import NO_POLICY, Policy
from desktop.ui import typography
from desktop.ui.i18n import listed, plural, quoted, refusal, tr
from desktop.ui.packs import PackShelf, ShelfPack
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.lock import closed
from desktop.ui.widgets.reading import ReadingDialog
from desktop.ui.widgets.rows import row
from desktop.ui.widgets.scroll import clear
from desktop.ui.widgets.text import label, rule

_MOST_SHOWN = 500
"""Problems in the list of all: a text of many thousand lines would hold the window up."""


class PacksCard(QFrame):
    """How a conversation comes in, and a row for each pack."""

    changed = Signal()
    """A pack came or went."""
    add_wanted = Signal(Path)
    """What was chosen is to be put into the library."""

    def __init__(self, theme: Theme, shelf: PackShelf, policy: Policy = NO_POLICY) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme, self._shelf = theme, shelf
        self.buttons: dict[str, ActionButton] = {}
        self._undo: set[str] = set()
        self._wrong: PackError | None = None
        about = tr(
            "Conversations that came beside Steadyhand's own, from a coach or a colleague: a folder or a .zip, "
            "which can also be dropped here. One that you remove leaves Rehearse; the reviews of your calls stay "
            "readable. It can be brought back for at least {days} days, and for as long as there is a call held "
            "with it.",
            days=DAYS,
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(6)
        box.addWidget(label(tr("Installed conversations"), typography.BODY, weight=typography.SEMIBOLD))
        ways_in = self._ways_in()
        if line := closed(theme, policy, "own_packs"):
            self.add.hide()
            self.add_zip.hide()
            box.addWidget(line)
        else:
            box.addWidget(label(about, typography.SMALL, tone="muted", wrap=True))
        box.addLayout(ways_in)
        self.busy = label("", typography.SMALL, tone="muted", wrap=True)
        self.busy.hide()
        box.addWidget(self.busy)
        box.addWidget(self._refusal())
        self._place = QVBoxLayout()
        self._place.setSpacing(6)
        box.addLayout(self._place)

    def refresh(self) -> None:
        """Look again at what there is."""
        self._shelf.installed(self._show)

    def choose_folder(self) -> str:
        """Ask for a pack's folder; "" when the person changed their mind."""
        return QFileDialog.getExistingDirectory(self, tr("Add a conversation"), str(Path.home()))

    def choose_zip(self) -> str:
        """Ask for a pack's zip, or a file of it; "" when the person changed their mind."""
        kinds = tr("Conversations (*.zip *.toml)")
        return QFileDialog.getOpenFileName(self, tr("Add a conversation"), str(Path.home()), kinds)[0]

    def begin(self, name: str) -> None:
        """What is called `name` is looked at."""
        self._forget_refusal()
        self.busy.setText(tr("Looking at {name}…", name=quoted(name)))
        self.busy.show()

    def stop(self) -> None:
        """It is looked at no more, and nothing came of it."""
        self.busy.hide()

    def done(self) -> None:
        """It is in the library."""
        self.busy.hide()
        self._forget_refusal()
        self.refresh()

    def refuse(self, name: str, wrong: UserError) -> None:
        """What is called `name` did not come in."""
        self.busy.hide()
        self._wrong = wrong if isinstance(wrong, PackError) else None
        self._told_name = name
        self._say(f"{not_added(name)} {in_short(wrong)}")
        self.read_all.setVisible(self._wrong is not None and len(self._wrong.problems) > 1)

    def show_all(self) -> None:
        """Everything that is wrong with what did not come in."""
        if self._wrong is not None:
            self.dialog = ProblemsDialog(self._theme, self._told_name, self._wrong.problems, self)
            self.dialog.open()

    def _ways_in(self) -> QHBoxLayout:
        self.add = ActionButton(self._theme, tr("Add a conversation…"), "plain")
        self.add.clicked.connect(lambda: self._want(self.choose_folder()))
        self.add.setAccessibleDescription(tr("Asks for its folder."))
        self.add_zip = ActionButton(self._theme, tr("Add a .zip…"), "quiet")
        self.add_zip.clicked.connect(lambda: self._want(self.choose_zip()))
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.add)
        buttons.addWidget(self.add_zip)
        buttons.addStretch(1)
        return buttons

    def _refusal(self) -> QWidget:
        self.problem = label("", typography.SMALL, tone="avoid", wrap=True)
        self.read_all = ActionButton(self._theme, tr("Read all of it"), "quiet")
        self.read_all.clicked.connect(self.show_all)
        self._refused_row = QWidget()
        line = QHBoxLayout(self._refused_row)
        line.setContentsMargins(0, 4, 0, 4)
        line.setSpacing(16)
        line.addWidget(self.problem, 1)
        line.addWidget(self.read_all, 0, Qt.AlignmentFlag.AlignVCenter)
        self._refused_row.hide()
        return self._refused_row

    def _want(self, chosen: str) -> None:
        if chosen:
            self.add_wanted.emit(Path(chosen))

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self._refused_row.show()

    def _forget_refusal(self) -> None:
        if self.read_all.hasFocus():  # it goes, and would hand the focus to the card below
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wrong = None
        self.problem.setText("")
        self.read_all.hide()
        self._refused_row.hide()

    def _show(self, packs: tuple[ShelfPack, ...], focused: str = "") -> None:
        if not isValid(self):
            return
        before = next((key for key, button in self.buttons.items() if button.hasFocus()), focused)
        clear(self._place)
        self.buttons = {}
        for pack in packs:
            self._place.addWidget(rule())
            self._place.addWidget(self._row(pack))
        now = before if before in self.buttons else name_on_shelf(before)
        if now in self.buttons:
            self.buttons[now].setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, pack: ShelfPack) -> QWidget:
        back = tr("Undo") if pack.id in self._undo else tr("Bring back")
        button = ActionButton(self._theme, back if pack.removed else tr("Remove"), "quiet")
        which = (pack.title, _version(pack)) if pack.replaced else (pack.title,)
        button.setAccessibleName(", ".join((button.label(), *filter(None, which))))
        button.clicked.connect(lambda: self._change(pack))
        self.buttons[pack.id] = button
        return row(pack.title, _about(pack), button)

    def _change(self, pack: ShelfPack) -> None:
        for button in self.buttons.values():
            button.setEnabled(False)
        change = self._shelf.restore if pack.removed else self._shelf.remove
        change(pack.id, lambda: self._done(pack), self._refused)

    def _done(self, pack: ShelfPack) -> None:
        if isValid(self):
            (self._undo.discard if pack.removed else self._undo.add)(pack.id)
            self._forget_refusal()
            self._shelf.installed(lambda packs: self._show(packs, pack.id))
            self.changed.emit()

    def _refused(self, wrong: UserError) -> None:
        if isValid(self):
            self._forget_refusal()
            self._say(refusal(wrong))
            self.refresh()


class ProblemsDialog(ReadingDialog):
    """Everything that is wrong with a pack, to be read and passed on to whoever wrote it."""

    def __init__(
        self, theme: Theme, name: str, problems: Iterable[Problem], parent: QWidget | None = None
    ) -> None:
        title = tr("What is wrong with {name}", name=quoted(name))
        about = tr("Nothing was added. Whoever wrote the conversation can mend it with these lines.")
        lines = _lines(tuple(problems))
        super().__init__(theme, title, about, lines, tr("Copy all"), name=title, parent=parent)
        self.copy = self.act
        self.copy.clicked.connect(self._copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.said.setText(tr("Copied."))


def not_added(name: str) -> str:
    """That something did not come in."""
    return tr("{name} was not added.", name=quoted(name))


def in_short(wrong: UserError) -> str:
    """What is wrong: of many problems the first that has a line, and how many others there are."""
    if not isinstance(wrong, PackError):
        return refusal(wrong)
    first = next((one for one in wrong.problems if one.line), wrong.problems[0])
    more = len(wrong.problems) - 1
    others = plural("%n other thing is wrong.", "%n other things are wrong.", more) if more else ""
    return f"{first} {others}".strip()


def _lines(problems: tuple[Problem, ...]) -> str:
    lines = [str(one) for one in problems[:_MOST_SHOWN]]
    if more := len(problems) - len(lines):
        lines.append(plural("%n more.", "%n more.", more))
    return "\n".join(lines)


def _version(pack: ShelfPack) -> str:
    return tr("version {number}", number=pack.version) if pack.version else ""


def _about(pack: ShelfPack) -> str:
    """What is in it, and how it stands, in a line."""
    if pack.trouble:
        if pack.removed:
            return tr("removed; it can't be opened: {why}", why=pack.trouble)
        return tr("It can't be opened: {why}", why=pack.trouble)
    parts = [listed(pack.scenarios)] if pack.scenarios != (pack.title,) else []
    state = tr("replaced") if pack.replaced else tr("removed") if pack.removed else ""
    return " · ".join(filter(None, [*parts, pack.author, _version(pack), state]))
