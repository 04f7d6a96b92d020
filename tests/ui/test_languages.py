"""The window in other languages: translators know every text, longer ones fit, from right to left it mirrors."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.review.comparison import compare, tried_again
from desktop.ui.review.notes import turn_name
from tests.ui import fakes, gallery, progress_samples, samples
from tests.ui.fakes import CHECKS, HISTORY, MODELS, SCENARIOS
from tests.ui.languages import outside_brackets, pseudo, right_to_left
from tests.ui.walk import beyond, shown_texts

NARROW = (900, 600)
LATIN = re.compile(r"(?<!\d )[a-z]{2,}")
"""Words; "MB" after a number is none."""
NAMES = (
    *("Steadyhand", "Kenji", "Ruth Adler", "Vosk starter ear", "Qwen 1.5B", "voice Joe"),  # people and models
    *(
        "PgDown",
        "PgUp",
        "Ctrl",
        "Shift",
        "Alt",
        "Tab",
        "Return",
        "Space",
        "Esc",
        "Down",
        "Up",
        "Left",
        "Right",
    ),  # keys
    *("MacBook Pro Microphone", "Headset"),
)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[QWidget, str], None]], None]:
    """Draws every screen of the gallery in a narrow window, and hands each to a check instead of saving it."""

    def draw(check: Callable[[QWidget, str], None]) -> None:
        def look(widget: QWidget, path: Path) -> None:
            gallery.settle()
            check(widget, path.stem)

        monkeypatch.setattr(gallery, "save", look)
        for screen in gallery.SCREENS:
            screen(Path(), "dark", NARROW, "narrow")
        gallery.corners(Path())

    return draw


def strings(thing: object) -> Iterator[str]:
    """Every text in some data, however deep."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, msgspec.Struct) or hasattr(thing, "__dataclass_fields__"):
        names = getattr(thing, "__struct_fields__", None) or thing.__dataclass_fields__  # type: ignore[attr-defined]
        for name in names:
            yield from strings(getattr(thing, name))
    elif isinstance(thing, dict):
        yield from strings(list(thing.values()))
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from strings(part)


def content() -> list[str]:
    """What packs, calls, reviews and the machine bring: not the window's own words. The longest first."""
    tried = samples.second_try()
    given: list[object] = [SCENARIOS, HISTORY, MODELS, CHECKS, progress_samples.usual()]
    given += [samples.review(), samples.written_review(), samples.first_try(), tried]
    given += [compare(samples.first_try(), tried), tried_again(samples.first_try(), tried)]
    given += [turn_name(turn).split(": ", 1)[1] for turn in samples.review().turns]
    for module in (fakes, samples, progress_samples, gallery):
        tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
        given += [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return sorted({one.strip().casefold() for one in strings(given)} - {""}, key=len, reverse=True)


def own_words(text: str, content: list[str]) -> str:
    """What the window itself says in `text`, as far as it was not translated."""
    text = outside_brackets(text).casefold()
    for other in content:
        if " " in other.strip():
            text = text.replace(other, " ")
    text = re.sub(rf"\b({'|'.join(NAMES).casefold()})\b", " ", text)
    parts = (part.strip() for part in re.split(r"·|, |: |\. |[\n;.]$", text))
    return " ".join(part for part in parts if LATIN.search(part) and part not in content)


def test_every_text_is_known_to_translators(
    qapp: QApplication, drawn: Callable[[Callable[[QWidget, str], None]], None]
) -> None:
    given, left = content(), set[str]()

    def look(widget: QWidget, name: str) -> None:
        for kind, text in shown_texts(widget):
            if own := own_words(text, given):
                left.add(f"{name}: {kind}: {own!r} in {text!r}")

    with pseudo(qapp):
        drawn(look)
    assert not left, "\n".join(sorted(left))


def test_texts_a_third_longer_fit_a_narrow_window(
    qapp: QApplication, drawn: Callable[[Callable[[QWidget, str], None]], None]
) -> None:
    left: set[str] = set()
    with pseudo(qapp):
        drawn(lambda widget, name: left.update(f"{name}: {one}" for one in beyond(widget)))
    assert not left, "\n".join(sorted(left))


def test_from_right_to_left_nothing_is_cut_or_covered(
    qapp: QApplication, drawn: Callable[[Callable[[QWidget, str], None]], None]
) -> None:
    left: set[str] = set()
    with right_to_left(qapp), pseudo(qapp):
        drawn(lambda widget, name: left.update(f"{name}: {one}" for one in beyond(widget)))
    assert not left, "\n".join(sorted(left))
