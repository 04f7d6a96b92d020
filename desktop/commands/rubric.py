"""`rubric match`: what a rubric hears in lines, as JSON lines; `rubric try`: the same for a coach to read."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

import click
import msgspec
from msgspec import Meta
from rapidfuzz import fuzz, process

from desktop import paths
from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.events import Tier
from desktop.packs import load_scenario
from desktop.rehearsal.meaning import CachedEmbedder, embedder_here
from desktop.rehearsal.scoring import rubric_of
from desktop.rubric.embedding import Embedder, plain
from desktop.rubric.items import Hit, Item, ItemKind
from desktop.rubric.rubric import Rubric
from desktop.settings import fetch_or_ask

MAX_LINE_BYTES = 1_000_000
MAX_BYTES = 64_000_000
_SHORT, _LONG = 30, 60
"""Words up to which a line is short, and from which it is long, in the summary."""
_Example = Annotated[str, Meta(max_length=1000)]
_BOM = b"\xef\xbb\xbf"
_FORM = 'It holds one JSON object: {"ID": {"kind": "avoid", "title": "...", "examples": ["..."]}}.'
_KINDS_SHOWN: Mapping[ItemKind, str] = {
    "avoid": "not this",
    "say": "say this",
    "step": "step",
    "promise": "promise",
}
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


Entry = TypeVar("Entry", bound=LineEntry)


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
@click.option("--words-only", is_flag=True, help="Leave the embedder out, even where it is installed.")
def match(items_path: Path, lines_path: Path, as_json: bool, words_only: bool) -> None:
    """Print the hits in every line, then a summary."""
    del as_json  # there is no other form; the option is accepted because every command has it
    entries = list(read_lines(lines_path, LineEntry))
    embedder = None if words_only else embedder_here(Catalog.load())
    with tempfile.TemporaryDirectory() as kept:
        cold_s, rubric = _loaded(items_path, embedder, Path(kept))
        cached_s, _again = _loaded(items_path, embedder, Path(kept))
    taken = [(len(entry.text.split()), _print_hits(rubric, entry)) for entry in entries]
    summary = {
        **_summary(taken),
        "pack_load_cold_s": round(cold_s, 4),
        "pack_load_cached_s": round(cached_s, 4),
        "embedder": embedder.model if embedder else None,
    }
    # The empty id and hits let a scorer read the whole output as rows.
    click.echo(_json({"id": None, "hits": [], "summary": summary}))


@command.command("try")
@click.argument("said", nargs=-1)
@click.option("--scenario", "scenario_id", required=True, help="A scenario's id, or the path of a pack.")
@click.option(
    "--lines", "lines_path", type=click.Path(path_type=Path), help="A text file: one line you might say a line."
)
@click.option("--words-only", is_flag=True, help="Leave the embedder out, even where it is installed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def try_(
    said: tuple[str, ...], scenario_id: str, lines_path: Path | None, words_only: bool, as_json: bool
) -> None:
    """Show what a scenario's rubric hears in SAID, and in the lines of a file.

    What is found counts in a rehearsal; what is possible is only shown in the review, as worth checking. Of a
    file, empty lines and those that begin with # are left out.
    """
    lines = [*(line for line in said if line.strip()), *(_text_lines(lines_path) if lines_path else ())]
    if not lines and lines_path:
        raise UserError(f"{lines_path} holds no line.", "Write what you might say into it, one line a line.")
    if not lines:
        fix = 'Put a line in quotes behind the command, "how did this happen", or name a text file with --lines.'
        raise UserError("There is nothing to hear.", fix)
    scenario = load_scenario(scenario_id)
    embedder = None if words_only else embedder_here(Catalog.load())
    rubric = rubric_of(scenario, embedder)
    if embedder is None and not words_only:
        get = fetch_or_ask(f"Get it: {paths.command('models fetch --default')}")
        click.echo(f"No embedder is installed, so only words near the examples are heard. {get}", err=True)
    items = {(item.kind, item.id, item.part): item for item in rubric.items}
    for line in lines:
        heard = [_heard(line, hit, items[hit.kind, hit.item, hit.part]) for hit in rubric.match(line)]
        click.echo(_json({"text": line, "hits": heard}) if as_json else _shown(line, heard))


class Heard(msgspec.Struct, frozen=True):
    """One hit for a coach: `example` is the item's example whose words are nearest, "" where it has none.

    `start` to `end` (exclusive) are characters of the line.
    """

    item: str
    kind: ItemKind
    tier: Tier
    start: int
    end: int
    score: float
    part: str
    title: str
    words: str
    example: str


def _heard(line: str, hit: Hit, item: Item) -> Heard:
    words = line[hit.start : hit.end]
    nearest = process.extractOne(words, item.examples, scorer=fuzz.token_set_ratio, processor=str.lower)
    shown = (item.title, words, nearest[0] if nearest else "")
    return Heard(hit.item, hit.kind, hit.tier, hit.start, hit.end, hit.score, hit.part, *shown)


def _shown(line: str, heard: Sequence[Heard]) -> str:
    """A line and under it what was heard: how surely, which item, in which words, near which example."""
    rows = []
    for one in heard:
        name = f"{one.item} ({one.part})" if one.part else one.item
        rows.append(f"  {one.tier:<8}  {_KINDS_SHOWN[one.kind]:<8}  {name}: {one.title}  [{one.words}]")
        if one.example and plain(one.example) != plain(one.words):
            rows.append(f"{'':22}nearest of its examples: {one.example}")
    return "\n".join((line, *(rows or ["  nothing"])))


def _text_lines(path: Path) -> list[str]:
    try:
        lines = [line.strip() for line in _bytes(path).decode("utf-8").splitlines()]
        return [line for line in lines if line and not line.startswith("#")]
    except UnicodeDecodeError as wrong:
        raise UserError(f"{path} is not a text file in UTF-8.", "Save it as UTF-8.") from wrong


def _loaded(path: Path, embedder: Embedder | None, kept: Path) -> tuple[float, Rubric]:
    """A rubric and the seconds it took to read and prepare."""
    before = time.perf_counter()
    rubric = Rubric(read_items(path), embedder and CachedEmbedder(embedder, kept))
    return time.perf_counter() - before, rubric


def _print_hits(rubric: Rubric, entry: LineEntry) -> float:
    before = time.perf_counter()
    hits = rubric.match(entry.text)
    ms = (time.perf_counter() - before) * 1000
    shown = [{"item": h.item, "tier": h.tier, "start": h.start, "end": h.end} for h in hits]
    click.echo(_json({"id": entry.id, "hits": shown, "ms": round(ms, 3)}))
    return ms


def _summary(taken: Sequence[tuple[int, float]]) -> dict[str, Any]:
    """Milliseconds a line, from (words, milliseconds): of all, of those up to 30 words, and of those from 60."""
    every = [ms for _words, ms in taken]
    short = [ms for words, ms in taken if words <= _SHORT]
    long = [ms for words, ms in taken if words >= _LONG]
    return {
        "lines": len(taken),
        "ms_median": _rounded(statistics.median, every),
        "ms_p95": _rounded(_p95, every),
        "ms_median_short": _rounded(statistics.median, short),
        "ms_p95_short": _rounded(_p95, short),
        "ms_p95_long": _rounded(_p95, long),
    }


def _rounded(figure: Callable[[list[float]], float], values: list[float]) -> float | None:
    return round(figure(values), 3) if values else None


def _p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


def read_items(path: Path) -> Iterator[Item]:
    """The items of a file, in order. Raises `UserError` naming the item that is wrong."""
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


def read_lines(path: Path, entry: type[Entry]) -> Iterator[Entry]:
    """The lines of a JSONL file as `entry`. Raises `UserError` naming the line that is wrong."""
    for number, line in enumerate(_bytes(path).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            if len(line) > MAX_LINE_BYTES:
                raise msgspec.ValidationError(f"a line may have {MAX_LINE_BYTES} bytes")
            yield msgspec.json.decode(line, type=entry)
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
