"""Packs of labelled lines: what `SPEC.md` in this folder describes, read and scored."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.rubric.items import Hit, Item
from desktop.rubric.rubric import Rubric

HERE = Path(__file__).parent
TRAINING = HERE / "packs"
HELD_OUT = HERE / "held_out"
"""Nobody tunes on these: the head and its thresholds were chosen without them."""
_DIGITS = re.compile(r"\d")
_MARK = re.compile(r"\[\[([A-Z]\d+):(.*?)\]\]")

Span = tuple[str, int, int]
"""Item, and the characters from and to (exclusive)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the items that must be found in it, those that may be, and where."""

    kind: str
    text: str
    labels: frozenset[str]
    acceptable: frozenset[str]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """Items and their lines."""

    name: str
    items: tuple[Item, ...]
    lines: tuple[Line, ...]


def packs(folder: Path) -> list[Pack]:
    """Every pack of a folder, by name: t9 before t10. ValueError where a line does not fit its items."""
    folders = sorted(
        folder.iterdir(), key=lambda each: (int("0" + "".join(_DIGITS.findall(each.name))), each.name)
    )
    return [_pack(each) for each in folders if (each / "lines.tsv").is_file()]


def _pack(folder: Path) -> Pack:
    raw = json.loads((folder / "items.json").read_text(encoding="utf-8"))
    items = tuple(Item(id_, it["kind"], it["title"], tuple(it["examples"])) for id_, it in raw.items())
    rows = (folder / "lines.tsv").read_text(encoding="utf-8").splitlines()
    lines = tuple(_line(row, raw.keys()) for row in rows if row.strip() and not row.startswith("kind\t"))
    return Pack(folder.name, items, lines)


def _line(row: str, known: Iterable[str]) -> Line:
    kind, labels, acceptable, marked = (cell.strip() for cell in row.split("\t"))
    text, spans, last = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        spans.append((mark.group(1), len(text), len(text) + len(mark.group(2))))
        text += mark.group(2)
        last = mark.end()
    text += marked[last:]
    wanted = _ids(labels)
    spans += [(id_, 0, len(text)) for id_ in sorted(wanted) if id_ not in {span[0] for span in spans}]
    if (wanted | _ids(acceptable) | {span[0] for span in spans}) - set(known) or "[[" in text:
        raise ValueError(f"this line does not fit its items: {row}")
    return Line(kind, text, wanted, _ids(acceptable), tuple(spans))


def _ids(cell: str) -> frozenset[str]:
    return frozenset(each.strip() for each in cell.split(",") if each.strip())


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of line and item, right, wrong and missed; recall and false alarms by kind of line."""

    precision: float
    recall: float
    f1: float
    recall_by_kind: dict[str, float]
    alarms_by_kind: dict[str, float]


def hits_in(rubric: Rubric, lines: Sequence[Line]) -> list[tuple[Hit, ...]]:
    """What a rubric hears in each line."""
    return [rubric.match(line.text) for line in lines]


def score(hits: Sequence[Sequence[Hit]], lines: Sequence[Line], tiers: frozenset[str]) -> Score:
    """How well the hits of these tiers meet the labels: a pair of line and item counts once."""
    right = wrong = 0
    wanted, met, lines_of, alarms = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for line, in_line in zip(lines, hits, strict=True):
        heard = {hit.item for hit in in_line if hit.tier in tiers}
        good, bad = heard & line.labels, heard - line.labels - line.acceptable
        right, wrong = right + len(good), wrong + len(bad)
        wanted[line.kind] += len(line.labels)
        met[line.kind] += len(good)
        lines_of[line.kind] += 1
        alarms[line.kind] += bool(bad)
    precision, recall = right / max(1, right + wrong), right / max(1, wanted.total())
    return Score(
        round(precision, 4),
        round(recall, 4),
        round(2 * precision * recall / max(1e-9, precision + recall), 4),
        {kind: round(met[kind] / n, 3) for kind, n in wanted.items() if n},
        {kind: round(alarms[kind] / n, 3) for kind, n in lines_of.items()},
    )
