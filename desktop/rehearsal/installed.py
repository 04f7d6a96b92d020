"""The voices that are installed. Light to load: the settings list them before anything of a call is there."""

from __future__ import annotations

from desktop.catalog import Catalog, Model
from desktop.rehearsal import speeds
from desktop.synthesis.voices import VoiceOption

SYSTEM_VOICE = VoiceOption(model="system", voice="", adapter="system", quality=0)
"""The platform's own voice: always there to fall back on, not a model of the catalog."""


def voice_options(catalog: Catalog) -> tuple[VoiceOption, ...]:
    """Every voice of the installed models."""
    found: list[VoiceOption] = []
    for model in catalog.usable_models("voice"):
        live = not model.measured or speeds.keeps_up(model.id)
        for voice, sex in _voices_of(catalog, model):
            found.append(VoiceOption(model.id, voice, model.adapter, sex, model.rating, live))
    return tuple(found)


def _voices_of(catalog: Catalog, model: Model) -> list[tuple[str, str]]:
    """(voice id, sex) of each voice: files of a voices folder named like "bm_george", or the model's only one."""
    folder = catalog.installed(model.id)
    if "voices" not in model.options or folder is None:
        return [("", str(model.options.get("sex", "")))]
    names = sorted(path.stem for path in (folder / str(model.options["voices"])).glob("*.bin"))
    return [(name, {"m": "male", "f": "female"}.get(name[1:2], "")) for name in names]
