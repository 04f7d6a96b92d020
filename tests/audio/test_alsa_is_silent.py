"""What ALSA has to say does not get into the terminal."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

_TRY = """
import ctypes
{first}
handle = ctypes.c_void_p()
assert ctypes.CDLL("libasound.so.2").snd_pcm_open(ctypes.byref(handle), b"nosuchdevice", 0, 0) < 0
"""


def printed(first: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _TRY.format(first=first)], capture_output=True, text=True, check=True
    )
    return done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux's")
def test_alsa_does_not_write_over_the_conversation() -> None:
    try:
        ctypes.CDLL("libasound.so.2")
    except OSError:
        pytest.skip("NOT TESTED: there is no libasound here")
    assert "nosuchdevice" in printed("")
    assert printed("from desktop.audio import portaudio; portaudio.sounddevice()") == ""
