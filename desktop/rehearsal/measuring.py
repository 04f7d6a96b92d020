"""The trial run of a voice when it has come."""

from __future__ import annotations

from pathlib import Path

from desktop import logs
from desktop.catalog import Catalog, Model
from desktop.engines.host import EngineHost
from desktop.errors import EngineError
from desktop.rehearsal import speeds
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


def needs_trial(catalog: Catalog, model_id: str) -> bool:
    """Whether this is an installed voice that must be tried before a call uses it live.

    A run that fell short may have met a busy machine: it is made again at the next occasion.
    """
    model = catalog.get(model_id)
    return model.measured and catalog.installed(model_id) is not None and not speeds.keeps_up(model_id)


def try_out(catalog: Catalog, model_id: str) -> str:
    """Try a voice that needs it, and remember how fast it was; why it could not be tried, "" when it was."""
    folder = catalog.installed(model_id)
    if folder is None or not needs_trial(catalog, model_id):
        return ""
    try:
        speeds.keep(model_id, measure_voice(catalog.get(model_id), folder))
    except EngineError as wrong:
        logs.get_logger().warning("voice.not_tried", error_type=type(wrong).__name__)
        return str(wrong)
    return ""
