"""Steadyhand: rehearse a hard conversation out loud, in private."""

import os

__version__ = "0.1.0"

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""ONNX Runtime reports to its maker and keeps an id of the machine, unless this is set before it is loaded. Engines
inherit it. docs/decisions/0063-no-telemetry.md."""
