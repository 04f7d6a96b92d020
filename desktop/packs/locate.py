"""Where a key of a TOML text stands.

tomllib gives values without lines. This reads a text that tomllib has already accepted, only to note lines, so
it may be lenient: it never decides what a value is.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_\-]+")
_SCALAR = re.compile(r"[^,\]}\n#]*")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_STRINGS = {
    '"""': re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}', re.DOTALL),
    "'''": re.compile(r"'''(?:[^']|'(?!''))*'{3,5}"),
    '"': re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    "'": re.compile(r"'[^'\n]*'"),
}
"""Strings by their quotes, the long quotes first."""


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) of every table, key and array element of a valid TOML text."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest thing around it; 0 for the whole file."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 0


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counts: dict[Path, int] = {}
        self.lines: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._peek("["):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self) -> Path:
        line, double = self._line, self._peek("[[")
        self._move(2 if double else 1)
        keys = self._keys()
        self._move(2 if double else 1)
        if not double:
            path = self._resolved(keys)
        else:
            array = (*self._resolved(keys[:-1]), keys[-1])
            self._counts[array] = self._counts.get(array, 0) + 1
            self.lines.setdefault(array, line)
            path = (*array, self._counts[array] - 1)
        self.lines.setdefault(path, line)
        return path

    def _resolved(self, keys: list[str]) -> Path:
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        line, path = self._line, table
        for key in self._keys():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self._move(1)
        self._skip(_SPACE)
        self._value(path)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_SPACE)
            keys.append(self._key())
            self._skip(_SPACE)
            if not self._peek("."):
                return keys
            self._move(1)

    def _key(self) -> str:
        start = self._at
        if self._peek('"') or self._peek("'"):
            self._string()
            return self._text[start + 1 : self._at - 1]
        bare = _BARE.match(self._text, start)
        self._move(len(bare.group()) if bare else 1)
        return self._text[start : self._at]

    def _value(self, path: Path) -> None:
        if self._peek('"') or self._peek("'"):
            self._string()
        elif self._peek("["):
            self._array(path)
        elif self._peek("{"):
            self._inline_table(path)
        else:
            self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        self._move(1)
        index = 0
        self._skip(_BLANK)
        while self._at < len(self._text) and not self._peek("]"):
            self.lines.setdefault((*path, index), self._line)
            self._value((*path, index))
            index += 1
            self._skip(_BLANK)
            if self._peek(","):
                self._move(1)
                self._skip(_BLANK)
        self._move(1)

    def _inline_table(self, path: Path) -> None:
        self._move(1)
        self._skip(_BLANK)
        while self._at < len(self._text) and not self._peek("}"):
            self._pair(path)
            self._skip(_BLANK)
            if self._peek(","):
                self._move(1)
                self._skip(_BLANK)
        self._move(1)

    def _string(self) -> None:
        quote = next(q for q in _STRINGS if self._peek(q))
        found = _STRINGS[quote].match(self._text, self._at)
        self._move(len(found.group()) if found else 1)

    def _peek(self, what: str) -> bool:
        return self._text.startswith(what, self._at)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        assert found is not None, "these patterns match the empty text too"
        self._move(len(found.group()))

    def _move(self, count: int) -> None:
        self._line += self._text.count("\n", self._at, self._at + count)
        self._at += count
