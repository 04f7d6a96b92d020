"""A sound card made of software: a private PulseAudio whose microphone and loudspeaker are one recording.

room         2-channel null sink: left what the microphone hears, right what the loudspeaker plays
executive    plays into its left channel; the bench speaks here
loudspeaker  plays into its right channel; the default output
microphone   hears its left channel; the default input
ear          hears its right channel; the echo path begins here
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import psutil

from desktop.commands.voicebench.sound import RATE, amplitude
from desktop.commands.voicebench.tape import Tape
from desktop.errors import UserError

Samples = npt.NDArray[np.int16]

_NEEDED = ("pulseaudio", "pactl", "parec", "pacat")
_LEFT = "channels=1 master_channel_map=front-left channel_map=mono remix=no"
_RIGHT = "channels=1 master_channel_map=front-right channel_map=mono remix=no"
_MODULES = (
    "module-null-sink sink_name=room rate=48000 channels=2 channel_map=front-left,front-right",
    f"module-remap-sink sink_name=executive master=room {_LEFT}",
    f"module-remap-sink sink_name=loudspeaker master=room {_RIGHT}",
    f"module-remap-source source_name=microphone master=room.monitor {_LEFT}",
    f"module-remap-source source_name=ear master=room.monitor {_RIGHT}",
)
_PROMPT_S = 10.0
ROOM_DBFS = -66.0
"""Noise of a quiet room in the microphone: no real one is ever silent."""
ECHO_GAIN_DB = -18.0
"""A laptop's loudspeaker in its own microphone, at a normal volume."""
_ECHO = (
    "source=ear sink=executive latency_msec=100 rate=8000 channels=1 adjust_time=0"
    " source_dont_move=true sink_dont_move=true"
)
"""About 90 ms late; at 8 kHz nothing above 3.8 kHz gets through, as little does round a laptop's case. Both ends
have one clock, so nothing has to be adjusted."""


class Rig:
    """The sound server, in a folder of its own. `environment` is what a program needs to use it."""

    def __init__(self) -> None:
        if missing := [name for name in _NEEDED if shutil.which(name) is None]:
            raise UserError(
                f"This measurement needs a sound server without a sound card ({missing[0]} is missing).",
                "Install it: sudo apt-get install pulseaudio pulseaudio-utils libasound2-plugins",
            )
        # A socket's path may have 107 characters, fewer than a temporary folder may have.
        self._folder = Path(tempfile.mkdtemp(prefix="voice-"))
        self.environment = {
            "PULSE_SERVER": f"unix:{self._folder}/socket",
            "PULSE_RUNTIME_PATH": str(self._folder),
            "PULSE_COOKIE": str(self._folder / "cookie"),
        }
        self._room: subprocess.Popen[bytes] | None = None
        try:
            self._start()
            self._room = self._open("pacat", "executive", "--channels=1", "--playback", stdin=subprocess.PIPE)
            threading.Thread(target=_make_noise, args=(self._room,), name="room", daemon=True).start()
            self.tape = Tape(self._open("parec", "room.monitor", "--channels=2", "--latency-msec=20"))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Rig:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def say(self, samples: Samples, sink: str = "executive") -> None:
        """Speak `samples` (int16, mono, `RATE`) into the microphone; returns when they have been played."""
        limit_s = len(samples) / RATE + _PROMPT_S
        with self._open("pacat", sink, "--channels=1", "--playback", stdin=subprocess.PIPE) as player:
            try:
                player.communicate(samples.astype("<i2").tobytes(), timeout=limit_s)
            except subprocess.TimeoutExpired:
                player.kill()
                raise UserError("The sound server stopped playing.", "Look at its log and try again.") from None

    @contextlib.contextmanager
    def echo(self) -> Iterator[None]:
        """The microphone hears the loudspeaker as in a room: late, quiet and dull, as said at `ECHO_GAIN_DB`."""
        module = self._ask("pactl", "load-module", "module-loopback", *_ECHO.split())
        inputs = json.loads(self._ask("pactl", "--format=json", "list", "sink-inputs"))
        (ours,) = [str(one["index"]) for one in inputs if str(one.get("owner_module")) == module]
        volume = 65536 * 10 ** (ECHO_GAIN_DB / 60)  # volumes are cubic
        self._ask("pactl", "set-sink-input-volume", ours, str(round(volume)))
        try:
            yield
        finally:
            self._ask("pactl", "unload-module", module)

    def close(self) -> None:
        """End the server, the recording with it, and remove its folder."""
        if self._room is not None:
            self._room.terminate()
            self._room.wait()
        if hasattr(self, "tape"):
            self.tape.close()
        with contextlib.suppress(OSError, ValueError, psutil.Error):
            server = psutil.Process(int((self._folder / "pid").read_text()))
            server.terminate()
            server.wait(_PROMPT_S)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> None:
        socket = f"module-native-protocol-unix socket={self._folder}/socket auth-anonymous=1"
        modules = [argument for module in (socket, *_MODULES) for argument in ("--load", module)]
        # Started as a daemon it returns when its socket answers.
        self._run("pulseaudio", "-n", "--daemonize=yes", "--exit-idle-time=-1", "--log-target=null", *modules)
        self._run("pactl", "set-default-sink", "loudspeaker")
        self._run("pactl", "set-default-source", "microphone")

    def _run(self, *command: str) -> None:
        # Not `_ask`: a daemon would keep its pipe open.
        self._checked(command, subprocess.DEVNULL)

    def _ask(self, *command: str) -> str:
        return self._checked(command, subprocess.PIPE).strip()

    def _checked(self, command: Sequence[str], stdout: int) -> str:
        env = os.environ | self.environment
        quiet = subprocess.DEVNULL
        try:
            done = subprocess.run(command, check=True, env=env, timeout=30, stdout=stdout, stderr=quiet, text=True)
        except (subprocess.SubprocessError, OSError) as wrong:
            said = f"The sound server doesn't work ({' '.join(command[:2])})."
            raise UserError(said, "Try: pulseaudio -n -v") from wrong
        return str(done.stdout or "")

    def _open(self, program: str, device: str, *options: str, stdin: int | None = None) -> subprocess.Popen[bytes]:
        command = [program, f"--device={device}", "--raw", f"--rate={RATE}", "--format=s16le", *options]
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL if stdin is None else stdin,
            stdout=subprocess.PIPE if program == "parec" else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | self.environment,
        )


def _make_noise(player: subprocess.Popen[bytes]) -> None:
    """Noise of `ROOM_DBFS` into `player`, until it ends."""
    assert player.stdin is not None
    dice = np.random.default_rng(1)
    with contextlib.suppress(OSError), player.stdin as stream:
        while True:
            stream.write(dice.normal(0, amplitude(ROOM_DBFS), RATE).astype("<i2").tobytes())
            stream.flush()
