"""`doctor`: what works, what doesn't, how to mend it."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from desktop import logs, paths
from desktop.catalog import Catalog
from desktop.doctor import Check, examine

_SIGNS = {(True, True): "✓", (True, False): "✓", (False, True): "✕", (False, False): "!"}
"""(ok, required) -> the sign before a row. Colour is never the only sign."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object, last.")
def command(as_json: bool) -> int:
    """Check this machine and everything installed; status 1 when something required fails."""
    logs.configure(paths.log_dir())
    checks = []
    for check in examine(Catalog.load()):
        checks.append(check)
        _print(check, err=as_json)
    ok = all(check.ok for check in checks if check.required)
    if as_json:
        click.echo(json.dumps({"checks": [asdict(check) for check in checks], "ok": ok}))
    else:
        click.echo("Ready to rehearse." if ok else "A rehearsal needs more than is here: see the rows with ✕.")
    return 0 if ok else 1


def _print(check: Check, *, err: bool) -> None:
    took = f"  ({check.elapsed_s:.1f} s)" if check.elapsed_s >= 1 else ""
    click.echo(f"{_SIGNS[check.ok, check.required]} {check.name}: {check.detail}{took}", err=err)
    if check.fix:
        click.echo(f"    {check.fix}", err=err)
