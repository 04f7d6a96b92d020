"""The review as a PDF: plain text set in pages, with page numbers. Nothing is loaded from anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from desktop.folders import write_own
from desktop.review.document import Moment, ReviewDocument, StepResult
from desktop.review.html import kind_of, sign
from desktop.review.remarks import remarks
from desktop.review.sentences import clock
from desktop.ui import typography
from desktop.ui.i18n import quoted, tr
from desktop.ui.snapshot import application
from desktop.ui.wording import STATUS, about_line, author_of, speaker_of

_DPI = 96
_MARGIN_MM = 18.0
_FOOT = 28.0
"""Height of the line with the page's number, in px."""
_INK, _MUTED = QColor("#1d2127"), QColor("#5c6573")
_TONES = {"avoid": "#b8402a", "say": "#1e7d46", "step": "#2a5fc4", "promise": "#6b46c1", "possible": "#8a6100"}


class _Closed(QTextDocument):
    """A document that never opens a file or an address, whatever its text says."""

    def loadResource(self, kind: int, name: object) -> object:
        del kind, name
        return QByteArray()


class _Pen:
    """Writes paragraphs into a document, as plain text in a few looks."""

    def __init__(self, document: QTextDocument) -> None:
        self._cursor = QTextCursor(document)
        self._first = True

    def paragraph(
        self, *runs: tuple[str, QTextCharFormat], above: float = 0.0, indent: float = 0.0, level: int = 0
    ) -> None:
        """A paragraph of (text, look) runs, `above` px under the last, `indent` px from the left.

        With a `level` it is a heading.
        """
        shape = QTextBlockFormat()
        shape.setTopMargin(above)
        shape.setLeftMargin(indent)
        shape.setHeadingLevel(level)
        shape.setLineHeight(140.0, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if self._first:
            self._cursor.setBlockFormat(shape)
            self._first = False
        else:
            self._cursor.insertBlock(shape)
        for text, look in runs:
            self._cursor.insertText(text.replace("\n", "\u2028"), look)


def _look(
    size: int = 13, weight: int = typography.REGULAR, color: QColor = _INK, *, under: bool = False
) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFont(_font(size, weight))
    made.setForeground(color)
    made.setFontUnderline(under)
    return made


def _font(size: int, weight: int = typography.REGULAR) -> QFont:
    font = QFont(typography.FAMILY)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("calt"), 0)  # its raised colon between figures would be lost when text is copied
    return font


def write_pdf(document: ReviewDocument, path: Path) -> None:
    """Write `document` as a PDF of A4 pages at `path`, its owner's alone. Any thread. Raises `OSError`."""
    application()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    _paint(document, _writer(buffer, document.title))
    write_own(path, bytes(buffer.data().data()))


def _writer(target: QIODevice, title: str) -> QPdfWriter:
    writer = QPdfWriter(target)
    writer.setTitle(title)
    writer.setCreator("Steadyhand")
    writer.setResolution(_DPI)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    page = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
    )
    writer.setPageLayout(page)
    return writer


def _paint(review: ReviewDocument, writer: QPdfWriter) -> None:
    text = _Closed()
    text.setUndoRedoEnabled(False)
    text.documentLayout().setPaintDevice(writer)
    text.setDocumentMargin(0)
    text.setDefaultFont(_font(13))  # looks hand no features on, this one does
    _fill(review, _Pen(text))
    width, height = float(writer.width()), float(writer.height()) - _FOOT
    text.setTextWidth(width)
    pages = _pages(text, height)
    painter = QPainter(writer)
    for number, (top, bottom) in enumerate(pages, 1):
        if number > 1:
            writer.newPage()
        painter.save()
        painter.translate(0, -top)
        painter.setClipRect(QRectF(0, top, width, bottom - top))
        context: Any = QAbstractTextDocumentLayout.PaintContext()  # Qt's type stubs leave its fields out
        context.palette.setColor(QPalette.ColorRole.Text, _INK)
        context.clip = QRectF(0, top + 1, width, bottom - top - 2)  # a line at the edge belongs to one page
        text.documentLayout().draw(painter, context)
        painter.restore()
        _foot(
            painter,
            QRectF(0, height, width, _FOOT),
            review.title,
            tr("{number} of {count}", number=number, count=len(pages)),
        )
    painter.end()


def _pages(text: QTextDocument, height: float) -> list[tuple[float, float]]:
    """(top, bottom) of each page: a paragraph stays whole where half a page holds it, and a heading goes with what
    follows."""
    pages: list[tuple[float, float]] = []
    heading: float | None = None
    bottom = start = 0.0
    block = text.begin()
    while block.isValid():
        for top, bottom in _parts(text, block, height / 2):
            if bottom - start > height and top > start:
                cut = heading if heading is not None and heading > start else top
                pages.append((start, cut))
                start = cut
        if not block.blockFormat().headingLevel():
            heading = None
        elif heading is None:
            heading = text.documentLayout().blockBoundingRect(block).top()
        block = block.next()
    return [*pages, (start, bottom)]


def _parts(text: QTextDocument, block: QTextBlock, most: float) -> list[tuple[float, float]]:
    """(top, bottom) of what stays whole: the block, or each of its lines where it is over `most` high."""
    box = text.documentLayout().blockBoundingRect(block)
    if box.height() <= most:
        return [(box.top(), box.bottom())]
    lines = [block.layout().lineAt(number) for number in range(block.layout().lineCount())]
    return [(box.top() + line.y(), box.top() + line.y() + line.height()) for line in lines]


def _foot(painter: QPainter, box: QRectF, title: str, page: str) -> None:
    painter.setFont(_font(11))
    painter.setPen(_MUTED)
    side = Qt.AlignmentFlag.AlignBottom
    painter.drawText(box, side | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, title[:80])
    painter.drawText(box, side | Qt.AlignmentFlag.AlignRight, page)


def _fill(review: ReviewDocument, pen: _Pen) -> None:
    _head(review, pen)
    _remarks(review, pen, None)
    _transcript(review, pen)
    _advice(review, pen)
    _steps(review.steps, pen)
    _lists(review, pen)


def _heading(pen: _Pen, text: str) -> None:
    pen.paragraph((text, _look(16, typography.SEMIBOLD)), above=20, level=2)


def _head(review: ReviewDocument, pen: _Pen) -> None:
    when = review.started_at[:16].replace("T", " ")  # on paper no day of the week will do
    about = f"{review.persona}, {review.persona_role} · {about_line(review, when)}"
    pen.paragraph((review.title, _look(24, typography.SEMIBOLD)))
    pen.paragraph((about, _look(12, color=_MUTED)))
    if review.summary:
        pen.paragraph((review.summary, _look(15)), above=10)


def _remarks(review: ReviewDocument, pen: _Pen, turn_id: int | None) -> None:
    found = remarks(review, turn_id)
    if found and turn_id is None:
        _heading(pen, tr("Notes and comments"))
    for one in found:
        name = tr("{who} on {words}", who=author_of(one), words=quoted(one.about)) if one.about else author_of(one)
        who = (f"{name}: ", _look(12, typography.SEMIBOLD, _MUTED))
        pen.paragraph(who, (one.text, _look(12)), above=3, indent=24 if turn_id is not None else 0)


def _transcript(review: ReviewDocument, pen: _Pen) -> None:
    _heading(pen, tr("What was said"))
    if not review.turns:
        pen.paragraph((tr("Nothing was said in this call."), _look(color=_MUTED)))
    for turn in review.turns:
        ink = _INK if turn.role == "user" and not turn.carried else _MUTED
        said_by = speaker_of(turn)
        name = tr("{name}, in the first call", name=said_by) if turn.carried else said_by
        who = (f"{clock(turn.audio_s[0])}  {name}: ", _look(12, color=_MUTED))
        pen.paragraph(who, (turn.text, _look(color=ink)), above=6)
        marked = [one for one in review.moments if one.turn_id == turn.turn_id and turn.role == "user"]
        for one in marked:
            pen.paragraph(*_mark(one), indent=24)
        _remarks(review, pen, turn.turn_id)


def _who_said(review: ReviewDocument, words: str) -> str:
    if review.executive:
        return tr("{name} said: {words}", name=review.executive, words=words)
    return tr("You said: {words}", words=words)


def _mark(moment: Moment) -> tuple[tuple[str, QTextCharFormat], ...]:
    tone = QColor(_TONES[kind_of(moment)])
    return (sign(moment), _look(12, typography.SEMIBOLD, tone)), (
        f"  {quoted(moment.words)}",
        _look(12, color=tone),
    )


def _advice(review: ReviewDocument, pen: _Pen) -> None:
    advised = [one for one in review.moments if one.say_this]
    if advised:
        _heading(pen, tr("Say this, not that"))
    for one in advised:
        head = f"{clock(one.audio_s[0])}  {one.title or one.label}"
        pen.paragraph((head, _look(13, typography.SEMIBOLD)), above=8, level=3)
        pen.paragraph((_who_said(review, quoted(one.words)), _look()))
        pen.paragraph((tr("Say this: {words}", words=quoted(one.say_this)), _look(color=QColor(_TONES["say"]))))
        why = " ".join(filter(None, (one.why, one.effect)))
        if why:
            pen.paragraph((why, _look(12, color=_MUTED)))
    others = [one for one in review.moments if not one.say_this and (one.why or one.effect)]
    if others:
        _heading(pen, tr("What else stood out"))
    for one in others:
        pen.paragraph((f"{clock(one.audio_s[0])}  ", _look(12, color=_MUTED)), *_mark(one), above=8, level=3)
        why = " ".join(filter(None, (one.why, one.effect)))
        pen.paragraph((why, _look(12, color=_MUTED)))


def _steps(steps: tuple[StepResult, ...], pen: _Pen) -> None:
    if steps:
        _heading(pen, tr("Steps"))
    for step in sorted(steps, key=lambda one: one.order):
        when = f", {clock(step.at_s)}" if step.at_s is not None else ""
        pen.paragraph(
            (f"{step.order}  {step.title}: ", _look()),
            (f"{tr(STATUS[step.status])}{when}", _look(color=_MUTED)),
            above=3,
        )
        if step.say and step.status != "reached":
            pen.paragraph((quoted(step.say), _look(12, color=QColor(_TONES["say"]))), indent=24)


def _lists(review: ReviewDocument, pen: _Pen) -> None:
    if review.measures:
        _heading(pen, tr("Measures"))
    for one in review.measures:
        shown = one.shown or tr("not measured")
        pen.paragraph(
            (f"{one.title}: ", _look()), (f"{shown}  {one.sentence}".strip(), _look(color=_MUTED)), above=3
        )
    if review.next_time:
        _heading(pen, tr("Next time"))
    for number, line in enumerate(review.next_time, 1):
        pen.paragraph((f"{number}  {line}", _look()), above=3)
    small = _look(11, color=_MUTED)
    for number, notice in enumerate(review.notices):
        pen.paragraph((notice, small), above=0 if number else 20)
    if review.shown_ear:
        pen.paragraph((tr("The words shown are those of {ear}.", ear=review.shown_ear), small), above=12)
