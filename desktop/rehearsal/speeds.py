"""How fast this machine speaks with a voice that needs a measurement before it may be used live."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import msgspec

from desktop import paths
from desktop.folders import own_folder, write_own
from desktop.synthesis.speed import VoiceSpeed


def path() -> Path:
    """Where the measurements are kept: one JSON object by catalog id."""
    return paths.data_dir() / "voice_speeds.json"


def measured() -> dict[str, VoiceSpeed]:
    """All measurements of this machine; a file that can't be read counts as none (they can be made again)."""
    try:
        return msgspec.json.decode(path().read_bytes(), type=dict[str, VoiceSpeed])
    except (OSError, msgspec.MsgspecError):
        return {}


def keep(model_id: str, speed: VoiceSpeed) -> None:
    """Remember a measurement."""
    known = {name: asdict(one) for name, one in measured().items()} | {model_id: asdict(speed)}
    own_folder(path().parent)
    write_own(path(), msgspec.json.encode(known))


def keeps_up(model_id: str) -> bool:
    """Whether a measurement said that this voice can be used live here."""
    speed = measured().get(model_id)
    return speed is not None and speed.live
