"""A language made up for tests: each text that translators know in brackets and a third longer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.ui.i18n import CONTEXT
from desktop.ui.translations.refresh import TEMPLATE


def known(file: Path = TEMPLATE) -> dict[tuple[str, str], bool]:
    """(text, note) -> whether it has forms for numbers: all that a translation holds."""
    messages = ElementTree.parse(file).getroot().iter("message")
    return {
        (one.findtext("source", ""), one.findtext("comment", "")): one.get("numerus") == "yes" for one in messages
    }


class Pseudo(QTranslator):
    """Brackets around whatever stands in the template; what does not, or has another note, stays English."""

    def __init__(self) -> None:
        super().__init__()
        self._known = known()

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, note: str | None = None, n: int = -1) -> str | None:
        """As Qt asks: None for what it does not know."""
        if context != CONTEXT or (source, note or "") not in self._known:
            return None
        return f"[{source}{padding(source)}]"


def padding(source: str) -> str:
    """What makes a text a third longer, in words that wrap."""
    extra = max(1, round(len(source) * 0.3))
    return "".join("~ " if number % 7 == 6 else "~" for number in range(extra)).rstrip()


@contextmanager
def pseudo(application: QApplication) -> Iterator[None]:
    """The window in the made-up language."""
    translator = Pseudo()
    application.installTranslator(translator)
    try:
        yield
    finally:
        application.removeTranslator(translator)


@contextmanager
def right_to_left(application: QApplication) -> Iterator[None]:
    """The window from right to left."""
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        yield
    finally:
        application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def outside_brackets(text: str) -> str:
    """`text` without what stands in brackets, which may hold others."""
    before = None
    while before != text:
        before, text = text, re.sub(r"\[[^\[\]]*\]", " ", text)
    return text
