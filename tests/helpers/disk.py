"""A disk that is full: no file can be written beyond a few bytes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def full(room: int = 64) -> Iterator[None]:
    """Meanwhile no file of this process grows beyond `room` bytes, else an `OSError`. Not on Windows."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
