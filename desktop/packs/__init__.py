"""Scenario packs: their schema, safe loading, and everything wrong with one said at once."""

from __future__ import annotations

from desktop.packs.install import install_pack
from desktop.packs.load import (
    Pack,
    Shelf,
    available_packs,
    builtin_packs,
    installed_packs,
    load_pack,
    load_scenario,
    scenario_called,
)
from desktop.packs.problems import PackError, Problem

__all__ = [
    "Pack",
    "PackError",
    "Problem",
    "Shelf",
    "available_packs",
    "builtin_packs",
    "install_pack",
    "installed_packs",
    "load_pack",
    "load_scenario",
    "scenario_called",
]
