"""Sharing, opening and commenting in the window, driven as a person drives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.errors import UserError
from desktop.records import KeptShare
from desktop.review.document import ReviewDocument
from desktop.review.reader import for_reader
from desktop.review.shared import Choice, what_goes_in
from desktop.ui.bridge import Bridge
from desktop.ui.history.screen import HistoryScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.review.pane import ReviewPane
from desktop.ui.sharing.controller import OpenShare, TakenComments
from desktop.ui.sharing.dialogs import OpenDialog, ShareDialog
from desktop.ui.theme import Theme
from desktop.ui.widgets.text import ElidedLabel
from tests.ui import samples
from tests.ui.fakes import FakeController
from tests.ui.walk import unnamed

Open = Callable[..., tuple[MainWindow, FakeController]]
WORDS = "five plain words of mine"
FILE = Path("/somewhere/call.steadyshare")


@pytest.fixture
def open_window(qtbot: QtBot, home: Path) -> Open:
    def opened() -> tuple[MainWindow, FakeController]:
        controller = FakeController()
        window = MainWindow(controller, Bridge(), Theme("dark"))
        qtbot.addWidget(window, before_close_func=_let_go)
        window.show()
        qtbot.waitExposed(window)
        return window, controller

    return opened


def _let_go(window: MainWindow) -> None:
    window.sharing._saved = True
    window._closing = True


def click(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def asked(controller: FakeController, name: str) -> list[tuple[object, ...]]:
    return [one for one in controller.asked if one[0] == name]


def share_dialog(window: MainWindow) -> ShareDialog:
    window.open_review("s-1")
    assert window.pane is not None
    click(window.pane.share_button)
    assert window.sharing.share_dialog is not None
    return window.sharing.share_dialog


def opened_share(window: MainWindow) -> ReviewPane:
    window.sharing.open_file(FILE)
    dialog = window.sharing.open_dialog
    assert dialog is not None
    QTest.keyClicks(dialog.field, WORDS)
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert window.pane is not None
    assert window.pane.mode == "shared"
    return window.pane


def comment(pane: ReviewPane, text: str) -> None:
    assert pane.written.composer is not None
    pane.written.composer.text.setPlainText(text)
    click(pane.written.composer.add)


def test_nothing_is_shared_until_a_file_is_saved(open_window: Open, tmp_path: Path) -> None:
    window, controller = open_window()
    dialog = share_dialog(window)
    assert unnamed(dialog) == []
    assert dialog.inside.text() == f"In the file: {what_goes_in(Choice())}"
    QTest.keyClicks(dialog.first, WORDS)
    QTest.keyClicks(dialog.second, WORDS)
    window.sharing.choose_target = lambda *_asked: ""  # type: ignore[method-assign]
    click(dialog.confirm)
    assert asked(controller, "share_review") == []
    assert dialog.isVisible()
    window.sharing.choose_target = lambda *_asked: str(tmp_path / "out.steadyshare")  # type: ignore[method-assign]
    click(dialog.confirm)
    assert asked(controller, "share_review") == [
        ("share_review", "s-1", tmp_path / "out.steadyshare", Choice(), WORDS)
    ]
    assert not dialog.isVisible()
    assert window.notice.text().startswith("Saved as out.steadyshare.")


def test_a_passphrase_that_was_made_stays_until_the_dialog_is_closed(open_window: Open, tmp_path: Path) -> None:
    window, controller = open_window()
    dialog = share_dialog(window)
    QTest.keyClicks(dialog.name, "Dana")
    click(dialog.make)
    words = dialog.shown.text()
    window.sharing.choose_target = lambda *_asked: str(tmp_path / "out.steadyshare")  # type: ignore[method-assign]
    click(dialog.confirm)
    (request,) = asked(controller, "share_review")
    assert request[3:] == (Choice(name="Dana"), words)
    assert dialog.isVisible()
    assert (dialog.shown.text(), dialog.shown.isVisible()) == (words, True)
    said = " ".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())
    assert "out.steadyshare" in said
    assert "can’t be recovered" in said
    assert not dialog.make.isVisible()
    QApplication.clipboard().clear()
    click(dialog.copy)
    assert QApplication.clipboard().text() == words
    click(dialog.confirm)
    assert not dialog.isVisible()
    assert len(asked(controller, "share_review")) == 1


def test_while_a_file_is_written_its_passphrase_stays(open_window: Open, tmp_path: Path) -> None:
    window, controller = open_window()
    dialog = share_dialog(window)
    controller.slow = True
    click(dialog.make)
    window.sharing.choose_target = lambda *_asked: str(tmp_path / "out.steadyshare")  # type: ignore[method-assign]
    click(dialog.confirm)
    click(dialog.make)
    click(dialog.confirm)
    ((*_what, sealed_with),) = asked(controller, "share_review")
    controller.waiting.pop()()
    assert dialog.shown.text() == sealed_with
    click(dialog.copy)
    assert QApplication.clipboard().text() == sealed_with
    click(dialog.confirm)
    assert not dialog.isVisible()


def test_a_file_that_could_not_be_written_can_be_tried_again(open_window: Open, tmp_path: Path) -> None:
    window, controller = open_window()
    dialog = share_dialog(window)
    click(dialog.make)
    window.sharing.choose_target = lambda *_asked: str(tmp_path / "out.steadyshare")  # type: ignore[method-assign]
    controller.wrong = UserError("The disk is full.", "Free some space.")
    click(dialog.confirm)
    assert dialog.problem.text() == "The disk is full. Free some space."
    before = dialog.shown.text()
    click(dialog.make)
    assert dialog.shown.text() != before
    controller.wrong = None
    click(dialog.confirm)
    assert [one[-1] for one in asked(controller, "share_review")] == [before, dialog.shown.text()]


def test_a_coach_reads_of_the_executive_and_not_of_themselves(open_window: Open) -> None:
    window, controller = open_window()
    assert isinstance(controller.share, OpenShare)
    document = for_reader(samples.written_review())
    review = msgspec.structs.replace(controller.share.review, document=document)
    controller.share = replace(controller.share, review=review)
    pane = opened_share(window)
    words = "\n".join(
        [w.text() for w in pane.findChildren(QLabel) if w.isVisibleTo(pane)]
        + [w.accessibleName() for w in pane.transcript.findChildren(QWidget)]
    )
    assert "The executive said" in words
    assert "You said" not in words
    assert "The way they talked" in words
    assert (
        "Trust in the executive begins at"
        in pane.timeline.accessibleName() + pane.timeline.accessibleDescription()
    )
    assert {row.turn.speaker for row in pane.transcript.rows} == {"The executive", "Kenji"}
    assert pane.inspector._hear.label() == "Hear it"
    pane.written.copy_transcript()
    assert "You:" not in QApplication.clipboard().text()
    pane.written.copy_moment()
    assert "The executive said: “" in QApplication.clipboard().text()


def test_the_line_says_what_is_chosen(open_window: Open) -> None:
    window, controller = open_window()
    controller.loaded = type(controller.loaded)(samples.written_review(), has_audio=True)
    dialog = share_dialog(window)
    click(dialog.audio)
    assert "with your voice. Not your notes." in dialog.inside.text()
    click(dialog.notes)
    assert dialog.choice() == Choice(audio=True, notes=True)
    assert "Not" not in dialog.inside.text()


def retry() -> ReviewDocument:
    """A review of a moment that was tried again, with a turn of the first call, as it is shared."""
    first, *rest = samples.review().turns
    turns = (msgspec.structs.replace(first, carried=True), *rest)
    return samples.review(from_turn=rest[0].turn_id, begins_s=60.0, attempt=0, turns=turns)


def test_the_line_says_that_the_first_call_goes_along(open_window: Open) -> None:
    window, controller = open_window()
    controller.loaded = type(controller.loaded)(retry(), has_audio=False)
    dialog = share_dialog(window)
    assert dialog.inside.text() == f"In the file: {what_goes_in(Choice(), first_call=True)}"


def test_a_shared_retry_is_shown_as_one(open_window: Open) -> None:
    window, controller = open_window()
    share = samples.open_share()
    told = msgspec.structs.replace(share.review, document=retry())
    controller.share = replace(share, review=told)
    pane = opened_share(window)
    assert any("again from 1:00" in one.text() for one in pane.findChildren(ElidedLabel))


def test_what_there_is_not_is_not_offered(open_window: Open) -> None:
    window, controller = open_window()
    controller.loaded = type(controller.loaded)(samples.review(), has_audio=False)
    dialog = share_dialog(window)
    assert not dialog.audio.isVisible()
    assert not dialog.notes.isVisible()


def test_sound_that_is_only_in_memory_is_not_offered(open_window: Open) -> None:
    window, controller = open_window()
    controller.loaded = type(controller.loaded)(samples.review(), has_audio=True, sound_kept=False)
    assert not share_dialog(window).audio.isVisible()


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        ("short", "short", "at least 12"),
        ("", "", "at least 12"),
        (WORDS, WORDS + "x", "The two passphrases differ"),
    ],
)
def test_a_typed_passphrase_is_checked(open_window: Open, first: str, second: str, problem: str) -> None:
    window, _controller = open_window()
    dialog = share_dialog(window)
    dialog.first.setText(first)
    dialog.second.setText(second)
    window.sharing.choose_target = lambda *_asked: pytest.fail("a file was asked for")  # type: ignore
    click(dialog.confirm)
    assert problem in dialog.problem.text()
    assert dialog.problem.isVisible()


def test_a_made_passphrase_is_shown_copied_and_used(open_window: Open) -> None:
    window, controller = open_window()
    dialog = share_dialog(window)
    click(dialog.make)
    made = dialog.shown.text()
    assert len(made) == 24
    click(dialog.copy)
    assert QGuiApplication.clipboard().text() == made
    window.sharing.choose_target = lambda *_asked: str(FILE)  # type: ignore[method-assign]
    controller.wrong = UserError("The disk is full.", "Free some space.")
    click(dialog.confirm)
    assert dialog.problem.text() == "The disk is full. Free some space."
    controller.wrong = None
    click(dialog.confirm)
    assert asked(controller, "share_review")[-1][-1] == made


def test_a_wrong_passphrase_can_be_typed_again(open_window: Open) -> None:
    window, controller = open_window()
    controller.wrong = UserError("The passphrase does not open this file, or the file is damaged.", "Again.")
    window.sharing.open_file(FILE)
    dialog = window.sharing.open_dialog
    assert dialog is not None
    click(dialog.confirm)
    assert asked(controller, "open_shared") == []
    QTest.keyClicks(dialog.field, "wrong")
    click(dialog.confirm)
    assert dialog.problem.text().startswith("The passphrase does not open this file")
    assert dialog.field.isEnabled()
    assert window.pane is None
    controller.wrong = None
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert window.pane is not None


def cancelled(dialog: ShareDialog | OpenDialog, *, gone: bool) -> None:
    """Press Cancel; `gone`: and let the dialog be deleted, which happens a moment after it is hidden."""
    click(dialog.cancel)
    if gone:
        QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    assert isValid(dialog) is not gone


@pytest.mark.parametrize("leave", [lambda dialog, _w: click(dialog.cancel), lambda _d, window: window.close()])
def test_a_file_that_is_being_written_is_given_up_with_its_passphrase(
    open_window: Open, tmp_path: Path, leave: Callable[[ShareDialog, MainWindow], None]
) -> None:
    window, controller = open_window()
    dialog = share_dialog(window)
    controller.slow = True
    click(dialog.make)
    window.sharing.choose_target = lambda *_asked: str(tmp_path / "out.steadyshare")  # type: ignore[method-assign]
    click(dialog.confirm)
    leave(dialog, window)
    assert asked(controller, "give_up") == [("give_up", tmp_path / "out.steadyshare")]
    assert not dialog.isVisible()


@pytest.mark.parametrize("wrong", [None, UserError("The disk is full.", "Free some.")])
def test_a_file_that_was_there_before_it_was_given_up_is_told(
    open_window: Open, tmp_path: Path, wrong: UserError | None
) -> None:
    window, controller = open_window()
    dialog = share_dialog(window)
    controller.slow, controller.wrong, controller.too_late = True, wrong, True
    click(dialog.make)
    window.sharing.choose_target = lambda *_asked: str(tmp_path / "out.steadyshare")  # type: ignore[method-assign]
    click(dialog.confirm)
    cancelled(dialog, gone=True)
    controller.waiting.pop()()
    told = "out.steadyshare. It was in its place before you gave it up." in window.notice.text()
    assert told is (wrong is None)


@pytest.mark.parametrize("wrong", [None, UserError("The disk is full.", "Free some.")])
def test_a_file_that_is_there_or_refused_is_not_given_up(
    open_window: Open, tmp_path: Path, wrong: UserError | None
) -> None:
    window, controller = open_window()
    dialog = share_dialog(window)
    controller.slow, controller.wrong = True, wrong
    click(dialog.make)
    window.sharing.choose_target = lambda *_asked: str(tmp_path / "out.steadyshare")  # type: ignore[method-assign]
    click(dialog.confirm)
    controller.waiting.pop()()
    dialog.reject()
    assert asked(controller, "give_up") == []


@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.parametrize("kept", [False, True])
def test_a_call_that_opens_after_cancelling_is_forgotten(open_window: Open, kept: bool, gone: bool) -> None:
    window, controller = open_window()
    controller.slow = True
    if kept:
        window.sharing.open_kept(KeptShare("x-1", "The 11 PM call", "2025-03-05T09:00:00+01:00"))
    else:
        window.sharing.open_file(FILE)
    dialog = window.sharing.open_dialog
    assert dialog is not None
    dialog.submitted.emit(WORDS)
    cancelled(dialog, gone=gone)
    (answer,) = controller.waiting
    answer()
    assert asked(controller, "close_share") == [("close_share", "shared:1")]
    assert window.pane is None


@pytest.mark.parametrize("gone", [False, True])
def test_comments_taken_in_after_cancelling_are_told_and_nothing_is_opened(open_window: Open, gone: bool) -> None:
    window, controller = open_window()
    controller.slow, controller.share = True, TakenComments("s-1", "The 11 PM call", 1, 1)
    window.sharing.open_file(FILE)
    dialog = window.sharing.open_dialog
    assert dialog is not None
    dialog.submitted.emit(WORDS)
    cancelled(dialog, gone=gone)
    (answer,) = controller.waiting
    answer()
    assert window.notice.text().startswith("1 comment came in")
    assert window.pane is None


def test_a_refusal_after_cancelling_reaches_nobody(open_window: Open) -> None:
    window, controller = open_window()
    controller.slow, controller.wrong = True, UserError("The passphrase does not open this file.", "Again.")
    window.sharing.open_file(FILE)
    dialog = window.sharing.open_dialog
    assert dialog is not None
    dialog.submitted.emit(WORDS)
    cancelled(dialog, gone=True)
    (answer,) = controller.waiting
    answer()
    assert window.notice.text() == ""


def test_comments_are_saved_into_a_file_to_send_back(open_window: Open, tmp_path: Path) -> None:
    window, controller = open_window()
    pane = opened_share(window)
    assert pane.written.composer is not None
    assert not pane.written.composer.save.isEnabled()
    pane.written.composer.author.setText("Ruth")
    comment(pane, "Good recovery.")
    assert "not saved yet" in pane.written.composer.state.text()
    assert "Ruth: Good recovery." in pane.transcript.rows[1].accessibleName()
    window.sharing.choose_target = lambda *_asked: str(tmp_path / "back.steadyshare")  # type: ignore[method-assign]
    click(pane.written.composer.save)
    ((_name, key, comments, path),) = asked(controller, "save_comments")
    assert (key, path) == ("shared:1", tmp_path / "back.steadyshare")
    (one,) = comments  # type: ignore[misc]
    assert (one.author, one.text, one.turn_id, one.about) == (
        "Ruth",
        "Good recovery.",
        1,
        "how did this even get past staging",
    )
    assert "not saved" not in pane.written.composer.state.text()
    click(next(line.remove for line in pane.written.remarks.lines if hasattr(line, "remove")))
    assert "Good recovery" not in pane.transcript.rows[1].accessibleName()


def test_the_coach_s_name_is_remembered(open_window: Open) -> None:
    window, _controller = open_window()
    pane = opened_share(window)
    assert pane.written.composer is not None
    pane.written.composer.author.setText("Ruth")
    comment(pane, "Good.")
    window.sharing.close_share()
    again = opened_share(window)
    assert again.written.composer is not None
    assert again.written.composer.author.text() == "Ruth"


def test_a_shared_call_is_forgotten_when_one_leaves_it(open_window: Open) -> None:
    window, controller = open_window()
    pane = opened_share(window)
    pane.back.emit()
    assert asked(controller, "close_share") == [("close_share", "shared:1")]
    assert isinstance(window.current(), HistoryScreen)
    assert asked(controller, "keep_share") == []


def test_sound_of_a_shared_call_is_played_by_its_key(open_window: Open) -> None:
    window, controller = open_window()
    pane = opened_share(window)
    click(pane.inspector._hear)
    assert asked(controller, "play_moment")[-1][1] == "shared:1"


def test_comments_not_saved_are_asked_about(open_window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    window, controller = open_window()
    pane = opened_share(window)
    comment(pane, "Good.")
    monkeypatch.setattr("desktop.ui.sharing.desk.LeaveDialog.exec", lambda _self: 0)
    pane.back.emit()
    window.close()
    assert window.pane is pane
    assert window.isVisible()
    assert asked(controller, "close_share") == asked(controller, "shutdown") == []
    monkeypatch.setattr("desktop.ui.sharing.desk.LeaveDialog.exec", lambda _self: 1)
    window.close()
    assert asked(controller, "shutdown") != []


def test_keeping_is_a_choice_and_is_said(open_window: Open) -> None:
    window, controller = open_window()
    pane = opened_share(window)
    composer = pane.written.composer
    assert composer is not None
    assert composer.state.text().startswith("Nothing of this call stays here once you leave it")
    click(composer.keep)
    assert asked(controller, "keep_share") == [("keep_share", "shared:1", ())]
    assert "kept here, sealed" in composer.state.text()
    comment(pane, "Good.")
    assert [one.text for one in asked(controller, "keep_share")[-1][2]] == ["Good."]  # type: ignore[attr-defined]
    pane.back.emit()
    assert window.pane is None


def test_kept_calls_are_listed_opened_and_deleted(open_window: Open) -> None:
    window, controller = open_window()
    controller.kept_calls = (KeptShare("x-1", "The 11 PM call", "2025-03-05T09:00:00+01:00"),)
    controller.share = samples.open_share(samples.COMMENTS, kept=True)
    window.go("history")
    screen = window.current()
    assert isinstance(screen, HistoryScreen)
    (line,) = screen.shared.lines
    click(line)
    dialog = window.sharing.open_dialog
    assert isinstance(dialog, OpenDialog)
    dialog.field.setText(WORDS)
    click(dialog.confirm)
    assert asked(controller, "open_kept") == [("open_kept", "x-1", WORDS)]
    assert window.pane is not None
    assert len(window.pane.written.remarks.lines) == 2
    window.pane.back.emit()
    controller.forget_share("x-1", screen.shared.refresh)
    assert screen.shared.lines == []


def test_comments_that_came_back_lead_to_one_s_own_review(open_window: Open) -> None:
    window, controller = open_window()
    controller.share = TakenComments("s-1", "The 11 PM call", 2, 1)
    controller.loaded = type(controller.loaded)(samples.written_review(), has_audio=True)
    window.sharing.open_file(FILE)
    assert window.sharing.open_dialog is not None
    window.sharing.open_dialog.submitted.emit(WORDS)
    assert window.pane is not None
    assert window.pane.mode == "own"
    assert "Ruth Adler" in window.pane.transcript.rows[1].accessibleName()
    assert window.notice.text().startswith("2 comments came in, 1 of them new.")


def drop(window: MainWindow, *paths: str) -> bool:
    """Carry files over the window and let go of them there; whether the window wanted them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(QPoint(5, 5), *how)
    entered.ignore()
    QApplication.sendEvent(window, entered)
    if entered.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), *how))
    return entered.isAccepted()


def test_a_file_can_be_dropped_on_the_window(open_window: Open) -> None:
    window, _controller = open_window()
    window.go("history")
    assert not drop(window, "/somewhere/other.txt")
    assert not drop(window, str(FILE), "/somewhere/second.steadyshare")
    assert window.sharing.open_dialog is None
    assert drop(window, str(FILE))
    assert window.sharing.open_dialog is not None
    shown = [one.text() for one in window.sharing.open_dialog.findChildren(QLabel)]
    assert any(text.startswith("call.steadyshare is sealed.") for text in shown)


def test_no_file_is_opened_during_a_call(open_window: Open) -> None:
    window, _controller = open_window()
    window.open_briefing("eleven-pm")
    click(window.current().pick_up)  # type: ignore[attr-defined]
    drop(window, str(FILE))
    assert window.sharing.open_dialog is None
    assert window.notice.text().startswith("A call is going on.")


def test_notes_typed_last_reach_the_application_when_the_window_closes(open_window: Open) -> None:
    window, controller = open_window()
    window.open_review("s-1")
    assert window.pane is not None
    assert window.pane.written.notes is not None
    QTest.keyClicks(window.pane.written.notes.on_call, "Ask sooner.")
    window.close()
    names = [one[0] for one in controller.asked]
    assert ("save_note", "s-1", None, "Ask sooner.") in controller.asked
    assert names.index("save_note") < names.index("shutdown")
