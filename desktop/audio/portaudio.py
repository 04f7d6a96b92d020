"""PortAudio's devices, found by name, and its errors in plain sentences. The only importer of sounddevice."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import importlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any, Literal

from desktop.errors import NoLoudspeaker, UserError

Side = Literal["input", "output"]
TITLES: dict[Side, str] = {"input": "microphone", "output": "loudspeaker"}
_INVALID_DEVICE, _UNAVAILABLE, _INVALID_RATE, _INVALID_CHANNELS = -9996, -9985, -9997, -9998
_lock = threading.Lock()
_open_streams = 0


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """One sound device: how many channels it has each way (0: none), and its own rate."""

    name: str
    inputs: int
    outputs: int
    default_rate: int
    is_default_input: bool
    is_default_output: bool


def sounddevice() -> ModuleType:
    """The library. Raises `UserError` when PortAudio itself is not installed."""
    try:
        library = importlib.import_module("sounddevice")
    except OSError as wrong:
        raise UserError(
            "The sound library PortAudio is missing.", "Install it with: sudo apt-get install libportaudio2"
        ) from wrong
    _silence_alsa()
    return library


@functools.cache
def _silence_alsa() -> None:
    """ALSA writes over the conversation in a terminal what it recovers from. What it can't comes as an error."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # not Linux
        ignore = ctypes.cast(ctypes.CDLL(None).getpid, ctypes.c_void_p)  # does nothing, whatever it is given
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(ignore)


def list_devices() -> tuple[DeviceInfo, ...]:
    """The devices there are now. Raises `UserError` when PortAudio is not installed."""
    with _lock:
        _refresh()
        return tuple(info for _index, info in _devices())


def check_devices() -> None:
    """Raises `UserError` when there is no microphone, or no loudspeaker."""
    check_any()
    with _lock:
        _choose("input", "")
        _choose("output", "")


def check_any() -> None:
    """Raises `NoLoudspeaker` when there is no microphone either: who hears of one would look for it alone."""
    with _lock:
        _refresh()
        if not any(info.inputs or info.outputs for _index, info in _devices()):
            raise NoLoudspeaker(
                "There is neither a microphone nor a loudspeaker.",
                "Connect a headset, or one of each, and try again.",
            )


def open_stream(side: Side, name: str, *, rate: int | None, block_s: float, **options: Any) -> Any:
    """A stream of the device called `name` ("" the default; a part of a name will do), not started yet.

    int16; mono where the device can; at `rate`, or at the device's own where it can't or `rate` is None.
    `options` go to sounddevice. Close it with `close_stream`. Raises `UserError`.
    """
    global _open_streams
    library = sounddevice()
    with _lock:
        _refresh()
        index = _choose(side, name)
        check = partial(getattr(library, f"check_{side}_settings"), index, dtype="int16")
        own = round(library.query_devices(index)["default_samplerate"])
        rate = rate if rate is not None and _works(check, channels=1, samplerate=rate) else own
        channels = 1 if _works(check, channels=1, samplerate=rate) else 2
        make = library.InputStream if side == "input" else library.OutputStream
        settings = {"device": index, "samplerate": rate, "blocksize": round(rate * block_s), "channels": channels}
        try:
            stream = make(dtype="int16", **settings, **options)
        except library.PortAudioError as wrong:
            raise _opening_error(wrong, side) from wrong
        _open_streams += 1
    return stream


def start_stream(stream: Any, side: Side) -> None:
    """Start it. Raises `UserError`."""
    try:
        stream.start()
    except sounddevice().PortAudioError as wrong:
        raise _opening_error(wrong, side) from wrong


def close_stream(stream: Any) -> None:
    """Stop it at once and close it, whatever has become of its device."""
    global _open_streams
    with _lock:
        stream.abort()
        stream.close()
        _open_streams -= 1


def name_of(stream: Any) -> str:
    """What the system calls the device of an open stream."""
    return str(sounddevice().query_devices(stream.device)["name"])


def _works(check: Callable[..., None], **settings: int) -> bool:
    try:
        check(**settings)
    except sounddevice().PortAudioError:
        return False
    return True


def _refresh() -> None:
    """PortAudio reads the device list once, when it is initialised; doing it again ends every open stream."""
    library = sounddevice()
    if not _open_streams:
        library._terminate()
        library._initialize()


def _choose(side: Side, name: str) -> int:
    able = [(index, info) for index, info in _devices() if getattr(info, f"{side}s")]
    title = TITLES[side]
    if not able:
        if side == "output":
            raise NoLoudspeaker("There is no loudspeaker.", "Connect a loudspeaker and try again.")
        raise UserError("There is no microphone.", "Connect a microphone and try again.")
    if name:
        return _named(able, title, name)
    defaults = [index for index, info in able if getattr(info, f"is_default_{side}")]
    return (defaults or [index for index, _info in able])[0]


def _devices() -> list[tuple[int, DeviceInfo]]:
    """The default host interface's devices: others (on Windows three) would list the same hardware again."""
    library = sounddevice()
    try:
        host = library.query_hostapis(library.default.hostapi)
        return [(index, _info(library.query_devices(index), index, host)) for index in host["devices"]]
    except library.PortAudioError:
        return []


def _info(found: Any, index: int, host: Any) -> DeviceInfo:
    return DeviceInfo(
        found["name"],
        found["max_input_channels"],
        found["max_output_channels"],
        round(found["default_samplerate"]),
        index == host["default_input_device"],
        index == host["default_output_device"],
    )


def _named(able: list[tuple[int, DeviceInfo]], title: str, name: str) -> int:
    exact = [index for index, info in able if info.name == name]
    alike = [index for index, info in able if name.lower() in info.name.lower()]
    if found := (exact or alike)[:1]:
        return found[0]
    there = ", ".join(info.name for _index, info in able)
    raise UserError(f"There is no {title} called {name}.", f"Choose one of: {there}.")


def _opening_error(wrong: Exception, side: Side) -> UserError:
    code = wrong.args[1] if len(wrong.args) > 1 else 0
    title = TITLES[side]
    if code == _UNAVAILABLE:
        return UserError(f"The {title} is in use by another program.", "Close the other program and try again.")
    if code in (_INVALID_RATE, _INVALID_CHANNELS):
        return UserError(f"The {title} does not offer sound that can be used here.", f"Choose another {title}.")
    if code == _INVALID_DEVICE:
        return UserError(f"The {title} is no longer there.", f"Connect it, or choose another {title}.")
    return UserError(f"The {title} can't be opened.", f"Check that it works elsewhere, or choose another {title}.")
