"""A private PulseAudio: a loudspeaker and a microphone that tests can hear and speak into, without a sound card.

speaker      null sink, the default output; `record` hears what was played
microphone   the default input; hears what `speak` plays
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import psutil

Samples = npt.NDArray[np.int16]
RATE = 16_000
_MODULES = (
    "module-null-sink sink_name=speaker rate=48000",
    "module-null-sink sink_name=voice rate=48000",
    "module-remap-source master=voice.monitor source_name=microphone",
)


class Pulse:
    """One sound server in a folder of its own. `environment` is what a program needs to use it."""

    def __init__(self) -> None:
        if not shutil.which("pulseaudio"):
            raise RuntimeError(
                "these tests need: sudo apt-get install pulseaudio pulseaudio-utils libasound2-plugins"
            )
        # A socket's path may have 107 characters, fewer than a test's own folder often has.
        self.folder = Path(tempfile.mkdtemp(prefix="pulse-"))
        self.environment = {
            "PULSE_SERVER": f"unix:{self.folder}/socket",
            "PULSE_RUNTIME_PATH": str(self.folder),
            "PULSE_COOKIE": str(self.folder / "cookie"),
        }
        self._start()

    def speak(self, samples: Samples, rate: int = RATE) -> None:
        """Say `samples` (int16, mono) into the microphone; returns when they have been said."""
        self.speaking(samples, rate).wait()

    def speaking(self, samples: Samples, rate: int = RATE) -> subprocess.Popen[bytes]:
        """Begin to say `samples` into the microphone; the process ends when they have been said."""
        path = self.folder / "spoken.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(samples.astype("<i2").tobytes())
        return subprocess.Popen(["paplay", "--device=voice", str(path)], env=os.environ | self.environment)

    @contextlib.contextmanager
    def listening(self) -> Iterator[Heard]:
        """Hear the loudspeaker from now on."""
        with self._parec("speaker.monitor", to=subprocess.PIPE) as process:
            heard = Heard(process)
            # The first sample shows that it listens.
            heard.next(0.01)
            yield heard
            process.terminate()

    def record(self, seconds: float) -> Samples:
        """What the loudspeaker plays in the next `seconds` (int16, mono, 16 kHz)."""
        with self.listening() as heard:
            return heard.next(seconds)

    @contextlib.contextmanager
    def echo(self, gain: float) -> Iterator[None]:
        """The microphone hears the loudspeaker, at `gain` (1: as loud as it is), some 50 ms late."""
        loop = "source=speaker.monitor sink=voice latency_msec=50 source_dont_move=true sink_dont_move=true"
        module = self._ask("pactl", "load-module", "module-loopback", *loop.split())
        inputs = json.loads(self._ask("pactl", "--format=json", "list", "sink-inputs"))
        (ours,) = [str(one["index"]) for one in inputs if str(one.get("owner_module")) == module]
        self._run("pactl", "set-sink-input-volume", ours, str(round(65536 * gain ** (1 / 3))))
        try:
            yield
        finally:
            self._run("pactl", "unload-module", module)

    def restart(self) -> None:
        """Start the server again after `kill`, at the same place."""
        for prompter in self._prompters:
            prompter.wait(10)
        for left in ("pid", "socket"):
            (self.folder / left).unlink(missing_ok=True)
        self._start()

    def kill(self) -> None:
        """End the server at once, as when the only sound card is pulled."""
        os.kill(int((self.folder / "pid").read_text()), signal.SIGKILL)

    def close(self) -> None:
        """End the server and remove its folder."""
        with contextlib.suppress(OSError, ValueError, psutil.Error):
            server = psutil.Process(int((self.folder / "pid").read_text()))
            server.terminate()
            server.wait(10)
        for prompter in self._prompters:
            prompter.terminate()
            prompter.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> None:
        socket = f"module-native-protocol-unix socket={self.folder}/socket auth-anonymous=1"
        modules = [argument for module in (socket, *_MODULES) for argument in ("--load", module)]
        # Started as a daemon it returns when its socket answers: nothing to poll for.
        self._run("pulseaudio", "-n", "--daemonize=yes", "--exit-idle-time=-1", "--log-target=null", *modules)
        self._run("pactl", "set-default-sink", "speaker")
        self._run("pactl", "set-default-source", "microphone")
        # A null sink works in steps of up to 2 s, as its laziest listener allows: with these it is prompt.
        self._prompters = [self._parec(f"{sink}.monitor", to=subprocess.DEVNULL) for sink in ("speaker", "voice")]
        for sink in ("speaker", "voice"):
            self._first_sound(sink)

    def _first_sound(self, sink: str) -> None:
        with self._parec(f"{sink}.monitor", to=subprocess.PIPE) as process:
            Heard(process).next(0.1)
            process.terminate()

    def _parec(self, source: str, to: int) -> subprocess.Popen[bytes]:
        options = [f"--rate={RATE}", "--channels=1", "--format=s16le", "--latency-msec=10"]
        command = ["parec", f"--device={source}", *options]
        return subprocess.Popen(command, stdout=to, stderr=subprocess.DEVNULL, env=os.environ | self.environment)

    def _ask(self, *command: str) -> str:
        return subprocess.check_output(command, env=os.environ | self.environment, text=True).strip()

    def _run(self, *command: str) -> None:
        subprocess.run(command, check=True, env=os.environ | self.environment, stderr=subprocess.DEVNULL)


class Heard:
    """What comes out of the loudspeaker, piece by piece."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def next(self, seconds: float) -> Samples:
        """The following `seconds` (int16, mono, 16 kHz); waits until they have been played."""
        assert self._process.stdout is not None
        return np.frombuffer(self._process.stdout.read(round(seconds * RATE) * 2), dtype="<i2").astype(np.int16)
