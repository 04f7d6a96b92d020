"""Hosts that run the toy adapter, closed at the end of each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from toy_host import Health, ToyHost, toy_spec

from desktop.engines.spec import BreakerPolicy

Make = Callable[..., ToyHost]


@pytest.fixture
def make() -> Iterator[Make]:
    with ExitStack() as stack:

        def start(*, breaker: BreakerPolicy | None = None, **options: Any) -> ToyHost:
            health = Health()
            host = ToyHost(toy_spec(**options), on_health=health, breaker=breaker or BreakerPolicy())
            host.health = health
            stack.callback(host.close)
            return host

        yield start


@pytest.fixture
def host(make: Make) -> ToyHost:
    started = make()
    started.start()
    return started
