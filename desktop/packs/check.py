"""Checks a decoded file against its structs and reports every mistake, where msgspec stops at the first."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import inspect

from desktop.packs.locate import Path, line_of, lines_of
from desktop.packs.problems import Problem, hint, printable, shown, unprintable
from desktop.packs.schema import ID, ONE_LINE

_FORMS = {
    ID: (
        'lower-case letters, digits and hyphens, such as "three-questions"',
        "Change it, and everything that refers to it.",
    ),
    ONE_LINE: ("one line of text", "Put it on one line: a \\ at the end of a line joins the next one to it."),
}

_MOST_UNKNOWN = 50
"""Unknown keys of one table that are told: looking for what each might have been meant as takes long."""


@dataclass(slots=True)
class Report:
    """Collects the problems of one file. `add` finds the line of a path in its `text`."""

    file: str
    text: str
    problems: list[Problem] = field(default_factory=list)
    _lines: dict[Path, int] | None = None

    def add(self, path: Path, expected: str, mend: str) -> None:
        """Note a mistake at `path` (array positions count from 0 here, from 1 in what is shown)."""
        if self._lines is None:
            self._lines = lines_of(self.text)
        named = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
        self.problems.append(Problem(self.file, line_of(self._lines, path), printable(named), expected, mend))


def check(value: object, kind: type[msgspec.Struct], report: Report) -> Any:
    """Compare a decoded TOML document with the struct `kind`; every difference goes to `report`.

    Gives a draft of the struct in which whatever is wrong is left as it is or stands empty, so that the checks
    of the whole can still find their own mistakes. With problems in the report it is good for nothing else.
    """
    return _check(value, inspect.type_info(kind), (), report)


def _check(value: object, kind: inspect.Type, path: Path, report: Report) -> Any:
    match kind:
        case inspect.Metadata():
            return _check(value, kind.type, path, report)
        case inspect.StructType():
            return _struct(value, kind, path, report)
        case inspect.VarTupleType():
            return _list(value, kind, path, report)
        case inspect.StrType():
            return _text(value, kind, path, report)
        case inspect.IntType() | inspect.FloatType():
            return _number(value, kind, path, report)
        case inspect.BoolType():
            return _truth(value, path, report)
        case inspect.LiteralType():
            return _one_of(value, kind, path, report)
        case inspect.UnionType():
            return _check(value, next(k for k in kind.types if not isinstance(k, inspect.NoneType)), path, report)
    raise AssertionError(f"the pack schema uses {kind}, which the checker does not know")


def _struct(value: object, kind: inspect.StructType, path: Path, report: Report) -> Any:
    known = {f.encode_name: f for f in kind.fields}
    if not isinstance(value, dict):
        report.add(path, f"expected a table, not {shown(value)}", f"Give it these keys: {', '.join(known)}.")
        value = {}
    else:
        _missing_and_unknown(value, known, path, report)
    members = {
        name: _check(value[name], member.type, (*path, name), report) if name in value else _stand_in(member)
        for name, member in known.items()
    }
    return kind.cls(**members)


def _missing_and_unknown(
    value: dict[str, object], known: dict[str, inspect.Field], path: Path, report: Report
) -> None:
    unknown, free = [key for key in value if key not in known], set(known) - set(value)
    for key in unknown[:_MOST_UNKNOWN]:
        report.add((*path, key), f"unknown key {shown(key)}", hint(key, free, known))
    if more := unknown[_MOST_UNKNOWN:]:
        report.add((*path, more[0]), f"{len(more)} more keys are unknown", "Mend those above first.")
    for name, member in known.items():
        if member.required and name not in value:
            report.add((*path, name), f"{name} is missing", _addition(name, member.type, path))


def _addition(name: str, kind: inspect.Type, path: Path) -> str:
    """What to type for a member that is missing: a part of its own at the top of a file, else a value."""
    kind = kind.type if isinstance(kind, inspect.Metadata) else kind
    if isinstance(kind, inspect.StructType) and not path:
        return f"Add a part that begins with [{name}]."
    if isinstance(kind, inspect.VarTupleType) and isinstance(kind.item_type, inspect.StructType):
        return f"Add a part that begins with [[{name}]]."
    return f"Add {name} = {_sample(kind)}"


def _stand_in(member: inspect.Field) -> Any:
    return _empty(member.type) if member.required else member.default


def _empty(kind: inspect.Type) -> Any:
    match kind:
        case inspect.Metadata():
            return _empty(kind.type)
        case inspect.StructType():
            return kind.cls(**{f.encode_name: _stand_in(f) for f in kind.fields})
        case inspect.VarTupleType():
            return ()
        case inspect.IntType() | inspect.FloatType():
            return 0
        case inspect.LiteralType():
            return kind.values[0]
    return ""


def _sample(kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata():
            return _sample(kind.type)
        case inspect.IntType() | inspect.FloatType():
            return "1"
        case inspect.LiteralType():
            return "1" if 1 in kind.values else f'"{kind.values[0]}"'
        case inspect.VarTupleType():
            return '["..."]'
        case inspect.StructType():
            wanted = [f for f in kind.fields if f.required] or kind.fields
            return f"{{ {', '.join(f'{f.encode_name} = {_sample(f.type)}' for f in wanted)} }}"
    return '"..."'


def _list(value: object, kind: inspect.VarTupleType, path: Path, report: Report) -> tuple[Any, ...]:
    if not isinstance(value, list):
        parts = isinstance(value, dict)
        what = "one part" if parts else shown(value)
        mend = f"Begin it with [[{path[-1]}]], two brackets." if parts else 'Put it in brackets: ["...", "..."].'
        report.add(path, f"expected a list, not {what}", mend)
        return ()
    if kind.max_length is not None and len(value) > kind.max_length:
        report.add(path, f"at most {kind.max_length} entries, here are {len(value)}", "Take some out.")
        return ()
    if kind.min_length is not None and len(value) < kind.min_length:
        report.add(path, f"at least {kind.min_length} needed, here are {len(value)}", "Add one.")
    return tuple(_check(inner, kind.item_type, (*path, index), report) for index, inner in enumerate(value))


def _text(value: object, kind: inspect.StrType, path: Path, report: Report) -> str:
    if not isinstance(value, str):
        report.add(path, f"expected text, not {shown(value)}", 'Put it in quotes: "...".')
        return ""
    bad = unprintable(value)
    if bad:
        report.add(path, f"plain text only, here is the character {bad}", "Delete that character.")
    elif kind.max_length is not None and len(value) > kind.max_length:
        report.add(path, f"at most {kind.max_length} characters, here are {len(value)}", "Make it shorter.")
    elif (kind.min_length or 0) > len(value.strip()):
        report.add(
            path, "expected some text, this is empty", "Write the text, or delete the line if it is optional."
        )
    elif kind.pattern is not None and not re.fullmatch(kind.pattern, value):
        form, mend = _FORMS[kind.pattern]
        report.add(path, f"expected {form}, not {shown(value)}", mend)
    return value


def _number(value: object, kind: inspect.IntType | inspect.FloatType, path: Path, report: Report) -> float:
    whole = isinstance(kind, inspect.IntType)
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        what = "a whole number" if whole else "a number"
        report.add(path, f"expected {what}, not {shown(value)}", "Write digits, without quotes.")
        return 0
    assert isinstance(value, int | float)
    low, high = kind.ge, kind.le
    # Comparisons with "nan" are false, so it is outside every span; infinity is outside those without an end.
    inside = (low is None or value >= low) and (high is None or value <= high) and value != float("inf")
    if not inside or value != value:
        span = f"from {low:g} to {high:g}" if low is not None and high is not None else f"of at least {low or 0:g}"
        report.add(path, f"expected a number {span}, not {shown(value)}", "Change the number.")
        return 0
    return value


def _truth(value: object, path: Path, report: Report) -> bool:
    if not isinstance(value, bool):
        report.add(path, f"expected true or false, not {shown(value)}", "Write true or false, without quotes.")
    return value is True


def _one_of(value: object, kind: inspect.LiteralType, path: Path, report: Report) -> Any:
    if isinstance(value, str | int) and not isinstance(value, bool) and value in kind.values:
        return value
    options = " or ".join(f'"{v}"' if isinstance(v, str) else str(v) for v in sorted(kind.values, key=str))
    report.add(path, f"expected {options}, not {shown(value)}", f"Write {options}.")
    return kind.values[0]
