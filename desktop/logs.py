"""Structured logs: one JSON object a line, allow-listed keys only, never a word of what was said."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from desktop.folders import own_folder
from desktop.imports import hollow, without

# For its console alone, 50 modules at each start, and for awaited calls: neither is used.
with without("rich", "better_exceptions"), hollow("asyncio"):
    import structlog

ALLOWED = frozenset(
    """event level timestamp session_id turn_id engine engine_generation role model version condition reason
    error_type exit_code deadline_s elapsed_s first_token_s first_clause_s first_audio_s speech_end_s
    turn_end_s total_s prompt_tokens prompt_tokens_evaluated tokens guard_rule source phase state beat drops
    memory_bytes disk_free_bytes samples rate device path_kind bytes_done bytes_total sha256 count pid
    scenario_id difficulty threads load_s attempt failures breaker package code migration""".split()
)
"""Keys that may be logged. Add a key only when its value can't carry speech, names or secrets."""


Log = structlog.stdlib.BoundLogger
"""What `get_logger` gives."""


def allow_listed(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that is not in `ALLOWED`; count them in "dropped_keys"."""
    kept = {key: value for key, value in entry.items() if key in ALLOWED}
    if len(kept) < len(entry):
        kept["dropped_keys"] = len(entry) - len(kept)
    return kept


class _LogFile(logging.handlers.RotatingFileHandler):
    """A log that gives up a line rather than the call: on a full or read-only disk nothing is printed about it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


def _handler(folder: Path | None) -> logging.Handler:
    if folder is None:
        return logging.StreamHandler(sys.stderr)
    with contextlib.suppress(OSError):  # each line then fails on its own, and is given up
        own_folder(folder)
    return _LogFile(folder / "steadyhand.log", maxBytes=2_000_000, backupCount=5, encoding="utf-8", delay=True)


def configure(folder: Path | None, *, verbose: bool = False) -> None:
    """Log to `folder`/steadyhand.log (rotated at 2 MB, 5 kept), or to stderr when `folder` is None.

    A folder that can't be written costs the log, never the command.
    """
    handler = _handler(folder)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("steadyhand")
    for old in list(logger.handlers):
        logger.removeHandler(old)
        old.close()
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.DEBUG if verbose else logging.INFO)
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            allow_listed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=_logger,
        cache_logger_on_first_use=False,
    )


def stop() -> None:
    """Write nothing more, and let go of the file."""
    logger = logging.getLogger("steadyhand")
    for old in list(logger.handlers):
        logger.removeHandler(old)
        old.close()
    logger.addHandler(logging.NullHandler())


def get_logger(**bound: Any) -> Log:
    """A logger with `bound` keys on each line."""
    logger: Log = structlog.get_logger()
    return logger.bind(**bound) if bound else logger


def _logger(*_names: Any) -> logging.Logger:
    return logging.getLogger("steadyhand")
