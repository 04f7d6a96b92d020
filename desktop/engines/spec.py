"""What an engine is made from: data only, so that an engine can be swapped while the app runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

from desktop.events import EngineRole

ADAPTERS = MappingProxyType(
    {
        "vosk": "desktop.recognition.vosk_ear:VoskEar",
        "moonshine": "desktop.recognition.moonshine_ear:MoonshineEar",
        "whisper": "desktop.recognition.whisper_ear:WhisperEar",
        "minilm": "desktop.rubric.embedder:MiniLm",
        "llama": "desktop.persona.llama:LlamaPersona",
        "piper": "desktop.synthesis.piper_voice:PiperVoice",
        "hibari": "desktop.synthesis.hibari_voice:HibariVoice",
        "kokoro": "desktop.synthesis.kokoro_voice:KokoroVoice",
        "system": "desktop.synthesis.system_voice:SystemVoice",
    }
)
"""Adapter name -> "module:Class", imported only inside the child process."""

Option = str | int | float | bool


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """One engine to run: an adapter of `ADAPTERS` (or "module:Class") with its options.

    `options` always holds "model" (catalog id), "model_sha256" and "threads"; "nice" above 0 makes the process
    give way to the others. The adapters document the rest.
    """

    role: EngineRole
    adapter: str
    options: dict[str, Option] = field(default_factory=dict)
    load_deadline_s: float = 120.0
    env: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BreakerPolicy:
    """When an engine is given up: `failures` within `window_s` open the breaker, tried again after `reset_s`."""

    failures: int = 3
    window_s: float = 300.0
    reset_s: float = 60.0
