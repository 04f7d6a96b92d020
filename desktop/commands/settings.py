"""`settings`: each with its value and where that comes from, and a policy file checked before it is rolled out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from desktop import settings
from desktop.commands.console import print_json
from desktop.errors import UserError
from desktop.policy import Policy, Rules

_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group("settings")
def command() -> None:
    """Settings: list them, check a policy file."""


@command.command("list")
@_json
def list_settings(as_json: bool) -> None:
    """Every setting and rule with its value, and whether you, a policy or nobody chose it."""
    policy, origins = settings.policy(), settings.origins()
    if as_json:
        rows = [msgspec.to_builtins(origin) | {"set_by": _by(policy, origin.source)} for origin in origins]
        print_json({"settings": rows, "rules": _rules(policy), "policy": _described(policy)})
        return
    for origin in origins:
        _print(origin.name, origin.value, origin.source, origin.locked)
    for rule in _rules(policy):
        _print(f"rule {rule['name']}", rule["value"], rule["source"], rule["locked"])
    click.echo(f"Policy: {policy.summary}")
    for sentence in policy.problems if policy.readable else ():
        click.echo(f"    {sentence}")


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@_json
def check(file: Path, as_json: bool) -> int:
    """Check a policy FILE before it is rolled out, whoever owns it; status 1 when something in it is wrong."""
    policy = settings.read_policy(file, owner=None)
    if not policy.there:
        raise UserError(f"There is nothing at {file}.", "Give a policy file.")
    if as_json:
        print_json({"ok": not policy.problems, "rules": _rules(policy), "policy": _described(policy)})
    else:
        click.echo(policy.summary)
        for sentence in policy.problems if policy.readable else ():
            click.echo(f"    {sentence}")
    return 1 if policy.problems else 0


def _rules(policy: Policy) -> list[dict[str, Any]]:
    """A rule is either open or closed by the policy: users have no say in it."""
    usual = Rules()
    closed = [name for name in Rules.__struct_fields__ if getattr(policy.rules, name) != getattr(usual, name)]
    ruled = policy.ruled | set(closed)
    return [
        {
            "name": name,
            "value": getattr(policy.rules, name),
            "default": getattr(usual, name),
            "source": "policy" if name in ruled else "default",
            "locked": name in ruled,
            "set_by": policy.who if name in ruled else "",
        }
        for name in Rules.__struct_fields__
    ]


def _described(policy: Policy) -> dict[str, Any]:
    return {
        "file": str(policy.path),
        "there": policy.there,
        "readable": policy.readable,
        "set_by": policy.who if policy.there else "",
        "locked": dict(policy.locked),
        "defaults": dict(policy.defaults),
        "problems": policy.problems,
    }


def _by(policy: Policy, source: str) -> str:
    return policy.who if source == "policy" else ""


def _print(name: str, value: object, source: str, locked: bool) -> None:
    shown = str(value).lower() if isinstance(value, bool) else str(value) or '""'
    click.echo(f"{name:28} {shown:16} {source}{', locked' if locked else ''}")
