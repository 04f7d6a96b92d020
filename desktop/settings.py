"""The user's settings: each declared once, with type, default and meaning."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_type_hints

import msgspec
from msgspec import Meta

from desktop import paths, policyfile
from desktop import policy as policies
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
        _about(
            "Moving rings", "Rings that move while someone speaks; never where the system asks for less motion."
        ),
    ] = True
    scale: Annotated[
        int,
        Meta(ge=100, le=200, title="Size", description="Of text and buttons. In force from the next start on."),
    ] = 100
    language: Annotated[
        str,
        _about(
            "Language",
            "Of the window; from the next start on. What is said in a call is in its scenario's language.",
        ),
    ] = ""
    """As a locale is written: "de", "pt_BR"; "" is the system's."""
    captions: Annotated[bool, _about("Captions", "Show in writing what is said during a call.")] = True
    keep_audio: Annotated[
        bool,
        _about("Keep my voice", "Keep the sound of a call, encrypted on this computer, to hear it again later."),
    ] = False
    audio_retention_days: Annotated[
        int, Meta(ge=1, le=3650, title="Keep sound for", description="After that the sound is deleted by itself.")
    ] = 30
    pauses: Annotated[Pauses, _about("Pauses", "How long you may pause before you are answered.")] = "natural"
    barge_in: Annotated[
        bool,
        _about(
            "Interrupt by speaking", "Speaking over the other person silences them. The Space key always does."
        ),
    ] = True
    bridges: Annotated[
        bool, _about("“Um” and “okay”", "The other person may say them while an answer is on its way.")
    ] = True
    difficulty: Annotated[Difficulty, _about("Difficulty", "How hard the other person is to reach.")] = "realistic"
    careful_listening: Annotated[
        CarefulListening,
        _about(
            "Correct the words",
            "After a call, listen to it again more carefully, and mend the words in the review.",
        ),
    ] = "auto"
    """"auto": where a trial says that the machine keeps up."""
    input_device: Annotated[str, _about("Microphone", "Which microphone listens to you.")] = ""
    output_device: Annotated[str, _about("Loudspeaker", "Where you hear the other person.")] = ""
    voice: Annotated[str, _about("Voice", "The voice of the person you talk to.")] = ""
    persona_model: Annotated[
        str,
        _about(
            "Answers",
            "The model on this computer that finds the other person’s words. Larger ones are better and slower.",
        ),
    ] = ""
    welcomed: Annotated[bool, _about("Welcomed", "The steps before the first call were gone through.")] = False
    engine_failures: Annotated[
        int, Meta(ge=1, le=20, title="Failures", description="Failures that take an engine out of service.")
    ] = 3
    engine_window_s: Annotated[
        float, Meta(ge=1, title="Within", description="Seconds within which failures are counted.")
    ] = 300.0


_REFUSED: Mapping[str, object] = {"keep_audio": True}
"""A voice is kept only when its owner says so: nobody else can switch that on."""
_FORMAT = "format"
"""In the file: 2 where it holds what the user chose and nothing else. Earlier releases wrote every setting."""
_T = TypeVar("_T")
Source = Literal["user", "policy", "default"]


@dataclass(frozen=True, slots=True)
class Origin:
    """A setting's value, where it comes from, and what it would be on a fresh machine."""

    name: str
    title: str
    value: object
    default: object
    source: Source
    locked: bool


@functools.cache
def policy() -> policies.Policy:
    """This machine's policy, as it was when this process first asked for it."""
    return read_policy(policyfile.place(), owner=policyfile.ROOT)


def fetch_or_ask(fix: str) -> str:
    """`fix`, a way to fetch a model, where the policy lets anybody fetch; else whom to ask."""
    if policy().rules.fetch_models != "never":
        return fix
    return UserError(f"Fetching models is switched off on this computer: ask {policy().who}.").message


def read_policy(file: Path, *, owner: int | None) -> policies.Policy:
    """The policy in `file`; `owner` as in `policyfile.content`."""
    return policies.read(file, Settings, _REFUSED, owner=owner)


def path() -> Path:
    """The settings file."""
    return paths.config_dir() / "settings.json"


def load() -> Settings:
    """The settings in force: what is locked, else what the user chose, else what a policy suggests.

    Raises `UserError` naming the field of the user's file that is wrong.
    """
    return _merged(_own())


def origins() -> tuple[Origin, ...]:
    """Every setting and where its value comes from. Raises as `load` does."""
    own, rules, usual = _own(), policy(), Settings()
    now = _merged(own)

    def source(name: str) -> Source:
        if name in rules.locked or (name in rules.defaults and name not in own):
            return "policy"
        return "user" if name in own else "default"

    return tuple(
        Origin(name, title(name), getattr(now, name), getattr(usual, name), source(name), name in rules.locked)
        for name in Settings.__struct_fields__
    )


def title(name: str) -> str:
    """A setting's title, as declared."""
    meta: Any = get_type_hints(Settings, include_extras=True)[name].__metadata__[0]
    return str(meta.title or name)


def held(name: str, value: _T) -> _T:
    """`value` for the setting `name`, or what it is locked to."""
    locked: _T = policy().locked.get(name, value)  # type: ignore[assignment]
    return locked


def enforced(settings: Settings) -> Settings:
    """`settings` with what is locked as it is locked."""
    locked: Settings = msgspec.structs.replace(settings, **policy().locked)
    return locked


def replace(settings: Settings, **fields: object) -> Settings:
    """`settings` with other values for some fields, as somebody asks for. Raises `UserError` for a locked one."""
    for name, value in fields.items():
        if held(name, value) != value:
            raise UserError(f"“{title(name)}” is locked on this computer.", policy().asking)
    changed: Settings = msgspec.structs.replace(settings, **fields)
    return changed


def save(settings: Settings) -> None:
    """Keep what differs from the settings in force as the user's choice, whole or not at all.

    What is locked is not written: the user's own choice waits for the day it is free again.
    """
    try:
        own = _own()
    except UserError:  # it was read when this process began, and has been broken since
        own = {}
    before = _merged(own)
    for name in Settings.__struct_fields__:
        value = getattr(settings, name)
        if name not in policy().locked and value != getattr(before, name):
            own[name] = value
    target = path()
    own_folder(target.parent)
    write_own(target, msgspec.json.format(msgspec.json.encode({_FORMAT: 2, **own})))


def _merged(own: Mapping[str, object]) -> Settings:
    rules = policy()
    return msgspec.structs.replace(Settings(), **{**rules.defaults, **own, **rules.locked})


def _own() -> dict[str, object]:
    """What the user chose."""
    try:
        text = path().read_bytes()
    except FileNotFoundError:
        return {}
    try:
        checked, raw = msgspec.json.decode(text, type=Settings), msgspec.json.decode(text)
    except msgspec.MsgspecError as wrong:
        raise UserError(
            f"The settings file {path()} can't be read: {wrong}.",
            "Mend that field, or move the file away to start with the defaults.",
        ) from wrong
    found = {name: getattr(checked, name) for name in Settings.__struct_fields__ if name in raw}
    if raw.get(_FORMAT) == 2:
        return found
    return {name: value for name, value in found.items() if value != getattr(Settings(), name)}
