"""`demo`: a whole example rehearsal on the real engines."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np

from desktop import logs, paths, settings
from desktop.audio.file_device import Listen
from desktop.audio.loudspeaker import Loudspeaker
from desktop.catalog import Catalog
from desktop.commands.console import Narrator, print_json
from desktop.commands.picture import draw_review
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE
from desktop.packs import load_scenario
from desktop.rehearsal.compose import CallOptions
from desktop.rehearsal.crew import plan_crew
from desktop.rehearsal.executive import executive_voice, speak_lines
from desktop.rehearsal.offline import open_store, rehearse
from desktop.rehearsal.result import demo_folder, ready_folder

_HEAD_START = CAPTURE_RATE // 5
"""Samples of silence ahead of the call: blocks that come a little late are not heard as gaps."""


@contextlib.contextmanager
def _loudspeaker(narrator: Narrator, *, wanted: bool) -> Iterator[Listen | None]:
    """Where the call is heard; None when nobody wants to, or nothing is there to hear it with."""
    try:
        speaker = Loudspeaker(settings.load().output_device) if wanted else None
    except UserError as wrong:
        narrator.line(f"The call is not played aloud: {wrong.message}")
        speaker = None
    if speaker is None:
        yield None
        return
    speaker.listen(np.zeros(_HEAD_START, dtype=np.int16))
    try:
        yield speaker.listen
    finally:
        speaker.close()


@click.command("demo")
@click.option("--fast", is_flag=True, help="Don't keep to the clock and play nothing aloud.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the review's files.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def command(fast: bool, out: Path | None, as_json: bool) -> int:
    """A whole example rehearsal: a synthesized executive speaks, is heard, answered and reviewed."""
    logs.configure(paths.log_dir())
    scenario = load_scenario("eleven-pm")
    folder = out or demo_folder()
    ready_folder(folder)
    narrator = Narrator(scenario.persona.name.split()[0], err=as_json, scenario=scenario)
    catalog, chosen = Catalog.load(), settings.load()
    plan = plan_crew(catalog, chosen, scenario.persona.voice)
    voice = executive_voice(catalog, plan.voices[0])
    lines = scenario.example
    narrator.line(f"The executive's {len(lines)} lines are being spoken ({voice.key}).")
    recording = speak_lines(
        catalog, voice, lines, lambda done: narrator.line(f"  line {done} of {len(lines)} is ready")
    )
    with open_store(narrator) as store, _loudspeaker(narrator, wanted=not fast) as listen:
        done = rehearse(
            scenario,
            recording,
            CallOptions(patient=True, keep_audio=True, example=True),
            catalog=catalog,
            settings=chosen,
            store=store,
            emit=narrator,
            out=folder,
            picture=draw_review,
            pace="fast" if fast else "real",
            listen=listen,
        )
    narrator.line(done.summary)
    for path in filter(None, done.result["files"].values()):
        narrator.line(path)
    if as_json:
        print_json(done.result)
    return 0 if done.whole else 1
