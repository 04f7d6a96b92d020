"""Bring the translations in line with the texts: `python -m desktop.ui.translations.refresh [LANGUAGE ...]`.

The texts are found with Python's own parser, and merged into the `.ts` files with Qt's `lupdate`, which keeps what
is translated; `lrelease` makes the `.qm` files. `steadyhand.ts` is the template; a LANGUAGE begins a new file.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

from desktop.settings import Settings
from desktop.ui.i18n import CONTEXT, FOLDER, TOLD

SOURCES = FOLDER.parents[1]
TEMPLATE = FOLDER / "steadyhand.ts"
_APART = ("ui", "app", "commands", "doctor")
"""Folders whose words are found otherwise, or are those of the terminal."""
_FINDERS = {"tr": 1, "marked": 1, "plural": 2}
"""The functions of `desktop.ui.i18n` that name a text, and how many of their first arguments are texts."""


class Text(NamedTuple):
    """One text: what stands in the code, its note, whether it has forms for numbers, and where it stands."""

    source: str
    note: str
    plural: bool
    where: str


_SAYERS = {
    **dict.fromkeys(("UserError", "NotThere", "NoPack", "NoLoudspeaker", "Notice"), (0, 1)),
    "EngineHealth": (2,),
    "fetch_or_ask": (0,),
}
"""What carries sentences from the rest of the application to the window, and which of its arguments they are."""


class NotPlain(ValueError):
    """A text that can't be found because it is put together where it stands."""


def texts() -> list[Text]:
    """Every text of the window, each once, in the order of its files. Raises `NotPlain`."""
    files = [path for part in ("ui", "app") for path in sorted((SOURCES / part).rglob("*.py"))]
    found: dict[tuple[str, str, bool], list[str]] = {}
    for path in files:
        where = path.relative_to(SOURCES).as_posix()
        for text in in_source(path.read_text("utf-8"), where):
            found.setdefault(text[:3], []).append(where)
    for source in _of_settings():
        found.setdefault((source, "", False), []).append("settings.py")
    for source, where in told():
        found.setdefault((source, "", False), []).append(where)
    return [Text(*key, ", ".join(dict.fromkeys(places))) for key, places in found.items()]


def in_source(code: str, where: str) -> Iterator[Text]:
    """The texts in one module's code. Raises `NotPlain` for one that is not a plain string."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        if (
            isinstance(call.func, ast.Name)
            and call.func.id in _FINDERS
            and not (call.func.id == "tr" and _late(call))
        ):
            yield _text(call, call.func.id, f"{where}:{call.lineno}", where)


def _late(call: ast.Call) -> bool:
    """Whether it translates a text that is marked elsewhere."""
    first = call.args[0]
    parts = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    parts = first.values if isinstance(first, ast.BoolOp) else parts
    return not any(
        isinstance(part, ast.Constant | ast.JoinedStr | ast.BinOp) and not _empty(part) for part in parts
    )


def _empty(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and part.value == ""


def _text(call: ast.Call, finder: str, line: str, where: str) -> Text:
    many = _FINDERS[finder]
    notes = call.args[many : many + 1] if finder != "plural" else []
    words = [_plain(part, line) for part in (*call.args[:many], *notes)]
    if len(words) < many or (finder == "plural" and "%n" not in words[1]):
        raise NotPlain(f"{line}: the text for many is missing, with %n where the number stands")
    return Text(words[many - 1], words[many] if len(words) > many else "", finder == "plural", where)


def _plain(node: ast.expr, where: str) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise NotPlain(f"{where}: write the whole text as one string, with {{names}} for what changes in it")


def _of_settings() -> Iterator[str]:
    """Titles and descriptions, as they are declared."""
    for hint in get_type_hints(Settings, include_extras=True).values():
        meta: Any = hint.__metadata__[0]
        yield from filter(None, (meta.title, meta.description))


def told() -> list[tuple[str, str]]:
    """(sentence, file) of what the rest of the application tells the window: errors, notices, engines' health."""
    files = [path for path in sorted(SOURCES.rglob("*.py")) if path.relative_to(SOURCES).parts[0] not in _APART]
    return [
        (sentence, path.relative_to(SOURCES).as_posix())
        for path in files
        for sentence in dict.fromkeys(told_in(path.read_text("utf-8")))
    ]


def kept_sentences() -> list[str]:
    """Those with parts that change, as they were written down last."""
    kept: list[str] = json.loads(TOLD.read_text("utf-8"))
    return kept


def told_in(code: str) -> Iterator[str]:
    """The sentences in one module's code, with a name in braces for each part that changes."""
    nodes = list(ast.walk(ast.parse(code)))
    known: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            known.setdefault(node.targets[0].id, []).append(node.value)
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SAYERS:
            for place in _SAYERS[node.func.id]:
                for sentence in _sentences(node.args[place : place + 1], known):
                    if len(re.findall(r"[a-z]{2,}", re.sub(r"\{\w+\}", "", sentence))) > 1:
                        yield sentence


def _sentences(given: Iterable[ast.expr], known: dict[str, list[ast.expr]]) -> Iterator[str]:
    """What the expressions can be: strings, f-strings, either side of a choice, what a name holds."""
    for one in given:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value
        elif isinstance(one, ast.JoinedStr):
            yield _template(one)
        elif isinstance(one, ast.IfExp):
            yield from _sentences((one.body, one.orelse), known)
        elif isinstance(one, ast.Name):
            yield from _sentences(
                (each for each in known.get(one.id, ()) if not isinstance(each, ast.Name)), known
            )


def _template(one: ast.JoinedStr) -> str:
    parts, used = "", set[str]()
    for part in one.values:
        if isinstance(part, ast.Constant):
            parts += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            name = _name(part.value)
            name = name if name not in used else f"{name}_{len(used)}"
            used.add(name)
            parts += f"{{{name}}}"
    return parts


def _name(value: ast.expr) -> str:
    """What a translator sees for a part that changes."""
    if isinstance(value, ast.Call):
        return _name(value.func)
    if isinstance(value, ast.Subscript):
        return _name(value.value)
    name = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""
    return name.strip("_").lower() or "value"


def listing(found: list[Text]) -> str:
    """The texts as calls that `lupdate` reads."""
    lines = []
    for text in found:
        note = f", {_quoted(text.note)}" if text.note or text.plural else ""
        lines.append(f"#: {text.where}")
        lines.append(f"translate({_quoted(CONTEXT)}, {_quoted(text.source)}{note}{', 1' if text.plural else ''})")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def merge(found: list[Text], files: list[Path]) -> None:
    """Put the texts into `.ts` files; translations stay, what is no text any more goes."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "texts.py"
        source.write_text(listing(found), "utf-8")
        _qt("lupdate", str(source), "-locations", "none", "-no-obsolete", "-ts", *map(str, files))


def release(file: Path, target: Path) -> None:
    """Compile a `.ts` file for Qt. Texts without a translation are left out: they are shown in English."""
    _qt("lrelease", str(file), "-qm", str(target))


def _qt(tool: str, *arguments: str) -> None:
    """Run one of Qt's tools, which PySide6 brings."""
    name = f"pyside6-{tool}"
    beside = Path(sys.executable).with_name(name)
    subprocess.run([str(beside) if beside.exists() else name, *arguments], check=True, capture_output=True)


def main(languages: list[str]) -> None:
    """Refresh every translation, and begin those of `languages`."""
    files = {TEMPLATE, *FOLDER.glob("steadyhand_*.ts"), *(FOLDER / f"steadyhand_{one}.ts" for one in languages)}
    found = texts()
    sentences = sorted({sentence for sentence, _where in told() if "{" in sentence})
    TOLD.write_text(json.dumps(sentences, ensure_ascii=False, indent=1) + "\n", "utf-8")
    merge(found, sorted(files))
    for file in sorted(files - {TEMPLATE}):
        release(file, file.with_suffix(".qm"))
    print(f"{len(found)} texts in {len(files)} files under {FOLDER}")


if __name__ == "__main__":
    main(sys.argv[1:])
