"""What ears made of files share: reading a tokenizer, and saying plainly that a file is missing or damaged."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer

from desktop import paths
from desktop.errors import UserError
from desktop.settings import fetch_or_ask


def tokenizer_of(path: Path, ear: str) -> Tokenizer:
    """The tokenizer in `path`. Raises `UserError`, which calls its engine `ear`."""
    try:
        return Tokenizer.from_file(str(path))
    except Exception as wrong:  # tokenizers raises bare Exception
        raise unreadable(path, ear) from wrong


def unreadable(path: Path, ear: str) -> UserError:
    """That `path` of the engine called `ear` can't be read, and how to mend it."""
    what = "can't be read" if path.exists() else "is missing"
    again = paths.command(f"models fetch {path.parent.name}")
    return UserError(f"The file {path} of the {ear} {what}.", fetch_or_ask(f"Fetch the model again: {again}"))
