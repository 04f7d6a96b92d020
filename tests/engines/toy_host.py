"""A host that runs the toy adapter, and what it says of its health."""

from __future__ import annotations

import queue
from pathlib import Path
from typing import Any

from desktop.engines.host import EngineHost
from desktop.engines.spec import EngineSpec
from desktop.events import EngineHealth

HERE = Path(__file__).resolve().parent


class Health:
    """Health events as they come; `until` takes them off and waits for one."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[EngineHealth] = queue.SimpleQueue()

    def __call__(self, event: EngineHealth) -> None:
        self._events.put(event)

    def until(self, condition: str) -> list[EngineHealth]:
        seen = [self._events.get(timeout=20)]
        while seen[-1].condition != condition:
            seen.append(self._events.get(timeout=20))
        return seen


class ToyHost(EngineHost):
    health: Health


def toy_spec(**options: Any) -> EngineSpec:
    load_deadline_s = options.pop("load_deadline_s", 20.0)
    env = {"PYTHONPATH": str(HERE)} | options.pop("env", {})
    options = {"model": "toy", "model_sha256": "0", "threads": 1} | options
    return EngineSpec("persona", "toy_engine:Toy", options, load_deadline_s, env)
