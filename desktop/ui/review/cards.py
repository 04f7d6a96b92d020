"""The cards beside the transcript: steps, measures, what to do next time, and who listened."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.review.document import MeasureResult, ReviewDocument, StepResult
from desktop.ui import typography
from desktop.ui.i18n import listed, marked, tr
from desktop.ui.review.inspector import paint_number
from desktop.ui.theme import Theme
from desktop.ui.timefmt import clock
from desktop.ui.widgets.buttons import paint_focus
from desktop.ui.widgets.focus import KeyboardRing
from desktop.ui.widgets.text import card, label
from desktop.ui.wording import engine_of

_STATUS = {"reached": marked("reached"), "partly": marked("partly heard"), "not_heard": marked("not heard")}


def side_card(title: str) -> tuple[QFrame, QVBoxLayout]:
    """An empty card with a heading, and the layout to fill."""
    frame = card()
    frame.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    box = QVBoxLayout(frame)
    box.setContentsMargins(18, 15, 18, 16)
    box.setSpacing(6)
    heading = label(title, typography.BODY, weight=typography.SEMIBOLD, wrap=True)
    box.addWidget(heading)
    return frame, box


class StepDisc(QWidget):
    """A step's number: filled when reached, a closed ring when partly heard, dashed when not heard."""

    def __init__(self, theme: Theme, step: StepResult) -> None:
        super().__init__()
        self._theme, self._step = theme, step
        self.setFixedSize(QSize(22, 22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(1, 1, 20, 20)
        if self._step.status == "reached":
            paint_number(painter, box, self._step.order, self._theme)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        partly = self._step.status == "partly"
        color = self._theme.tokens.color("step" if partly else "muted")
        style = Qt.PenStyle.SolidLine if partly else Qt.PenStyle.DashLine
        pen = QPen(color, 1.6 if partly else 1.2, style)
        if not partly:
            pen.setDashPattern([2.4, 2.0])
        painter.setPen(pen)
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        painter.setFont(typography.font(11, typography.SEMIBOLD, tabular=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._step.order))


class StepLine(KeyboardRing, QAbstractButton):
    """One step. With evidence it is a button that chooses the evidence; without, it is only read."""

    def __init__(self, theme: Theme, step: StepResult) -> None:
        super().__init__()
        self._theme, self.step = theme, step
        heard = bool(step.moments)
        at = clock(step.at_s) if step.at_s is not None and heard else tr(_STATUS[step.status])
        self.setAccessibleName(_in_words(step))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if heard else Qt.FocusPolicy.NoFocus)
        self.setEnabled(heard)
        self.setCursor(Qt.CursorShape.PointingHandCursor if heard else Qt.CursorShape.ArrowCursor)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(9)
        row.addWidget(StepDisc(theme, step), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words(), 1)
        time = label(at, typography.SMALL, tone="muted", tabular=True)
        time.setContentsMargins(0, 2, 0, 0)
        row.addWidget(time, 0, Qt.AlignmentFlag.AlignTop)
        children = cast(list[QWidget], self.findChildren(QWidget))
        for child in children:
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._row.totalHeightForWidth(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.shows_ring():
            paint_focus(QPainter(self), QRectF(self.rect()), 6, self._theme.tokens)

    def _words(self) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        tone = "muted" if self.step.status == "not_heard" else ""
        words.addWidget(label(self.step.title, 14, tone=tone, wrap=True))
        if self.step.status == "partly":
            missing = [part.label for part in self.step.parts if part.moment is None]
            if missing:
                said = tr("Not heard: {parts}", parts="; ".join(missing))
                words.addWidget(label(said, typography.TINY, tone="muted", wrap=True))
        return words


def _in_words(step: StepResult) -> str:
    missing = [part.label for part in step.parts if part.moment is None]
    status = tr(_STATUS[step.status])
    if not missing or step.status != "partly":
        return tr("Step {order}: {title}, {status}", order=step.order, title=step.title, status=status)
    return tr(
        "Step {order}: {title}, {status}. Not heard: {parts}",
        order=step.order,
        title=step.title,
        status=status,
        parts=listed(missing),
    )


class StepsCard(QWidget):
    """The framework's steps, with the time they were reached."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, steps: tuple[StepResult, ...]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame, box = side_card(tr("Steps"))
        for step in sorted(steps, key=lambda s: s.order):
            line = StepLine(theme, step)
            line.clicked.connect(lambda _on=False, s=step: self.chosen.emit(s.moments[0]))
            box.addWidget(line)
        outer.addWidget(frame)


def measures_card(measures: tuple[MeasureResult, ...], executive: str = "") -> QWidget:
    """What was measured: a value for people, and a sentence where one says more. `executive`: the document's."""
    frame, box = side_card(tr("The way they talked") if executive else tr("The way you talked"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(0, 1)
    for number, measure in enumerate(measures):
        grid.addWidget(label(measure.title, typography.SMALL, tone="muted", wrap=True), number * 2, 0)
        shown = measure.shown if measure.value is not None else tr("not measured")
        weight = typography.SEMIBOLD if measure.value is not None else typography.REGULAR
        tone = "" if measure.value is not None else "muted"
        value = label(shown, typography.SMALL, weight=weight, tone=tone, tabular=True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, number * 2, 1)
        if measure.sentence:
            sentence = label(measure.sentence, typography.TINY, tone="muted", wrap=True)
            sentence.setContentsMargins(0, 0, 0, 6)
            grid.addWidget(sentence, number * 2 + 1, 0, 1, 2)
    box.addLayout(grid)
    return frame


class NumberedLine(QWidget):
    """A short line after its number."""

    def __init__(self, number: int, text: str, size: int = 14) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(9)
        count = label(str(number), size, weight=typography.SEMIBOLD, tone="accent", tabular=True)
        count.setFixedWidth(14)
        row.addWidget(count, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(text, size, wrap=True), 1)


def next_card(lines: tuple[str, ...]) -> QWidget:
    """Three things to do next time."""
    frame, box = side_card(tr("Next time"))
    for number, line in enumerate(lines, 1):
        box.addWidget(NumberedLine(number, line))
    return frame


def about_card(document: ReviewDocument) -> QWidget:
    """Who listened and spoke, and what the person should know about it."""
    frame, box = side_card(tr("About this review"))
    for notice in document.notices:
        box.addWidget(label(notice, typography.SMALL, wrap=True))
    if document.shown_ear:
        box.addWidget(
            label(
                tr("Words as heard by {ear}.", ear=document.shown_ear),
                typography.SMALL,
                tone="muted",
                wrap=True,
            )
        )
    for engine in document.engines:
        box.addWidget(label(engine_of(engine), typography.TINY, tone="muted", wrap=True))
    return frame
