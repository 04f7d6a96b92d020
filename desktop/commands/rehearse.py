"""`rehearse`: a rehearsal with the executive's side from a recording."""

from __future__ import annotations

from pathlib import Path

import click

from desktop import logs, paths, settings
from desktop.audio.files import read_recording
from desktop.catalog import Catalog
from desktop.commands.console import Narrator, print_json
from desktop.commands.picture import draw_review
from desktop.errors import UserError
from desktop.packs import load_scenario
from desktop.rehearsal.compose import CallOptions
from desktop.rehearsal.offline import open_store, rehearse
from desktop.rehearsal.result import ready_folder, reviews_folder


@click.command("rehearse")
@click.option("--scenario", "scenario_id", required=True, help="A scenario's id, or the path of a pack.")
@click.option(
    "--audio", required=True, type=click.Path(path_type=Path), help="Your side: WAV, FLAC or OGG, any rate."
)
@click.option("--difficulty", help="supportive, realistic or brutal (the setting's, if not given).")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed, other words.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the review's files.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def command(
    scenario_id: str, audio: Path, difficulty: str | None, seed: int, out: Path | None, as_json: bool
) -> int:
    """Rehearse with your side from a recording. The persona answers in its pauses."""
    logs.configure(paths.log_dir())
    scenario = load_scenario(scenario_id)
    settings.policy().require("exports")  # its review is written where it is not encrypted
    chosen = settings.load()
    if difficulty:
        chosen = settings.replace(chosen, difficulty=difficulty)
    difficulty = chosen.difficulty
    if difficulty not in scenario.difficulties:
        known = ", ".join(scenario.difficulties)
        raise UserError(f"There is no difficulty '{difficulty}'.", f"Choose one of {known}.")
    recording = read_recording(audio)
    folder = out or reviews_folder(audio.stem)
    ready_folder(folder)
    narrator = Narrator(scenario.persona.name.split()[0], err=as_json, scenario=scenario)
    options = CallOptions(difficulty=difficulty, seed=seed, patient=True)
    with open_store(narrator) as store:
        done = rehearse(
            scenario,
            recording,
            options,
            catalog=Catalog.load(),
            settings=chosen,
            store=store,
            emit=narrator,
            out=folder,
            picture=draw_review,
        )
    narrator.line(done.summary)
    for path in filter(None, done.result["files"].values()):
        narrator.line(path)
    if as_json:
        print_json(done.result)
    return 0 if done.whole else 1
