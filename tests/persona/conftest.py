"""Fixtures of the persona's tests."""

from __future__ import annotations

import pytest
from persona_kit import ScriptedEngine, small_scenario

from desktop.scenario import Scenario


@pytest.fixture
def scenario() -> Scenario:
    return small_scenario()


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()
