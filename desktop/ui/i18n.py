"""The words the window writes itself, in the language of whoever uses it.

`tr` and `plural` translate a text that stands where they are called; `marked` marks one that stands elsewhere, in
a table or a constant, and is given to `tr` where it is shown. `desktop.ui.translations.refresh` finds all three.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.errors import UserError

CONTEXT = "Steadyhand"
"""The one context of all texts: what tells two equal texts apart is the note."""
FOLDER = Path(__file__).parent / "translations"
TOLD = FOLDER / "told.json"
"""Sentences of the rest of the application with parts that change, as `refresh` found them."""
VARIABLE = "STEADYHAND_LANGUAGE"
SOURCE = "en"
ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
"""Dates and times where the system names no country that speaks English: "12 May 2026", "22:14"."""
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


def marked(text: str, note: str = "") -> str:
    """`text` as it stands, found for translation: `tr` it where it is shown."""
    del note
    return text


def tr(text: str, note: str = "", /, **values: object) -> str:
    """`text` in the person's language, with `{name}` replaced by `values`.

    `note` tells equal texts apart, and translators what is meant. A translation that can't take the values gives
    way to the English text.
    """
    found = QCoreApplication.translate(CONTEXT, text, note or None)
    return _filled(found, text, values)


def plural(one: str, many: str, n: int, /, **values: object) -> str:
    """`many` in the form the language has for `n`, which stands where it says "%n"; `one` is English for n = 1."""
    english = (one if n == 1 else many).replace("%n", str(n))
    found = QCoreApplication.translate(CONTEXT, many, "", n)
    return _filled(english if found == many.replace("%n", str(n)) else found, english, values)


def locale() -> QLocale:
    """How dates and numbers are written: as `install` chose, English until it has."""
    chosen = QLocale()
    return ENGLISH if chosen.language() == QLocale.Language.C else chosen


def told(sentence: str) -> str:
    """A sentence of the rest of the application, which knows no languages: an error, a notice, an engine's health.

    Found again by its English words, with whatever stands where they change; unknown ones stay as they are.
    """
    found = tr(sentence)
    if found != sentence:
        return found
    for parts, template in _templates():
        # Most are told apart without a pattern: making one takes a millisecond, and this is the main thread.
        if not all(part in sentence for part in parts[::2]):
            continue
        if match := _pattern(parts).fullmatch(sentence):
            return tr(template, **{name: told(value) for name, value in match.groupdict().items()})
    return sentence


def refusal(wrong: UserError) -> str:
    """What was wrong and what to do, in the person's language."""
    return f"{told(wrong.message)} {told(wrong.fix)}".strip()


@cache
def _templates() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Sentences with parts that change, the most exact ones first: what stands fast and what changes, in turn."""
    try:
        sentences: list[str] = msgspec.json.decode(TOLD.read_bytes(), type=list[str])
    except OSError:
        return ()
    made = [(tuple(re.split(r"\{(\w+)\}", sentence)), sentence) for sentence in sentences]
    return tuple(sorted(made, key=lambda one: -sum(map(len, one[0][::2]))))


@cache
def _pattern(parts: tuple[str, ...]) -> re.Pattern[str]:
    shapes = (f"(?P<{part}>.+)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return re.compile("".join(shapes), re.DOTALL)


def number(value: float, decimals: int = 0) -> str:
    """A number as the person's language writes it."""
    return locale().toString(float(value), ord("f"), decimals)


def percent(value: float) -> str:
    """A share of a hundred, as in "75 %"."""
    return tr("{number} %", number=number(value))


def quoted(words: str) -> str:
    """What someone said, in quotation marks."""
    return tr("“{words}”", words=words)


def listed(parts: Iterable[str]) -> str:
    """Parts one after the other, as in "a, b, c"."""
    return tr(", ", "between the parts of a list").join(own_direction(part) for part in parts)


def offered(choices: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Choices of a table, (key, marked text), with their texts translated."""
    return tuple((key, tr(text)) for key, text in choices)


def own_direction(text: str) -> str:
    """`text` set apart, so that it keeps its own direction inside a sentence of the other; unchanged otherwise."""
    return f"{_ISOLATE}{text}{_END_ISOLATE}" if text and mirrored() else text


def mirrored() -> bool:
    """Whether the window runs from right to left."""
    return QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft


def _filled(found: str, english: str, values: dict[str, object]) -> str:
    if not values:
        return found
    set_apart = {
        name: own_direction(str(value)) if isinstance(value, str | Path) else value
        for name, value in values.items()
    }
    try:
        return found.format_map(set_apart)
    except (KeyError, ValueError, IndexError, AttributeError):
        return english.format_map(set_apart)


# --- which language


def available() -> tuple[str, ...]:
    """The languages there are translations for, English first."""
    return (SOURCE, *sorted(file.stem.removeprefix("steadyhand_") for file in FOLDER.glob("steadyhand_*.qm")))


def name_of(language: str) -> str:
    """A language's own name for itself."""
    locale = QLocale(language)
    name = locale.nativeLanguageName() if language != SOURCE else "English"
    return name[:1].upper() + name[1:]


def wanted(setting: str = "") -> QLocale:
    """The locale asked for: by the environment, else by the setting, else by the system."""
    return QLocale(asked) if (asked := os.environ.get(VARIABLE, "").strip() or setting) else QLocale.system()


def install(application: QApplication, setting: str = "") -> str:
    """Speak the person's language from now on, as far as it is known, else English; the language that it is.

    `setting` is "" for the system's. Call once, before the first widget: texts are not changed afterwards.
    """
    asked = wanted(setting)
    language = next((one for one in _names(asked) if one in available()), SOURCE)
    spoken = _locale_for(asked, language)
    QLocale.setDefault(spoken)
    if language != SOURCE:
        own = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        for file in (own / f"qtbase_{language}.qm", FOLDER / f"steadyhand_{language}.qm"):
            translator = QTranslator(application)
            if translator.load(str(file)):
                application.installTranslator(translator)
    application.setLayoutDirection(spoken.textDirection())
    return language


def _names(locale: QLocale) -> list[str]:
    """The languages a locale can do with, the best first: "pt_BR", "pt"."""
    names = [name.replace("-", "_") for name in locale.uiLanguages()]
    return list(dict.fromkeys(part for name in names for part in (name, name.partition("_")[0])))


def _locale_for(asked: QLocale, language: str) -> QLocale:
    """Dates and numbers as the language writes them, and the country, where the system tells one."""
    spoken = QLocale(language)
    if asked.language() == spoken.language():
        return asked
    return ENGLISH if language == SOURCE else spoken
