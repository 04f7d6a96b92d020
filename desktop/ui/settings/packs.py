"""The scenario packs that were installed: removed by a press, which can be undone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.errors import UserError
from desktop.packs.removed import DAYS
from desktop.ui import typography
from desktop.ui.i18n import listed, refusal, tr
from desktop.ui.packs import PackShelf, ShelfPack
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.rows import row
from desktop.ui.widgets.scroll import clear
from desktop.ui.widgets.text import label, rule


class PacksCard(QFrame):
    """A row for each pack; the card is not there without any."""

    changed = Signal()
    """A pack came or went."""

    def __init__(self, theme: Theme, shelf: PackShelf) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme, self._shelf = theme, shelf
        self.buttons: dict[str, ActionButton] = {}
        self._undo: set[str] = set()
        about = tr(
            "Conversations that came beside Steadyhand's own. One that you remove leaves Rehearse; the reviews of "
            "your calls stay readable. It can be brought back for at least {days} days, and for as long as there "
            "is a call held with it.",
            days=DAYS,
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(6)
        box.addWidget(label(tr("Installed conversations"), typography.BODY, weight=typography.SEMIBOLD))
        box.addWidget(label(about, typography.SMALL, tone="muted", wrap=True))
        self.problem = label("", typography.SMALL, tone="avoid", wrap=True)
        self.problem.hide()
        box.addWidget(self.problem)
        self._place = QVBoxLayout()
        self._place.setSpacing(6)
        box.addLayout(self._place)
        self.hide()

    def refresh(self) -> None:
        """Look again at what there is."""
        self._shelf.installed(self._show)

    def _show(self, packs: tuple[ShelfPack, ...], focused: str = "") -> None:
        if not isValid(self):
            return
        clear(self._place)
        self.buttons = {}
        for pack in packs:
            self._place.addWidget(rule())
            self._place.addWidget(self._row(pack))
        self.setVisible(bool(packs))
        if focused in self.buttons:
            self.buttons[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, pack: ShelfPack) -> QWidget:
        back = tr("Undo") if pack.id in self._undo else tr("Bring back")
        button = ActionButton(self._theme, back if pack.removed else tr("Remove"), "quiet")
        button.setAccessibleName(f"{button.label()}, {pack.title}")
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
            self.problem.hide()
            self._shelf.installed(lambda packs: self._show(packs, pack.id))
            self.changed.emit()

    def _refused(self, wrong: UserError) -> None:
        if isValid(self):
            self.problem.setText(refusal(wrong))
            self.problem.show()
            self.refresh()


def _about(pack: ShelfPack) -> str:
    """What is in it, and how it stands, in a line."""
    if pack.trouble:
        if pack.removed:
            return tr("removed; it can't be opened: {why}", why=pack.trouble)
        return tr("It can't be opened: {why}", why=pack.trouble)
    parts = [listed(pack.scenarios)] if pack.scenarios != (pack.title,) else []
    state = tr("removed") if pack.removed else ""
    return " · ".join(filter(None, [*parts, pack.author, state]))
