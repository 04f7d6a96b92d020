"""`sessions share`, `open` and `comments`: a call out to a coach, and what the coach wrote back in."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import msgspec

from desktop import paths, settings
from desktop.commands.console import Narrator, clock, print_json
from desktop.commands.stored import named, of_pack, review, scenario
from desktop.errors import Cancelled, UserError
from desktop.records import Comment
from desktop.rehearsal import sharing
from desktop.rehearsal.offline import open_store
from desktop.review import html
from desktop.review.document import ReviewDocument
from desktop.review.reader import named_inside
from desktop.review.shared import Choice, SharedComments, SharedReview, holds_first_call, what_goes_in
from desktop.sharing import passphrase as passphrases
from desktop.sharing import sealed

PASSPHRASE_VARIABLE = "STEADYHAND_SHARE_PASSPHRASE"
WHOLE_CALL = "call"
"""Stands for a turn's number where a comment is on the whole call."""
_NOTES = Narrator("", err=True)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("share")
@click.argument("session_id")
@click.argument("file", type=_FILE)
@click.option("--with-audio", is_flag=True, help="With the sound of the call, if it was kept: your voice.")
@click.option("--with-notes", is_flag=True, help="With the notes you wrote on it.")
@click.option("--as", "name", default="", help="Your name for the coach, who reads “The executive” without it.")
@click.option("--generate", is_flag=True, help="Have a passphrase made; it is shown once, on stderr.")
@of_pack
def share(
    session_id: str, file: Path, with_audio: bool, with_notes: bool, name: str, generate: bool, pack: str | None
) -> None:
    """Write a session into FILE for a coach, sealed with a passphrase.

    The passphrase is asked for, or taken from STEADYHAND_SHARE_PASSPHRASE. Give it to the coach by
    another way than the file. Nothing is sent: you send the file.
    """
    settings.policy().require("sharing")
    choice = Choice(with_audio, with_notes, name)
    given = _made() if generate else _new_passphrase()
    with open_store(_NOTES) as store:
        session_id = named(store, session_id)
        document = review(store, session_id, pack)
        rehearsed = scenario(store.session(session_id).start, pack)
        flac = store.load_audio(session_id) if with_audio else None
        content = sharing.sealed_review(document, rehearsed, choice, flac, given)
    written = sharing.write_sealed(file, content)
    click.echo(f"Inside: {what_goes_in(choice, first_call=holds_first_call(document))}", err=True)
    click.echo(str(written.resolve()))


@click.command("open")
@click.argument("file", type=_FILE)
@click.option(
    "--comment",
    "comments",
    nargs=2,
    multiple=True,
    metavar="TURN TEXT",
    help=f"A comment on a turn, by its number, or on the whole call: {WHOLE_CALL}.",
)
@click.option("--name", default="Coach", show_default=True, help="Who comments.")
@click.option("--reply", type=_FILE, help="Write the comments into this file, sealed with the same passphrase.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def open_shared(
    file: Path, comments: tuple[tuple[str, str], ...], name: str, reply: Path | None, as_json: bool
) -> None:
    """Read a session that someone shared with you, and write comments back. Nothing of it is kept here."""
    if bool(comments) != (reply is not None):
        raise click.UsageError("Comments need a file to be written into: --comment TURN TEXT --reply FILE.")
    content = sealed.read(file)
    given = _passphrase()
    got = sharing.opened(content, given)
    if isinstance(got, SharedComments):
        raise UserError(
            f"{file} holds a coach's comments on your call.",
            f"Take them in with: {paths.command(f'sessions comments {file}')}",
        )
    made = tuple(_comment(got.review, name, turn, text) for turn, text in comments)
    written = sharing.write_sealed(reply, sharing.sealed_comments(got.review, made, given)) if reply else None
    if as_json:
        print_json(_as_json(got, made, written))
        return
    _print(got.review, made, with_sound=got.sound is not None)
    if written is not None:
        click.echo(str(written.resolve()))


@click.command("comments")
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def comments(file: Path, as_json: bool) -> None:
    """Take in the comments that a coach sent back; the review then shows them."""
    got = sharing.opened(sealed.read(file), _passphrase())
    if not isinstance(got, SharedComments):
        raise UserError(
            f"{file} holds a call that was shared, not comments on one.",
            f"Read it with: {paths.command(f'sessions open {file}')}",
        )
    with open_store(_NOTES) as store:
        session_id, new = sharing.take_comments(store, got)
    if as_json:
        print_json({"session_id": session_id, "comments": msgspec.to_builtins(got.comments), "new": new})
        return
    for one in got.comments:
        where = WHOLE_CALL if one.turn_id is None else f"turn {one.turn_id}"
        _NOTES_OUT.line(f"{where}  {one.author}: {one.text}")
    many = "1 comment" if len(got.comments) == 1 else f"{len(got.comments)} comments"
    click.echo(f"{many} on {session_id}, {new} of them new.")


COMMANDS = (share, open_shared, comments)
_NOTES_OUT = Narrator("", err=False)


def _comment(shared: SharedReview, name: str, turn: str, text: str) -> Comment:
    if turn == WHOLE_CALL:
        return sharing.new_comment(shared, name, text)
    if not turn.isdecimal():
        raise click.UsageError(f"A comment is on a turn's number or on {WHOLE_CALL}, not on '{turn}'.")
    return sharing.new_comment(shared, name, text, int(turn))


def _print(shared: SharedReview, made: tuple[Comment, ...], *, with_sound: bool) -> None:
    document: ReviewDocument = shared.document
    line = _NOTES_OUT.line
    said = [("Note", one.turn_id, one.text) for one in document.notes]
    said += [(one.author, one.turn_id, one.text) for one in made]
    line(f"Shared with you: {document.title}, {document.started_at[:16]}: {document.summary}")
    line(f"What it advises is written to {named_inside(document)}: “you” there is not you.")
    line(shared.background.situation)
    line("The sound of the call is in the file; the window plays it." if with_sound else "Without sound.")
    for turn in document.turns:
        line(f"{turn.turn_id:3d} {clock(turn.audio_s[0])}  {turn.speaker}: {turn.text}")
        for moment in document.moments:
            if moment.turn_id == turn.turn_id:
                line(f"             {html.sign(moment)}: {moment.words}")
        for who, turn_id, text in said:
            if turn_id == turn.turn_id:
                line(f"             {who}: {text}")
    for who, turn_id, text in said:
        if turn_id is None:
            line(f"{who}, on the call: {text}")


def _as_json(got: sharing.Opened, made: tuple[Comment, ...], written: Path | None) -> dict[str, object]:
    return {
        "review": msgspec.to_builtins(got.review.document),
        "background": msgspec.to_builtins(got.review.background),
        "has_audio": got.sound is not None,
        "comments": msgspec.to_builtins(made),
        "reply": str(written.resolve()) if written else None,
    }


def _made() -> str:
    made = passphrases.generate()
    click.echo(f"Passphrase, which can't be recovered and is shown only now: {made}", err=True)
    return made


def _new_passphrase() -> str:
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given is None:
        if not sys.stdin.isatty():
            raise _nobody_to_ask()
        given = _prompt("A passphrase for the file", confirm=True)
    if problem := passphrases.weakness(given):
        raise UserError("This passphrase is too weak for a file that leaves this computer.", problem)
    return given


def _passphrase() -> str:
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise _nobody_to_ask()
    return _prompt("The file's passphrase", confirm=False)


def _prompt(question: str, *, confirm: bool) -> str:
    try:
        return str(click.prompt(question, hide_input=True, confirmation_prompt=confirm, err=True))
    except click.Abort as gone:
        raise Cancelled from gone


def _nobody_to_ask() -> UserError:
    return UserError(
        "The file needs a passphrase, and there is nobody here to ask.", f"Put it into {PASSPHRASE_VARIABLE}."
    )
