"""The command line. Commands load only when they are called, so that starting costs little."""

from __future__ import annotations

import difflib
import errno
import importlib
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

import click

from desktop import __version__, paths
from desktop.errors import Cancelled, UserError
from desktop.folders import own_folder

COMMANDS = {
    "app": ("desktop.commands.app", "Open the window (the default)."),
    "bench": ("desktop.commands.bench", "Measure this machine: figures as JSON."),
    "call": ("desktop.commands.call", "A live call in the terminal, on the default devices."),
    "demo": ("desktop.commands.demo", "A whole example rehearsal on the real engines."),
    "doctor": ("desktop.commands.doctor", "What works, what doesn't, how to mend it."),
    "models": ("desktop.commands.models", "The model catalog: list, fetch, verify, import, export, purge."),
    "packs": ("desktop.commands.packs", "Scenario packs: list, validate, new, install."),
    "persona": ("desktop.commands.persona", "Talk to a persona as text."),
    "rehearse": ("desktop.commands.rehearse", "Rehearse with your side from a recording."),
    "rubric": ("desktop.commands.rubric", "Match lines against rubric items."),
    "settings": ("desktop.commands.settings", "Settings, where each comes from, and what is locked."),
    "sessions": (
        "desktop.commands.sessions",
        "Past sessions: list, show, search, export, rescore, share, delete.",
    ),
}
"""Name -> (module whose attribute `command` is the click command, its one-line help)."""


class LazyGroup(click.Group):
    """A group that imports a command's module when it is called, not to list it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now. Raises `click.UsageError` where there is none, with the nearest."""
        if cmd_name not in COMMANDS:
            near = difflib.get_close_matches(cmd_name, COMMANDS, n=1)
            meant = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(sorted(COMMANDS))}."
            raise click.UsageError(f"There is no command '{cmd_name}'. {meant}", ctx)
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands by their one-line help without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_module, text) in sorted(COMMANDS.items())])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="steadyhand")
@click.pass_context
def main_group(context: click.Context) -> object:
    """Rehearse a hard conversation out loud, in private. Without a command the window opens."""
    if context.invoked_subcommand is not None:
        return None
    opened = main_group.get_command(context, "app")
    assert opened is not None
    return context.invoke(opened)


_NOT_WRITABLE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR})
"""What the machine's owner mends: rights, a read-only or full disk, a file where a folder belongs."""


def _report(bug: Exception) -> str:
    """Write what happened, without anything that was said; a sentence that says where."""
    frames = traceback.format_list(traceback.extract_tb(bug.__traceback__))
    about = f"Steadyhand {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    text = "\n".join([about, type(bug).__name__, *frames])
    for folder in (paths.log_dir(), Path(tempfile.gettempdir())):
        report = folder / f"crash-{datetime.now():%Y%m%dT%H%M%S}.txt"
        try:
            own_folder(folder)
            report.write_text(text, encoding="utf-8")
        except OSError:
            continue
        return f"A report for its makers is in {report}."
    return f"There is no place to write a report for its makers to; it would say:\n{text}"


def _unwritable(wrong: OSError) -> UserError | None:
    """The sentence for a file or folder that the system refuses; None for any other trouble."""
    if wrong.errno not in _NOT_WRITABLE or wrong.filename is None:
        return None
    fix = "See that it is yours to write and that its disk has room, or name another folder in STEADYHAND_HOME."
    return UserError(f"{wrong.filename} can't be used: {wrong.strerror}.", fix)


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; the exit status. Errors a person can mend are one sentence on stderr, status 1."""
    try:
        result = main_group.main(args=arguments, prog_name="steadyhand", standalone_mode=False)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except UserError as wrong:
        click.echo(f"steadyhand: {wrong}", err=True)
        return 1
    except (Cancelled, click.Abort, KeyboardInterrupt):
        click.echo("steadyhand: stopped; nothing was lost.", err=True)
        return 130
    except Exception as bug:  # everything else is a bug: a report that the person can read before sharing it
        refused = _unwritable(bug) if isinstance(bug, OSError) else None
        if refused is not None:
            click.echo(f"steadyhand: {refused}", err=True)
            return 1
        click.echo(f"steadyhand: something went wrong inside Steadyhand ({type(bug).__name__}).", err=True)
        click.echo(f"What was said is saved. {_report(bug)}", err=True)
        return 70
    return result if isinstance(result, int) else 0


if __name__ == "__main__":
    sys.exit(main())
