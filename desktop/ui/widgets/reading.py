"""A dialog with a long text to read first, and one thing to do with it then."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.ui import typography
from desktop.ui.i18n import tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.ask import FRAME
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.text import label

_SIZE = QSize(720, 520)


class ReadingDialog(QDialog):
    """`about` over `text`, which is called `name`; under both what came of it (`said`), a way out, and `act`."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        about: str,
        text: str,
        act: str,
        *,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        theme.dress(self)
        self.resize(_SIZE.boundedTo(self.screen().availableSize() - QSize(FRAME // 2, FRAME)))
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(name)
        self.text.setFont(typography.font(typography.SMALL))
        self.said = label("", typography.SMALL, tone="say", wrap=True)
        self.act = ActionButton(theme, act, "accent")
        self.leave = ActionButton(theme, tr("Close"), "plain")
        self.leave.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(about, typography.BODY, tone="muted", wrap=True))
        column.addWidget(self.text, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.said, 1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.act)
        column.addLayout(buttons)
