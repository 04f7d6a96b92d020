"""Type: Inter as shipped with the application, in five sizes, with tabular figures for times."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

FAMILY = "Inter"
TITLE, HEADING, LEAD, BODY, SMALL, TINY = 28, 20, 17, 15, 13, 12
REGULAR, MEDIUM, SEMIBOLD, BOLD = 400, 500, 600, 700
LINE_HEIGHT = 1.55
FONT_FILES = tuple(sorted((Path(__file__).parent / "fonts").glob("*.otf")))


def load() -> tuple[str, ...]:
    """Register the shipped font files with Qt; the families they gave. Needs an application object."""
    if FAMILY in QFontDatabase.families():
        return (FAMILY,)
    families: list[str] = []
    for file in FONT_FILES:
        families += QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
    return tuple(families)


@lru_cache(maxsize=64)
def font(size: int = BODY, weight: int = REGULAR, *, tabular: bool = False) -> QFont:
    """A font of `size` logical pixels; `tabular` gives every figure the same width.

    The same object each time: give it to widgets, don't change it.
    """
    made = QFont(FAMILY)
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def line_height(size: int) -> int:
    """The distance of two baselines of reading text, in logical pixels."""
    return round(size * LINE_HEIGHT)
