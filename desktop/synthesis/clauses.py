"""Streamed text -> pieces to be spoken. Pure.

The first piece goes early, at a comma or stop after ten letters, so that the voice starts while the model still
writes; after that whole sentences, because a voice needs the sentence to get its melody right.
"""

from __future__ import annotations

import re

FIRST_LETTERS = 10
"""Letters (and digits) the first clause has at least: shorter ones sound chopped and win no time."""

_STOP = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|\n+")
_CLAUSE = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|\n+|[,;:](?=\s)|\s[–—-]+(?=\s)|—")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“‘])(?:dr|mr|mrs|ms|prof|sr|jr|st|vs|etc|approx|min|max|no|inc|dept|[a-z]|(?:[a-z]\.)+[a-z])\.$",
    re.IGNORECASE,
)
_CAN_END = re.compile(r"(?:\betc|\b[ap]\.m|\bno|\bI)\.$", re.IGNORECASE)


class ClauseSplitter:
    """Splits text as it comes. The pieces joined are the text, up to white space at their ends."""

    def __init__(self) -> None:
        self._text = ""
        self._first = True

    def feed(self, text: str) -> list[str]:
        """Add `text`; return the pieces that are complete now."""
        self._text += text
        pieces = []
        while (end := self._end()) is not None:
            piece, self._text = self._text[:end].strip(), self._text[end:]
            self._first = False
            pieces.append(piece)
        return pieces

    def finish(self) -> list[str]:
        """What is left, as at most one piece; the splitter is as new afterwards."""
        rest = self._text.strip()
        self._text, self._first = "", True
        return [rest] if rest else []

    def _end(self) -> int | None:
        """Where the next piece ends, None while it may still go on."""
        for mark in (_CLAUSE if self._first else _STOP).finditer(self._text):
            head = self._text[: mark.end()]
            if self._wants(head) and not self._goes_on(mark):
                return mark.end()
        return None

    def _wants(self, head: str) -> bool:
        letters = sum(map(str.isalnum, head))
        return letters >= FIRST_LETTERS if self._first else letters > 0

    def _goes_on(self, mark: re.Match[str]) -> bool:
        """Whether the sentence goes on behind `mark`: an abbreviation, an ellipsis, or nothing seen yet."""
        if not mark.group().startswith((".", "…")):
            return False
        behind = self._text[mark.end() :].lstrip()
        if not behind:
            return True
        head = self._text[: mark.end()]
        if _ABBREVIATION.search(head):
            return not (_CAN_END.search(head) and behind[0].isupper())
        return not self._first and behind[0].islower()
