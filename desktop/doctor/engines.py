"""Each engine loaded in a child process, as a call does it, and made to do something small."""

from __future__ import annotations

import time
from pathlib import Path

from desktop.catalog import Model
from desktop.engines.host import EngineHost
from desktop.engines.spec import EngineSpec, Option
from desktop.events import CAPTURE_RATE
from desktop.persona.messages import Generate, Generated, PromptPart
from desktop.recognition.messages import Feed, Finish, Heard, Transcribe
from desktop.rehearsal.crew import cores, spec_for
from desktop.rehearsal.meaning import EngineEmbedder
from desktop.synthesis.messages import Speak, Spoken

DEADLINE_S = 60.0
SENTENCE = "I hear you. Walk me through the two options."
_SILENCE = bytes(2 * CAPTURE_RATE)
"""One second."""

_ROLES = {
    "recogniser": "recogniser",
    "second_ear": "second_ear",
    "careful_ear": "careful_ear",
    "embedder": "embedder",
    "persona": "persona",
    "voice": "synthesizer",
}


def try_engine(model: Model, folder: Path) -> str:
    """Load `model` and use it once; what it took, in words. Raises `EngineError`."""
    spec = spec_for(_ROLES[model.role], model, folder, cores())  # type: ignore[arg-type]
    return _tried(spec, model.role)


def try_system_voice() -> str:
    """The same for the platform's own voice."""
    options: dict[str, Option] = {"model": "system", "model_sha256": "", "threads": 1}
    return _tried(EngineSpec("synthesizer", "system", options), "voice")


def _tried(spec: EngineSpec, role: str) -> str:
    start = time.monotonic()
    with EngineHost(spec) as host:
        info = host.start()
        loaded = time.monotonic()
        did = _WORK[role](host)
        took = time.monotonic() - loaded
        return f"{info.name} {info.version} loaded in {loaded - start:.1f} s, {did} in {took:.1f} s"


def _hear_live(host: EngineHost) -> str:
    host.call("feed", Feed(), Heard, _SILENCE, deadline_s=DEADLINE_S)
    host.call("finish", Finish(), Heard, deadline_s=DEADLINE_S)
    return "heard a second"


def _hear(host: EngineHost) -> str:
    host.call("transcribe", Transcribe(), Heard, _SILENCE, deadline_s=DEADLINE_S)
    return "heard a second"


def _answer(host: EngineHost) -> str:
    prompt = (PromptPart("The two options are"),)
    reply, _none = host.call("generate", Generate(prompt, max_tokens=8), Generated, deadline_s=DEADLINE_S)
    return f"wrote {reply.tokens} tokens"


def _speak(host: EngineHost) -> str:
    spoken, _pcm = host.call("speak", Speak(SENTENCE), Spoken, deadline_s=DEADLINE_S)
    return f"spoke {spoken.samples / spoken.rate:.1f} s"


def _embed(host: EngineHost) -> str:
    vectors = EngineEmbedder(host).embed_examples([SENTENCE])
    return f"embedded {len(vectors)} sentence"


_WORK = {
    "recogniser": _hear_live,
    "second_ear": _hear,
    "careful_ear": _hear,
    "embedder": _embed,
    "persona": _answer,
    "voice": _speak,
}
