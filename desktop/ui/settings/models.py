"""The models: what is installed, what there is besides, and how it comes and goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.errors import UserError
from desktop.policy import NO_POLICY, Policy
from desktop.ui import typography
from desktop.ui.i18n import tr
from desktop.ui.settings.fetching import FetchLine, size_of
from desktop.ui.shelf import Fetching, Shelf, ShelfModel
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.confirm import ConfirmButton
from desktop.ui.widgets.lock import closed
from desktop.ui.widgets.rows import row
from desktop.ui.widgets.scroll import clear
from desktop.ui.widgets.text import label, rule


class ModelsCard(QFrame):
    """Every model, a row each. What is under way blocks the other buttons, and can be stopped."""

    changed = Signal()
    """Models came or went."""

    def __init__(self, theme: Theme, shelf: Shelf, policy: Policy = NO_POLICY) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme, self._shelf, self._policy = theme, shelf, policy
        self.rows: dict[str, QWidget] = {}
        self._buttons: list[QWidget] = []
        self._busy = False
        self.fetch_line = FetchLine(theme)
        self.fetch_line.stopped.connect(shelf.cancel)
        self.suggested = ActionButton(theme, tr("Fetch what is missing"), "plain")
        self.suggested.clicked.connect(lambda: self._fetch(()))
        self.bring = ActionButton(theme, tr("Import a file…"), "quiet")
        self.bring.clicked.connect(self._import)
        about = tr(
            "They do all the work here. Steadyhand uses the network only while you fetch one; "
            "a file that you bring from another computer needs none."
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(6)
        box.addWidget(label(tr("Models"), typography.BODY, weight=typography.SEMIBOLD))
        box.addWidget(label(about, typography.SMALL, tone="muted", wrap=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.suggested)
        buttons.addWidget(self.bring)
        buttons.addStretch(1)
        box.addLayout(buttons)
        for ruled in ("fetch_models", "models_outside_catalog"):
            if line := closed(theme, policy, ruled):
                box.addWidget(line)
        box.addWidget(self.fetch_line)
        self._place = QVBoxLayout()
        self._place.setSpacing(6)
        box.addLayout(self._place)

    def refresh(self) -> None:
        """Look again at what there is."""
        self._shelf.models(self._show)

    @property
    def _may_fetch(self) -> bool:
        return self._policy.rules.fetch_models != "never"

    def choose_file(self) -> str:
        """Ask which file to take in; "" when the person changed their mind."""
        return QFileDialog.getOpenFileName(
            self, tr("Import a model"), str(Path.home()), tr("Models (*.gguf *.zip *.tar);;All files (*)")
        )[0]

    def _show(self, models: tuple[ShelfModel, ...]) -> None:
        if not isValid(self):
            return
        focused = next((key for key, one in self.rows.items() if one.isAncestorOf(self.focusWidget() or one)), "")
        clear(self._place)
        self.rows, self._buttons = {}, []
        missing = [one for one in models if one.suggested and not one.installed and self._may_fetch]
        self.suggested.setVisible(bool(missing))
        size = size_of(sum(one.bytes for one in missing))
        self.suggested.set_label(
            tr("Fetch what is missing, {size}", size=size) if size else tr("Fetch what is missing")
        )
        for one in models:
            self.rows[one.id] = self._row(one)
            self._place.addWidget(rule())
            self._place.addWidget(self.rows[one.id])
        self._set_busy(self._busy)
        if focused in self.rows:
            self._focus(focused)

    def _row(self, model: ShelfModel) -> QWidget:
        state = tr("installed") if model.installed else tr("not here")
        if model.installed and not model.mine:
            state = tr("installed for everybody on this computer")
        own = "" if model.vouched else tr("brought by you, not in the catalog")
        if own and not self._policy.rules.models_outside_catalog:
            own = tr("brought by you, not in the catalog, not used")
        parts = [model.purpose, size_of(model.bytes), model.licence, state, own]
        button = self._button(model)
        if button is not None:
            self._buttons.append(button)
        return row(model.title, " · ".join(filter(None, parts)), button)

    def _button(self, model: ShelfModel) -> QWidget | None:
        if model.installed and model.mine:
            remove = ConfirmButton(self._theme, tr("Remove"), tr("Really remove?"), model.title)
            remove.confirmed.connect(lambda: self._remove(model.id))
            return remove
        if model.installed or not model.vouched or not self._may_fetch:
            return None
        fetch = ActionButton(self._theme, tr("Fetch"), "quiet")
        fetch.setAccessibleName(tr("Fetch {title}, {size}", title=model.title, size=size_of(model.bytes)))
        fetch.clicked.connect(lambda: self._fetch((model.id,)))
        return fetch

    def _fetch(self, ids: tuple[str, ...]) -> None:
        self._begin()
        self._shelf.fetch(ids, self._progress, self._done, self._refused)

    def _import(self) -> None:
        if chosen := self.choose_file():
            self._begin()
            self._shelf.import_file(Path(chosen), self._progress, lambda _titles: self._done(()), self._refused)

    def _remove(self, model_id: str) -> None:
        self._set_busy(True)
        self._shelf.remove(model_id, lambda: self._done(()), self._refused)

    def _begin(self) -> None:
        self._set_busy(True)
        self.fetch_line.begin()
        self.fetch_line.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _progress(self, fetching: Fetching) -> None:
        if isValid(self) and self._busy:
            self.fetch_line.show_fetching(fetching)

    def _done(self, lines: tuple[str, ...]) -> None:
        if isValid(self):
            self._set_busy(False)
            self.fetch_line.done(lines)
            self.refresh()
            self.changed.emit()

    def _refused(self, wrong: UserError) -> None:
        if isValid(self):
            self._set_busy(False)
            self.fetch_line.refuse(wrong)
            self.refresh()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for button in (self.suggested, self.bring, *self._buttons):
            button.setEnabled(not busy)

    def _focus(self, model_id: str) -> None:
        button = next((one for one in self._buttons if self.rows[model_id].isAncestorOf(one)), None)
        (button or self.bring).setFocus(Qt.FocusReason.OtherFocusReason)
