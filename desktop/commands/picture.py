"""The review as a picture and as a PDF, drawn with Qt."""

from __future__ import annotations

from pathlib import Path

from desktop.review.document import ReviewDocument


def draw_review(document: ReviewDocument, path: Path) -> None:
    """Draw `document`'s review pane into the PNG file `path`."""
    from desktop.ui.snapshot import render_review  # Qt takes a while to load and is needed only here

    render_review(document, path)


def draw_pdf(document: ReviewDocument, path: Path) -> None:
    """Write `document`'s review as the PDF file `path`."""
    from desktop.ui.pdf import write_pdf

    write_pdf(document, path)
