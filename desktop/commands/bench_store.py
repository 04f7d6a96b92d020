"""`bench store`: what the encrypted store takes to open, to write a turn, to read a call and to be searched."""

from __future__ import annotations

import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from desktop.commands.bench_voice import machine
from desktop.commands.console import print_json
from desktop.commands.reviewbench import held
from desktop.packs import load_scenario
from desktop.store.database import Store
from desktop.store.keys import resolve

_LONG, _SHORT = 200, 8
_SOUGHT = "staging"


@click.command("store")
@click.option("--sessions", type=click.IntRange(min=1), default=500, show_default=True, help="Stored calls.")
@click.option("--runs", type=click.IntRange(min=1), default=5, show_default=True, help="Times for each figure.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object, last.")
def store(sessions: int, runs: int, as_json: bool) -> None:
    """Open, save a turn, load a call of 200 turns, search all calls; in a store that is made for it."""
    result: dict[str, Any] = {"machine": machine(), "sessions": sessions, "turns": _LONG}
    with tempfile.TemporaryDirectory(prefix="steadyhand-store-") as folder:
        result |= _measure(Path(folder), sessions, runs)
    result["machine"]["load_after"] = round(os.getloadavg()[0], 2)
    for key in ("open_s", "save_turn_s", "load_s", "search_s"):
        click.echo(f"{key}: median {result[key]['median']:.4f}", err=as_json)
    if as_json:
        print_json(result)


def _measure(folder: Path, sessions: int, runs: int) -> dict[str, Any]:
    database, key_file = folder / "sessions.db", folder / "sessions.key"
    key_file.write_text(secrets.token_hex(32), encoding="ascii")
    key, scenario = resolve(database, key_file), load_scenario("eleven-pm")
    kept = Store.open(database, key)
    said = [held.utterance(scenario, number) for number in range(1, _LONG + runs + 1)]
    for number in range(sessions):
        turns = _LONG if number == 0 else _SHORT
        held.begin(kept, scenario, f"call-{number}", number)
        for one in said[:turns]:
            held.add_turn(kept, f"call-{number}", one)
        held.end(kept, f"call-{number}", turns)
    more = iter(said[_LONG:])
    found = [0]

    def search() -> None:
        found[0] = len(kept.search(_SOUGHT))

    result: dict[str, Any] = {
        "load_s": _timed(runs, lambda: kept.session("call-0")),
        "search_s": _timed(runs, search),
        "save_turn_s": _timed(runs, lambda: held.add_turn(kept, "call-0", next(more))),
    }
    kept.close()
    result["open_s"] = _timed(runs, lambda: Store.open(database, key).close())
    return result | {"found": found[0], "megabytes": round(database.stat().st_size / 1e6, 2)}


def _timed(runs: int, work: Callable[[], object]) -> dict[str, Any]:
    taken = []
    for _run in range(runs):
        began = time.perf_counter()
        work()
        taken.append(round(time.perf_counter() - began, 5))
    return {"median": round(statistics.median(taken), 5), "runs": taken}
