"""`sessions`: what was rehearsed before."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import msgspec

from desktop import paths
from desktop.commands.console import Narrator, clock, print_json
from desktop.commands.progress import progress
from desktop.commands.rescoring import HOW_TO_INSTALL, rescore_all
from desktop.errors import UserError
from desktop.packs import load_scenario, scenario_called
from desktop.records import SessionStart, StoredSession
from desktop.rehearsal.offline import open_store
from desktop.rehearsal.recorder import from_flac
from desktop.rehearsal.result import as_json as session_json
from desktop.rehearsal.result import delete_session
from desktop.rehearsal.reviewing import review_of
from desktop.review import html
from desktop.review.document import ReviewDocument
from desktop.scenario import Scenario
from desktop.store.database import Store

_NOTES = Narrator("", err=True)
_SHORTEST = 4
"""Characters of an id that may stand for all of it."""
_LISTED = 8
"""Characters of another session's id in the list."""


_of_pack = click.option(
    "--scenario", "pack", help="The path of the pack it was rehearsed with, if that is not installed."
)


@click.group("sessions")
def command() -> None:
    """Past sessions: list, show, search, progress, export, rescore, delete."""


command.add_command(progress)


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
        if one.retry_of:
            kind += f", turn {one.from_turn} of {one.retry_of[:_LISTED]} again"
        turns = "1 turn" if one.turns == 1 else f"{one.turns} turns"
        click.echo(f"{one.session_id}  {one.started_at[:16]}  {one.scenario_title}{kind}, {turns}")


@command.command("show")
@click.argument("session_id")
@_of_pack
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(session_id: str, pack: str | None, as_json: bool) -> None:
    """One session: what was said, and what the rubric found."""
    with open_store(_NOTES) as store:
        session_id = _named(store, session_id)
        stored = store.session(session_id)
        document = _review(store, session_id, pack)
        path = store.path
    if as_json:
        scorings = msgspec.to_builtins(stored.scorings)
        print_json({**session_json(stored, {}, path), "scorings": scorings})
        return
    click.echo(f"{document.title}, {document.started_at[:16]}: {document.summary}")
    if document.rescoring:
        click.echo(document.rescoring.sentence)
    for turn in document.turns:
        before = " (in the first call)" if turn.carried else ""
        click.echo(f"{clock(turn.audio_s[0])}  {turn.speaker}{before}: {turn.text}")
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
@_of_pack
def export(session_id: str, file: Path, pack: str | None) -> None:
    """Write a session's review to FILE: .html or .json, by its ending. Only you can read a new file."""
    if file.suffix.lower() not in (".html", ".json"):
        raise click.UsageError("The file's ending says what to write: .html or .json.")
    with open_store(_NOTES) as store:
        document = _review(store, _named(store, session_id), pack)
    as_html = file.suffix.lower() == ".html"
    content = html.render(document).encode() if as_html else msgspec.json.format(msgspec.json.encode(document))
    try:
        file.touch(mode=0o600)
        file.write_bytes(content)
    except OSError as wrong:
        raise UserError(f"{file} can't be written: {wrong.strerror}.", "Choose another folder.") from wrong
    click.echo(str(file.resolve()))


@command.command("rescore")
@click.argument("session_id", required=False)
@click.option("--scenario", "pack", help="Only sessions of this scenario: its id, or the path of its pack.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def rescore(session_id: str | None, pack: str | None, as_json: bool) -> None:
    """Score sessions again with their scenario's rubric as it is now: one, or all whose scenario is there.

    The words that were heard are judged anew, and what changed is shown. What was found before is kept.
    """
    lines = Narrator("", err=as_json)
    with open_store(_NOTES) as store:
        sessions = store.sessions()
        if session_id is not None:
            start = store.session(_named(store, session_id)).start
            given = _scenario(start, pack) if pack else None
            sessions = tuple(one for one in sessions if one.session_id == start.session_id)
        else:
            given = load_scenario(pack) if pack else None
            sessions = tuple(one for one in sessions if given is None or one.scenario_id == given.id)
        result = rescore_all(store, sessions, given, lines.line, _NOTES.line)
    if as_json:
        print_json(result)
    if session_id is not None and result["skipped"]:
        raise click.exceptions.Exit(1)


@command.command("delete")
@click.argument("session_id")
@click.option("--yes", "sure", is_flag=True, help="Don't ask; only a terminal is asked.")
def delete(session_id: str, sure: bool) -> None:
    """Delete one session with its sound, and the files of its review. There is no way back.

    What was written to a folder of your own (--out, export) stays there.
    """
    with open_store(_NOTES) as store:
        session_id = _named(store, session_id)
        start = store.session(session_id).start
        if not sure and sys.stdin.isatty():
            what = f"{start.scenario_title} of {start.started_at[:16].replace('T', ' ')}"
            click.confirm(f"Delete {what}, with its sound and its review?", abort=True)
        gone = delete_session(store, session_id)
    too = f", and the files in {', '.join(map(str, gone))}" if gone else ""
    click.echo(f"Session {session_id} is deleted{too}. What you had written elsewhere is left to you.")


@command.command("schema")
def schema() -> None:
    """Print the JSON Schema of review.json."""
    click.echo(json.dumps(msgspec.json.schema(ReviewDocument), indent=2))


def stored_session(store: Store, given: str, pack: str | None) -> tuple[StoredSession, Scenario]:
    """The session that `given` names, with its scenario; `pack` is the path of one that is not installed."""
    stored = store.session(_named(store, given))
    return stored, _scenario(stored.start, pack)


def _named(store: Store, given: str) -> str:
    """The id of the session that `given` names: a whole id, the first characters of one, or "last"; `given` itself
    where it names none."""
    ids = [one.session_id for one in store.sessions()]
    if given == "last":
        if not ids:
            raise UserError("There are no sessions yet.", f"{paths.command('demo')} makes an example.")
        return ids[0]
    matching = [one for one in ids if one.startswith(given)]
    if len(matching) > 1 and given not in ids:
        raise UserError(
            f"{len(matching)} sessions begin with {given}.", "Give more of the id; sessions list shows them."
        )
    return matching[0] if len(given) >= _SHORTEST and len(matching) == 1 else given


def _review(store: Store, session_id: str, pack: str | None) -> ReviewDocument:
    stored = store.session(session_id)
    flac = store.load_audio(session_id)
    return review_of(stored, _scenario(stored.start, pack), from_flac(flac) if flac else None)


def _scenario(start: SessionStart, pack: str | None) -> Scenario:
    """The scenario that was rehearsed; a folder that happens to have its name is not meant."""
    if pack is None:
        try:
            return scenario_called(start.scenario_id)
        except UserError:
            raise UserError(f'The scenario "{start.scenario_title}" is not installed.', HOW_TO_INSTALL) from None
    scenario = load_scenario(pack)
    if scenario.id != start.scenario_id:
        raise UserError(f"{pack} holds {scenario.id}, this was {start.scenario_id}.", "Give the pack it was.")
    return scenario
