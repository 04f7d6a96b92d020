"""Scenario packs on the command line: list, validate, new, install, remove, restore."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import click
import msgspec

from desktop import paths
from desktop.packs import Pack, PackError, available_packs, install_pack, load_pack
from desktop.packs.install import clash_with_builtin
from desktop.packs.removed import DAYS, remove_pack, removed_packs, restore_pack
from desktop.packs.starter import new_pack


@click.group()
def command() -> None:
    """Scenario packs: list, validate, new, install, remove, restore."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_packs(as_json: bool) -> None:
    """Every pack that can be rehearsed, installed ones that can't with the reason, and removed ones."""
    shelf, kept = available_packs(), removed_packs()
    if as_json:
        listed = {
            "packs": [_described(pack) for pack in shelf.packs],
            "broken": [_in_trouble(wrong) for wrong in shelf.broken],
            "removed": [{**_described(pack), "kept_as": pack.path.name} for pack in kept.packs],
            "removed_broken": [_in_trouble(wrong) for wrong in kept.broken],
        }
        click.echo(_json(listed))
        return
    for pack in shelf.packs:
        click.echo(f"{pack.id} {pack.version}: {pack.title} ({pack.author}, {pack.origin})")
        for scenario in pack.scenarios:
            click.echo(f"    {scenario.id}: {scenario.title}. {scenario.tagline}")
    for pack in kept.packs:
        click.echo(f"{pack.path.name} {pack.version}: {pack.title} (removed, can be brought back)")
    for wrong in kept.broken:
        click.echo(f"{wrong.pack}: removed, can be brought back, but not opened: {wrong.problems[0]}")
    for wrong in shelf.broken:
        click.echo(str(wrong), err=True)


@command.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def validate(path: Path, as_json: bool) -> None:
    """Check the pack in folder PATH and print everything that is wrong with it. Exit status 1 if anything is."""
    try:
        pack = load_pack(path)
    except PackError as wrong:
        click.echo(_json({"ok": False, "problems": _problems(wrong)}) if as_json else str(wrong), err=not as_json)
        sys.exit(1)
    clash = clash_with_builtin(pack)
    if as_json:
        notes = [clash] if clash else []
        click.echo(_json({"ok": True, "problems": [], "notes": notes, "pack": _described(pack)}))
    else:
        count = len(pack.scenarios)
        click.echo(f"{path} is fine: {pack.title}, {count} scenario{'s' if count > 1 else ''}.")
        if clash:
            click.echo(f"It can't be installed as it is: {clash}")


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Write a small valid pack into FOLDER, to start from."""
    scenario = new_pack(folder)
    click.echo(
        f"Wrote {folder}. Edit {scenario}, then run: {paths.command(f'packs validate {shlex.quote(str(folder))}')}"
    )


@command.command()
@click.argument("path", type=click.Path(path_type=Path))
def install(path: Path) -> None:
    """Copy the pack in the folder or .zip PATH into the library, so that the window shows it.

    A newer copy takes the place of an older one, which can be brought back.
    """
    pack, former, kept_as, unchanged = install_pack(path)
    ids = ", ".join(s.id for s in pack.scenarios)
    if unchanged:
        click.echo(f"{pack.title} is installed already, and the same: {ids}.")
        return
    click.echo(f"{'Replaced' if kept_as else 'Installed'} {pack.title}: {ids}.")
    if kept_as:
        version = f"version {former}" if former and former != pack.version else "the former one"
        click.echo(f"To bring {version} back: {paths.command(f'packs restore {kept_as}')}")


@command.command()
@click.argument("pack_id", metavar="ID")
def remove(pack_id: str) -> None:
    """Take an installed pack out of the library. The reviews of calls held with it stay readable."""
    remove_pack(pack_id)
    click.echo(
        f"Removed {pack_id}. It is kept for at least {DAYS} days, and as long as there is a call held with it: "
        f"the reviews of its calls stay readable.\n"
        f"To undo this: {paths.command(f'packs restore {pack_id}')}"
    )


@command.command()
@click.argument("pack_id", metavar="ID")
def restore(pack_id: str) -> None:
    """Put a pack that was removed back into the library."""
    restore_pack(pack_id)
    click.echo(f"{pack_id} is back.")


def _described(pack: Pack) -> dict[str, object]:
    return {
        "id": pack.id,
        "title": pack.title,
        "version": pack.version,
        "author": pack.author,
        "origin": pack.origin,
        "path": os.fsencode(pack.path).decode("utf-8", "replace"),
        "sha256": pack.sha256,
        "scenarios": [{"id": each.id, "title": each.title, "minutes": each.minutes} for each in pack.scenarios],
    }


def _in_trouble(wrong: PackError) -> dict[str, object]:
    return {"pack": wrong.pack, "problems": _problems(wrong)}


def _problems(wrong: PackError) -> list[dict[str, object]]:
    return [
        {"file": p.file, "line": p.line, "field": p.field, "expected": p.expected, "mend": p.mend}
        for p in wrong.problems
    ]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
