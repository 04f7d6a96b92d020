"""Patterns of English written so that they can be read: word lists in order, one line for each idea. Pure."""

from __future__ import annotations

import re


def one_of(words: str, *phrases: str) -> str:
    """The part of a pattern that matches one of `words` or of `phrases`; each may be a pattern itself."""
    return f"(?:{'|'.join((*words.split(), *phrases))})"


def any_idea(*ideas: str) -> re.Pattern[str]:
    """What matches where one of `ideas` does, in whatever case."""
    return re.compile("|".join(ideas), re.IGNORECASE)
