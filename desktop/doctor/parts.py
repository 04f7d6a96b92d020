"""Checks of what is installed: sessions, scenarios, models, and every engine really loaded."""

from __future__ import annotations

from desktop import paths
from desktop.catalog import Catalog, Model
from desktop.catalog.files import size_text
from desktop.doctor.engines import try_engine
from desktop.doctor.report import Finding
from desktop.errors import Cancelled
from desktop.packs.load import available_packs
from desktop.settings import fetch_or_ask
from desktop.store import driver, keys


def check_database() -> Finding:
    """The sessions' file: it opens, it is encrypted, and every page and row is whole."""
    path = paths.database_path()
    if not path.exists() or not path.stat().st_size:
        return Finding(True, f"no sessions yet; they go to {path}")
    with path.open("rb") as stream:
        if stream.read(len(driver.PLAIN_HEADER)) == driver.PLAIN_HEADER:
            return Finding(False, f"{path} is not encrypted", "Move the file away; Steadyhand makes a new one.")
    try:
        key = keys.resolve(path, paths.config_dir() / "sessions.key", ask=lambda _new: None)
    except Cancelled:
        return Finding(True, f"{path}, locked by a passphrase", f"To check it, set {keys.PASSPHRASE_VARIABLE}.")
    try:
        database = driver.connect(path, key.pragma)
    except driver.DamagedError as cut:
        fix = "Put back a backup. Steadyhand keeps the damaged file under another name and begins a new one."
        return Finding(False, f"{path} is damaged: {cut}", fix)
    except driver.UnreadableError:
        fix = key.if_wrong if key.typed else "Put back a backup of both."
        return Finding(False, f"{path} does not open with its key ({key.source})", fix)
    try:
        wrong = driver.damage(database)
    finally:
        database.conn.close()
    if wrong:
        return Finding(False, f"{path} is damaged: {wrong[0]}", "Put back a backup; the file is never deleted.")
    return Finding(True, f"{path}, whole, key from the {key.source.replace('_', ' ')}")


def check_scenarios() -> Finding:
    """The packs that load, and those that don't."""
    shelf = available_packs()
    titles = [scenario.id for pack in shelf.packs for scenario in pack.scenarios]
    if shelf.broken:
        fix = f"See what is wrong: {paths.command('packs validate')}"
        return Finding(False, "; ".join(str(wrong).splitlines()[0] for wrong in shelf.broken), fix)
    if not titles:
        return Finding(False, "there is no scenario", "Reinstall Steadyhand.")
    return Finding(True, ", ".join(titles))


def check_set(catalog: Catalog) -> Finding:
    """Whether there is an ear, a persona and a voice, and which ears listen."""
    found = {role: catalog.usable_models(role) for role in ("recogniser", "second_ear", "persona", "voice")}
    ears = [model.title for role in ("recogniser", "second_ear") for model in found[role][:1]]
    lacking = [title for title, there in (("an ear", ears), ("a persona", found["persona"])) if not there]
    lacking += [] if found["voice"] else ["a voice"]
    command = paths.command("models fetch --default")
    if lacking:
        return Finding(False, f"not installed: {', '.join(lacking)}", fetch_or_ask(f"Fetch the models: {command}"))
    better = [model for model in catalog.models("recogniser") if model.slots and not catalog.installed(model.id)]
    worse = found["recogniser"] and better and better[0].rating > found["recogniser"][0].rating
    detail = f"listening: {' and '.join(ears)}; persona: {found['persona'][0].title}"
    with_network, get = fetch_or_ask(f"with a network: {command}"), fetch_or_ask(f"get it: {command}")
    notes = [f"{better[0].title} hears better; {with_network}"] if worse else []
    if not catalog.usable_models("embedder"):
        notes.append(f"no embedder: other words for what a coach listens for are not heard; {get}")
    return Finding(True, detail, "; ".join(notes))


def check_model(catalog: Catalog, model: Model) -> Finding:
    """One model's files against the published hashes."""
    wrong = catalog.verify(model.id)
    if wrong:
        return Finding(False, str(wrong[0]), _again(model))
    origin = "as published" if model.in_catalog else "imported by hand, unchanged since"
    return Finding(True, f"{origin}, {size_text(sum(file.bytes for file in model.files) or model.download_bytes)}")


def check_engine(catalog: Catalog, model: Model) -> Finding:
    """Load one model in its child process and let it do something."""
    folder = catalog.installed(model.id)
    if folder is None:
        return Finding(False, "it is incomplete", _again(model))
    return Finding(True, try_engine(model, folder))


def _again(model: Model) -> str:
    return fetch_or_ask(f"Fetch it again: {paths.command(f'models fetch {model.id}')}")
