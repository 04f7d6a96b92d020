"""From tokens to sentences that may be spoken: the first clause early, each piece checked before it goes out."""

from __future__ import annotations

import re
from collections.abc import Callable

from desktop.persona import words

MAX_SENTENCES = 3
MAX_WORDS = 45
"""A reply ends after so many sentences or words: this is a phone call."""
_FIRST_CLAUSE_LETTERS = 10
_OPENER_WORDS = 2
_CLAUSE = re.compile(r"[,;:–—](?=\s)")

Check = Callable[[str], tuple[str, ...]]


class Stream:
    """Takes text as it is generated and hands pieces that pass `check` to `accept`.

    `begun` is what the reply already holds; where it breaks off in a sentence, what comes is checked together with
    that beginning. The stream closes itself when a piece breaks a rule (`broken` names the rules) or the reply is
    long enough (`most` new sentences at most); what comes later is ignored. An opener heard a moment ago ("Okay.")
    is left out and no reason to stop (`skipped` counts it).
    """

    def __init__(
        self, check: Check, accept: Callable[[str], None], begun: str = "", most: int = MAX_SENTENCES
    ) -> None:
        self._check = check
        self._accept = accept
        self._pending = ""
        self._clause = words.unfinished(begun)
        self._sentences = len(words.sentences(begun)) - bool(self._clause)
        self._words = len(words.words(begun))
        self._first = not begun
        self._most = min(MAX_SENTENCES, self._sentences + most)
        self.broken: tuple[str, ...] = ()
        self.skipped: tuple[str, ...] = ()
        self.closed = False

    def add(self, text: str) -> None:
        """Take the next piece of text."""
        self._pending = (self._pending + text) if self._pending else text.lstrip()
        while not self.closed and (end := self._cut()) is not None:
            self._take(end)

    def finish(self) -> None:
        """The text is complete: what is left is a sentence only if it ends like one."""
        if not self.closed and words.sentence_end(self._pending) is not None:
            self._take(len(self._pending))
        elif not self.closed and not self._sentences and not self._clause:
            self.broken = ("unfinished",)
        self.closed = True

    def _cut(self) -> int | None:
        """Where the next piece ends, if that is certain: something must follow the stop."""
        end = words.sentence_end(self._pending)
        if end is not None and self._certain(end):
            return end
        if end is None and self._first:
            return self._first_clause()
        return None

    def _certain(self, end: int) -> bool:
        """A space follows the stop; after an ellipsis it takes a word to know that it was no pause."""
        after = self._pending[end:]
        return bool(after.strip()) if words.trails_off(self._pending[:end]) else bool(after)

    def _first_clause(self) -> int | None:
        for match in _CLAUSE.finditer(self._pending):
            if sum(letter.isalpha() for letter in self._pending[: match.end()]) >= _FIRST_CLAUSE_LETTERS:
                return match.end()
        return None

    def _take(self, end: int) -> None:
        piece, self._pending = self._pending[:end].strip(), self._pending[end:].lstrip()
        whole = f"{self._clause} {piece}".strip()
        broken = self._check(whole)
        if broken == ("repeat",) and not self._clause and len(words.words(piece)) <= _OPENER_WORDS:
            self.skipped += broken
            return
        if broken:
            self.broken, self.closed = broken, True
            return
        complete = words.sentence_end(piece) is not None
        self._clause = "" if complete else whole
        self._first = False
        self._sentences += complete
        self._words += len(words.words(piece))
        self._accept(piece)
        self.closed = complete and (self._sentences >= self._most or self._words >= MAX_WORDS)
