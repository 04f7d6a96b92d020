"""A web server on loopback and an empty store."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from catalog_toys import Handler, Shelf, Site


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    handler = type("Handler", (Handler,), {"site": served})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}"
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(tmp_path / "user", tmp_path / "shipped", tmp_path / "machine")
    made.shipped.mkdir()
    made.machine.mkdir()
    return made
