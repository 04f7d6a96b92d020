"""`models`: list, fetch, verify, import, export, purge."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from desktop import paths, settings
from desktop.catalog import Catalog, Model, Progress, select
from desktop.catalog.files import size_text
from desktop.errors import Cancelled, UserError

_json = click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object, last.")


class Bars:
    """One progress bar a model, on stderr; lines are written above it."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._model = ""

    def show(self, progress: Progress) -> None:
        """Draw one report."""
        if progress.message:
            if self._bar is not None:
                self._bar.clear()
            click.echo(progress.message, err=True)
            return
        if progress.model != self._model:
            self.close()
            self._model = progress.model
            self._bar = tqdm(
                total=progress.bytes_total or None,
                desc=progress.model,
                unit="B",
                unit_scale=True,
                # A log gets a line now and then, a terminal a bar that moves.
                mininterval=0.1 if sys.stderr.isatty() else 5.0,
            )
        self._bar.n = progress.bytes_done
        self._bar.update(0)

    def close(self) -> None:
        """Leave the last bar as it stands."""
        if self._bar is not None:
            self._bar.close()
        self._bar, self._model = None, ""


@contextmanager
def _bars() -> Iterator[Callable[[Progress], None]]:
    bars = Bars()
    try:
        yield bars.show
    except (KeyboardInterrupt, Cancelled):
        bars.close()
        click.echo("Stopped. What was fetched is kept; the same command goes on from there.", err=True)
        raise Cancelled from None
    finally:
        bars.close()


@click.group()
def command() -> None:
    """The models that hear, answer and speak."""


@command.command("list")
@_json
def list_models(as_json: bool) -> None:
    """What there is and what is installed."""
    catalog = Catalog.load()
    rows = [_row(catalog, model) for model in catalog.models()]
    if as_json:
        click.echo(json.dumps({"models": rows}))
        return
    for row in rows:
        mark = "installed" if row["installed"] else "-"
        origin = "" if row["in_catalog"] else "  (not in the catalog)"
        size = size_text(row["bytes"]) if row["bytes"] else "?"
        click.echo(f"{row['id']:38} {row['role']:11} {size:>9}  {mark:10} {row['title']}{origin}")


@command.command()
@click.argument("ids", nargs=-1)
@click.option("--default", "default", is_flag=True, help="The set that suits this machine.")
@click.option("--light", is_flag=True, help="The default set with the smallest persona.")
@click.option("--mirror", default="", help="A URL or folder that holds ID/PATH, asked before every other source.")
@_json
def fetch(ids: tuple[str, ...], default: bool, light: bool, mirror: str, as_json: bool) -> int:
    """Fetch models by ID, or the default set."""
    if bool(ids) == (default or light):
        raise UserError("Nothing to fetch is named.", "Give model IDs, or --default.")
    catalog = Catalog.load()
    if not ids and settings.policy().rules.fetch_models == "never":
        raise settings.policy().refusal("fetch_models")
    if ids:
        return _fetch_named(catalog, ids, _mirror_url(mirror), as_json)
    return _fetch_default(catalog, light, _mirror_url(mirror), as_json)


@command.command(hidden=True)
def allowed() -> None:
    """Print where models may be fetched from: anywhere, mirror or never. Set-up asks, and can do without."""
    click.echo(settings.policy().rules.fetch_models)


@command.command()
@click.argument("ids", nargs=-1)
@_json
def verify(ids: tuple[str, ...], as_json: bool) -> int:
    """Hash installed models (all of them without IDS); status 1 when a byte is wrong."""
    catalog = Catalog.load()
    checked = ids or tuple(model.id for model in catalog.models() if catalog.folder(model.id))
    rows = []
    for model_id in checked:
        wrong = [str(problem) for problem in catalog.verify(model_id)]
        rows.append({"id": model_id, "ok": not wrong, "problems": wrong})
        click.echo(f"{model_id}: {'as published' if not wrong else ' '.join(wrong)}", err=as_json)
        if wrong:
            click.echo(settings.fetch_or_ask(f"Mend it: {paths.command('models fetch ' + model_id)}"), err=True)
    ok = all(row["ok"] for row in rows)
    if as_json:
        click.echo(json.dumps({"models": rows, "ok": ok}))
    return 0 if ok else 1


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@_json
def import_path(path: Path, as_json: bool) -> None:
    """Take in a Vosk folder or zip, a GGUF file, a model's folder, or an archive of `models export`."""
    catalog = Catalog.load()
    with _bars() as show:
        ids = catalog.import_path(path, show)
    for model_id in ids:
        model = catalog.get(model_id)
        note = "" if model.in_catalog else ", not in the catalog: nobody but you vouches for it"
        click.echo(f"{model_id} is installed ({model.role}{note}).", err=as_json)
    if as_json:
        click.echo(json.dumps({"imported": ids}))


@command.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("ids", nargs=-1)
@_json
def export(archive: Path, ids: tuple[str, ...], as_json: bool) -> None:
    """Write installed models (all of them without IDS) into one .zip or .tar for `models import`."""
    catalog = Catalog.load()
    chosen = ids or tuple(model.id for model in catalog.installed_models())
    if not chosen:
        fix = settings.fetch_or_ask(f"Fetch some: {paths.command('models fetch --default')}")
        raise UserError("No model is installed.", fix)
    with _bars() as show:
        catalog.export(chosen, archive, show)
    click.echo(f"{archive} holds {', '.join(chosen)}.", err=as_json)
    if as_json:
        click.echo(json.dumps({"archive": str(archive), "models": chosen, "bytes": archive.stat().st_size}))


@command.command()
@click.argument("model_id", metavar="ID")
def purge(model_id: str) -> None:
    """Delete a model from this user's store."""
    Catalog.load().purge(model_id)
    click.echo(f"{model_id} is gone.")


def _fetch_named(catalog: Catalog, ids: tuple[str, ...], mirror: str, as_json: bool) -> int:
    for model_id in ids:
        catalog.get(model_id)
    with _bars() as show, catalog.fetching(mirror) as fetcher:
        for model_id in ids:
            catalog.fetch_with(fetcher, model_id, show, mend=True)
    for model_id in ids:
        click.echo(f"{model_id} is installed in {catalog.installed(model_id)}.", err=as_json)
    if as_json:
        click.echo(json.dumps({"fetched": ids, "missing": [], "usable": True}))
    return 0


def _fetch_default(catalog: Catalog, light: bool, mirror: str, as_json: bool) -> int:
    choices = select.default_set(catalog.models(), select.this_machine(), light=light)
    for choice in choices:
        click.echo(f"{catalog.get(choice.id).title}: {choice.why}.", err=True)
    with _bars() as show, catalog.fetching(mirror) as fetcher:
        filled = select.fetch_set(catalog, fetcher, choices, show)
    for place in filled:
        if place.line:
            click.echo(place.line, err=True)
    for place in filled:
        _measure(catalog, place.id)
    usable = select.usable(catalog, filled)
    click.echo(_summary(catalog, filled, usable), err=True)
    if as_json:
        missing = [choice.id for choice, got in zip(choices, filled, strict=True) if got.id != choice.id]
        chosen = [{"slot": got.slot, "id": got.id, "line": got.line} for got in filled]
        fetched = sorted({got.id for got in filled if got.id})
        click.echo(json.dumps({"fetched": fetched, "missing": missing, "chosen": chosen, "usable": usable}))
    return 0 if usable else 1


def _measure(catalog: Catalog, model_id: str) -> None:
    """Try a heavy voice once, and say whether a call can use it live."""
    if not model_id or not catalog.get(model_id).measured or not catalog.installed(model_id):
        return
    # Imported here: listing and verifying need none of the engines.
    from desktop import logs
    from desktop.rehearsal import measuring, speeds

    logs.configure(paths.log_dir())
    title = catalog.get(model_id).title
    if measuring.needs_trial(catalog, model_id):
        click.echo(f"{title}: trying how fast this machine speaks with it ...", err=True)
    if why := measuring.try_out(catalog, model_id):
        click.echo(f"{title}: could not be tried ({why}); it speaks only what is made ahead.", err=True)
        return
    speed = speeds.measured()[model_id]
    use = "fast enough for a call" if speed.live else "for lines made ahead; a lighter voice speaks live"
    click.echo(f"{title}: {speed.real_time_factor:.2f} s of work for a second of speech: {use}.", err=True)


def _summary(catalog: Catalog, filled: tuple[select.Filled, ...], usable: bool) -> str:
    titles = dict.fromkeys(catalog.get(place.id).title for place in filled if place.id)
    if not usable:
        return "This is not enough for a rehearsal: an ear, a persona and a voice are needed."
    return f"Ready: {', '.join(titles)}."


def _row(catalog: Catalog, model: Model) -> dict[str, Any]:
    folder = catalog.installed(model.id)
    return {
        "id": model.id,
        "role": model.role,
        "title": model.title,
        "tier": model.tier,
        "rating": model.rating,
        "languages": model.languages,
        "licence": model.licence,
        "bytes": model.download_bytes,
        "memory_mb": model.memory_mb,
        "installed": folder is not None,
        "path": str(folder) if folder else "",
        "in_catalog": model.in_catalog,
    }


def _mirror_url(mirror: str) -> str:
    if not mirror or mirror.startswith(("https://", "http://", "file://", "\\\\")):
        return mirror
    folder = Path(mirror)
    if not folder.is_dir():
        raise UserError(f"The mirror {mirror} is neither a URL nor a folder.", "Give one that can be reached.")
    return folder.resolve().as_uri()
