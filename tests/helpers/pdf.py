"""Reading a PDF as Qt writes it: how many pages, and the text on them."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\n(.*)\nendstream", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})> (?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")
_SET = re.compile(rb"/F(\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> Tj")


def pages(pdf: bytes) -> int:
    """The number of pages."""
    return len(re.findall(rb"/Type /Page\n", pdf))


def text(pdf: bytes) -> str:
    """All text without its spaces: how lines are broken is not told."""
    objects = dict(_OBJECT.findall(pdf))
    fonts = {
        number: _characters(objects[found.group(1)])
        for number, body in objects.items()
        if (found := re.search(rb"/ToUnicode (\d+) 0 R", body))
    }
    said = []
    for body in objects.values():
        stream = _STREAM.search(body)
        if stream and b"/FlateDecode" in body and b"/Length1" not in body:
            said.append(_said(zlib.decompressobj().decompress(stream.group(1)), fonts))
    return "".join("".join(said).split())


def _said(page: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    font: dict[int, str] = {}
    said = ""
    for name, glyphs in _SET.findall(page):
        if name:
            font = fonts[name]
        else:
            said += "".join(font.get(int(glyphs[n : n + 4], 16), "") for n in range(0, len(glyphs), 4))
    return said


def _characters(body: bytes) -> dict[int, str]:
    """Glyph -> what it stands for."""
    known: dict[int, str] = {}
    for first, last, start, many in _RANGE.findall(body):
        listed = re.findall(rb"<([0-9A-Fa-f]+)>", many)
        for at, glyph in enumerate(range(int(first, 16), int(last, 16) + 1)):
            known[glyph] = _text(listed[at]) if listed else chr(int(start, 16) + at)
    return known


def _text(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be", "replace")
