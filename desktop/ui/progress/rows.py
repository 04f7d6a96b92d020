"""One skill as a row, and the card that holds the skills of a kind."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.review.progress_document import Call, MarkState, Skill, SkillKind
from desktop.ui import typography
from desktop.ui.i18n import marked, tr
from desktop.ui.progress.marks import MarkSign, Strip
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.text import card, label, rule

_STRIP = 320
"""px of the marks at most."""
_WORDS, _MARKS = 3, 2
"""How words and marks side by side share the width."""
_STACK_BELOW = 440

KINDS: MappingProxyType[SkillKind, str] = MappingProxyType(
    {
        "ending": marked("How your calls ended"),
        "step": marked("Steps"),
        "pair": marked("Say this, not that"),
        "measure": marked("The way you talked"),
    }
)
_LEGENDS: dict[SkillKind, tuple[tuple[MarkState, str], ...]] = {
    "ending": (
        ("good", marked("settled")),
        ("partly", marked("time up")),
        ("none", marked("hung up or over")),
        ("bad", marked("given up")),
        ("unknown", marked("broke off")),
    ),
    "step": (("good", marked("heard")), ("partly", marked("partly heard")), ("none", marked("not heard"))),
    "pair": (
        ("bad", marked("to avoid")),
        ("partly", marked("both")),
        ("good", marked("said instead")),
        ("none", marked("neither heard")),
    ),
    "measure": (
        ("good", marked("within the range")),
        ("bad", marked("outside it")),
        ("unknown", marked("nothing to judge by")),
    ),
}


class SkillRow(QWidget):
    """A skill: its name, a sentence, its marks; and of the mark that was chosen, what happened."""

    opened = Signal(str)
    """A session's id."""

    def __init__(self, theme: Theme, skill: Skill, calls: Sequence[Call], *, where: str = "") -> None:
        super().__init__()
        self.skill = skill
        self.strip = Strip(theme, skill, calls)
        self.strip.setMaximumWidth(_STRIP)
        self.strip.opened.connect(self.opened)
        self.strip.chosen.connect(self._show_chosen)
        self._detail = label("", typography.SMALL, wrap=True)
        self._open = ActionButton(theme, tr("Open this call"), "link", icon="next")
        self._open.clicked.connect(self._open_chosen)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(label(skill.title, typography.BODY, weight=typography.SEMIBOLD, wrap=True))
        if where:
            words.addWidget(label(where, typography.TINY, tone="muted", wrap=True))
        words.addWidget(label(skill.sentence, typography.SMALL, tone="muted", wrap=True))
        words.addStretch(1)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(12)
        self._beside.addLayout(words, _WORDS)
        self._beside.addWidget(self.strip, _MARKS, Qt.AlignmentFlag.AlignVCenter)
        self._chosen = QWidget()
        chosen = QHBoxLayout(self._chosen)
        chosen.setContentsMargins(0, 0, 0, 0)
        chosen.setSpacing(12)
        chosen.addWidget(self._detail, 1)
        chosen.addWidget(self._open, 0, Qt.AlignmentFlag.AlignTop)
        self._chosen.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addLayout(self._beside)
        column.addWidget(self._chosen)

    def detail(self) -> str:
        """What is said of the chosen mark, "" when none is."""
        return "" if self._chosen.isHidden() else self._detail.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < _STACK_BELOW
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        if self._beside.direction() != way:
            self._beside.setDirection(way)

    def _show_chosen(self) -> None:
        self._detail.setText(self.strip.text())
        self._open.setAccessibleName(tr("Open this call: {call}", call=self.strip.text()))
        self._chosen.show()

    def _open_chosen(self) -> None:
        if self.strip.current is not None:
            self.opened.emit(self.skill.marks[self.strip.current].session_id)


class KindCard(QFrame):
    """The skills of one kind, with what their marks mean. Rows are added one by one."""

    def __init__(self, theme: Theme, kind: SkillKind) -> None:
        super().__init__()
        self.setObjectName("card")
        self.kind: SkillKind = kind
        self.rows: list[SkillRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(8)
        self._column.addWidget(label(tr(KINDS[kind]), typography.BODY, weight=typography.SEMIBOLD, wrap=True))
        self._column.addWidget(_legend(theme, kind))

    def add(self, row: SkillRow) -> None:
        """Put a row at the end."""
        self._column.addWidget(rule())
        self._column.addWidget(row)
        self.rows.append(row)


def _legend(theme: Theme, kind: SkillKind) -> QWidget:
    holder = QWidget()
    flow = FlowLayout(holder, gap=14)
    for state, text in _LEGENDS[kind]:
        entry = QWidget()
        row = QHBoxLayout(entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(MarkSign(theme, kind, state))
        row.addWidget(label(tr(text), typography.TINY, tone="muted"))
        flow.addWidget(entry)
    return holder


def plain_card() -> tuple[QFrame, QVBoxLayout]:
    """An empty card and the column to fill."""
    frame = card()
    column = QVBoxLayout(frame)
    column.setContentsMargins(20, 16, 20, 16)
    column.setSpacing(8)
    return frame, column
