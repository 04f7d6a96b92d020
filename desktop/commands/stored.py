"""Finding what was rehearsed before: a session by its name, its scenario, its review."""

from __future__ import annotations

import click

from desktop import paths
from desktop.commands.rescoring import HOW_TO_INSTALL
from desktop.errors import UserError
from desktop.packs import load_scenario
from desktop.packs.removed import out_of_sight, scenarios_of_reviews
from desktop.records import SessionStart, StoredSession
from desktop.rehearsal.recorder import from_flac
from desktop.rehearsal.reviewing import review_of
from desktop.rehearsal.sharing import annotated
from desktop.review.document import ReviewDocument
from desktop.scenario import Scenario
from desktop.store.database import Store

_SHORTEST = 4
"""Characters of an id that may stand for all of it."""


of_pack = click.option(
    "--scenario", "pack", help="The path of the pack it was rehearsed with, if that is not installed."
)


def named(store: Store, given: str) -> str:
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


def session(store: Store, given: str, pack: str | None) -> tuple[StoredSession, Scenario]:
    """The session that `given` names, with its scenario; `pack` is the path of one that is not installed."""
    stored = store.session(named(store, given))
    return stored, scenario(stored.start, pack)


def review(store: Store, session_id: str, pack: str | None) -> ReviewDocument:
    """A session's review with its notes and comments. Raises `UserError` where its scenario is not to be had."""
    stored = store.session(session_id)
    flac = store.load_audio(session_id)
    sound = from_flac(flac) if flac else None
    return annotated(review_of(stored, scenario(stored.start, pack), sound), store)


def scenario(start: SessionStart, pack: str | None) -> Scenario:
    """The scenario that was rehearsed; a folder that happens to have its name is not meant."""
    if pack is None:
        known = scenarios_of_reviews()
        if start.scenario_id not in known:
            raise UserError(f'The scenario "{start.scenario_title}" is not installed.', HOW_TO_INSTALL)
        if start.scenario_id in out_of_sight():
            click.echo(f"note: {start.scenario_title} was removed; what is kept of it is used.", err=True)
        return known[start.scenario_id]
    scenario = load_scenario(pack)
    if scenario.id != start.scenario_id:
        raise UserError(f"{pack} holds {scenario.id}, this was {start.scenario_id}.", "Give the pack it was.")
    return scenario
