"""`sessions progress`: what the Progress screen shows, in a terminal."""

from __future__ import annotations

from datetime import datetime

import click
import msgspec

from desktop.commands.console import Narrator, print_json
from desktop.errors import UserError
from desktop.packs.removed import scenarios_of_reviews
from desktop.rehearsal.offline import open_store
from desktop.review.progress import ALL, build_progress
from desktop.review.progress_document import Pick, Progress, Skill, Track
from desktop.review.progress_sentences import upper_first

_HEADINGS = {"ending": "", "step": "Steps", "pair": "Say this, not that", "measure": "The way you talked"}
_NONE = "No calls yet. After your first one, each skill's trend is here."


@click.command("progress")
@click.option("--scenario", "scenario_id", default=ALL, help="The calls of one scenario, by its id.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def progress(scenario_id: str, as_json: bool) -> None:
    """Trends over your calls: each skill, what improved most, what to practise next.

    Calls in which you said nothing, unfinished ones and examples are left out.
    """
    with open_store(Narrator("", err=True)) as store:
        calls = store.past_calls(scenario_id)
    scenarios = scenarios_of_reviews()
    if scenario_id and not calls and scenario_id not in scenarios:
        raise UserError(f"There is no scenario {scenario_id}.", "packs list shows those that are installed.")
    built = build_progress(calls, scenarios, datetime.now().astimezone())
    if scenario_id:
        built = Progress(built.schema, built.tracks[1:])
    if as_json:
        print_json(msgspec.to_builtins(built))
    elif not built.tracks:
        click.echo(_NONE)
    else:
        alone = len(built.tracks) == 2  # of one scenario "all" says no more
        for line in _lines(built.tracks[-1 if alone else 0]):
            click.echo(line)


def _lines(track: Track) -> list[str]:
    many = len(track.calls)
    lines = [f"{track.title}: {'one call so far' if many == 1 else f'{many} calls'}. {' '.join(track.facts)}"]
    if not track.installed:
        lines.append("This scenario is not installed any more: only what was stored is told.")
    for pick, what in ((track.improved, "Most improved"), (track.practise, "To practise next")):
        lines += _pick(pick, what) if pick is not None else []
    heading = ""
    for skill in track.skills:
        if (wanted := _HEADINGS[skill.kind]) != heading:
            heading = wanted
            lines += ["", heading]
        lines.append(_skill(skill, track))
    lines += ["", "Calls"]
    for call in track.calls:
        of = f"{call.title}, " if not track.scenario_id else ""
        lines.append(f"  {call.started_at[:16].replace('T', ' ')}  {of}attempt {call.attempt}. {call.ended}")
    return lines


def _pick(pick: Pick, what: str) -> list[str]:
    lines = [f"{what}: {pick.title}. {pick.sentence} {pick.why}".rstrip()]
    if pick.say:
        lines.append(f"  Say: “{pick.say}”")
    if pick.way is not None and pick.way.kind == "moment":
        lines.append(f"  The moment: sessions show {pick.way.session_id}")
    return lines


def _skill(skill: Skill, track: Track) -> str:
    where = f" ({skill.scenario})" if skill.scenario and not track.scenario_id else ""
    return f"  {upper_first(skill.title)}{where}: {skill.sentence}"
