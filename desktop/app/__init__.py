"""The composition root of the window: builds everything, connects it, and ends it in order."""

from desktop.app.application import Application
from desktop.app.start import run

__all__ = ["Application", "run"]
