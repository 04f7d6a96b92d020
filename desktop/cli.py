"""The command line. Commands load only when they are called, so that starting costs little."""

from __future__ import annotations

import importlib
import sys
import traceback
from datetime import datetime
from pathlib import Path

import click

from desktop import __version__, paths
from desktop.errors import Cancelled, UserError

COMMANDS = {
    "app": ("desktop.commands.app", "Open the window (the default)."),
    "bench": ("desktop.commands.bench", "Measure this machine: figures as JSON."),
    "demo": ("desktop.commands.demo", "A whole example rehearsal on the real engines."),
    "doctor": ("desktop.commands.doctor", "What works, what doesn't, how to mend it."),
    "models": ("desktop.commands.models", "The model catalog: list, fetch, verify, import, export, purge."),
    "packs": ("desktop.commands.packs", "Scenario packs: list, validate, new, install."),
    "persona": ("desktop.commands.persona", "Talk to a persona as text."),
    "rehearse": ("desktop.commands.rehearse", "Rehearse with your side from a recording."),
    "rubric": ("desktop.commands.rubric", "Match lines against rubric items."),
    "sessions": ("desktop.commands.sessions", "Past sessions: list, show, search, export, delete."),
}
"""Name -> (module whose attribute `command` is the click command, its one-line help)."""


class LazyGroup(click.Group):
    """A group that imports a command's module when it is called, not to list it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None when there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands by their one-line help without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_module, text) in sorted(COMMANDS.items())])


@click.group(cls=LazyGroup, invoke_without_command=True)
@click.version_option(__version__, prog_name="steadyhand")
@click.pass_context
def main_group(context: click.Context) -> object:
    """Rehearse a hard conversation out loud, in private. Without a command the window opens."""
    if context.invoked_subcommand is not None:
        return None
    opened = main_group.get_command(context, "app")
    assert opened is not None
    return context.invoke(opened)


def _report(bug: Exception) -> Path:
    """Write what happened, without anything that was said, and where."""
    folder = paths.log_dir()
    folder.mkdir(parents=True, exist_ok=True)
    report = folder / f"crash-{datetime.now():%Y%m%dT%H%M%S}.txt"
    frames = traceback.format_list(traceback.extract_tb(bug.__traceback__))
    about = f"Steadyhand {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    report.write_text("\n".join([about, type(bug).__name__, *frames]), encoding="utf-8")
    return report


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
        click.echo(f"steadyhand: something went wrong inside Steadyhand ({type(bug).__name__}).", err=True)
        click.echo(f"What was said is saved. A report for its makers is in {_report(bug)}.", err=True)
        return 70
    return result if isinstance(result, int) else 0


if __name__ == "__main__":
    sys.exit(main())
