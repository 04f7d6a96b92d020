"""Loading libraries without what they load for features that are not used here."""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType


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


class _Hollow(ModuleType):
    """A module in which every name is None."""

    __all__ = ()

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


@contextlib.contextmanager
def hollow(*names: str) -> Iterator[None]:
    """While it lasts, these modules are there with nothing in them; those that are loaded already stay.

    For what a library loads without asking, and uses in functions that nothing here calls. As `without`, for
    imports at the top of a module.
    """
    replaced = {name: _Hollow(name) for name in names if name not in sys.modules}
    sys.modules.update(replaced)
    try:
        yield
    finally:
        for name in replaced:
            sys.modules.pop(name, None)


def put_off_collecting() -> None:
    """Let garbage lie while a program starts: what is loaded then stays, and looking through it costs a tenth."""
    gc.disable()


def collect_again() -> None:
    """Collect from now on, and never look at what is there already again: a whole look takes the window 50 ms."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def version_of(package: str) -> str:
    """The version of an installed package, by the name of its folder: what reads the whole of its metadata loads
    a mail program. Raises `PackageNotFoundError`."""
    name = package.replace("-", "_").lower()
    for folder in filter(None, sys.path):
        for found in Path(folder).glob("*.dist-info"):
            known, _dash, version = found.name.removesuffix(".dist-info").partition("-")
            if known.replace("-", "_").lower() == name and version:
                return version
    from importlib.metadata import version as read

    return read(package)
