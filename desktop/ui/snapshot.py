"""A picture of a review: the real review pane, whole, without a window."""

from __future__ import annotations

import errno
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QApplication

from desktop.folders import write_own
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
    """Write `document` as a PNG at `path`, its owner's alone; see `picture_of`. Raises `OSError`."""
    write_own(path, picture_of(document, scheme=scheme, width=width, scale=scale))


def picture_of(
    document: ReviewDocument, *, scheme: Appearance = "dark", width: int = 1280, scale: float = 1.0
) -> bytes:
    """`document` as a PNG: the pane at `width` px with its whole transcript, `scale` pixels a px.

    Main thread only. Raises `OSError` when it can't be made.
    """
    application()
    theme = Theme(scheme)
    pane = ReviewPane(document, theme, mode="picture")
    theme.dress(pane)
    pane.ensurePolished()
    image = _paint(pane, width, scale)
    pane.deleteLater()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    if not writer.write(image):
        raise OSError(errno.ENOMEM, f"the picture of the review can't be made: {writer.errorString()}")
    return bytes(buffer.data().data())


def _paint(pane: ReviewPane, width: int, scale: float) -> QImage:
    height = min(pane.unroll(width), round(MAX_HEIGHT / scale))
    image = QImage(QSize(round(width * scale), round(height * scale)), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    pane.render(painter, QPoint(0, 0))
    painter.end()
    return image
