"""Checks of the machine: versions, processor, memory, disk, libraries, sound, keyring."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import psutil

from desktop import __version__, paths, settings
from desktop.audio import portaudio
from desktop.audio.echo import load_canceller
from desktop.catalog.files import size_text
from desktop.doctor.report import Finding
from desktop.rehearsal.crew import cores
from desktop.store import keys

LEAST_MEMORY = 1_000_000_000
"""Bytes free for the smallest set: the starter ear, the second ear, the smallest persona and a light voice."""

LEAST_DISK = 300_000_000
"""Bytes free where sessions go: an hour of both voices, compressed, takes about 100 MB."""

_FLAGS = ("avx2", "fma", "f16c")
"""What llama.cpp is built for when it is built portably."""

LIBRARIES = {
    "libgomp.so.1": "libgomp1",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_PACKAGES = (
    "pyside6-essentials", "vosk", "onnxruntime", "llama-cpp-python", "piper-tts", "pyttsx3", "sounddevice",
    "sqlcipher3", "sqlite-utils", "numpy",
)  # fmt: skip


def check_version() -> Finding:
    """Steadyhand's, Python's and the system's."""
    python = platform.python_version()
    detail = f"Steadyhand {__version__}, Python {python}, {platform.platform()}"
    supported = (3, 11) <= sys.version_info[:2] <= (3, 13) and sys.maxsize > 2**32
    return Finding(supported, detail, "" if supported else "Install a 64-bit Python 3.11, 3.12 or 3.13.")


def check_packages() -> Finding:
    """The libraries that do the work, by version."""
    return Finding(True, ", ".join(f"{name} {version(name)}" for name in _PACKAGES))


def check_processor() -> Finding:
    """Cores, and the instructions that the language model's engine is built for."""
    detail = f"{cores()} cores, {platform.machine()}"
    flags = _cpu_flags()
    lacking = [flag for flag in _FLAGS if flags and flag not in flags]
    if not lacking:
        return Finding(True, f"{detail}, {' '.join(_FLAGS) if flags else 'flags not known'}")
    fix = "Rehearse with authored lines, or use a computer made after 2014."
    return Finding(False, f"{detail}, without {' '.join(lacking)}: the language model can't run", fix)


def check_memory() -> Finding:
    """What is there and what is free."""
    memory = psutil.virtual_memory()
    detail = f"{size_text(memory.total)}, {size_text(memory.available)} free"
    enough = memory.available >= LEAST_MEMORY
    return Finding(enough, detail, "" if enough else f"Close programs until {size_text(LEAST_MEMORY)} are free.")


def check_disk() -> Finding:
    """Room where sessions and models go, and whether the app's own folders can be written."""
    for own in (paths.data_dir(), paths.config_dir(), paths.log_dir()):
        if not os.access(_existing(own), os.W_OK):
            fix = "Make it yours to write, or name another folder in STEADYHAND_HOME."
            return Finding(False, f"{_existing(own)} can't be written", fix)
    folder = _existing(paths.data_dir())
    free = psutil.disk_usage(str(folder)).free
    detail = f"{size_text(free)} free for {paths.data_dir()}"
    enough = free >= LEAST_DISK
    return Finding(enough, detail, "" if enough else f"Free at least {size_text(LEAST_DISK)} there.")


def check_settings() -> Finding:
    """Whether the settings can be read."""
    settings.load()
    return Finding(True, str(settings.path()) if settings.path().exists() else "defaults")


def check_policy() -> Finding:
    """What an administrator has set here, and whether the file can be used."""
    policy = settings.policy()
    if not policy.problems:
        return Finding(True, policy.summary)
    told = f"{policy.summary}; {' '.join(policy.problems)}" if policy.readable else policy.summary
    return Finding(False, told.rstrip("."), policy.fix)


def check_libraries(libraries: dict[str, str]) -> Finding:
    """Shared libraries of the system, by loading them."""
    missing = [package for soname, package in libraries.items() if not _loads(soname)]
    if not missing:
        return Finding(True, f"{len(libraries)} found")
    return Finding(False, f"missing: {', '.join(missing)}", f"sudo apt-get install -y {' '.join(missing)}")


def check_sound_library() -> Finding:
    """PortAudio, without which there is no microphone."""
    return Finding(True, str(portaudio.sounddevice().get_portaudio_version()[1]))


def check_sound_devices() -> Finding:
    """Microphones and loudspeakers."""
    devices = portaudio.list_devices()
    heard = [device.name for device in devices if device.inputs]
    played = [device.name for device in devices if device.outputs]
    detail = f"{len(heard)} to listen with, {len(played)} to play on"
    if heard and played:
        return Finding(True, f"{detail}; default {_default(devices)}")
    lacking = " and ".join(
        title for title, found in (("a microphone", heard), ("a loudspeaker", played)) if not found
    )
    fix = f"Connect {lacking} for a live call; {paths.command('demo')} and recordings work without."
    return Finding(False, detail, fix)


def check_echo() -> Finding:
    """Whether the app can take its own voice out of what the microphone hears."""
    if load_canceller() is not None:
        return Finding(True, "cancelled: speaking over the other person interrupts")
    fix = f"The Space key interrupts instead. To mend it, run: {paths.command('setup')}"
    return Finding(False, "not cancelled: the library livekit can't be loaded", fix)


def check_keyring() -> Finding:
    """Whether the key of the sessions can lie in the system's keyring."""
    name = keys.keyring_name()
    if name:
        return Finding(True, name)
    fix = f"Nothing is lost: the key is kept in a file that only you can read, or set {keys.PASSPHRASE_VARIABLE}."
    return Finding(False, "this computer has no keyring", fix)


def _cpu_flags() -> frozenset[str]:
    """The processor's flags where the system tells them, else none."""
    try:
        lines = Path("/proc/cpuinfo").read_text("ascii", "replace").splitlines()
    except OSError:
        return frozenset()
    flags = next((line.partition(":")[2] for line in lines if line.startswith("flags")), "")
    return frozenset(flags.split())


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _default(devices: Sequence[portaudio.DeviceInfo]) -> str:
    names = [device.name for device in devices if device.is_default_input or device.is_default_output]
    return " and ".join(dict.fromkeys(names)) or "none"
