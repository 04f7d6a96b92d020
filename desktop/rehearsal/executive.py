"""The executive's side of the example call: its lines, spoken by a voice that is not the persona's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from desktop import paths
from desktop.audio.file_device import to_capture_rate
from desktop.catalog import Catalog
from desktop.engines.host import EngineHost
from desktop.engines.spec import EngineSpec
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE
from desktop.rehearsal.crew import cores, spec_for
from desktop.rehearsal.installed import SYSTEM_VOICE, voice_options
from desktop.scenario import VoiceWish
from desktop.settings import fetch_or_ask
from desktop.synthesis.messages import Speak, Spoken
from desktop.synthesis.voices import VoiceOption, pick_other

Samples = npt.NDArray[np.int16]

LEAD_S = 0.6
"""Silence before the first line: someone breathes in before they speak."""
GAP_S = 2.4
"""Silence between lines, longer than any pause that leaves a turn open."""
_DEADLINE_S = 120.0
_WISH = VoiceWish(sex="male", age="middle")


def executive_voice(catalog: Catalog, persona: VoiceOption) -> VoiceOption:
    """A voice for the executive, never the persona's own. Raises `UserError` when there is no second voice."""
    options = [option for option in voice_options(catalog) if _is_first(catalog, option)]
    chosen = pick_other(persona, _WISH, (*options, SYSTEM_VOICE))
    if chosen is None:
        fix = fetch_or_ask(f"Run: {paths.command('models fetch --default')}")
        raise UserError("There is no second voice for the executive.", fix)
    return chosen


def _is_first(catalog: Catalog, option: VoiceOption) -> bool:
    """Whether the catalog names this voice as its model's first: the one the ears were measured with."""
    return option.voice == catalog.get(option.model).options.get("voice", option.voice)


def speak_lines(
    catalog: Catalog, voice: VoiceOption, lines: Sequence[str], progress: Callable[[int], None]
) -> Samples:
    """`lines` one after the other with pauses between them: int16, mono, 16 kHz. `progress` gets lines done."""
    folder = catalog.installed(voice.model)
    if folder is None:
        spec = EngineSpec("synthesizer", "system", {"model": "system", "model_sha256": "", "threads": 1})
    else:
        spec = spec_for("synthesizer", catalog.get(voice.model), folder, cores())
    parts = [_silence(LEAD_S)]
    with EngineHost(spec) as host:
        host.start()
        for done, line in enumerate(lines, 1):
            spoken, pcm = host.call("speak", Speak(line, voice=voice.voice), Spoken, deadline_s=_DEADLINE_S)
            parts += [to_capture_rate(np.frombuffer(pcm, dtype="<i2").astype(np.int16), spoken.rate)]
            parts += [_silence(GAP_S)]
            progress(done)
    return np.concatenate(parts)


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * CAPTURE_RATE), dtype=np.int16)
