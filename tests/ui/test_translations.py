"""Where the window's words come from: how they are found, merged, compiled, loaded and filled in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.errors import UserError
from desktop.settings import Settings
from desktop.ui import i18n, timefmt
from desktop.ui.i18n import marked, plural, quoted, tr
from desktop.ui.theme import Theme
from desktop.ui.translations import refresh
from desktop.ui.translations.refresh import NotPlain, Text, in_source, told_in
from desktop.ui.widgets.notice import NoticeBar
from tests.ui.languages import known, pseudo

SHOWS = frozenset(
    "label set_label setText set_text setAccessibleName setAccessibleDescription setToolTip plain_tooltip "
    "side_card setPlaceholderText setWindowTitle addAction addItem show_notice refuse UserError Notice "
    "Editor".split()
)
"""Calls whose first argument people read or hear."""
TAKES = SHOWS | frozenset(
    "Pill Picker Segmented Toggle ActionButton Control ConfirmButton ProgressLine FetchLine empty_state "
    "waiting_state".split()
)
"""Calls with such words among their arguments, beside the names of icons and kinds."""


def test_the_template_holds_every_text_and_no_other() -> None:
    found = {(text.source, text.note): text.plural for text in refresh.texts()}
    assert known() == found, f"run: python -m {refresh.__name__}"


def test_every_language_holds_the_same_texts_and_is_compiled(tmp_path: Path) -> None:
    for file in sorted(i18n.FOLDER.glob("steadyhand_*.ts")):
        assert known(file) == known(), f"run: python -m {refresh.__name__}"
        refresh.release(file, tmp_path / "made.qm")
        assert file.with_suffix(".qm").read_bytes() == (tmp_path / "made.qm").read_bytes(), file.name


def test_sentences_with_parts_that_change_are_kept_for_finding_them_again() -> None:
    kept = set(refresh.kept_sentences())
    assert kept == {sentence for sentence, _where in refresh.told() if "{" in sentence}, f"run: {refresh.__name__}"


JARGON = re.compile(
    r"\b(laptop|sqlcipher|vosk|piper|whisper|moonshine|kokoro|llama|qwen|onnx|embedder|recogniser|synthesi[sz]er|"
    r"rubric|authored|ears?|engines?|utterances?|(this|another) machine)\b",
    re.IGNORECASE,
)
"""Makers' words, and names that nobody has chosen; "this computer" is what the window calls where it runs."""


def test_the_window_speaks_plainly() -> None:
    kept = {"Failures that take an engine out of service."}
    places = {"ui", "app", "crew.py", "settings.py"}
    said = [one for one in refresh.texts() if places & set(re.split("[/, ]", one.where))]
    assert len(said) > 400
    found = [one.source for one in said if JARGON.search(re.sub(r"\{\w+\}", "", one.source))]
    assert [one for one in found if one not in kept] == []


def test_no_words_are_shown_without_a_way_to_translate_them() -> None:
    bare = []
    for part in ("ui", "app"):
        for path in sorted((refresh.SOURCES / part).rglob("*.py")):
            bare += [f"{path.relative_to(refresh.SOURCES)}:{one}" for one in words_as_they_stand(path.read_text())]
    assert not bare, "\n".join(bare)


def words_as_they_stand(code: str) -> Iterator[str]:
    """Strings with words in them that are shown without going through `tr` or `plural`."""
    for call in ast.walk(ast.parse(code)):
        if not isinstance(call, ast.Call) or _called(call) not in TAKES:
            continue
        for number, given in enumerate((*call.args, *(one.value for one in call.keywords))):
            certain = number == 0 and _called(call) in SHOWS
            yield from (f"{call.lineno}: {text!r}" for text in _bare(given) if _is_words(text, certain))


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _bare(given: ast.expr) -> Iterator[str]:
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
    elif isinstance(given, ast.JoinedStr):
        yield from (part for one in given.values for part in _bare(one))
    elif isinstance(given, ast.IfExp):
        yield from (*_bare(given.body), *_bare(given.orelse))
    elif isinstance(given, ast.BinOp):
        yield from (*_bare(given.left), *_bare(given.right))


def _is_words(text: str, certain: bool) -> bool:
    """The name of an icon or a kind is one word of small letters; "Steadyhand" is called so in every language."""
    letters = sum(character.isalpha() for character in text)
    looks_so = certain or " " in text.strip() or text.strip()[:1].isupper()
    return letters > 1 and text != "Steadyhand" and looks_so


# --- finding


def test_texts_notes_and_plurals_are_found() -> None:
    code = (
        'tr("Plain"); tr("Twice " "as long {name}", name=1); tr("Search", "a verb"); marked("Later")\n'
        'plural("%n call of {all}", "%n calls of {all}", count, all=2); tr(LATER); tr(_A if x else _B)\n'
    )
    assert list(in_source(code, "x.py")) == [
        Text("Plain", "", False, "x.py"),
        Text("Twice as long {name}", "", False, "x.py"),
        Text("Search", "a verb", False, "x.py"),
        Text("Later", "", False, "x.py"),
        Text("%n calls of {all}", "", True, "x.py"),
    ]


@pytest.mark.parametrize(
    "code",
    [
        'tr(f"Hello {name}")',
        'tr("Hello " + name)',
        'tr("On" if on else "Off")',
        'tr(title or "Without a title")',
        "marked(TITLE)",
        'plural("one", some, n)',
        'plural("one call", "many calls", n)',
        'tr("Search", note)',
    ],
)
def test_texts_that_are_put_together_are_refused(code: str) -> None:
    with pytest.raises(NotPlain, match=r"x\.py:1"):
        list(in_source(code, "x.py"))


def test_sentences_of_the_core_are_found_with_names_for_what_changes() -> None:
    code = (
        'why = f"{path} is {self._size} big." if big else "It is gone."\n'
        'raise UserError(why, "Choose another one.")\n'
        'emit(EngineHealth("persona", "down", f"{names[0]} and {names[1]} are gone."))\n'
        'Other("Nobody reads this sentence.")\n'
    )
    assert list(told_in(code)) == [
        "{path} is {size} big.",
        "It is gone.",
        "Choose another one.",
        "{names} and {names_1} are gone.",
    ]


# --- another language


@pytest.fixture
def abroad(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of translations; what a test loads from it is gone afterwards."""
    monkeypatch.setattr(i18n, "FOLDER", tmp_path)
    monkeypatch.delenv(i18n.VARIABLE, raising=False)
    yield tmp_path
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    QLocale.setDefault(QLocale.c())


def translate(folder: Path, language: str, words: dict[str, str | tuple[str, ...]]) -> None:
    """Make a language as a translator would: begin its file, fill some of it in, compile."""
    file = folder / f"steadyhand_{language}.ts"
    refresh.merge(refresh.texts(), [file])
    tree = ElementTree.parse(file)
    for message in tree.getroot().iter("message"):
        said = words.get(message.findtext("source", ""))
        target = message.find("translation")
        if said is None or target is None:
            continue
        target.attrib.pop("type")
        if isinstance(said, str):
            target.text = said
            continue
        for form in list(target):
            target.remove(form)
        for one in said:
            ElementTree.SubElement(target, "numerusform").text = one
    tree.write(file, "utf-8", xml_declaration=True)
    refresh.release(file, file.with_suffix(".qm"))


def test_a_language_is_spoken_and_writes_its_dates_and_numbers(qapp: QApplication, abroad: Path) -> None:
    german: dict[str, str | tuple[str, ...]] = {
        "Saved as {name}.": "Als {name} gespeichert.",
        "%n steps heard": ("%n Schritt gehört", "%n Schritte gehört"),
        "“{words}”": "„{words}“",
        "{date} {time}": "am {date} um {time}",
        "d MMMM yyyy": "d. MMMM yyyy",
        "h:mm AP": "H:mm 'Uhr'",
    }
    translate(abroad, "de", german)
    assert i18n.install(qapp, "de_AT") == "de"
    assert tr("Saved as {name}.", name="x.html") == "Als x.html gespeichert."
    assert [plural("%n step heard", "%n steps heard", n) for n in (1, 3)] == [
        "1 Schritt gehört",
        "3 Schritte gehört",
    ]
    assert quoted("Ja") == "„Ja“"
    assert tr("Which conversation is ahead of you?") == "Which conversation is ahead of you?"  # not translated yet
    assert timefmt.moment("2025-05-12T22:14:00+02:00") == "am 12. Mai 2025 um 22:14"
    assert timefmt.story_clock("11:00 PM", 180) == "23:03 Uhr"
    assert i18n.number(1234.5, 1) == "1\u00a0234,5"  # as Austrians write it
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert i18n.name_of("de") == "Deutsch"


def test_a_language_with_three_forms_has_them(qapp: QApplication, abroad: Path) -> None:
    translate(
        abroad,
        "ru",
        {"%n steps heard": ("%n шаг", "%n шага", "%n шагов")},
    )
    i18n.install(qapp, "ru")
    heard = [plural("%n step heard", "%n steps heard", n) for n in (1, 2, 5, 21)]
    assert heard == ["1 шаг", "2 шага", "5 шагов", "21 шаг"]


def test_a_language_from_right_to_left_turns_the_window_round(qapp: QApplication, abroad: Path) -> None:
    translate(abroad, "he", {"Saved as {name}.": "נשמר בשם {name}."})
    assert i18n.install(qapp, "he") == "he"
    assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert tr("Saved as {name}.", name="a (1).html") == "נשמר בשם \u2068a (1).html\u2069."


def test_the_environment_comes_before_the_setting_and_that_before_the_system(
    qapp: QApplication, abroad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language in ("de", "fr"):
        translate(abroad, language, {})
    assert i18n.available() == ("en", "de", "fr")
    assert i18n.install(qapp, "fr") == "fr"
    monkeypatch.setenv(i18n.VARIABLE, "de_DE.UTF-8")
    assert i18n.install(qapp, "fr") == "de"
    monkeypatch.setenv(i18n.VARIABLE, "nowhere")
    assert i18n.install(qapp, "fr") == "en"


def test_an_unknown_language_is_english(qapp: QApplication, abroad: Path) -> None:
    translate(abroad, "de", {"Saved as {name}.": "Als {name} gespeichert."})
    assert i18n.install(qapp, "sv") == "en"
    assert tr("Saved as {name}.", name="x") == "Saved as x."
    assert timefmt.moment("2025-05-12T22:14:00+02:00") == "12 May 2025 22:14"
    assert i18n.install(qapp, "en_US") == "en"
    assert timefmt.moment("2025-05-12T22:14:00+02:00") == "12 May 2025 10:14\u202fPM"


def test_a_translation_with_a_wrong_name_gives_way_to_english(qapp: QApplication, abroad: Path) -> None:
    translate(abroad, "de", {"Saved as {name}.": "Als {nahme} gespeichert.", "You: {text}": "Sie: {text"})
    i18n.install(qapp, "de")
    assert tr("Saved as {name}.", name="x") == "Saved as x."
    assert tr("You: {text}", text="yes") == "You: yes"


def test_english_without_any_file(qapp: QApplication) -> None:
    assert [plural("%n step heard", "%n steps heard", n) for n in (0, 1, 2)] == [
        "0 steps heard",
        "1 step heard",
        "2 steps heard",
    ]
    assert tr("You: {text}", text="{not} a %n name") == "You: {not} a %n name"
    yesterday = (datetime.now().astimezone() - timedelta(days=1)).isoformat()
    assert [timefmt.ago(yesterday), timefmt.minutes(10), timefmt.minutes(7.5)] == [
        "yesterday",
        "10 min",
        "7.5 min",
    ]


def test_notes_tell_equal_texts_apart(qapp: QApplication) -> None:
    with pseudo(qapp):
        assert tr("left", "after the time that is left of a call") == "[left~]"
        assert tr("left", "the side") == "left"


def test_what_the_core_says_is_translated_where_it_is_shown(qapp: QApplication) -> None:
    bar = NoticeBar(Theme("dark"))
    with pseudo(qapp):
        wrong = UserError("The folder /tmp/x holds no speech model that Vosk can read.", "Nobody knows why.")
        bar.show_notice(wrong.message, wrong.fix)
        assert bar.text().startswith("[The folder /tmp/x holds no speech model that Vosk can read.~")
        assert bar.text().endswith("] Nobody knows why.")
        assert i18n.refusal(UserError(marked("Stopped."), "")).startswith("[Stopped.")


def test_only_sentences_that_may_be_meant_are_matched_with_their_pattern(qapp: QApplication) -> None:
    i18n._pattern.cache_clear()
    assert i18n.told("Nobody has written this.") == "Nobody has written this."
    assert i18n._pattern.cache_info().currsize == 0
    with pseudo(qapp):
        assert i18n.told("The passphrase does not open /tmp/s.db.").startswith(
            "[The passphrase does not open /tmp"
        )
    assert 1 <= i18n._pattern.cache_info().currsize < len(i18n._templates()) / 10


def test_settings_say_what_they_mean_in_the_language(qapp: QApplication) -> None:
    from desktop.ui.settings.screen import about

    with pseudo(qapp):
        named = [about(name) for name in Settings.__struct_fields__]
    assert all(title.startswith("[") and meaning.startswith("[") for title, meaning in named)
