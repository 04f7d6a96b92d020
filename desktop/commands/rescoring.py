"""`sessions rescore`: what a changed rubric makes of old sessions, as lines for a coach and as one object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from desktop import paths
from desktop.catalog import Catalog
from desktop.events import Evidence
from desktop.packs import available_packs
from desktop.packs.removed import scenarios_of_reviews
from desktop.records import SessionSummary
from desktop.rehearsal.meaning import embedder_here
from desktop.rehearsal.rescore import Rescored, Rescorer, Skipped
from desktop.rubric.changes import Changes
from desktop.rubric.embedding import Embedder
from desktop.rubric.items import items_of
from desktop.scenario import Scenario
from desktop.settings import fetch_or_ask
from desktop.store.database import Store

HOW_TO_INSTALL = "Install its pack with packs install, or give its folder: --scenario PATH."
_KINDS = {"avoid": "not this", "say": "say this", "step": "step", "promise": "promise", "measure": "measure"}
_Say = Callable[[str], None]
_Titles = dict[tuple[str, str, str], str]


def rescore_all(
    store: Store, sessions: Sequence[SessionSummary], given: Scenario | None, say: _Say, note: _Say
) -> dict[str, Any]:
    """Score `sessions` again with `given`, else each with its scenario as it is installed; the object for --json.

    `say` takes the lines to read, a session's as soon as it is done; `note` what else is worth knowing.
    """
    known = {given.id: given} if given else _installed(note)
    titles = {id_: _titles(scenario) for id_, scenario in known.items()}
    possible = any(one.scenario_id in known for one in sessions)
    rescorer = Rescorer(store, _embedder(note) if possible else None)
    done: list[tuple[SessionSummary, Rescored]] = []
    skipped: list[tuple[SessionSummary, Skipped]] = []
    for one in sessions:
        result = _rescored(rescorer, one, known.get(one.scenario_id))
        about = f"{one.session_id}  {one.started_at[:16]}  {one.scenario_title}"
        if isinstance(result, Skipped):
            skipped.append((one, result))
            say(f"{about}: skipped. {result.why} {result.fix}")
        else:
            done.append((one, result))
            say(f"{about}: {_counted(result.changes)}")
            for line in _lines(result.changes, titles[one.scenario_id]):
                say(f"    {line}")
    kept = sum(result.kept for _one, result in done)
    say(_sum(len(done) - kept, kept, len(skipped)))
    return {
        "sessions": [
            {"session_id": one.session_id, **_object(result.changes, titles[one.scenario_id])}
            for one, result in done
        ],
        "rescored": len(done) - kept,
        "unchanged": kept,
        "skipped": [{"session_id": one.session_id, "why": f"{left.why} {left.fix}"} for one, left in skipped],
    }


def _rescored(rescorer: Rescorer, one: SessionSummary, scenario: Scenario | None) -> Rescored | Skipped:
    if scenario is None:
        return Skipped(f'The scenario "{one.scenario_title}" is not installed.', HOW_TO_INSTALL)
    return rescorer.rescore(one.session_id, scenario)


def _installed(note: _Say) -> dict[str, Scenario]:
    shelf = available_packs()
    for wrong in shelf.broken:
        note(f"The pack {wrong.pack} can't be used; {paths.command('packs list')} says why.")
    return scenarios_of_reviews()


def _embedder(note: _Say) -> Embedder | None:
    found = embedder_here(Catalog.load())
    if found is None:
        fetch = paths.command("models fetch --default")
        get = fetch_or_ask(f"Get it: {fetch}")
        note(f"No embedder is installed, so only words near the examples are heard. {get}")
    return found


def _titles(scenario: Scenario) -> _Titles:
    return {(item.kind, item.id, item.part): item.title for item in items_of(scenario)}


def _title(one: Evidence, titles: _Titles) -> str:
    """What the item is called in the rubric as it is now; of one that it has no more, the id."""
    return titles.get((one.kind, one.item, one.part), one.item)


def _counted(changes: Changes) -> str:
    counts = {
        "gained": len(changes.gained),
        "lost": len(changes.lost),
        "changed tier": len(changes.tier_changed),
        "in other words": len(changes.words_changed),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing changed"


def _lines(changes: Changes, titles: _Titles) -> Iterator[str]:
    """One line a change: what happened, the turn, the item and the words."""
    for one in changes.gained:
        yield _line("gained" if one.tier == "found" else "gained, as possible", one, titles)
    for one in changes.lost:
        yield _line("lost" if one.tier == "found" else "lost, was possible", one, titles)
    for before, one in changes.tier_changed:
        yield _line(f"{one.tier}, was {before.tier}", one, titles)
    for before, one in changes.words_changed:
        yield f"{_line('in other words', one, titles)}, was [{before.words}]"


def _line(what: str, one: Evidence, titles: _Titles) -> str:
    item = _title(one, titles) + (f" ({one.part})" if one.part else "")
    return f"{what:<19}  turn {one.turn_id:<3}  {_KINDS[one.kind]:<8}  {item}  [{one.words}]"


def _object(changes: Changes, titles: _Titles) -> dict[str, Any]:
    def hit(one: Evidence) -> dict[str, Any]:
        return {**asdict(one), "title": _title(one, titles)}

    return {
        "changed": changes.any,
        "gained": [hit(one) for one in changes.gained],
        "lost": [hit(one) for one in changes.lost],
        "tier_changed": [{**hit(one), "earlier_tier": before.tier} for before, one in changes.tier_changed],
        "words_changed": [{**hit(one), "earlier_words": before.words} for before, one in changes.words_changed],
    }


def _sum(rescored: int, kept: int, skipped: int) -> str:
    if not rescored + kept + skipped:
        return "There is no session to score again."
    left = f"{kept} left as {'it was' if kept == 1 else 'they were'}"
    sessions = "1 session" if rescored == 1 else f"{rescored} sessions"
    safe = " What was found before is kept." if rescored else ""
    return f"{sessions} scored again, {left}, {skipped} skipped.{safe}"
