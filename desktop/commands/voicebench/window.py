"""The section `window`: a call in the real window, off screen, while a timer looks whether its main thread stalls.

As a program (`python -m desktop.commands.voicebench.window`) it is that window; it ends at SIGTERM and prints what
it saw as one JSON object.
"""

from __future__ import annotations

import itertools
import sys
from dataclasses import asdict
from typing import Any

import click

from desktop import logs, paths, settings
from desktop.catalog import Catalog
from desktop.commands.console import print_json
from desktop.commands.voicebench.calls import SCENARIO
from desktop.commands.voicebench.conversation import Conversation
from desktop.commands.voicebench.rig import Rig
from desktop.commands.voicebench.sections import Bench
from desktop.store.database import Store
from desktop.store.keys import resolve


def section(bench: Bench) -> dict[str, Any]:
    """Turns in the window for as long as the plan says: the longest time its main thread was busy."""
    command = [sys.executable, "-m", "desktop.commands.voicebench.window", *_model(bench.options)]
    spent = bench.plan.window_turns
    with Rig() as rig, Conversation(rig, bench.env(rig), command, spent_turns=spent) as conversation:
        spoken = bench.shelf.turns(bench.script.turns, len(bench.script.turns))
        begun_s = None
        for utterance in itertools.cycle(spoken):
            said = conversation.say(utterance)
            begun_s = said.begun_s if begun_s is None else begun_s
            bench.note(f"  window: {said.next_s - begun_s:.0f} s")
            if said.next_s - begun_s >= bench.plan.window_s:
                break
        conversation.hang_up()
    stalls = [one.result["stalls"] for one in conversation.made]
    return {
        "main_thread_max_stall_s": round(max(one["during"]["longest_s"] for one in stalls), 4),
        "main_thread": {when: _merged([one[when] for one in stalls]) for when in ("before", "during", "after")},
    }


def _merged(stalls: list[dict[str, Any]]) -> dict[str, Any]:
    """Stalls of several calls as of one."""
    return {
        "max_stall_s": round(max(one["longest_s"] for one in stalls), 4),
        "max_busy_s": round(max(one["busiest_s"] for one in stalls), 4),
        "over_50_ms": sum(one["long"] for one in stalls),
        "over_16_ms": sum(one["noted"] for one in stalls),
        "looks": sum(one["looks"] for one in stalls),
        "moments": [moment for one in stalls for moment in one["moments"]],
    }


def _model(options: tuple[str, ...]) -> list[str]:
    return ["--model", options[options.index("--model") + 1]] if "--model" in options else []


@click.command()
@click.option("--model", default="")
def main(model: str) -> None:
    """Open the window and call."""
    from desktop.app import Application  # Qt takes a while to load and only the window needs it
    from desktop.ui.bridge import Bridge
    from desktop.ui.controller import CallOptions
    from desktop.ui.stalls import watch_call

    logs.configure(paths.log_dir())
    chosen = settings.replace(settings.load(), persona_model=model)
    database = paths.database_path()
    store = Store.open(database, resolve(database, paths.config_dir() / "sessions.key"))

    def application(bridge: Bridge) -> Application:
        return Application(store, Catalog.load(), chosen, bridge)

    options = CallOptions(difficulty=chosen.difficulty, pauses=chosen.pauses, keep_audio=False, minutes=60)
    stalls = watch_call(application, SCENARIO, options, lambda: click.echo("The call begins.", err=True))
    print_json({"stalls": {when: asdict(one) for when, one in stalls.items()}})


if __name__ == "__main__":
    main()
