"""The trial run of a voice at set-up."""

from __future__ import annotations

from pathlib import Path

from desktop.catalog import Model
from desktop.engines.host import EngineHost
from desktop.rehearsal.crew import cores, spec_for
from desktop.synthesis.messages import Speak, Spoken
from desktop.synthesis.speed import VoiceSpeed, measure_speed

DEADLINE_S = 60.0
"""For one text of the trial: a machine that needs longer is far from keeping up."""


def measure_voice(model: Model, folder: Path) -> VoiceSpeed:
    """How fast this machine speaks with `model`, as in a call: in a child process. Raises `EngineError`."""
    with EngineHost(spec_for("synthesizer", model, folder, cores())) as host:
        host.start()

        def say(text: str) -> tuple[int, int]:
            spoken, _pcm = host.call("speak", Speak(text), Spoken, deadline_s=DEADLINE_S)
            return spoken.rate, spoken.samples

        return measure_speed(say)
