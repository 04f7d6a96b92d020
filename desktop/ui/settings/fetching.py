"""A fetch, or other long work, as it is shown: what it is at, how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.ui import typography
from desktop.ui.i18n import locale, refusal, tr
from desktop.ui.shelf import Fetching
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.progress import ProgressLine
from desktop.ui.widgets.text import label, set_tone


def size_of(count: int) -> str:
    """Bytes for people, as in "22.5 MB"; "" where they are not known."""
    return locale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat) if count else ""


class FetchLine(QWidget):
    """Hidden until something is on its way, or has been refused."""

    stopped = Signal()

    def __init__(self, theme: Theme, what: str = "") -> None:
        super().__init__()
        self.text = label("", typography.SMALL, wrap=True)
        self.bar = ProgressLine(theme, what or tr("Models on their way"))
        self.stop = ActionButton(theme, tr("Stop"), "quiet")
        self.stop.clicked.connect(self.stopped)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(self.text)
        words.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(14)
        row.addLayout(words, 1)
        row.addWidget(self.stop)
        self.hide()

    def begin(self) -> None:
        """Something was asked for."""
        self._say(tr("Looking for it…"), "muted", under_way=True)
        self.bar.show_share(0.0)

    def work(self, text: str, share: float) -> None:
        """How far something else is, 0 to 1."""
        self._say(text, "", under_way=True)
        self.bar.show_share(share)

    def show_fetching(self, fetching: Fetching) -> None:
        """How far it is."""
        done, total = size_of(fetching.bytes_done), size_of(fetching.bytes_total)
        text = fetching.title
        if total:
            text = tr("{title}, {done} of {total}", title=text, done=done or tr("0 MB"), total=total)
        if fetching.count > 1:
            text = tr("{number} of {count}: {name}", number=fetching.number, count=fetching.count, name=text)
        self._say(text, "", under_way=True)
        if fetching.bytes_total:
            self.bar.show_share(fetching.bytes_done / fetching.bytes_total)

    def done(self, lines: tuple[str, ...] = ()) -> None:
        """It is here; `lines` say what is not as wished."""
        self._say("\n".join(lines), "possible", under_way=False)
        self.setVisible(bool(lines))

    def refuse(self, wrong: UserError) -> None:
        """It did not come."""
        self._say(refusal(wrong), "possible", under_way=False)

    def _say(self, text: str, tone: str, *, under_way: bool) -> None:
        if self.text.property("tone") != tone:
            set_tone(self.text, tone)
        self.text.setText(text)
        self.bar.setVisible(under_way)
        self.stop.setVisible(under_way)
        self.show()
