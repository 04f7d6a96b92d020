"""`sessions`: what was rehearsed before."""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from desktop.commands.console import Narrator, clock, print_json
from desktop.packs import load_scenario
from desktop.rehearsal.offline import open_store
from desktop.rehearsal.recorder import from_flac
from desktop.rehearsal.result import as_json as session_json
from desktop.review import html
from desktop.review.build import build_review
from desktop.review.document import ReviewDocument
from desktop.store.database import Store

_NOTES = Narrator("", err=True)


@click.group("sessions")
def command() -> None:
    """Past sessions: list, show, search, export, delete."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_sessions(as_json: bool) -> None:
    """All sessions, the newest first."""
    with open_store(_NOTES) as store:
        found = store.sessions()
    if as_json:
        print_json({"sessions": msgspec.to_builtins(found)})
        return
    if not found:
        click.echo("No sessions yet. `demo` makes an example.")
    for one in found:
        kind = " (example)" if one.example else "" if one.ended_at else " (unfinished)"
        click.echo(f"{one.session_id}  {one.started_at[:16]}  {one.scenario_title}{kind}, {one.turns} turns")


@command.command("show")
@click.argument("session_id")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(session_id: str, as_json: bool) -> None:
    """One session: what was said, and what the rubric found."""
    with open_store(_NOTES) as store:
        stored = store.session(session_id)
        document = _review(store, session_id)
        path = store.path
    if as_json:
        print_json(session_json(stored, {}, path))
        return
    click.echo(f"{document.title}, {document.started_at[:16]}: {document.summary}")
    for turn in document.turns:
        click.echo(f"{clock(turn.audio_s[0])}  {turn.speaker}: {turn.text}")
        for moment in document.moments:
            if moment.turn_id == turn.turn_id:
                click.echo(f"         {html.sign(moment)}: {moment.words}")


@command.command("search")
@click.argument("words", nargs=-1, required=True)
def search(words: tuple[str, ...]) -> None:
    """Turns in which all the words were said."""
    with open_store(_NOTES) as store:
        hits = store.search(" ".join(words))
    for hit in hits:
        click.echo(f"{hit.session_id}  {hit.role}: {hit.text}")
    if not hits:
        click.echo("Nothing found.")


@command.command("export")
@click.argument("session_id")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(session_id: str, file: Path) -> None:
    """Write a session's review to FILE: .html or .json, by its ending."""
    if file.suffix.lower() not in (".html", ".json"):
        raise click.UsageError("The file's ending says what to write: .html or .json.")
    with open_store(_NOTES) as store:
        document = _review(store, session_id)
    if file.suffix.lower() == ".html":
        file.write_text(html.render(document), encoding="utf-8")
    else:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2))
    click.echo(str(file.resolve()))


@command.command("delete")
@click.argument("session_id")
def delete(session_id: str) -> None:
    """Delete one session with its sound. There is no way back."""
    with open_store(_NOTES) as store:
        store.delete(session_id)
    click.echo(f"Session {session_id} is deleted.")


@command.command("schema")
def schema() -> None:
    """Print the JSON Schema of review.json."""
    click.echo(json.dumps(msgspec.json.schema(ReviewDocument), indent=2))


def _review(store: Store, session_id: str) -> ReviewDocument:
    stored = store.session(session_id)
    flac = store.load_audio(session_id)
    scenario = load_scenario(stored.start.scenario_id)
    return build_review(stored, scenario, from_flac(flac) if flac else None)
