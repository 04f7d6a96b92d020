"""Loading libraries without what they load for features that are not used here."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def without(*names: str) -> Iterator[None]:
    """While it lasts, these optional modules are not there to import; those that are loaded already stay.

    For imports at the top of a module, before there are threads that might want them.
    """
    absent = [name for name in names if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]  # what the import system takes for "not there"
    try:
        yield
    finally:
        for name in absent:
            sys.modules.pop(name, None)
