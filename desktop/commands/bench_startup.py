"""`bench startup`: how long until the window is there, and until one can talk; what holds the window up then."""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from desktop import logs, paths, settings
from desktop.catalog import Catalog
from desktop.commands.bench_voice import check_models, machine, window_alone
from desktop.commands.console import print_json
from desktop.commands.startbench.cold import forget_files
from desktop.commands.startbench.home import furnish
from desktop.commands.voicebench.calls import SCENARIO, environment
from desktop.commands.voicebench.rig import Rig
from desktop.errors import UserError
from desktop.packs import load_scenario
from desktop.rehearsal.crew import plan_crew

CALLS, WITH_SOUND = 30, 5
"""What somebody has who has rehearsed for some weeks."""
_ENDS_S = 180.0
_PLACES = ("window_visible", "briefing_visible", "talk_ready", "whole")
_TIMES = tuple(f"{place}_{unit}" for unit in ("s", "cpu_s") for place in _PLACES)


@click.command("startup")
@click.option("--runs", type=click.IntRange(min=1), default=10, show_default=True, help="How many warm starts.")
@click.option("--model", default="", help="The persona's model, by its id (the best one installed).")
@click.option("--calls", type=click.IntRange(min=0), default=CALLS, show_default=True, help="Past calls.")
@click.option("--cold", is_flag=True, help="Before the first start drop the program's files from memory.")
@click.option("--call-minutes", type=click.FloatRange(min=0.1), help="Then a call of that length in the window.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the recording of it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object, last.")
def startup(
    runs: int, model: str, calls: int, cold: bool, call_minutes: float | None, out: Path | None, as_json: bool
) -> None:
    """The real window, started again and again: from its process's start to its first frame, and to a call."""
    logs.configure(paths.log_dir())
    catalog = Catalog.load()
    check_models(catalog, model)
    result: dict[str, Any] = {"machine": machine(), "models": _engines(catalog, model)}
    with tempfile.TemporaryDirectory(prefix="steadyhand-start-") as folder, _sound() as sound:
        home = Path(folder) / "home"
        furnish(home, model, calls, min(calls, WITH_SOUND))
        env = _environment(sound, home)
        dropped_mb = forget_files([*_code(), *_models(catalog)]) if cold else 0
        first = _start(env, "first start", talks=bool(sound))
        warm = [_start(env, f"start {number} of {runs}", talks=bool(sound)) for number in range(1, runs + 1)]
    result |= _summary(first, warm) | {"talks": bool(sound), "calls_kept": calls}
    result["first_run"]["files_dropped_mb"] = dropped_mb
    result["machine"]["load_after"] = round(os.getloadavg()[0], 2)
    if call_minutes is not None:
        _note(f"a call of {call_minutes:g} minutes in the window:")
        result["call"] = {"minutes": call_minutes} | window_alone(catalog, model, call_minutes * 60, out)
    click.echo(_sentence(result), err=as_json)
    if as_json:
        print_json(result)


def _note(line: str) -> None:
    click.echo(line, err=True)


@contextlib.contextmanager
def _sound() -> Iterator[Mapping[str, str]]:
    """A sound card made of software, which a call can be made with unheard; {} where there is none."""
    try:
        rig = Rig()
    except UserError:
        yield {}
        return
    with rig:
        yield rig.environment


def _environment(sound: Mapping[str, str], home: Path) -> dict[str, str]:
    """As a person's: compiled modules are kept, and the display that is there is used."""
    env = environment(sound, home)
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    if any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")) or sys.platform != "linux":
        env.pop("QT_QPA_PLATFORM", None)
    return env


def _start(env: Mapping[str, str], what: str, *, talks: bool) -> dict[str, Any]:
    """One start, from its process's begin to its end."""
    command = [sys.executable, "-P", "-m", "desktop.commands.startbench.child"]
    began = time.monotonic()  # one clock for all processes of a machine
    command += [repr(began), *(["calls"] if talks else [])]
    try:
        done = subprocess.run(command, env=dict(env), capture_output=True, text=True, timeout=_ENDS_S)
    except subprocess.TimeoutExpired:
        raise UserError("The window did not end.", "Try: ./run doctor") from None
    run = _told(done.stdout)
    if "talk_ready_s" not in run:
        seen = [*run.get("notices", []), *done.stderr.splitlines()[-3:]]
        said = " / ".join(seen or (done.stdout.splitlines()[-1:] if not run else []))
        raise UserError(f"The window did not get as far as a call: {said}", "Try: ./run doctor")
    _note(f"{what}: window {run['window_visible_s']:.2f} s, talk {run['talk_ready_s']:.2f} s")
    return run


def _told(output: str) -> dict[str, Any]:
    """The object in a child's last line; {} where that is none: the child broke off, or a library spoke last."""
    try:
        told = json.loads(output.splitlines()[-1])
    except (IndexError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _code() -> list[Path]:
    """The folders that Python's modules are read from."""
    return [Path(__file__).resolve().parents[1], *(Path(one) for one in sys.path if one.endswith("site-packages"))]


def _models(catalog: Catalog) -> list[Path]:
    return [folder for one in catalog.installed_models() if (folder := catalog.installed(one.id)) is not None]


def _engines(catalog: Catalog, model: str) -> dict[str, str]:
    """The model of each role that is started."""
    wish = load_scenario(SCENARIO).persona.voice
    plan = plan_crew(catalog, settings.Settings(persona_model=model), wish)
    found = {
        "recogniser": plan.live_ear,
        "second_ear": plan.second_ear,
        "persona": next(iter(plan.personas), None),
        "embedder": plan.embedder,
    }
    return {role: one.id for role, one in found.items() if one} | {"synthesizer": plan.voices[0].key}


def _summary(first: dict[str, Any], warm: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The contract's figures, and what says more about them."""
    stalls = [run["stalls"] for run in warm]
    moments = [one | {"run": number} for number, each in enumerate(stalls, 1) for one in each["moments"]]
    return {key: _figures(warm, key) for key in _TIMES} | {
        "engines_ready_s": {
            role: round(statistics.median(run["engines"][role] for run in warm), 3)
            for role in sorted(set.intersection(*(set(run["engines"]) for run in warm)))
        },
        "first_run": {key: first[key] for key in _TIMES},
        "main_thread_max_stall_s": max(each["longest_s"] for each in stalls),
        "main_thread_max_busy_s": max(each["busiest_s"] for each in stalls),
        "main_thread_over_50_ms": sum(each["long"] for each in stalls),
        "stalls": sorted(moments, key=lambda one: -float(one["late_s"])),
    }


def _figures(warm: Sequence[dict[str, Any]], key: str) -> dict[str, Any]:
    runs = [round(run[key], 3) for run in warm]
    return {"median": round(statistics.median(runs), 3), "runs": runs}


def _sentence(result: dict[str, Any]) -> str:
    lines = [f"{key}: median {result[key]['median']}, first {result['first_run'][key]}" for key in _TIMES]
    lines += [
        f"main_thread_max_stall_s: {result['main_thread_max_stall_s']} while it starts",
    ]
    if (call := result.get("call")) is not None:
        lines.append(f"main_thread_max_stall_s: {call['main_thread_max_stall_s']} in the call")
    return "\n".join(lines)
