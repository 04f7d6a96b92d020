"""On the screen of past calls: opening a shared one, and those that are kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.records import KeptShare
from desktop.ui import timefmt, typography
from desktop.ui.i18n import tr
from desktop.ui.sharing.controller import SharingController
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.cardbutton import CardButton
from desktop.ui.widgets.confirm import delete_button
from desktop.ui.widgets.scroll import clear
from desktop.ui.widgets.text import ElidedLabel, label


class KeptLine(CardButton):
    """One call of someone else that is kept here."""

    def __init__(self, theme: Theme, share: KeptShare) -> None:
        super().__init__(theme, "")
        self.share = share
        self.column.setContentsMargins(14, 12, 18, 12)
        kept = tr("Shared with you · kept {when}", when=timefmt.moment(share.kept_at))
        self.column.addWidget(ElidedLabel(share.title, typography.BODY, weight=typography.SEMIBOLD))
        self.column.addWidget(ElidedLabel(kept, typography.SMALL, tone="muted"))
        self.setAccessibleName(f"{share.title}. {kept}")
        self.seal()


class SharedBox(QWidget):
    """The way in for calls of others."""

    open_wanted = Signal()
    kept_wanted = Signal(object)
    """A `KeptShare`."""

    def __init__(self, theme: Theme, controller: SharingController) -> None:
        super().__init__()
        self._theme, self._controller = theme, controller
        self.lines: list[KeptLine] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        self.open = ActionButton(theme, tr("Open a shared call…"), "plain", icon="lock")
        self.open.clicked.connect(self.open_wanted)
        row = QHBoxLayout()
        row.addWidget(self.open)
        row.addWidget(
            label(tr("A file a client gave you, or a coach’s comments on your call."), tone="muted", wrap=True), 1
        )
        column.addLayout(row)
        self._place = QVBoxLayout()
        self._place.setSpacing(10)
        column.addLayout(self._place)

    def refresh(self) -> None:
        """Look again for what is kept."""
        self._controller.kept_shares(self.show_kept)

    def show_kept(self, shares: tuple[KeptShare, ...]) -> None:
        """List these."""
        clear(self._place)
        self.lines = [KeptLine(self._theme, one) for one in shares]
        for line in self.lines:
            line.clicked.connect(lambda _on=False, wanted=line.share: self.kept_wanted.emit(wanted))
            remove = delete_button(self._theme, line.accessibleName())
            remove.confirmed.connect(lambda gone=line.share.share_id: self._forget(gone))
            holder = QWidget()
            beside = QHBoxLayout(holder)
            beside.setContentsMargins(0, 0, 0, 0)
            beside.setSpacing(10)
            beside.addWidget(line, 1)
            beside.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)
            self._place.addWidget(holder)

    def _forget(self, share_id: str) -> None:
        self._controller.forget_share(share_id, self.refresh)
