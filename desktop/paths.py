"""Where things live on this machine. Nothing here creates a folder; callers do, when they write."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "steadyhand"
WINDOW_LOCK = ".window.lock"
"""In the data folder, held while a window is open."""
_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder `models` or `scenarios` as shipped: in the source tree, or as package data."""
    source = _PACKAGE.parent / name
    return source if source.is_dir() else _PACKAGE / "_data" / name


def data_dir() -> Path:
    """Sessions and the user's models and packs. `STEADYHAND_HOME` moves all of the user's folders."""
    return _home("data") or platformdirs.user_data_path(_APP, appauthor=False)


def config_dir() -> Path:
    """Settings."""
    return _home("config") or platformdirs.user_config_path(_APP, appauthor=False)


def cache_dir() -> Path:
    """What can be made again: prepared voices, downloads under way."""
    return _home("cache") or platformdirs.user_cache_path(_APP, appauthor=False)


def log_dir() -> Path:
    """Logs. They never hold what was said."""
    return _home("logs") or platformdirs.user_log_path(_APP, appauthor=False)


def models_dir() -> Path:
    """The user's models, one folder each."""
    return data_dir() / "models"


def machine_models_dirs() -> tuple[Path, ...]:
    """Read-only model stores that IT fills, looked at before the user's own.

    `STEADYHAND_MODELS` (a list of folders) replaces the platform's place.
    """
    listed = os.environ.get("STEADYHAND_MODELS")
    if listed is not None:
        return tuple(Path(part) for part in listed.split(os.pathsep) if part)
    return (platformdirs.site_data_path(_APP, appauthor=False) / "models",)


def database_path() -> Path:
    """The encrypted session database."""
    return data_dir() / "sessions.db"


def _home(kind: str) -> Path | None:
    home = os.environ.get("STEADYHAND_HOME")
    return Path(home) / kind if home else None


def command(arguments: str) -> str:
    """How `arguments` are typed here: after ./run in a source tree, after steadyhand where it is installed."""
    return f"{'./run' if (_PACKAGE.parent / 'run').is_file() else 'steadyhand'} {arguments}"
