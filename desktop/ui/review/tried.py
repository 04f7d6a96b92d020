"""The moments of a call that were tried again since, each leading to both versions."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.review.comparison import Tried
from desktop.ui import timefmt, typography
from desktop.ui.i18n import quoted, tr
from desktop.ui.review.cards import side_card
from desktop.ui.theme import Theme
from desktop.ui.widgets.cardbutton import CardButton
from desktop.ui.widgets.text import ElidedLabel, label


class TriedLine(CardButton):
    """One later try: when, what was said, how it went."""

    def __init__(self, theme: Theme, tried: Tried) -> None:
        super().__init__(theme, "")
        self.tried = tried
        self.column.setContentsMargins(12, 8, 12, 10)
        self.column.setSpacing(2)
        when = f"{timefmt.clock(tried.at_s)} · {timefmt.moment(tried.started_at)}"
        self.column.addWidget(label(when, typography.SMALL, tone="muted", tabular=True))
        self.column.addWidget(ElidedLabel(quoted(tried.said), typography.BODY))
        if tried.verdict:
            self.column.addWidget(label(tried.verdict, typography.SMALL, tone="muted", wrap=True))
        self.setAccessibleName(
            tr(
                "You tried {time} again, {when}: {said} {verdict} Shows both versions.",
                time=timefmt.clock(tried.at_s),
                when=timefmt.moment(tried.started_at),
                said=tried.said,
                verdict=tried.verdict,
            )
        )
        self.seal()


class TriedCard(QWidget):
    """Every later try, oldest first."""

    review_wanted = Signal(str)
    """A session's id."""

    def __init__(self, theme: Theme, tried: tuple[Tried, ...]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        moments = {one.turn_id for one in tried}  # named by the time: the card stands beside any other moment, too
        time = timefmt.clock(tried[0].at_s)
        frame, box = side_card(
            tr("You tried {time} again", time=time) if len(moments) == 1 else tr("You tried these moments again")
        )
        self.lines = [TriedLine(theme, one) for one in tried]
        for line in self.lines:
            line.clicked.connect(lambda _on=False, id=line.tried.session_id: self.review_wanted.emit(id))
            box.addWidget(line)
        outer.addWidget(frame)
