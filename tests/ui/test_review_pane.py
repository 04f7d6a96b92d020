"""The review pane, driven as a person drives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.review.document import Rescoring, ReviewDocument
from desktop.ui.controller import LoadedReview
from desktop.ui.review.kinds import describe
from desktop.ui.review.pane import ReviewPane
from desktop.ui.review.timeline import axis
from desktop.ui.theme import Theme
from desktop.ui.widgets.prose import Prose
from tests.ui import samples
from tests.ui.walk import spoken_name, unnamed

Show = Callable[..., ReviewPane]


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Show:
    """Shows a review in a window of 1280 x 800."""

    def shown(
        document: ReviewDocument | None = None, size: tuple[int, int] = (1280, 800), *, has_audio: bool = True
    ) -> ReviewPane:
        pane = ReviewPane(document or samples.review(), theme, has_audio=has_audio)
        theme.dress(pane)
        qtbot.addWidget(pane)
        pane.resize(*size)
        pane.show()
        qtbot.waitExposed(pane)
        QApplication.processEvents()
        return pane

    return shown


def click_words(pane: ReviewPane, moment_id: int, box: int = 0) -> None:
    """Click in the middle of a highlight as painted."""
    row = pane.transcript.row_of(moment_id)
    assert row is not None
    at = row.span_boxes(moment_id)[box].center()
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=at)


def shown_text(pane: ReviewPane) -> str:
    labels = [w.text() for w in pane.findChildren(QLabel) if w.isVisibleTo(pane)]
    return "\n".join(labels + [w.text() for w in pane.findChildren(Prose) if w.isVisibleTo(pane)])


def test_the_first_thing_to_avoid_is_selected_at_once(show: Show) -> None:
    pane = show()
    assert pane.selected is not None
    assert (pane.selected.kind, pane.selected.tier) == ("avoid", "found")
    text = shown_text(pane)
    assert "“how did this even get past staging”" in text
    assert "“We'll do the full post-mortem on Thursday. Right now, walk me through the two options.”" in text
    assert "His stress rose by 18" in text


@pytest.mark.parametrize("moment", samples.review().moments, ids=lambda m: m.label)
def test_a_click_on_the_painted_words_plays_just_them(show: Show, moment: object, qtbot: QtBot) -> None:
    pane = show()
    with qtbot.waitSignal(pane.play_requested) as played:
        click_words(pane, moment.id)
    assert played.args == list(moment.audio_s)
    assert pane.selected == moment


def test_a_highlight_that_wraps_can_be_clicked_on_both_lines(show: Show, qtbot: QtBot) -> None:
    pane = show(size=(1130, 800))
    wrapped = next(
        m
        for m in pane.document.moments
        if len(pane.transcript.row_of(m.id).span_boxes(m.id)) == 2  # type: ignore[union-attr]
    )
    for box in (0, 1):
        with qtbot.waitSignal(pane.play_requested) as played:
            click_words(pane, wrapped.id, box)
        assert played.args == list(wrapped.audio_s)


def test_words_beside_a_highlight_play_nothing(show: Show, qtbot: QtBot) -> None:
    pane = show()
    row = pane.transcript.row_of(0)
    assert row is not None
    left_of = row.span_boxes(0)[0].topLeft() + QPoint(-30, 8)
    with qtbot.assertNotEmitted(pane.play_requested):
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=left_of)


def test_the_painted_highlight_has_its_kinds_colour(show: Show, theme: Theme) -> None:
    pane = show()
    row = pane.transcript.row_of(1)
    assert row is not None
    box = row.span_boxes(1)[0]
    image = row.grab().toImage()
    under = [QColor(image.pixel(box.center().x(), y)) for y in range(box.bottom() - 1, box.bottom() + 3)]
    say = theme.tokens.color("say")
    assert min(abs(c.red() - say.red()) + abs(c.green() - say.green()) for c in under) < 30


def test_the_kinds_differ_in_line_shape_and_in_words(show: Show) -> None:
    pane = show()
    shapes = {}
    for moment in pane.document.moments:
        row = pane.transcript.row_of(moment.id)
        assert row is not None
        name = spoken_name(row.highlights[moment.id])
        assert name == describe(moment)
        shapes.setdefault(name.split(":")[0], None)
    assert list(shapes) == ["To avoid", "Well said", "Step 1", "Step 2", "Step 3", "Promise", "Worth checking"]


def test_up_and_down_walk_the_moments_and_enter_plays(show: Show, qtbot: QtBot) -> None:
    pane = show()
    pane.activateWindow()
    walked = [pane.selected]
    for _press in range(20):
        QTest.keyClick(QApplication.focusWidget() or pane, Qt.Key.Key_Down)
        walked.append(pane.selected)
    assert [m for i, m in enumerate(walked) if m not in walked[:i]] == list(pane.document.moments)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    before_last = pane.document.moments[-2]
    assert pane.selected == before_last
    with qtbot.waitSignal(pane.play_requested) as played:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert played.args == list(before_last.audio_s)


def test_letters_rehearse_again_and_go_back(show: Show, qtbot: QtBot) -> None:
    pane = show()
    with qtbot.waitSignal(pane.rehearse_again):
        QTest.keyClick(pane, Qt.Key.Key_R)
    with qtbot.waitSignal(pane.export_requested) as exported:
        pane.export_menu().actions()[0].trigger()
    assert exported.args == ["html", True]


def test_a_filter_shows_its_moments_and_what_they_answer(show: Show) -> None:
    pane = show()
    QTest.mouseClick(pane.chips["promise"], Qt.MouseButton.LeftButton)
    visible = [row.turn.turn_id for row in pane.transcript.rows if not row.isHidden()]
    assert visible == [6, 7]
    assert pane.selected is not None
    assert pane.selected.kind == "promise"
    row = pane.transcript.row_of(pane.selected.id)
    assert row is not None
    assert [row.span_boxes(m.id) != [] for m in pane.document.moments if m.turn_id == 7] == [False, True, False]
    QTest.mouseClick(pane.chips[""], Qt.MouseButton.LeftButton)
    assert all(not row.isHidden() for row in pane.transcript.rows)


def test_a_possible_avoid_is_worth_checking_not_to_avoid(show: Show) -> None:
    pane = show()
    assert pane.chips["avoid"].label() == "To avoid 1"
    assert pane.chips["possible"].label() == "Worth checking 1"
    pane.show_only("possible")
    assert "WORTH CHECKING" in shown_text(pane)
    assert "listen and judge" in shown_text(pane)


@pytest.mark.parametrize("length_s", [40.0, 600.0, 7200.0, 30 * 86_400.0, 1e7])
@pytest.mark.parametrize("begins_s", [0.0, 37.0, -1e7])
def test_the_timeline_writes_a_handful_of_times_however_long_it_is(length_s: float, begins_s: float) -> None:
    times = axis(length_s, begins_s)
    assert len(times) <= 8
    assert all(begins_s <= at <= length_s for at in times)


def test_the_timeline_chooses_without_playing(show: Show, qtbot: QtBot) -> None:
    pane = show()
    wanted = pane.document.moments[5]
    with qtbot.assertNotEmitted(pane.play_requested):
        at = pane.timeline.mark_position(wanted.id).toPoint()
        QTest.mouseClick(pane.timeline, Qt.MouseButton.LeftButton, pos=at)
    assert pane.selected == wanted


def test_a_step_leads_to_where_it_was_heard(show: Show) -> None:
    pane = show()
    lines = {line.step.order: line for line in pane.steps.findChildren(object) if hasattr(line, "step")}
    QTest.mouseClick(lines[3], Qt.MouseButton.LeftButton)
    assert pane.selected is not None
    assert (pane.selected.kind, pane.selected.order) == ("step", 3)
    assert not lines[5].isEnabled()
    assert spoken_name(lines[5]) == "Step 5: What matters now, what later, not heard"


def test_a_typed_line_can_t_be_heard(show: Show) -> None:
    document = samples.review()
    typed = [msgspec.structs.replace(one, audio_s=(one.audio_s[0],) * 2) for one in document.moments]
    assert show(document).inspector._hear.isVisible()
    assert not show(msgspec.structs.replace(document, moments=tuple(typed))).inspector._hear.isVisible()


def test_hear_the_line_then_stop(show: Show, qtbot: QtBot) -> None:
    pane = show()
    speak = pane.inspector._speak
    with qtbot.waitSignal(pane.speak_requested) as spoken:
        QTest.mouseClick(speak, Qt.MouseButton.LeftButton)
    assert spoken.args == [samples.BLAME["say_this"]]
    pane.set_playing("line")
    assert speak.label() == "Stop"
    with qtbot.waitSignal(pane.stop_requested):
        QTest.mouseClick(speak, Qt.MouseButton.LeftButton)


def test_without_kept_audio_nothing_offers_to_play_it(show: Show, qtbot: QtBot) -> None:
    pane = show(has_audio=False)
    assert "Hear yourself" not in [b.label() for b in _buttons(pane)]
    with qtbot.assertNotEmitted(pane.play_requested):
        click_words(pane, 1)
    assert pane.selected is not None
    assert pane.selected.id == 1


@pytest.mark.parametrize(("has_audio", "kept"), [(True, True), (True, False), (False, False)])
def test_only_sound_that_was_kept_can_be_exported(
    show: Show, theme: Theme, qtbot: QtBot, has_audio: bool, kept: bool
) -> None:
    document = samples.review()
    beside = LoadedReview(document, has_audio, sound_kept=kept)
    pane = ReviewPane(document, theme, has_audio=has_audio, beside=beside)
    qtbot.addWidget(pane)
    menu = pane.export_menu()
    with_sound = [one for one in menu.actions() if "with the sound" in one.text()]
    assert [one.isEnabled() for one in with_sound] == [kept, kept]
    assert [one.toolTip().startswith("The sound of this call was not kept.") for one in with_sound] == [
        not kept
    ] * 2
    assert menu.toolTipsVisible() is not kept
    assert menu.accessibleDescription() == ("" if kept else with_sound[0].toolTip())
    assert all(one.isEnabled() for one in menu.actions() if one not in with_sound)


def test_text_from_outside_is_shown_as_it_stands(show: Show) -> None:
    bad = samples.INJECTION
    line = samples.Line(1, "user", f"I said {bad} to you", ((bad, {**samples.BLAME, "label": bad, "title": bad}),))
    pane = show(samples.review((line,), title=bad, summary=bad, persona=bad, next_time=(bad,), notices=(bad,)))
    row = pane.transcript.rows[0]
    assert row.span_boxes(0)
    assert bad in shown_text(pane)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in pane.findChildren(QLabel))
    assert spoken_name(row.highlights[0]).startswith(f"To avoid: {bad}")


@pytest.mark.parametrize("size", [(1280, 800), (900, 600), (640, 420)])
def test_long_and_strange_text_stays_inside(show: Show, size: tuple[int, int]) -> None:
    odd = "Donaudampfschifffahrtsgesellschaft" * 12 + " 😀 naïve שלום " + "word " * 200
    line = samples.Line(1, "user", odd, ((odd[:300], samples.BLAME), ("naïve", samples.SAFETY)))
    pane = show(samples.review((line,), title="T" * 300, summary="word " * 80), size)
    row = pane.transcript.rows[0]
    for moment in (0, 1):
        boxes = row.span_boxes(moment)
        assert boxes
        assert all(row.rect().contains(box) for box in boxes)
    page = pane._page
    assert page.widget().width() <= page.viewport().width()


def test_offsets_count_characters_not_utf16_units(show: Show, qtbot: QtBot) -> None:
    text = "😀😀😀😀 how could you miss that"
    plain = "abcd how could you miss that"
    widths = []
    for source in (text, plain):
        pane = show(samples.review((samples.Line(1, "user", source, (("how could", samples.BLAME),)),)))
        row = pane.transcript.row_of(0)
        assert row is not None
        widths.append(row.span_boxes(0)[0].width())
    assert widths[0] == widths[1]


def test_overlapping_moments_are_both_reachable(show: Show) -> None:
    text = "who signed this off tonight"
    line = samples.Line(1, "user", text, ((text, samples.BLAME), ("signed this", samples.CERTAIN)))
    pane = show(samples.review((line,)))
    click_words(pane, 1)
    assert pane.selected is not None
    assert pane.selected.id == 1
    row = pane.transcript.rows[0]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.span_boxes(0)[0].topLeft() + QPoint(5, 8))
    assert pane.selected.id == 0


def test_a_call_without_moments_says_so(show: Show) -> None:
    quiet = samples.review((samples.Line(1, "user", "Hello."), samples.Line(2, "persona", "Hi.")))
    pane = show(quiet)
    assert pane.selected is None
    assert "No moments in this call" in shown_text(pane)
    QTest.keyClick(pane, Qt.Key.Key_Down)
    assert unnamed(pane) == []


def test_a_call_without_words_says_so(show: Show) -> None:
    pane = show(samples.empty_review())
    assert "Nobody spoke in this call" in shown_text(pane)
    assert list(pane.chips) == [""]


def test_two_hundred_turns(show: Show, qtbot: QtBot) -> None:
    lines = tuple(
        msgspec.structs.replace(line, at_s=line.at_s + 120 * n) if isinstance(line, msgspec.Struct) else line
        for n in range(20)
        for line in samples.LINES
    )[:200]
    pane = show(samples.review(lines))
    assert len(pane.transcript._rows) < 200, "they come in pieces, so that the window never waits for them"
    qtbot.waitUntil(lambda: not pane.transcript._waiting, timeout=30_000)
    assert len(pane.transcript.rows) == 200
    assert [row.isVisible() for row in pane.transcript.rows] == [True] * 200
    above = [(row.y() + row.height(), below.y()) for row, below in pairwise(pane.transcript.rows)]
    assert all(end == begin for end, begin in above)
    last = pane.document.moments[-1]
    pane.select(last.id, focus=Qt.FocusReason.OtherFocusReason)
    box = pane.transcript.span_boxes(last.id)[0]
    top = -pane.transcript.pos().y()
    assert top <= box.center().y() <= top + pane._transcript_scroll.viewport().height()


def test_a_moment_far_down_is_there_when_it_is_asked_for(show: Show) -> None:
    lines = tuple(replace(line, at_s=line.at_s + 120 * n) for n in range(20) for line in samples.LINES)
    pane = ReviewPane(samples.review(lines), show()._theme)
    last = pane.document.moments[-1]
    pane.select(last.id)
    row = pane.transcript.row_of(last.id)
    assert row is not None
    assert row.selected == last.id
    pane.show_only("promise")
    assert len(pane.transcript.rows) == len(lines)


def test_every_control_has_a_name(show: Show) -> None:
    assert unnamed(show()) == []


def test_only_the_selected_highlight_is_a_tab_stop(show: Show) -> None:
    pane = show()
    stops = [
        moment
        for row in pane.transcript.rows
        for moment, highlight in row.highlights.items()
        if highlight.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert pane.selected is not None
    assert stops == [pane.selected.id]


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (1000, True), (999, False), (900, False)])
def test_the_inspector_goes_under_the_transcript_when_narrow(show: Show, width: int, beside: bool) -> None:
    pane = show(size=(width, 700))
    inspector = pane.inspector.mapTo(pane, QPoint(0, 0))
    transcript = pane._transcript_card.mapTo(pane, QPoint(0, 0))
    assert (inspector.x() > transcript.x()) is beside
    assert (inspector.y() > transcript.y()) is not beside


def _buttons(pane: ReviewPane) -> list[object]:
    from desktop.ui.widgets.buttons import ActionButton

    return [b for b in pane.findChildren(ActionButton) if b.isVisibleTo(pane)]


def test_a_review_that_was_scored_again_says_so(show: Show) -> None:
    sentence = "Scored again on 26 November with the changed rubric: 1 more, 2 fewer than at the call."
    again = Rescoring("2026-11-26T10:00:00+01:00", "ab" * 32, 1, 1, 2, 0, 0, 0, sentence)
    assert sentence in shown_text(show(samples.review(rescoring=again)))
    assert "Scored again" not in shown_text(show())


def test_a_promise_is_not_called_so_twice(show: Show) -> None:
    document = samples.review()
    bare = tuple(
        msgspec.structs.replace(m, title="promise") if m.kind == "promise" else m for m in document.moments
    )
    pane = show(msgspec.structs.replace(document, moments=bare))
    while pane.selected is None or pane.selected.kind != "promise":
        QTest.keyClick(pane, Qt.Key.Key_Down)
    assert "PROMISE" in shown_text(pane).split("\n")
