"""`sessions`: what was rehearsed before."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import msgspec

from desktop import settings
from desktop.commands import sharing
from desktop.commands.console import Narrator, clock, print_json
from desktop.commands.picture import draw_pdf
from desktop.commands.progress import progress
from desktop.commands.rescoring import rescore_all
from desktop.commands.stored import named as _named
from desktop.commands.stored import of_pack as _of_pack
from desktop.commands.stored import review as _review
from desktop.commands.stored import scenario as _scenario
from desktop.errors import UserError
from desktop.packs import load_scenario
from desktop.rehearsal import exports
from desktop.rehearsal.erasing import erase_everything, nobody_else
from desktop.rehearsal.offline import open_store
from desktop.rehearsal.recorder import from_flac
from desktop.rehearsal.result import as_json as session_json
from desktop.rehearsal.result import delete_session
from desktop.rehearsal.sharing import without_notes as leave_out_notes
from desktop.review import html
from desktop.review.document import ReviewDocument

_NOTES = Narrator("", err=True)
_LISTED = 8
"""Characters of another session's id in the list."""


@click.group("sessions")
def command() -> None:
    """Past sessions: list, show, search, progress, export, share, rescore, delete."""


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
@click.option(
    "--with-audio", is_flag=True, help="With the sound, if it was kept: in the page, or beside the .json."
)
@click.option("--without-notes", is_flag=True, help="Leave out what you wrote on the call.")
@_of_pack
def export(session_id: str, file: Path, with_audio: bool, without_notes: bool, pack: str | None) -> None:
    """Write a session's review to FILE: .html, .md, .pdf or .json, by its ending. Only you can read a new file."""
    ending = file.suffix.lower()
    if ending not in exports.ENDINGS:
        raise click.UsageError("The file's ending says what to write: .html, .md, .pdf or .json.")
    if with_audio and ending not in exports.WITH_SOUND:
        raise click.UsageError("Sound goes with .html or .json.")
    settings.policy().require("exports")
    with open_store(_NOTES) as store:
        session_id = _named(store, session_id)
        document = _review(store, session_id, pack)
        document = leave_out_notes(document) if without_notes else document
        flac = store.load_audio(session_id) if with_audio else None
    if with_audio and flac is None:
        raise UserError("The sound of this call was not kept.", "Write it without --with-audio.")
    for written in exports.write(file, document, draw_pdf, from_flac(flac) if flac else None):
        click.echo(str(written.resolve()))


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
@click.argument("session_id", required=False)
@click.option(
    "--everything",
    is_flag=True,
    help="Every session with its sound and review, the copies of the database, logs, settings and the key.",
)
@click.option("--yes", "sure", is_flag=True, help="Don't ask; only a terminal is asked.")
def delete(session_id: str | None, everything: bool, sure: bool) -> None:
    """Delete one session with its sound, and the files of its review; or everything. There is no way back.

    What was written to a folder of your own (--out, export) stays there.
    """
    if everything == (session_id is not None):
        raise click.UsageError("Give the session to delete, or --everything.")
    if session_id is None:
        _delete_everything(sure)
        return
    with open_store(_NOTES) as store:
        session_id = _named(store, session_id)
        start = store.session(session_id).start
        if not sure and sys.stdin.isatty():
            what = f"{start.scenario_title} of {start.started_at[:16].replace('T', ' ')}"
            click.confirm(f"Delete {what}, with its sound and its review?", abort=True)
        gone = delete_session(store, session_id)
    too = f", and the files in {', '.join(map(str, gone))}" if gone else ""
    click.echo(f"Session {session_id} is deleted{too}. What you had written elsewhere is left to you.")


def _delete_everything(sure: bool) -> None:
    if not sure:
        if not sys.stdin.isatty():
            raise click.UsageError("--everything wants --yes as well where nobody can be asked.")
        click.confirm("Delete every session, every sound and review, logs, settings and the key?", abort=True)
    with nobody_else():
        left = erase_everything()
    click.echo("Everything is deleted. Models and packs stay, and what you had written elsewhere is left to you.")
    if left:
        click.echo(f"Not Steadyhand's, so left where it is: {', '.join(map(str, left))}")


@command.command("schema")
def schema() -> None:
    """Print the JSON Schema of review.json."""
    click.echo(json.dumps(msgspec.json.schema(ReviewDocument), indent=2))


for each in sharing.COMMANDS:
    command.add_command(each)
