"""`app`: the window."""

from __future__ import annotations

import os
import sys

import click

from desktop.errors import UserError
from desktop.imports import put_off_collecting


@click.command("app")
def command() -> int:
    """Open the window."""
    headless = sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if headless and os.environ.get("QT_QPA_PLATFORM") is None:
        raise UserError("There is no display here to open a window on.", "Try: ./run demo")
    put_off_collecting()  # until the window is there
    from desktop.app import run  # Qt takes a while to load and only the window needs it

    return run()
