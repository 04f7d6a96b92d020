"""The passphrase dialog."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs import PassphraseDialog
from desktop.ui.theme import Theme
from tests.ui.walk import unnamed


@pytest.fixture
def ask(qtbot: QtBot, theme: Theme):  # type: ignore[no-untyped-def]
    def asked(*, new: bool) -> PassphraseDialog:
        dialog = PassphraseDialog(theme, new=new)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return asked


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        ("", "", "Type the passphrase first."),
        ("short", "short", "Use at least 8 characters"),
        ("three small words", "three small word", "The two passphrases differ"),
    ],
)
def test_a_new_passphrase_is_checked(ask, qtbot: QtBot, first: str, second: str, problem: str) -> None:  # type: ignore
    dialog = ask(new=True)
    dialog.first.setText(first)
    dialog.second.setText(second)
    with qtbot.assertNotEmitted(dialog.submitted):
        QTest.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert problem in dialog.problem.text()
    assert dialog.problem.isVisible()


def test_a_good_new_passphrase_is_handed_over(ask, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    dialog = ask(new=True)
    assert unnamed(dialog) == []
    QTest.keyClicks(dialog.first, "three small words")
    QTest.keyClicks(dialog.second, "three small words")
    with qtbot.waitSignal(dialog.submitted) as submitted:
        QTest.keyClick(dialog.second, Qt.Key.Key_Return)
    assert submitted.args == ["three small words"]
    assert dialog.first.echoMode() == QLineEdit.EchoMode.Password


def test_unlocking_asks_once_and_again_when_it_was_wrong(ask, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    dialog = ask(new=False)
    assert not dialog.second.isVisible()
    dialog.first.setText("wrong")
    with qtbot.waitSignal(dialog.submitted):
        QTest.keyClick(dialog.first, Qt.Key.Key_Return)
    assert not dialog.first.isEnabled()
    dialog.refuse("That passphrase does not open the sessions.")
    assert dialog.first.isEnabled()
    assert dialog.problem.text() == "That passphrase does not open the sessions."
    QTest.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert dialog.result() == PassphraseDialog.DialogCode.Rejected.value
