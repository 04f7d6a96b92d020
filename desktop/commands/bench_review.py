"""`bench review`: from hanging up to the painted review, on a stored call in the real window."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from desktop.commands.bench_voice import machine
from desktop.commands.console import print_json
from desktop.commands.startbench.home import furnish
from desktop.commands.voicebench.calls import environment
from desktop.errors import UserError

_ENDS_S = 300.0
_PARTS = ("evidence", "document", "widgets", "painted")


@click.command("review")
@click.option("--turns", type=click.IntRange(min=2), default=60, show_default=True, help="Turns of the call.")
@click.option("--runs", type=click.IntRange(min=1), default=5, show_default=True, help="How many reviews.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object, last.")
def review(turns: int, runs: int, as_json: bool) -> None:
    """How soon after hanging up the review is there, each time in a process and a home of its own."""
    result: dict[str, Any] = {"machine": machine(), "turns": turns}
    seen = [_run(turns, number, runs) for number in range(1, runs + 1)]
    result |= _summary(seen)
    result["machine"]["load_after"] = round(os.getloadavg()[0], 2)
    click.echo(_sentence(result), err=as_json)
    if as_json:
        print_json(result)


def _run(turns: int, number: int, runs: int) -> dict[str, Any]:
    command = [sys.executable, "-P", "-m", "desktop.commands.reviewbench.child", str(turns)]
    with tempfile.TemporaryDirectory(prefix="steadyhand-review-") as folder:
        home = Path(folder) / "home"
        furnish(home, "", 0, 0)
        try:
            done = subprocess.run(
                command, env=environment({}, home), capture_output=True, text=True, timeout=_ENDS_S
            )
        except subprocess.TimeoutExpired:
            raise UserError("The review did not come.", "Try: ./run doctor") from None
    lines = done.stdout.splitlines()
    run: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    if "review_ready_s" not in run:
        raise UserError(
            f"The review did not come: {' / '.join(done.stderr.splitlines()[-3:])}", "Try: ./run doctor"
        )
    click.echo(f"review {number} of {runs}: {run['review_ready_s']:.2f} s", err=True)
    return run


def figures(values: Sequence[float]) -> dict[str, Any]:
    """`median`, `p95` and `runs` of some measured seconds."""
    ordered = sorted(values)
    at = min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))
    return {"median": round(statistics.median(values), 4), "p95": ordered[at], "runs": list(values)}


def _summary(seen: Sequence[dict[str, Any]]) -> dict[str, Any]:
    stalls = [one["stalls"] for one in seen]
    moments = [one | {"run": number} for number, each in enumerate(stalls, 1) for one in each["moments"]]
    return {
        "review_ready_s": figures([one["review_ready_s"] for one in seen]),
        "whole_s": figures([one["whole_s"] for one in seen]),
        "parts": {part: figures([one["parts"][f"{part}_s"] for one in seen]) for part in _PARTS},
        "moments": seen[0]["moments"],
        "embedder": seen[0]["embedder"],
        "main_thread_max_stall_s": max(each["longest_s"] for each in stalls),
        "main_thread_max_busy_s": max(each["busiest_s"] for each in stalls),
        "stalls": sorted(moments, key=lambda one: -float(one["late_s"])),
    }


def _sentence(result: dict[str, Any]) -> str:
    ready = result["review_ready_s"]
    parts = ", ".join(f"{part} {result['parts'][part]['median']:.3f} s" for part in _PARTS)
    return (
        f"review_ready_s: median {ready['median']:.3f}, p95 {ready['p95']:.3f} ({parts})\n"
        f"main_thread_max_busy_s: {result['main_thread_max_busy_s']:.3f}"
    )
