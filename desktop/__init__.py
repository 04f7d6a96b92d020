"""Steadyhand: rehearse a hard conversation out loud, in private."""

import os

__version__ = "0.1.0"

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""Unless this is set before it is loaded, ONNX Runtime reports to its maker and keeps an id of the machine.
Engines inherit it. See docs/decisions/0063-no-telemetry.md."""
