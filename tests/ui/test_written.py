"""Notes, comments, search and copying in the review pane."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.records import Comment, Note
from desktop.review.copied import moment_text, transcript_text, turn_text
from desktop.ui.review.find import Match, matches
from desktop.ui.review.pane import ReviewPane
from desktop.ui.review.written import Guest
from desktop.ui.theme import Theme
from tests.ui import samples
from tests.ui.walk import spoken_name, unnamed

Show = Callable[..., ReviewPane]


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Show:
    def shown(document: object = None, size: tuple[int, int] = (1280, 800), **how: object) -> ReviewPane:
        pane = ReviewPane(document or samples.review(), theme, **how)  # type: ignore[arg-type]
        theme.dress(pane)
        qtbot.addWidget(pane)
        pane.resize(*size)
        pane.show()
        qtbot.waitExposed(pane)
        QApplication.processEvents()
        return pane

    return shown


@pytest.fixture
def shared(show: Show) -> ReviewPane:
    share = samples.open_share()
    return show(share.review.document, mode="shared", guest=Guest(share.review.background))


def noted(pane: ReviewPane) -> list[tuple[object, str]]:
    found: list[tuple[object, str]] = []
    pane.written.note_changed.connect(lambda turn, text: found.append((turn, text)))
    return found


def row_names(pane: ReviewPane) -> list[str]:
    return [row.accessibleName() for row in pane.transcript.rows]


def test_notes_are_handed_over_once_the_typing_rests(show: Show, qtbot: QtBot) -> None:
    pane = show()
    assert pane.written.notes is not None
    found = noted(pane)
    QTest.keyClicks(pane.written.notes.on_call, "Ask sooner.")
    assert found == []
    with qtbot.waitSignal(pane.written.note_changed):
        pass
    assert found == [(None, "Ask sooner.")]


@pytest.mark.parametrize("leave", ["hide", "focus", "moment"])
def test_a_note_is_not_lost_when_one_turns_away(show: Show, leave: str) -> None:
    pane = show()
    notes = pane.written.notes
    assert notes is not None
    assert pane.selected is not None
    turn = pane.selected.turn_id
    found = noted(pane)
    notes.on_turn.setFocus()
    QTest.keyClicks(notes.on_turn, "Not again.")
    if leave == "hide":
        pane.hide()
    elif leave == "focus":
        notes.on_call.setFocus()
    else:
        pane.select(7)
    assert found == [(turn, "Not again.")]


def test_letters_that_are_keys_of_the_screen_are_typed_into_a_note(show: Show, qtbot: QtBot) -> None:
    pane = show()
    assert pane.written.notes is not None
    field, before = pane.written.notes.on_call, pane.selected
    field.setFocus()
    with qtbot.assertNotEmitted(pane.rehearse_again), qtbot.assertNotEmitted(pane.share_requested):
        QTest.keyClicks(field, "re s")
        QTest.keyClick(field, Qt.Key.Key_Return)
        QTest.keyClick(field, Qt.Key.Key_Up)
        QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.toPlainText() == "re s\n"
    assert pane.selected == before


def test_each_turn_has_its_own_note_and_shows_it(show: Show) -> None:
    pane = show(samples.written_review())
    notes = pane.written.notes
    assert notes is not None
    assert notes.on_call.toPlainText() == samples.NOTES[0].text
    assert notes.on_turn.toPlainText() == ""
    pane.select(next(m.id for m in pane.document.moments if m.turn_id == 7))
    assert notes.on_turn.toPlainText() == samples.NOTES[1].text
    assert samples.NOTES[1].text in row_names(pane)[7]
    notes.on_turn.setPlainText("Ask for odds.")
    notes.flush()
    assert "Note: Ask for odds." in row_names(pane)[7]
    assert samples.NOTES[1].text not in row_names(pane)[7]


def test_opening_a_review_writes_no_note(show: Show) -> None:
    pane = show(samples.written_review())
    found = noted(pane)
    for moment in pane.document.moments:
        pane.select(moment.id)
    pane.hide()
    assert found == []


def test_a_click_beside_a_highlight_aims_at_the_turn(show: Show) -> None:
    pane = show()
    row = pane.transcript.rows[4]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.rect().center())
    assert pane.written.notes is not None
    found = noted(pane)
    pane.written.notes.on_turn.setPlainText("He sat down.")
    pane.written.flush()
    assert found == [(4, "He sat down.")]


def test_comments_stand_under_their_turns_and_in_a_card(show: Show) -> None:
    pane = show(samples.written_review())
    assert "Ruth Adler: You knew he had signed it off" in row_names(pane)[1]
    lines = pane.written.remarks.lines
    assert len(lines) == 2
    row = pane.transcript.rows[1]
    plain = show().transcript.rows[1]
    assert row.height() > plain.height()
    pane._transcript_scroll.verticalScrollBar().setValue(10_000)
    QTest.mouseClick(lines[1].go, Qt.MouseButton.LeftButton)
    at = row.geometry().center().y() + pane.transcript.pos().y()
    assert 0 <= at <= pane._transcript_scroll.viewport().height()


def test_text_of_notes_and_comments_is_only_text(show: Show) -> None:
    bad = samples.INJECTION
    comments = (Comment("a", bad, "", bad), Comment("b", bad, "", bad, 1, bad))
    pane = show(samples.review(notes=(Note(1, bad, ""),), comments=comments))
    shown = [w for w in pane.findChildren(QLabel) if bad in w.text()]
    assert len(shown) >= 5
    assert all(w.textFormat() == Qt.TextFormat.PlainText for w in shown)
    assert row_names(pane)[1].count(bad) == 3


def test_a_shared_review_can_be_commented_on_and_nothing_else(shared: ReviewPane, qtbot: QtBot) -> None:
    assert "Shared with you" in [w.text() for w in shared.findChildren(QLabel) if w.isVisibleTo(shared)]
    assert shared.written.notes is None
    for button in (shared.again_button, shared.export_button, shared.share_button):
        assert not button.isVisible()
    with qtbot.assertNotEmitted(shared.rehearse_again), qtbot.assertNotEmitted(shared.share_requested):
        QTest.keyClick(shared, Qt.Key.Key_R)
        QTest.keyClick(shared, Qt.Key.Key_S)
    assert unnamed(shared) == []


def test_a_comment_is_on_the_moment_the_turn_or_the_call(shared: ReviewPane) -> None:
    composer = shared.written.composer
    assert composer is not None
    found: list[tuple[object, ...]] = []
    shared.written.comment_written.connect(lambda *given: found.append(given))
    composer.author.setText("Ruth")
    shared.select(1)
    for place in (None, "3", ""):
        if place is not None:
            composer.place.setCurrentIndex(composer.place.findData(place))
            composer.place.activated.emit(composer.place.currentIndex())
        composer.text.setPlainText("Good.")
        QTest.mouseClick(composer.add, Qt.MouseButton.LeftButton)
    words = shared.document.moments[1].words
    assert found == [(3, words, "Ruth", "Good."), (3, "", "Ruth", "Good."), (None, "", "Ruth", "Good.")]
    QTest.mouseClick(composer.add, Qt.MouseButton.LeftButton)
    assert len(found) == 3
    assert composer.text.hasFocus()


def test_one_s_own_comments_can_be_removed_and_not_the_notes(show: Show, qtbot: QtBot) -> None:
    share = samples.open_share(samples.COMMENTS)
    document = samples.review(notes=samples.NOTES)
    pane = show(document, mode="shared", guest=Guest(share.review.background, "", share.comments))
    lines = pane.written.remarks.lines
    assert [hasattr(line, "remove") for line in lines] == [False, True, True, False]
    with qtbot.waitSignal(pane.written.comment_removed) as removed:
        QTest.mouseClick(lines[2].remove, Qt.MouseButton.LeftButton)
    assert removed.args == ["c-2"]


def test_search_counts_and_goes_round(show: Show) -> None:
    pane = show()
    find = pane.written.find
    assert not find.isVisible()
    QTest.keyClick(pane, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert find.isVisible()
    QTest.keyClicks(find.field, "the fix")
    assert find.count.text() == "1 of 4"
    rows = [one.row for one in find.found]
    assert [pane.transcript.rows[n]._found != () for n in range(len(pane.transcript.rows))] == [
        n in rows for n in range(len(pane.transcript.rows))
    ]
    QTest.keyClick(find.field, Qt.Key.Key_Return)
    assert find.count.text() == "2 of 4"
    QTest.keyClick(find.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(find.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert find.count.text() == "4 of 4"
    QTest.mouseClick(find.after, Qt.MouseButton.LeftButton)
    assert find.count.text() == "1 of 4"
    QTest.keyClicks(find.field, "xyz")
    assert find.count.text() == "Not found"
    QTest.keyClick(find.field, Qt.Key.Key_Escape)
    assert not find.isVisible()
    assert all(row._found == () for row in pane.transcript.rows)


def test_what_was_found_is_shown_though_a_filter_hid_it(show: Show) -> None:
    pane = show()
    pane.show_only("promise")
    assert pane.transcript.rows[10].isHidden()
    pane.written.find.begin()
    QTest.keyClicks(pane.written.find.field, "Starting")
    assert not pane.transcript.rows[10].isHidden()
    (match,) = pane.written.find.found
    (box,) = pane.transcript.rows[10].found_boxes(match.chars)
    at = box.center().y() + pane.transcript.rows[10].y() + pane.transcript.pos().y()
    assert 0 <= at <= pane._transcript_scroll.viewport().height()


def test_a_place_found_after_a_mark_is_framed_where_it_is_painted(show: Show) -> None:
    pane = show()
    row = pane.transcript.rows[3]
    (before,) = row.found_boxes((0, 4))
    text = row.turn.text
    last = text.index("sitting")
    (box,) = row.found_boxes((last, last + len("sitting")))
    (step,) = row.span_boxes(2)
    assert step.contains(box.center())
    assert before.left() < row.span_boxes(1)[0].left()


@pytest.mark.parametrize(
    ("text", "words", "chars"),
    [
        ("Stop. STOP", "stop", [(0, 4), (6, 10)]),
        ("Straße, STRASSE", "strasse", [(0, 6), (8, 15)]),
        ("İstanbul is", "is", [(9, 11)]),
        ("aaaa", "aa", [(0, 2), (2, 4)]),
        ("a.b", ".", [(1, 2)]),
        ("word", "  ", []),
    ],
)
def test_searching_counts_characters(text: str, words: str, chars: list[tuple[int, int]]) -> None:
    turns = samples.review((samples.Line(1, "user", text),)).turns
    assert matches(turns, words) == tuple(Match(0, one) for one in chars)


def test_copying_a_turn_a_moment_and_the_transcript(show: Show) -> None:
    pane = show()
    board = QGuiApplication.clipboard()
    actions = {action.text(): action for action in pane.written.menu(pane, 1).actions()}
    actions["Copy this turn"].trigger()
    assert board.text() == turn_text(pane.document.turns[1])
    QTest.keyClick(pane, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert pane.selected is not None
    assert board.text() == moment_text(pane.selected)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(pane, Qt.Key.Key_C, both)
    assert board.text() == transcript_text(pane.document)


def test_the_menu_leads_to_the_note_on_its_turn(show: Show) -> None:
    pane = show()
    actions = {action.text(): action for action in pane.written.menu(pane, 8).actions()}
    actions["Write a note on this turn"].trigger()
    assert pane.written.notes is not None
    assert pane.written.notes.on_turn.hasFocus()
    assert "Copy this moment" not in actions


def test_a_picture_shows_remarks_and_offers_nothing(show: Show) -> None:
    pane = show(samples.written_review(), mode="picture")
    assert pane.written.notes is None
    shown = [w.text() for w in pane.findChildren(QLabel) if w.isVisibleTo(pane)]
    assert {one.text for one in (*samples.NOTES, *samples.COMMENTS)} <= set(shown)


def test_everything_written_has_a_name(show: Show) -> None:
    pane = show(samples.written_review())
    pane.written.find.begin()
    assert unnamed(pane) == []
    assert spoken_name(pane.written.remarks.lines[1].go).startswith("Go to 0:52: Ruth Adler")
