"""Rows of the report, and how a check is kept from taking the others down."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from desktop.errors import SteadyhandError, UserError

QUICK_S = 30.0
"""A check that takes longer than this has hung, on a broken sound server or a keyring that waits for a prompt."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: `detail` in a sentence or less, and `fix` where something is to be done."""

    ok: bool
    detail: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the report. Something `required` that is not ok keeps a rehearsal from happening."""

    name: str
    ok: bool
    required: bool
    detail: str
    fix: str
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Probe:
    """One check to run."""

    name: str
    required: bool
    run: Callable[[], Finding]
    limit_s: float = QUICK_S


def run_probe(probe: Probe) -> Check:
    """One check's row. Whatever happens inside the check stays inside."""
    found: list[Finding] = []
    thread = threading.Thread(target=lambda: found.append(_guarded(probe.run)), name=probe.name, daemon=True)
    start = time.monotonic()
    thread.start()
    thread.join(probe.limit_s)
    late = Finding(False, f"did not answer within {probe.limit_s:.0f} s", "Restart the computer and try again.")
    finding = found[0] if found else late
    elapsed_s = round(time.monotonic() - start, 3)
    return Check(probe.name, finding.ok, probe.required, finding.detail, finding.fix, elapsed_s)


def _guarded(run: Callable[[], Finding]) -> Finding:
    try:
        return run()
    except UserError as wrong:
        return Finding(False, wrong.message.rstrip("."), wrong.fix)
    except SteadyhandError as wrong:
        return Finding(False, str(wrong).rstrip("."), "The log says more; see the folder of logs.")
    # A check must never take the others down: what it met is its row.
    except Exception as wrong:
        return Finding(False, f"the check itself failed: {type(wrong).__name__}: {wrong}", "Reinstall Steadyhand.")
