"""A picture of a review: the real review pane, whole, without a window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QApplication

from desktop.review.document import ReviewDocument
from desktop.settings import Appearance
from desktop.ui.review.pane import ReviewPane
from desktop.ui.theme import Theme, prepare_application

MAX_HEIGHT = 30_000
"""Pixels a picture may be high: Qt paints no further than 32,767."""

_applications: list[QApplication] = []


def application() -> QApplication:
    """The running application, or one made here that needs no display. Main thread only."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    made = QApplication(["steadyhand", "-platform", "offscreen"])
    _applications.append(made)
    prepare_application(made)
    return made


def render_review(
    document: ReviewDocument, path: Path, *, scheme: Appearance = "dark", width: int = 1280, scale: float = 1.0
) -> None:
    """Write `document` as a PNG at `path`: the pane at `width` px with its whole transcript, `scale` pixels a px.

    Raises `OSError` when the file can't be written.
    """
    application()
    theme = Theme(scheme)
    pane = ReviewPane(document, theme, mode="picture")
    theme.dress(pane)
    pane.ensurePolished()
    image = _paint(pane, width, scale)
    pane.deleteLater()
    writer = QImageWriter(str(path), QByteArray(b"png"))
    if not writer.write(image):
        raise OSError(f"the picture of the review can't be written to {path}: {writer.errorString()}")


def _paint(pane: ReviewPane, width: int, scale: float) -> QImage:
    height = min(pane.unroll(width), round(MAX_HEIGHT / scale))
    image = QImage(QSize(round(width * scale), round(height * scale)), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    pane.render(painter, QPoint(0, 0))
    painter.end()
    return image
