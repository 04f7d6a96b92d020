"""`bench voice`: how fast the persona answers, whom it cuts off, and when it stops, measured from outside."""

from __future__ import annotations

import contextlib
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import numpy as np
import psutil

from desktop import logs, paths, settings
from desktop.audio.file_device import to_capture_rate
from desktop.catalog import Catalog
from desktop.commands.console import print_json
from desktop.commands.voicebench import measures, sections, window
from desktop.commands.voicebench.calls import SCENARIO, environment, warnings_of
from desktop.commands.voicebench.sections import Bench, Plan
from desktop.commands.voicebench.sound import summary
from desktop.commands.voicebench.utterances import Samples, Shelf, load_script
from desktop.engines.host import EngineHost
from desktop.errors import UserError
from desktop.packs import load_scenario
from desktop.recognition.messages import Heard, Transcribe
from desktop.rehearsal.crew import cores, plan_crew, spec_for
from desktop.rehearsal.installed import voice_options
from desktop.scenario import VoiceWish
from desktop.synthesis.messages import Speak, Spoken
from desktop.synthesis.voices import VoiceOption, pick_voice

SECTIONS: dict[str, Callable[[Bench], dict[str, Any]]] = {
    "turns": sections.turns,
    "pauses": sections.pauses,
    "barge_in": sections.barge_in,
    "barge_in_echo": sections.barge_in_echo,
    "echo": sections.echo,
    "baseline": sections.baseline,
    "model_opens": sections.model_opens,
    "window": window.section,
}
QUICK = Plan(turns=3, pauses=4, barge_ins=2, echo_s=15.0, baseline=2, model_opens=2, window_s=10.0)
_EXECUTIVE = VoiceWish(sex="male", age="middle")
_DEADLINE_S = 120.0
MANY_TURNS = 1000


@click.command("voice")
@click.option("--turns", type=click.IntRange(min=1), help="How many turns are answered (30).")
@click.option("--pauses", type=click.IntRange(min=1), help="How many pauses are tried (80).")
@click.option("--barge-ins", type=click.IntRange(min=1), help="How many answers are interrupted (30).")
@click.option("--echo-minutes", type=click.FloatRange(min=0.1), help="How long the persona talks with echo (10).")
@click.option("--model", default="", help="The persona's model, by its id (the best one installed).")
@click.option("--sections", "wanted", default=",".join(SECTIONS), show_default=True, help="Which ones, by commas.")
@click.option("--quick", is_flag=True, help="A little of everything, in a few minutes.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the recordings.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object, last.")
def voice(
    turns: int | None,
    pauses: int | None,
    barge_ins: int | None,
    echo_minutes: float | None,
    model: str,
    wanted: str,
    quick: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Whole calls through a software sound card, measured in the waveforms of both sides."""
    logs.configure(paths.log_dir())
    names = _chosen(wanted)
    catalog = Catalog.load()
    check_models(catalog, model)
    asked = {"turns": turns, "pauses": pauses, "barge_ins": barge_ins}
    asked["echo_s"] = None if echo_minutes is None else echo_minutes * 60  # type: ignore[assignment]
    plan = replace(QUICK if quick else Plan(), **{key: value for key, value in asked.items() if value is not None})
    with _bench(catalog, plan, model, out) as bench:
        result = _run(bench, names)
    click.echo(_sentence(result), err=as_json)
    if as_json:
        print_json(result)


def _chosen(wanted: str) -> list[str]:
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    unknown = [name for name in names if name not in SECTIONS]
    if unknown or not names:
        raise UserError(f"There is no section '{', '.join(unknown)}'.", f"Choose among {', '.join(SECTIONS)}.")
    return [name for name in SECTIONS if name in names]


def check_models(catalog: Catalog, model: str) -> None:
    """Raises `UserError` when `model` is not installed ("" is the best one), or nothing can check what is kept."""
    known = [one.id for one in catalog.installed_models("persona")]
    if model and model not in known:
        raise UserError(f"The model {model} is not installed.", f"Choose one of: {', '.join(known) or 'none'}.")
    if not catalog.installed_models("second_ear"):
        raise UserError("There is no second ear to check with.", _fetch())


def window_alone(catalog: Catalog, model: str, seconds: float, out: Path | None) -> dict[str, Any]:
    """The section `window` for so long, in one call as far as the persona stays on the phone."""
    with _bench(catalog, replace(Plan(), window_s=seconds, window_turns=MANY_TURNS), model, out) as bench:
        return window.section(bench)


@contextlib.contextmanager
def _bench(catalog: Catalog, plan: Plan, model: str, out: Path | None) -> Iterator[Bench]:
    persona = plan_crew(catalog, settings.Settings(), load_scenario(SCENARIO).persona.voice).voices[0]
    speaker = _speaker(catalog, persona)
    with tempfile.TemporaryDirectory(prefix="steadyhand-bench-") as folder:
        home = Path(folder)
        calls = out or home / "out"
        options = ("--seed", "1", "--out", str(calls / "last_call"), *(("--model", model) if model else ()))
        yield Bench(
            home=home / "home",
            env=lambda rig: environment(rig.environment, home / "home"),
            shelf=Shelf(paths.cache_dir() / "bench", speaker.key, lambda: _studio(catalog, speaker)),
            script=load_script(),
            plan=plan,
            options=options,
            note=lambda line: click.echo(line, err=True),
            transcribe=lambda sound: _transcribe(catalog, sound),
            out=out,
        )


def _speaker(catalog: Catalog, persona: VoiceOption) -> VoiceOption:
    """The best voice that isn't the persona's, and male, which the live ear hears best."""
    firsts = [
        one
        for one in voice_options(catalog)
        if one.voice == catalog.get(one.model).options.get("voice", one.voice)
    ]
    chosen = pick_voice(_EXECUTIVE, firsts, persona.key, live=False)
    if chosen is None:
        raise UserError("There is no second voice for the executive.", _fetch())
    return chosen


def _run(bench: Bench, names: list[str]) -> dict[str, Any]:
    result: dict[str, Any] = {"machine": machine(), "models": {}, "sections": names, "bridge_s": summary([])}
    for name in names:
        bench.note(f"{name}:")
        result |= SECTIONS[name](bench)
    result["models"] = _models(bench.results)
    result["log_warnings"] = warnings_of(bench.home)
    result["dropped_blocks"] = sum(one.get("dropped_blocks", 0) for one in bench.results)
    result["costs"] = measures.costs(bench.results)
    result["calls"] = [{"ended": one["ended"], "duration_s": one["duration_s"]} for one in bench.results]
    result["ratio"] = _ratio(result)
    return result


def _ratio(result: dict[str, Any]) -> float | None:
    fast, slow = (result.get(key, {}).get("median") for key in ("voice_to_voice_s", "sequential_s"))
    return round(slow / fast, 2) if fast and slow else None


def _models(results: list[dict[str, Any]]) -> dict[str, str]:
    engines = results[0]["engines"] if results else {}
    return {role: one["model"] for role, one in engines.items() if one is not None}


def machine() -> dict[str, Any]:
    """What the figures were taken on, and how busy it was before."""
    names = [line.split(":", 1)[1].strip() for line in _cpuinfo() if line.startswith("model name")]
    return {
        "system": platform.platform(),
        "cpu": names[0] if names else platform.processor(),
        "cores": cores(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _cpuinfo() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


@contextlib.contextmanager
def _studio(catalog: Catalog, option: VoiceOption) -> Iterator[Callable[[str], Samples]]:
    model = catalog.get(option.model)
    folder = catalog.installed(model.id)
    assert folder is not None
    with EngineHost(spec_for("synthesizer", model, folder, cores())) as host:
        host.start()

        def speak(text: str) -> Samples:
            spoken, pcm = host.call("speak", Speak(text, voice=option.voice), Spoken, deadline_s=_DEADLINE_S)
            return to_capture_rate(np.frombuffer(pcm, dtype="<i2").astype(np.int16), spoken.rate)

        yield speak


def _transcribe(catalog: Catalog, sound: Samples) -> str:
    model = max(catalog.installed_models("second_ear"), key=lambda one: one.rating)
    folder = catalog.installed(model.id)
    assert folder is not None
    with EngineHost(spec_for("second_ear", model, folder, cores())) as host:
        host.start()
        heard, _none = host.call("transcribe", Transcribe(), Heard, sound.tobytes(), deadline_s=_DEADLINE_S)
    return heard.text


def _sentence(result: dict[str, Any]) -> str:
    """What came of it, in a few lines."""
    lines = []
    for key in (
        "voice_to_voice_s",
        "bridge_s",
        "sequential_s",
        "barge_in_to_silence_s",
        "barge_in_echo_to_silence_s",
    ):
        if (figures := result.get(key)) is not None:
            lines.append(f"{key}: median {figures['median']}, p95 {figures['p95']}")
    if (cut := result.get("false_cutoffs")) is not None:
        lines.append(f"false_cutoffs: {cut['cut']} of {cut['pauses']} pauses")
    for key in ("self_interrupts", "dropped_blocks", "main_thread_max_stall_s", "ratio"):
        if result.get(key) is not None:
            lines.append(f"{key}: {result[key]}")
    return "\n".join(lines)


def _fetch() -> str:
    return settings.fetch_or_ask(f"Run: {paths.command('models fetch --default')}")
