"""From the bytes of a pack's file to a TOML document, or to one problem that says what to type instead."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise

from desktop.packs.problems import Problem, shown, unprintable

MAX_LINE = 4000
"""Characters in one line of a file."""

_DEEPEST = 12
"""Tables and lists inside each other; a pack has five."""

Refusal = tuple[int, str, str, str]
"""Line, field, what was expected, how to mend it."""

_KEY_PART = r"""(?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_LONG_KEY = re.compile(rf"(?<![\w-]){_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART}){{20}}")
"""tomllib's work grows with the square of the dots in a key, so a few lines could keep it busy for minutes."""

_KEY = re.compile(r"\s*([\w.-]+)\s*[=:]\s*(.*)")
_HEADER = re.compile(r"\s*\[+\s*([\w.-]+)\s*\]+")
_LISTS = frozenset({"facts", "moves", "beats", "pairs", "steps", "steps.parts", "measures"})
_CURLED = re.compile(r"[“”„‟«»]|(?<=[=\[,\s])[‘’‚]")
_TOGGLES = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}


def document(member: str, content: bytes, problems: list[Problem]) -> tuple[dict[str, object] | None, str]:
    """The decoded TOML and its text; what can't be read becomes one problem with its line."""
    try:
        text = content.decode("utf-8").replace("\r\n", "\n").removeprefix("\ufeff")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        problems.append(Problem(member, line, "", "expected UTF-8 text", "Save the file as UTF-8."))
        return None, ""
    refused = _refused(text)
    if refused:
        problems.append(Problem(member, *refused))
        return None, text
    try:
        found = tomllib.loads(text)
        if not _too_deep(found):
            return found, text
        problems.append(_nested(member))
    except RecursionError:
        problems.append(_nested(member))
    except ValueError as wrong:
        problems.append(Problem(member, *_syntax(text, str(wrong))))
    return None, text


def _nested(member: str) -> Problem:
    return Problem(member, 0, "", "brackets are nested too deeply", "Use tables, as the guide shows.")


def _too_deep(value: object) -> bool:
    """Whether parts hold parts beyond what any pack needs; without recursion, which such a file would exhaust."""
    level = [value]
    for _depth in range(_DEEPEST):
        level = [part for whole in level for part in _parts(whole)]
    return bool(level)


def _parts(whole: object) -> list[object]:
    if isinstance(whole, dict):
        return list(whole.values())
    return list(whole) if isinstance(whole, list) else []


def _refused(text: str) -> Refusal | None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            return number, "", f"at most {MAX_LINE} characters in a line", "Break it into several lines."
        bad = unprintable(line)
        if bad:
            return number, "", f"plain text only, here is the character {bad}", _delete(line, bad)
        if not line.lstrip().startswith("#") and _LONG_KEY.search(line):
            return number, "", "at most 20 names joined by dots", "Use tables, as the guide shows."
    return None


def _delete(line: str, bad: str) -> str:
    """How to find a character that can't be seen."""
    before = line[: line.index(chr(int(bad.removeprefix("U+"), 16)))][-30:].strip()
    return f"Delete that character: it stands after {shown(before)}." if before else "Delete that character."


def _syntax(text: str, message: str) -> Refusal:
    """tomllib's message with its line, or better what its author has to do, where the line shows it."""
    said, _, place = message.partition(" (at ")
    lines = text.split("\n")
    found = re.search(r"line (\d+)", place)
    number = int(found.group(1)) if found else _opened_last(lines)
    line = lines[number - 1] if number else ""
    header, pair = _HEADER.match(line), _KEY.match(line)
    key = header.group(1) if header else pair.group(1) if pair else ""
    if header:
        advice = _header_advice(said, key)
    else:
        advice = _quotes_advice(line) or (_value_advice(said, key, line, pair.group(2)) if pair else None)
    if not advice and '"""' in line:
        advice = 'the text that begins with """ does not end', 'Put """ where it ends.'
    if not advice and "\\" in line:
        advice = "a single \\ in text has a meaning of its own", "Write \\\\ for it."
    usual = "Check quotes, commas, brackets and the = sign on that line and the one above."
    return (number, key, *(advice or (f"not valid TOML: {said[:120]}", usual)))


def _opened_last(lines: list[str]) -> int:
    """The line where a text over several lines was begun last, for a file that ends inside it; 0 for none."""
    opened = [number for number, line in enumerate(lines, 1) if line.count('"""') % 2]
    return opened[-1] if opened else 0


def _header_advice(said: str, key: str) -> tuple[str, str] | None:
    if key in _LISTS:
        return f"{key} is a list of parts", f"Write [[{key}]], two brackets on each side, at each of its entries."
    if "twice" in said or "overwrite" in said:
        return f"the part [{key}] stands twice", "Put its lines together under one of them."
    return None


def _quotes_advice(line: str) -> tuple[str, str] | None:
    curled = _CURLED.search(line)
    if curled:
        return f"the quote {curled.group()} is not a straight one", 'Type straight quotes: "...".'
    texts = [found.span() for found in re.finditer(r'"(?:[^"\\]|\\.)*"', line)]
    if any(line[end:start].isspace() for (_, end), (start, _) in pairwise(texts)):
        return "a comma is missing between two texts", 'Write ["one", "two"].'
    if '"""' not in line and len(re.findall(r'(?<!\\)"', line)) % 2:
        return (
            'a quote is missing: text begins and ends with "',
            'Add the missing ", or put text of several lines between """ and """.',
        )
    return None


def _value_advice(said: str, key: str, line: str, value: str) -> tuple[str, str] | None:
    bare = value.split("#")[0].strip()
    if line.split(key, 1)[1].lstrip().startswith(":"):
        return "expected = between a key and its value", f"Write {key} = {bare[:40]}"
    if "overwrite" in said:
        return f"{key} stands twice in this part", "Delete one of them."
    if bare.lower() in _TOGGLES:
        return f"expected true or false, not {shown(bare)}", f"Write {key} = {_TOGGLES[bare.lower()]}"
    comma = re.search(r"=\s*([+-]?\d+,\d+)", line)
    if comma:
        number = comma.group(1)
        return f"expected a number with a point, not {shown(number)}", f"Write {number.replace(',', '.')}."
    if re.fullmatch(r"[+-]?[\d.]+\s*[^\d\s.,].*", bare):
        return f"expected a number alone, not {shown(bare)}", "Write the digits without anything after them."
    if not bare:
        return "a value is missing", f'Write {key} = "..." or delete the line.'
    if bare[0].isalpha() and said.startswith("Invalid value"):
        return f"expected text in quotes, not {shown(bare)}", f'Write {key} = "{bare[:40]}"'
    return None
