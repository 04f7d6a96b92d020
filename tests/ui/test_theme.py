"""Colours and type: readable, complete, following the system."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui import typography
from desktop.ui.review.timeline import MARKER, WAVES
from desktop.ui.review.transcript import FOUND
from desktop.ui.stylesheet import stylesheet
from desktop.ui.theme import DARK, LIGHT, READABLE, Theme, Tokens, contrast, contrast_tokens, mix
from desktop.ui.widgets.buttons import danger_tint
from desktop.ui.widgets.text import label

GROUNDS = ("bg", "surface", "raised")
KINDS = ("avoid", "say", "step", "promise", "possible")


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", ["text", "muted", "accent", *KINDS])
def test_every_ink_is_readable_on_every_ground(tokens: Tokens, ground: str, ink: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= READABLE


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_the_side_bar_is_readable_and_its_sign_can_be_seen(tokens: Tokens) -> None:
    assert min(contrast(tokens.text, tokens.side), contrast(tokens.muted, tokens.side)) >= READABLE
    assert contrast(tokens.accent, tokens.side) >= 3


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("kind", KINDS)
def test_text_on_a_highlight_is_readable_even_when_selected(tokens: Tokens, kind: str) -> None:
    for ground in ("surface", "raised"):
        for strength in (1.0, 1.35):
            fill = mix(getattr(tokens, kind), getattr(tokens, ground), tokens.fill * strength)
            assert contrast(tokens.text, fill) >= READABLE


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_what_the_timeline_draws_can_be_seen(tokens: Tokens) -> None:
    """3:1 for what is no text (WCAG 2.2, 1.4.11); a step's number stands on its disc in the surface's colour."""
    for name, strength in (*WAVES.values(), ("muted", MARKER), ("accent", 1.0), ("avoid", 1.0)):
        assert contrast(mix(getattr(tokens, name), tokens.surface, strength), tokens.surface) >= 3
    assert contrast(tokens.surface, tokens.step) >= READABLE


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_what_a_search_found_is_readable(tokens: Tokens) -> None:
    for ground in ("surface", "raised"):
        assert contrast(tokens.text, mix(tokens.accent, getattr(tokens, ground), FOUND)) >= READABLE


@pytest.mark.parametrize("window", ["#000000", "#ffffff"])
@pytest.mark.parametrize("ink", ["text", "muted", "faint", "line", *KINDS])
def test_high_contrast_has_no_weak_ink(window: str, ink: str) -> None:
    system = QPalette()
    system.setColor(QPalette.ColorRole.Window, QColor(window))
    system.setColor(QPalette.ColorRole.WindowText, QColor("#ffffff" if window == "#000000" else "#000000"))
    tokens = contrast_tokens(system)
    assert min(contrast(getattr(tokens, ink), getattr(tokens, ground)) for ground in (*GROUNDS, "side")) >= 7


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_the_main_action_is_readable(tokens: Tokens) -> None:
    assert contrast(tokens.on_accent, tokens.accent) >= READABLE
    assert contrast(tokens.avoid, mix(tokens.avoid, tokens.bg, danger_tint(tokens))) >= READABLE


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("window", "text"), [("#efefef", "#000000"), ("#808080", "#8a8a8a"), ("#101010", "#333333")]
)
def test_high_contrast_never_trusts_a_weak_system_palette(window: str, text: str) -> None:
    system = QPalette()
    system.setColor(QPalette.ColorRole.Window, QColor(window))
    system.setColor(QPalette.ColorRole.WindowText, QColor(text))
    tokens = contrast_tokens(system)
    assert contrast(tokens.text, tokens.bg) >= 7
    assert contrast(tokens.accent, tokens.bg) >= READABLE
    assert (tokens.fill, tokens.stroke) == (0.0, 2)


def test_inter_is_shipped_and_used(qapp: QApplication) -> None:
    assert [file.name for file in typography.FONT_FILES] == [
        f"Inter-{weight}.otf" for weight in ("Bold", "Medium", "Regular", "SemiBold")
    ]
    assert all(file.stat().st_size < 1_000_000 for file in typography.FONT_FILES)
    assert (typography.FONT_FILES[0].parent / "OFL.txt").read_text().count("SIL OPEN FONT LICENSE") == 1
    for weight in (typography.REGULAR, typography.MEDIUM, typography.SEMIBOLD, typography.BOLD):
        used = QFontInfo(typography.font(15, weight))
        assert (used.family(), used.weight()) == ("Inter", weight)


def test_times_have_tabular_figures(qapp: QApplication) -> None:
    tabular = QFontMetricsF(typography.font(20, tabular=True))
    assert tabular.horizontalAdvance("11:11") == tabular.horizontalAdvance("08:00")
    loose = QFontMetricsF(typography.font(20))
    assert loose.horizontalAdvance("11:11") != loose.horizontalAdvance("08:00")


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_the_stylesheet_leaves_no_placeholder(tokens: Tokens) -> None:
    sheet = stylesheet(tokens)
    assert "$" not in sheet
    assert tokens.accent in sheet


def test_a_change_of_appearance_reaches_what_is_shown(qapp: QApplication, qtbot: QtBot) -> None:
    theme, root = Theme("dark"), QWidget()
    qtbot.addWidget(root)
    root.setObjectName("root")
    words = label("words")
    words.setParent(root)
    theme.dress(root)
    root.ensurePolished()
    words.ensurePolished()
    assert words.palette().color(words.foregroundRole()).name() == DARK.text
    with qtbot.waitSignal(theme.changed):
        theme.set_appearance("light")
    assert words.palette().color(words.foregroundRole()).name() == LIGHT.text


def test_following_the_system(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme("system")
    hints = QGuiApplication.styleHints()
    try:
        hints.setColorScheme(Qt.ColorScheme.Light)
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
        assert theme.tokens.scheme == ("light" if hints.colorScheme() is Qt.ColorScheme.Light else "dark")
    finally:
        hints.unsetColorScheme()


def test_a_fixed_appearance_ignores_the_system(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme("dark")
    with qtbot.assertNotEmitted(theme.changed):
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.tokens == DARK


def test_schemes_differ_in_every_colour() -> None:
    dark, light = dataclasses.asdict(DARK), dataclasses.asdict(LIGHT)
    assert [name for name in dark if name not in ("fill", "stroke") and dark[name] == light[name]] == []


def test_labels_show_markup_as_it_stands(qapp: QApplication, qtbot: QtBot) -> None:
    shown = label("<b>x</b>")
    qtbot.addWidget(shown)
    assert isinstance(shown, QLabel)
    assert shown.textFormat() == Qt.TextFormat.PlainText
    assert shown.sizeHint().width() > label("x").sizeHint().width() * 3
