"""Steadyhand: rehearse a hard conversation out loud, in private."""

__version__ = "0.1.0"
