"""The window of one measured start, as a program: `python -m desktop.commands.startbench.child BEGAN_S calls`.

It loads what `./run` loads, in the same order, prints what it saw as one JSON object, and ends.
"""

from __future__ import annotations

import importlib
import sys

from desktop.imports import put_off_collecting


def main(began_s: float, *, calls: bool) -> int:
    """Open the window as the program does; `began_s`: when this process was started, on the monotonic clock."""
    importlib.import_module("desktop.cli")  # by name: it is above this module, and the program loads it first
    put_off_collecting()
    from desktop.app.measured import measure_start

    result = measure_start(began_s, "eleven-pm", calls=calls)

    from desktop.commands.console import print_json

    print_json(result)
    return 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), calls=sys.argv[2:] == ["calls"]))
