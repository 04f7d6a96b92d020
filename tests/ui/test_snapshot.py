"""The picture of a review: whole, in both schemes, without a window and without an application before it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from desktop.ui.review.pane import ReviewPane
from desktop.ui.review.written import Mode
from desktop.ui.snapshot import render_review
from desktop.ui.theme import DARK, LIGHT, Theme
from desktop.ui.widgets.buttons import ActionButton
from tests.helpers import disk
from tests.ui import samples

ROOT = Path(__file__).resolve().parents[2]
ALONE = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from desktop.ui.snapshot import render_review
from tests.ui import samples
assert QApplication.instance() is None
render_review(samples.review(), Path(sys.argv[1]))
"""


def lowest_red(image: QImage) -> int:
    """The lowest row of the transcript in which something reddish is painted."""
    rows = range(image.height() - 1, 0, -1)
    pixels = ((y, image.pixelColor(x, y)) for y in rows for x in range(180, 340, 8))
    return next(y for y, color in pixels if color.red() > color.green() + 30)


@pytest.mark.parametrize(("scheme", "tokens"), [("dark", DARK), ("light", LIGHT)])
def test_a_picture_in_each_scheme(qapp: QApplication, tmp_path: Path, scheme: str, tokens: object) -> None:
    path = tmp_path / "review.png"
    render_review(samples.review(), path, scheme=scheme)  # type: ignore[arg-type]
    image = QImage(str(path))
    assert image.width() == 1280
    assert image.pixelColor(2, 2) == QColor(tokens.bg)  # type: ignore[attr-defined]
    assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_a_long_transcript_is_not_cut(qapp: QApplication, tmp_path: Path) -> None:
    short, long = tmp_path / "short.png", tmp_path / "long.png"
    last = samples.Line(900, "user", "how could you miss that", (("how could you miss that", samples.BLAME),))
    lines = tuple(samples.Line(n, "persona", "I said so. " * 12) for n in range(60))
    render_review(samples.review(lines), short)
    render_review(samples.review((*lines, last)), long)
    heights = [QImage(str(path)).height() for path in (short, long)]
    assert heights[0] > 60 * 39
    assert heights[1] - heights[0] == pytest.approx(39, abs=3)
    assert lowest_red(QImage(str(long))) > heights[1] - 90


def test_pixels_a_px(qapp: QApplication, tmp_path: Path) -> None:
    one, two = tmp_path / "1.png", tmp_path / "2.png"
    render_review(samples.review(), one, width=1000)
    render_review(samples.review(), two, width=1000, scale=2.0)
    assert QImage(str(two)).width() == 2000
    assert QImage(str(two)).height() == 2 * QImage(str(one)).height()


def test_a_folder_that_is_not_there(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        render_review(samples.review(), tmp_path / "nowhere" / "review.png")


@pytest.mark.skipif(sys.platform == "win32", reason="rights and limits are set otherwise there")
def test_it_is_whole_or_not_written_and_its_owner_s_alone(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "review.png"
    path.write_text("an earlier one")
    with pytest.raises(OSError), disk.full():
        render_review(samples.review(), path)
    assert path.read_text() == "an earlier one"
    render_review(samples.review(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_without_an_application_or_a_display(tmp_path: Path) -> None:
    path = tmp_path / "review.png"
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ALONE, str(path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert QImage(str(path)).width() == 1280


def test_a_picture_shows_no_buttons(theme: Theme) -> None:
    """What can't be pressed is not drawn: a picture is read, and the window's own review has them all."""

    def pressed(mode: Mode) -> set[str]:
        pane = ReviewPane(samples.review(), theme, mode=mode)
        pane.resize(1280, 1600)
        pane.grab()
        buttons = pane.findChildren(ActionButton)
        pane.deleteLater()
        return {one.text() for one in buttons if one.isVisibleTo(pane)}

    assert {"Reviews", "Export", "Hear yourself", "Hear it said", "Everything"} <= pressed("own")
    assert pressed("picture") == set()
