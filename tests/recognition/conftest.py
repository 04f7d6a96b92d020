"""The ears, loaded once, behind one face; speech to hear."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.ears import KINDS, Ear
from tests.helpers.speech import Speaker


@pytest.fixture(scope="session")
def speaker(model_dir: Callable[[str], Path], request: pytest.FixtureRequest) -> Speaker:
    """Says lines."""
    assert request.config.cache is not None
    return Speaker(model_dir, Path(request.config.cache.mkdir("speech")))


@pytest.fixture(scope="session")
def ears(model_dir: Callable[[str], Path]) -> Callable[[str], Ear]:
    """The ear of an adapter, in this process."""
    made: dict[str, Ear] = {}

    def get(adapter: str) -> Ear:
        if adapter not in made:
            made[adapter] = Ear(adapter, model_dir(KINDS[adapter].model))
        return made[adapter]

    return get


@pytest.fixture(params=sorted(KINDS))
def ear(request: pytest.FixtureRequest, ears: Callable[[str], Ear]) -> Ear:
    """Each ear in turn."""
    return ears(request.param)


@pytest.fixture
def live(ears: Callable[[str], Ear]) -> Ear:
    """The streaming one."""
    return ears("vosk")


@pytest.fixture
def second(ears: Callable[[str], Ear]) -> Ear:
    """The one that hears whole utterances."""
    return ears("moonshine")


@pytest.fixture
def careful(ears: Callable[[str], Ear]) -> Ear:
    """The one for after the call."""
    return ears("whisper")
