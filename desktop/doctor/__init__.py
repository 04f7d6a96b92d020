"""What works on this machine, what doesn't, and how to mend it. Nothing is changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial

from desktop.catalog import Catalog
from desktop.doctor import machine, parts
from desktop.doctor.engines import try_system_voice
from desktop.doctor.report import Check, Finding, Probe, run_probe

HASH_S = 300.0
ENGINE_S = 180.0

__all__ = ["Check", "Finding", "Probe", "examine", "probes", "run_probe"]


def examine(catalog: Catalog) -> Iterator[Check]:
    """Run every check, one after the other; a check that breaks or hangs is a failed row."""
    for probe in probes(catalog):
        yield run_probe(probe)


def probes(catalog: Catalog) -> tuple[Probe, ...]:
    """The checks for this machine and what is installed on it."""
    return (
        Probe("version", True, machine.check_version),
        Probe("packages", True, machine.check_packages),
        Probe("processor", False, machine.check_processor),
        Probe("memory", True, machine.check_memory),
        Probe("disk", True, machine.check_disk),
        Probe("settings", True, machine.check_settings),
        Probe("policy", False, machine.check_policy),
        *_library_probes(),
        Probe("sound devices", False, machine.check_sound_devices),
        Probe("echo", False, machine.check_echo),
        Probe("keyring", False, machine.check_keyring),
        Probe("database", True, parts.check_database, HASH_S),
        Probe("scenarios", True, parts.check_scenarios),
        Probe("model set", True, partial(parts.check_set, catalog)),
        *_model_probes(catalog),
        *_engine_probes(catalog),
    )


def _library_probes() -> tuple[Probe, ...]:
    sound = Probe("sound library", True, machine.check_sound_library)
    if sys.platform != "linux":
        return (sound,)
    return (
        sound,
        Probe("system libraries", True, partial(machine.check_libraries, machine.LIBRARIES)),
        Probe("window libraries", False, partial(machine.check_libraries, machine.WINDOW_LIBRARIES)),
    )


def _model_probes(catalog: Catalog) -> Iterator[Probe]:
    for model in catalog.models():
        if catalog.folder(model.id) is not None:
            yield Probe(f"model {model.id}", True, partial(parts.check_model, catalog, model), HASH_S)


def _engine_probes(catalog: Catalog) -> Iterator[Probe]:
    for role in ("recogniser", "second_ear", "careful_ear", "embedder", "persona", "voice"):
        models = catalog.usable_models(role)
        # A voice that has to prove itself first is never what a call depends on, nor are embedder and careful ear.
        spared = role in ("embedder", "careful_ear")
        needed = next((model for model in models if not model.measured and not spared), None)
        for model in models:
            run = partial(parts.check_engine, catalog, model)
            yield Probe(f"engine {model.id}", model is needed, run, ENGINE_S)
    yield Probe("engine system voice", False, _system_voice, ENGINE_S)


def _system_voice() -> Finding:
    return Finding(True, try_system_voice())
