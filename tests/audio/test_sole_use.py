from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop import paths
from desktop.audio.sole_use import SoleUse
from desktop.errors import UserError

TRY = """
from desktop.audio.sole_use import SoleUse
from desktop.errors import UserError
try:
    SoleUse().begin()
except UserError as refused:
    print(refused.message)
else:
    print("free")
"""


def tried_elsewhere() -> str:
    done = subprocess.run([sys.executable, "-c", TRY], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


def test_a_second_call_is_refused_in_this_process_and_in_others_until_the_first_is_over(home: Path) -> None:
    first, second = SoleUse(), SoleUse()
    first.begin()
    with pytest.raises(UserError, match="The last call is still ending"):
        second.begin()
    assert tried_elsewhere() == "Another Steadyhand call or window is using the microphone."
    first.end()
    first.end()
    assert tried_elsewhere() == "free"
    second.begin()
    second.end()


def test_where_no_lock_can_be_made_nobody_is_kept_out(home: Path) -> None:
    paths.data_dir().parent.mkdir(parents=True, exist_ok=True)
    paths.data_dir().write_text("a file where a folder belongs")
    use = SoleUse()
    use.begin()
    use.end()
