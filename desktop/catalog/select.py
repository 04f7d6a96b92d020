"""Which models this machine gets when nobody chooses, and why: all of it read from the catalog's entries."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import psutil

from desktop import paths
from desktop.catalog.catalog import Catalog
from desktop.catalog.fetching import Fetcher, NoSource, watch_nothing
from desktop.catalog.files import never, size_text
from desktop.catalog.models import IsCancelled, Model, OnProgress

SLOTS = {
    "live-ear": "hears you while you speak",
    "second-ear": "settles the words of what you said",
    "meaning": "hears in other words what a coach listens for",
    "persona": "words the other person's answers",
    "persona-small": "stands in when the larger model can't run",
    "voice-male": "a voice that every laptop can run",
    "voice-female": "a voice that every laptop can run",
    "voice-fine": "the finest voices",
    "careful-ear": "hears a call again when it is over",
}
"""The places of the default set, in the order they are filled, and what fills them for."""

LIGHT_MEMORY_MB = 4_000
"""What a machine counts as having under --light."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What the choice depends on."""

    memory_bytes: int
    cores: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One place of the set: the model it should get, why, and what may stand in, best first."""

    slot: str
    id: str
    why: str
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """What a place got: a model's id ("" for none), and a line where it is not the first choice."""

    slot: str
    id: str
    line: str = ""


def this_machine() -> Machine:
    """Memory and the cores this process may use."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Machine(psutil.virtual_memory().total, allowed)


def default_set(models: Sequence[Model], machine: Machine, *, light: bool = False) -> tuple[Choice, ...]:
    """The set for this machine; `light` takes the smallest persona. A slot without a fitting model is left out."""
    choices = []
    for slot, purpose in SLOTS.items():
        fitting = [model for model in models if slot in model.slots and _fits(model, machine, light)]
        if fitting:
            why = f"{purpose}; {_why(fitting[0], machine, light, _passed_over(models, slot, fitting))}"
            choices.append(Choice(slot, fitting[0].id, why, tuple(model.id for model in fitting[1:])))
    return tuple(choices)


def fetch_set(
    catalog: Catalog,
    fetcher: Fetcher,
    choices: Sequence[Choice],
    progress: OnProgress = watch_nothing,
    cancelled: IsCancelled = never,
) -> tuple[Filled, ...]:
    """Fetch each place's first model whose sources work. Raises `UserError` on a full disk, and `Cancelled`."""
    failed: dict[str, str] = {}

    def fetch(model_id: str) -> bool:
        if model_id not in failed:
            try:
                catalog.fetch_with(fetcher, model_id, progress, cancelled)
            except NoSource as wrong:
                failed[model_id] = wrong.message
        return model_id not in failed

    return tuple(_fill(catalog, choice, fetch, failed) for choice in choices)


def usable(catalog: Catalog, filled: Sequence[Filled]) -> bool:
    """Whether a rehearsal can be held with this: an ear, a persona and a voice."""
    roles = {catalog.get(place.id).role for place in filled if place.id}
    return {"persona", "voice"} <= roles and bool({"recogniser", "second_ear"} & roles)


def missing_line(wanted: Model, got: Model | None, reason: str) -> str:
    """One line: what is missing, what takes its place, and how to get it later."""
    instead = f"{got.title} takes its place" if got else "nothing takes its place"
    later = paths.command(f"models fetch {wanted.id}")
    brought = paths.command(f"models import {wanted.archive.name if wanted.archive else 'FILE'}")
    return f"{wanted.title} is missing, {instead}. Get it later: {later}, or bring it: {brought}. ({reason})"


def _fill(catalog: Catalog, choice: Choice, fetch: Callable[[str], bool], failed: Mapping[str, str]) -> Filled:
    wanted = catalog.get(choice.id)
    got = next((model_id for model_id in (choice.id, *choice.instead) if fetch(model_id)), "")
    if got == choice.id:
        return Filled(choice.slot, got)
    instead = catalog.get(got) if got else None
    return Filled(choice.slot, got, missing_line(wanted, instead, failed[choice.id]))


def _fits(model: Model, machine: Machine, light: bool) -> bool:
    memory_mb = machine.memory_bytes // 1_000_000
    if light:
        memory_mb = min(memory_mb, LIGHT_MEMORY_MB)
    return model.machine_memory_mb <= memory_mb and model.machine_cores <= machine.cores


def _passed_over(models: Sequence[Model], slot: str, fitting: Sequence[Model]) -> bool:
    return any(slot in model.slots and model not in fitting for model in models)


def _why(model: Model, machine: Machine, light: bool, passed_over: bool) -> str:
    has = f"{size_text(machine.memory_bytes)} of memory and {machine.cores} cores"
    if model.measured:
        return f"chosen by {has}, before a trial run"
    if passed_over:
        return "the smallest, as asked" if light else f"the largest that {has} carry"
    return f"fits {has}" if model.machine_memory_mb else "every machine gets it"
