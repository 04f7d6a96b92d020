"""`rubric match`: what a rubric hears in lines, as JSON lines."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_args

import click
import msgspec
from msgspec import Meta

from desktop.errors import UserError
from desktop.rubric.items import Item, ItemKind
from desktop.rubric.rubric import Rubric

MAX_LINE_BYTES = 1_000_000
MAX_BYTES = 64_000_000
_Example = Annotated[str, Meta(max_length=1000)]
_BOM = b"\xef\xbb\xbf"
_FORM = 'It holds one JSON object: {"ID": {"kind": "avoid", "title": "...", "examples": ["..."]}}.'
_KINDS = f"kind is one of {', '.join(get_args(ItemKind))}."


class ItemEntry(msgspec.Struct, frozen=True):
    """One item of the items file, under its id. `not_this` are counter-examples."""

    kind: ItemKind
    title: str
    examples: Annotated[tuple[_Example, ...], Meta(min_length=1)]
    not_this: tuple[_Example, ...] = ()


class LineEntry(msgspec.Struct, frozen=True):
    """One line to match. Other keys, such as labels, are left alone."""

    id: int | str
    text: str


@click.group()
def command() -> None:
    """Match lines against rubric items."""


@command.command()
@click.option(
    "--items", "items_path", required=True, type=click.Path(path_type=Path), help="Items: id to example lines."
)
@click.option(
    "--lines", "lines_path", required=True, type=click.Path(path_type=Path), help="Lines: JSONL, id and text."
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object a line (the output is JSON either way)."
)
def match(items_path: Path, lines_path: Path, as_json: bool) -> None:
    """Print the hits in every line, then a summary."""
    del as_json  # there is no other form; the option is accepted because every command has it
    entries = list(_lines(lines_path))
    cold_s, rubric = _loaded(items_path)
    cached_s, _again = _loaded(items_path)
    taken = [_print_hits(rubric, entry) for entry in entries]
    # The empty id and hits let a scorer read the whole output as rows.
    click.echo(_json({"id": None, "hits": [], "summary": _summary(taken, cold_s, cached_s)}))


def _loaded(path: Path) -> tuple[float, Rubric]:
    """A rubric and the seconds it took to read and prepare."""
    before = time.perf_counter()
    rubric = Rubric(_items(path))
    return time.perf_counter() - before, rubric


def _print_hits(rubric: Rubric, entry: LineEntry) -> float:
    before = time.perf_counter()
    hits = rubric.match(entry.text)
    ms = (time.perf_counter() - before) * 1000
    shown = [{"item": h.item, "tier": h.tier, "start": h.start, "end": h.end} for h in hits]
    click.echo(_json({"id": entry.id, "hits": shown, "ms": round(ms, 3)}))
    return ms


def _summary(taken: list[float], cold_s: float, cached_s: float) -> dict[str, Any]:
    ordered = sorted(taken)
    return {
        "lines": len(taken),
        "ms_median": round(statistics.median(taken), 3) if taken else None,
        "ms_p95": round(ordered[int(0.95 * (len(ordered) - 1))], 3) if taken else None,
        "pack_load_cold_s": round(cold_s, 4),
        "pack_load_cached_s": round(cached_s, 4),
        "embedder": None,
    }


def _items(path: Path) -> Iterator[Item]:
    try:
        entries = msgspec.json.decode(_bytes(path), type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise UserError(f"The items file {path} can't be used: {wrong}.", _FORM) from wrong
    for id_, raw in entries.items():
        try:
            entry = msgspec.json.decode(raw, type=ItemEntry)
        except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
            fix = _KINDS if "`$.kind`" in str(wrong) else _FORM
            raise UserError(f"{path}, item {json.dumps(id_)}, can't be used: {wrong}.", fix) from wrong
        yield Item(id_, entry.kind, entry.title, entry.examples, entry.not_this)


def _lines(path: Path) -> Iterator[LineEntry]:
    for number, line in enumerate(_bytes(path).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            if len(line) > MAX_LINE_BYTES:
                raise msgspec.ValidationError(f"a line may have {MAX_LINE_BYTES} bytes")
            yield msgspec.json.decode(line, type=LineEntry)
        except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
            fix = 'Every line is one JSON object such as {"id": 1, "text": "..."}.'
            raise UserError(f"{path}, line {number}, can't be used: {wrong}.", fix) from wrong


def _bytes(path: Path) -> bytes:
    """A file's bytes, without the mark that some editors put first. Capped: a device never ends."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as wrong:
        raise UserError(f"{path} can't be read: {wrong.strerror}.", "Check the path.") from wrong
    if len(content) > MAX_BYTES:
        raise UserError(f"{path} has more than {MAX_BYTES // 1_000_000} MB.", "Split it.")
    return content.removeprefix(_BOM)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
