"""The user's settings: each declared once, with type, default and meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from desktop import paths
from desktop.errors import UserError
from desktop.folders import own_folder, write_own

Appearance = Literal["system", "dark", "light", "contrast"]
Pauses = Literal["lively", "natural", "patient", "push_to_talk"]
Difficulty = Literal["supportive", "realistic", "brutal"]
CarefulListening = Literal["auto", "on", "off"]


def _about(title: str, description: str) -> Meta:
    return Meta(title=title, description=description)


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """Everything a person can set. Unknown keys of a newer release are kept out, not refused."""

    appearance: Annotated[Appearance, _about("Appearance", "Colours of the window.")] = "system"
    motion: Annotated[
        bool,
        _about("Motion", "Rings that move while someone speaks. Never where the system asks for reduced motion."),
    ] = True
    scale: Annotated[
        int,
        Meta(
            ge=100, le=200, title="Size", description="Of text and controls, in percent; from the next start on."
        ),
    ] = 100
    language: Annotated[
        str,
        _about(
            "Language",
            "Of the window; from the next start on. What is said in a call is in its scenario's language.",
        ),
    ] = ""
    """As a locale is written: "de", "pt_BR"; "" is the system's."""
    captions: Annotated[bool, _about("Captions", "Show what is said during a call.")] = True
    keep_audio: Annotated[
        bool, _about("Keep my voice", "Store the call's sound, encrypted, for later reviews.")
    ] = False
    audio_retention_days: Annotated[
        int, Meta(ge=1, le=3650, title="Keep sound for", description="Days until stored sound is deleted.")
    ] = 30
    pauses: Annotated[Pauses, _about("Pauses", "How long you may pause before you are answered.")] = "natural"
    barge_in: Annotated[
        bool, _about("Interrupt by speaking", "Speaking over the other person silences them. Space always does.")
    ] = True
    bridges: Annotated[
        bool, _about("Breaths", "The other person may say “um” or “okay” while an answer is on its way.")
    ] = True
    difficulty: Annotated[Difficulty, _about("Difficulty", "How hard the other person is to reach.")] = "realistic"
    careful_listening: Annotated[
        CarefulListening,
        _about("Listen again", "After a call, a more exact ear hears it once more and mends the review's words."),
    ] = "auto"
    """"auto": where a trial says that the machine keeps up."""
    input_device: Annotated[str, _about("Microphone", "Which microphone listens to you.")] = ""
    output_device: Annotated[str, _about("Loudspeaker", "Where you hear the other person.")] = ""
    voice: Annotated[str, _about("Voice", "The voice of the person you talk to.")] = ""
    persona_model: Annotated[str, _about("Model", "What finds the words of the person you talk to.")] = ""
    welcomed: Annotated[bool, _about("Welcomed", "The steps before the first call were gone through.")] = False
    engine_failures: Annotated[
        int, Meta(ge=1, le=20, title="Failures", description="Failures that take an engine out of service.")
    ] = 3
    engine_window_s: Annotated[
        float, Meta(ge=1, title="Within", description="Seconds within which failures are counted.")
    ] = 300.0


def path() -> Path:
    """The settings file."""
    return paths.config_dir() / "settings.json"


def load() -> Settings:
    """The settings, defaults where there is no file. Raises `UserError` naming the field that is wrong."""
    try:
        text = path().read_bytes()
    except FileNotFoundError:
        return Settings()
    try:
        return msgspec.json.decode(text, type=Settings)
    except msgspec.MsgspecError as wrong:
        raise UserError(
            f"The settings file {path()} can't be read: {wrong}.",
            "Mend that field, or move the file away to start with the defaults.",
        ) from wrong


def replace(settings: Settings, **fields: object) -> Settings:
    """`settings` with other values for some fields."""
    changed: Settings = msgspec.structs.replace(settings, **fields)
    return changed


def save(settings: Settings) -> None:
    """Write the settings whole or not at all."""
    target = path()
    own_folder(target.parent)
    write_own(target, msgspec.json.format(msgspec.json.encode(settings)))
