"""The window from right to left: what mirrors does, what must not stays, and English keeps its own direction."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.review.remarks import Remark
from desktop.ui import icons, keymap
from desktop.ui.bridge import Bridge
from desktop.ui.library.screen import LibraryScreen, SearchField
from desktop.ui.main_window import MainWindow
from desktop.ui.review.pane import ReviewPane
from desktop.ui.review.transcript import TurnRow
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton, Kind
from desktop.ui.widgets.choices import Picker, Segmented, Toggle
from desktop.ui.widgets.direction import under
from desktop.ui.widgets.flow import FlowLayout, GridFlow
from desktop.ui.widgets.level import LOUD_DBFS, LevelBar
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.progress import ProgressLine
from desktop.ui.widgets.prose import Prose
from desktop.ui.widgets.text import ElidedLabel, label
from tests.ui import samples
from tests.ui.fakes import FakeController
from tests.ui.languages import right_to_left

Draw = Callable[[Callable[[], QWidget]], np.ndarray]


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    with right_to_left(qapp):
        yield


@pytest.fixture
def both(qapp: QApplication, qtbot: QtBot) -> Callable[[Callable[[], QWidget]], tuple[np.ndarray, np.ndarray]]:
    """Pictures of a widget made in a window from left to right, and in one from right to left."""

    def draw(make: Callable[[], QWidget]) -> tuple[np.ndarray, np.ndarray]:
        usual = picture(made(qtbot, make))
        with right_to_left(qapp):
            return usual, picture(made(qtbot, make))

    return draw


def made(qtbot: QtBot, make: Callable[[], QWidget]) -> QWidget:
    widget = make()
    qtbot.addWidget(widget)
    widget.ensurePolished()
    widget.resize(widget.size() if widget.testAttribute(Qt.WidgetAttribute.WA_Resized) else widget.sizeHint())
    return widget


def picture(widget: QWidget) -> np.ndarray:
    """What a widget draws of itself, as grey values, rows first."""
    return grey(widget.grab().toImage())


def grey(image: QImage) -> np.ndarray:
    flat = image.convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(flat.constBits(), np.uint8).reshape(flat.height(), flat.bytesPerLine())
    return pixels[:, : flat.width()].astype(int)


def ink(drawn: np.ndarray, box: QRect | None = None) -> tuple[int, int]:
    """The first and the last column with something on its ground in it, in all or a part of a picture."""
    part = drawn if box is None else drawn[box.top() : box.bottom(), box.left() : box.right()]
    columns = np.flatnonzero((abs(part - part[part.shape[0] // 2, 0]) > 24).any(axis=0))
    return int(columns[0]), int(columns[-1])


def inside(drawn: np.ndarray) -> QRect:
    """A picture without its frame."""
    return QRect(4, 4, drawn.shape[1] - 8, drawn.shape[0] - 8)


def alike(one: np.ndarray, two: np.ndarray) -> bool:
    """Whether two pictures of one size have their ink in the same columns, half a pixel aside or not."""
    if one.shape != two.shape:
        return False
    profiles = [np.convolve(abs(part - part[0, 0]).sum(axis=0), np.ones(3), "same") for part in (one, two)]
    return bool(np.corrcoef(*profiles)[0, 1] > 0.93)


@pytest.mark.parametrize("kind", ["accent", "plain", "quiet"])
@pytest.mark.parametrize("icon", ["", "stop"])
def test_a_buttons_label_is_in_its_middle(both, theme: Theme, kind: Kind, icon: str) -> None:
    def make() -> QWidget:
        button = ActionButton(theme, "Pick up the phone", kind, icon=icon)
        button.resize(380, 52)
        return button

    for drawn in both(make):
        first, last = ink(drawn, inside(drawn))
        assert abs(first - (inside(drawn).width() - last)) <= 6


def test_a_buttons_icon_comes_before_its_label(both, theme: Theme) -> None:
    usual, turned = both(lambda: ActionButton(theme, "iiiiiiiiiiiiiiii", "plain", icon="search"))
    assert alike(usual[6:-6, 16:36], turned[6:-6, -36:-16])
    assert not alike(usual[6:-6, 16:36], turned[6:-6, 16:36])


def test_the_side_bars_entries_begin_at_the_windows_side(both, theme: Theme) -> None:
    def make() -> QWidget:
        entry = ActionButton(theme, "Rehearse", "nav", icon="rehearse")
        entry.resize(176, 39)
        return entry

    usual, turned = both(make)
    assert ink(usual, inside(usual))[0] < 20 < 60 < ink(turned, inside(turned))[0]
    assert ink(turned, inside(turned))[1] > inside(turned).width() - 20


def test_a_pickers_arrow_is_at_its_end_and_its_text_at_its_beginning(both, theme: Theme) -> None:
    def make() -> QWidget:
        picker = Picker(theme, "Microphone")
        picker.offer([("", "System")], "")
        theme.dress(picker)
        picker.resize(220, 40)
        return picker

    usual, turned = both(make)
    arrow = QRect(195, 10, 14, 20)
    at_start = QRect(10, 10, 14, 20)
    assert is_arrow(usual, arrow)
    assert is_arrow(turned, at_start)
    assert ink(turned, QRect(30, 10, 184, 20))[0] > 100  # nothing is written from there to the right half


def is_arrow(drawn: np.ndarray, box: QRect) -> bool:
    """Something wider above than below."""
    part = drawn[box.top() : box.bottom(), box.left() : box.right()]
    rows = np.flatnonzero((abs(part - part[0, 0]) > 24).any(axis=1))
    if not rows.size:
        return False
    widths = [np.ptp(np.flatnonzero(abs(part[row] - part[0, 0]) > 24)) for row in (rows[0], rows[-1])]
    return bool(widths[0] > widths[1])


def test_a_pills_icon_comes_first(both, theme: Theme) -> None:
    usual, turned = both(lambda: Pill(theme, "iiiiiiiiiiiiii", icon="search", size=14))
    assert alike(usual[4:-4, 11:30], turned[4:-4, -30:-11])
    assert not alike(usual[4:-4, 11:30], turned[4:-4, 11:30])


def test_a_switch_moves_to_the_end_when_it_is_on(both, theme: Theme) -> None:
    usual, turned = both(lambda: Toggle(theme, "Captions", True))
    assert np.array_equal(usual[:, 3:43], turned[:, 3:43][:, ::-1]) or differs(usual, turned[:, ::-1]) < 0.02
    assert differs(usual, turned) > 0.1


def differs(one: np.ndarray, two: np.ndarray) -> float:
    """The share of pixels that are clearly not the same."""
    return float((abs(one - two) > 40).mean())


@pytest.mark.parametrize("bar", ["level", "progress"])
def test_bars_fill_from_the_windows_side(both, theme: Theme, bar: str) -> None:
    def make() -> QWidget:
        if bar == "level":
            made: LevelBar | ProgressLine = LevelBar(theme)
            made.measure(LOUD_DBFS - 30)  # type: ignore[union-attr]
        else:
            made = ProgressLine(theme, "Models")
            made.show_share(0.4)  # type: ignore[union-attr]
        made.resize(200, made.height())
        return made

    usual, turned = both(make)
    assert usual[4, 20] == turned[4, -20] != usual[4, -20] == turned[4, 20]


def test_the_first_of_a_few_choices_is_at_the_windows_side(mirrored: None, qtbot: QtBot, theme: Theme) -> None:
    bar = Segmented(theme, "Pauses", (("a", "Lively"), ("b", "Natural"), ("c", "Patient")), "a")
    qtbot.addWidget(bar)
    bar.resize(300, 40)
    bar.show()
    first, second, last = bar._group.buttons()
    assert first.x() > second.x() > last.x()
    assert [button.width() for button in (first, second, last)] == pytest.approx([100] * 3, abs=4)


def test_words_that_wrap_and_cards_run_from_the_windows_side(mirrored: None, qtbot: QtBot) -> None:
    for layout in (FlowLayout(gap=8), GridFlow(column=60, gap=8)):
        holder = QWidget()
        qtbot.addWidget(holder)
        holder.setLayout(layout)
        parts = [label(f"part {number}") for number in range(4)]
        for part in parts:
            layout.addWidget(part)
        holder.resize(140, 200)

        holder.show()
        assert parts[0].geometry().right() == 139
        assert parts[0].x() > parts[1].x() >= 0
        assert parts[3].y() > parts[0].y()


@pytest.mark.parametrize(("name", "turns"), [("back", True), ("next", True), ("play", False), ("retry", False)])
def test_icons_that_mean_a_direction_turn_round(qapp: QApplication, name: str, turns: bool) -> None:
    usual = drawn_icon(name)
    with right_to_left(qapp):
        turned = drawn_icon(name)
    assert differs(usual[:, ::-1] if turns else usual, turned) < 0.01
    assert differs(usual, usual[:, ::-1]) > 0.02  # else it would not show


def drawn_icon(name: str) -> np.ndarray:
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    icons.paint(painter, name, QRectF(0, 0, 64, 64), QColor("white"))
    painter.end()
    return grey(image)


@pytest.mark.parametrize(
    "make",
    [
        lambda _theme: label("Here is the end (now)."),
        lambda _theme: ElidedLabel("Here is the end (now)."),
        lambda _theme: Prose(Theme("light"), "Here is the end (now)."),
        lambda _theme: label("Here is the end (now).", wrap=True),
    ],
    ids=["label", "elided", "prose", "wrapped"],
)
def test_english_keeps_its_own_direction(both, theme: Theme, make: Callable[[Theme], QWidget]) -> None:
    def whole() -> QWidget:
        widget = make(theme)
        widget.resize(400, 24)
        return widget

    usual, turned = both(whole)
    first, last = ink(usual)
    at, end = ink(turned)
    assert (at, end) == pytest.approx((400 - last, 400 - first), abs=3)
    assert height(usual, last) <= 4  # its full stop ...
    assert height(turned, end) <= 4  # ... is still at its end
    assert height(turned, at) > 4


def height(drawn: np.ndarray, column: int) -> int:
    """How many rows of a column, or of the two around it, are drawn over."""
    near = drawn[:, max(column - 1, 0) : column + 2]
    return int((abs(near - drawn[0, 0]) > 40).any(axis=1).sum())


@pytest.mark.parametrize("make", [label, ElidedLabel], ids=["label", "elided"])
def test_a_hebrew_sentence_runs_its_own_way_in_either_window(both, make: Callable[[str], QWidget]) -> None:
    def whole() -> QWidget:
        widget = make("(א) שלום.")
        widget.resize(200, 24)
        return widget

    for drawn in both(whole):
        first, last = ink(drawn)
        assert height(drawn, first) <= 4
        assert height(drawn, last) > 4


def test_time_runs_to_the_right_in_every_window(qapp: QApplication, qtbot: QtBot, theme: Theme) -> None:
    places = []
    for turned in (False, True):
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft if turned else Qt.LayoutDirection.LeftToRight)
        pane = ReviewPane(samples.review(), theme)
        qtbot.addWidget(pane)
        pane.resize(1280, 800)
        pane.show()
        places.append([pane.timeline.mark_position(one.id).x() for one in samples.review().moments])
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert places[0] == places[1] == sorted(places[0])


def test_a_transcripts_words_stand_beside_who_said_them(mirrored: None, qtbot: QtBot, theme: Theme) -> None:
    pane = ReviewPane(samples.review(), theme)
    qtbot.addWidget(pane)
    theme.dress(pane)
    pane.resize(1280, 800)
    pane.show()
    QCoreApplication.processEvents()
    row = pane.transcript.rows[0]
    spans = [box for one in pane.transcript.rows for id in one.highlights for box in one.span_boxes(id)]
    assert spans
    assert all(box.left() >= 0 and box.right() < row.width() - 120 for box in spans)
    time = ink(picture(row), QRect(row.width() - 60, 8, 55, 20))
    assert time[1] > 35  # the time is at the window's side


def test_the_search_fields_hint_does_not_cover_what_is_typed(mirrored: None, qtbot: QtBot, theme: Theme) -> None:
    field = SearchField(theme)
    qtbot.addWidget(field)
    field.resize(240, 40)
    field.show()
    assert field._hint.geometry().right() < field.textMargins().left() + 20
    assert field.textMargins().right() == 0


def test_the_formats_to_export_to_open_under_their_button(mirrored: None, qtbot: QtBot, theme: Theme) -> None:
    pane = ReviewPane(samples.review(), theme)
    qtbot.addWidget(pane)
    pane.resize(1280, 800)
    pane.show()
    menu, button = pane.export_menu(), pane.export_button
    at = under(button, menu)
    assert at.x() + menu.sizeHint().width() == button.mapToGlobal(QPoint(button.width(), 0)).x()
    assert at.y() > button.mapToGlobal(button.rect().bottomLeft()).y()
    menu.deleteLater()


def test_a_remarks_line_is_where_its_words_begin(both, theme: Theme) -> None:
    edges, page = [], QWidget()
    for text in ("A strong recovery.", "התאוששות חזקה."):

        def make(said: str = text) -> QWidget:
            row = TurnRow(Theme("light"), samples.review().turns[0], (), page)
            row.set_remarks([Remark("א" if said[0] == "ה" else "Ruth", said)])
            row.resize(700, row.height_for(700))
            return row

        _usual, turned = both(make)
        edges.append(ink(turned, QRect(4, turned.shape[0] - 28, 560, 16)))
    english, hebrew = edges
    assert english[0] < 30
    assert english[1] < 300
    assert hebrew[0] > 300
    assert hebrew[1] > 530


def test_the_keys_for_the_call_before_and_after_change_places(qapp: QApplication) -> None:
    before = next(use for use in keymap.TABLE if use.id == "mark_before")
    assert keymap.shown(before) == "Left"
    with right_to_left(qapp):
        assert keymap.shown(before) == "Right"


def test_a_choice_that_is_too_long_keeps_its_beginning(both, theme: Theme) -> None:
    drawn = []
    for end in ("and one end", "then quite another"):

        def make(said: str = end) -> QWidget:
            picker = Picker(theme, "Turn")
            picker.offer([("", f"0:52 You: Okay, but how did this even get past staging {said}")], "")
            picker.resize(200, 40)
            return picker

        drawn.append(both(make))
    assert [differs(one, other) for one, other in zip(*drawn, strict=True)] == [0, 0]


def test_the_left_arrow_goes_on_to_the_next_card(mirrored: None, qtbot: QtBot) -> None:
    window = MainWindow(FakeController(), Bridge(), Theme("dark"))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    screen = window.current()
    assert isinstance(screen, LibraryScreen)
    first, second = screen.cards[:2]
    assert first.x() > second.x()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Left)
    assert window.focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Right)
    assert window.focusWidget() is first


def test_the_window_mirrors_as_a_whole(mirrored: None, qtbot: QtBot) -> None:
    window = MainWindow(FakeController(), Bridge(), Theme("dark"))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    assert window.side.geometry().right() == 1279
    assert window.current().mapTo(window, QPoint(0, 0)).x() == 0
    titles = [one for one in window.current().findChildren(QLabel) if one.text().startswith("Which conversation")]
    assert titles[0].mapTo(window, titles[0].rect().topRight()).x() == window.side.x() - 41
