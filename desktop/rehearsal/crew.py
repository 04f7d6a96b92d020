"""The engines of a call: which ones, made from what is installed; started together; swapped when they fail.

This is the one place that turns catalog entries into running engines. It knows roles, ratings and health, never a
model's name.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from desktop import paths, settings
from desktop.catalog import Catalog, Model
from desktop.engines.host import EngineHost
from desktop.engines.spec import BreakerPolicy, EngineSpec, Option
from desktop.errors import EngineError, UserError
from desktop.events import Emit, EngineHealth, EngineInfo, EngineRole, Notice
from desktop.logs import get_logger
from desktop.persona import heads
from desktop.rehearsal.hearing import Ear
from desktop.rehearsal.installed import SYSTEM_VOICE, voice_options
from desktop.rehearsal.meaning import EngineEmbedder
from desktop.rehearsal.persona_engine import PersonaLadder, Player
from desktop.rehearsal.starting import Starting, Then
from desktop.rehearsal.voice import Voice, VoiceLadder
from desktop.scenario import VoiceWish
from desktop.settings import Settings, fetch_or_ask
from desktop.synthesis.voices import VoiceOption, ladder

_NICE = {"second_ear": 2, "careful_ear": 10, "synthesizer": 2, "persona": 10}
"""Who gives way when the cores are busy. The app's own sound comes first: a loudspeaker that runs dry clicks, and
its echo is no longer where it is looked for. A late live ear is noticed at once, the persona's model last."""


@dataclass(frozen=True, slots=True)
class CrewPlan:
    """Who will take part: catalog models in the order they are tried."""

    live_ear: Model | None
    second_ear: Model | None
    personas: tuple[Model, ...]
    voices: tuple[VoiceOption, ...]
    notices: tuple[Notice, ...] = ()
    embedder: Model | None = None


def plan_crew(catalog: Catalog, settings: Settings, wish: VoiceWish) -> CrewPlan:
    """Choose among what is installed: the best rated of each role, or what the settings name."""
    live = _best(catalog, "recogniser")
    second = _best(catalog, "second_ear")
    personas = list(catalog.usable_models("persona"))
    if settings.persona_model:
        personas.sort(key=lambda model: model.id != settings.persona_model)
    voices = ladder(wish, (*voice_options(catalog), SYSTEM_VOICE))
    if settings.voice:
        voices = tuple(sorted(voices, key=lambda option: settings.voice not in (option.key, option.model)))
    missing = _missing(catalog, live, second, personas)
    return CrewPlan(live, second, tuple(personas), voices, missing, _best(catalog, "embedder"))


def _best(catalog: Catalog, role: str) -> Model | None:
    return next(iter(catalog.usable_models(role)), None)


def _missing(
    catalog: Catalog, live: Model | None, second: Model | None, personas: Sequence[Model]
) -> tuple[Notice, ...]:
    """One line for each role that is empty or filled with less than the catalog's first choice."""
    notices = []
    if live is None and second is None:
        notices.append(_lack("Type your side: what hears you is missing."))
    elif live is None:
        notices.append(_lack("Your words appear when you have finished: what hears them at once is missing."))
    else:
        better = [m for m in catalog.models("recogniser") if m.rating > live.rating and m.slots]
        if better:
            notices.append(_lack("You are heard, but less well than you could be.", better[0].id))
    if personas and all("persona-small" in model.slots for model in personas):
        notices.append(_lack("The other person answers more simply than they could: a larger model is missing."))
    if not catalog.usable_models("embedder"):
        notices.append(_lack("Only words near the coach's own are found: what hears the meaning is missing."))
    if not personas:
        notices.append(_lack("The other person says lines written beforehand: what finds the answers is missing."))
    return tuple(notices)


def _lack(message: str, model: str = "--default") -> Notice:
    """What is missing; the window fetches it, and so does a terminal, where a policy lets them."""
    command = paths.command(f"models fetch {model}")
    fix = fetch_or_ask(f"Get it under Settings, Models; in a terminal: {command}")
    return Notice(message, fix, "models" if settings.policy().rules.fetch_models != "never" else "")


def cores() -> int:
    """Physical cores this process may use."""
    physical = psutil.cpu_count(logical=False) or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else physical
    return max(1, min(physical, allowed))


def spec_for(role: EngineRole, model: Model, folder: Path, threads: int) -> EngineSpec:
    """The engine of one catalog model installed in `folder`."""
    options = {
        **model.options,
        "model": model.id,
        "model_sha256": model.main_sha256,
        "model_dir": str(folder),
        "threads": threads,
        "nice": _NICE.get(role, 0),
    }
    if role == "persona":
        options["heads"] = str(heads.folder())
    return EngineSpec(role, model.adapter, options)


@dataclass(slots=True)
class Crew:
    """The engines of one call, as far as they are started. `infos` says who those are."""

    live_ear: Ear | None = None
    second_ear: Ear | None = None
    voice: VoiceLadder = field(default_factory=lambda: VoiceLadder((), lambda *_trouble: None))
    persona: PersonaLadder = field(default_factory=lambda: PersonaLadder((), lambda *_trouble: None))
    hosts: dict[str, EngineHost] = field(default_factory=dict)
    embedder: EngineEmbedder | None = None
    starting: Starting | None = None
    """Engines that are still to come; None where nothing was started."""

    @property
    def whole(self) -> bool:
        """Whether every engine was started."""
        return self.starting is None or self.starting.whole

    def when_whole(self, then: Then) -> None:
        """Call `then` when every engine was started, on another thread; at once if they are. Not after `close`."""
        if self.starting is None:
            then()
        else:
            self.starting.when_whole(then)

    @property
    def infos(self) -> dict[EngineRole, EngineInfo]:
        """Who does the work now, by role."""
        found: dict[EngineRole, EngineInfo | None] = {
            "recogniser": self.live_ear.host.info if self.live_ear else None,
            "second_ear": self.second_ear.host.info if self.second_ear else None,
            "persona": self.persona.info,
            "synthesizer": self.voice.info,
            "embedder": self.embedder.host.info if self.embedder else None,
        }
        return {role: info for role, info in found.items() if info is not None}

    def close(self) -> None:
        """End every engine."""
        if self.starting is not None:
            self.starting.close()
        self.voice.retire()
        _close_all(self.hosts)
        if self.starting is not None:
            self.starting.join()


class Hiring:
    """Starts the engines of a plan."""

    def __init__(self, catalog: Catalog, settings: Settings, emit: Emit) -> None:
        self._catalog = catalog
        self._emit = emit
        self._breaker = BreakerPolicy(settings.engine_failures, settings.engine_window_s)
        self._hosts: dict[str, EngineHost] = {}

    def begin(self, plan: CrewPlan, wish: VoiceWish) -> Crew:
        """Start all engines; return when those work that a call begins with, the live ear and the voice.

        The others come after them, and so don't take the cores from them: the persona, the second ear, the
        embedder. What is asked of one meanwhile waits for it. One that can't start is told, and left out.
        """
        return self._started(plan, wish, whole=False)

    def start(self, plan: CrewPlan, wish: VoiceWish) -> Crew:
        """As `begin`, and wait for all of them."""
        return self._started(plan, wish, whole=True)

    def _started(self, plan: CrewPlan, wish: VoiceWish, *, whole: bool) -> Crew:
        for notice in plan.notices:
            self._emit(notice)
        work = cores()
        live = self._host("recogniser", plan.live_ear, 1)
        second = self._host("second_ear", plan.second_ear, work)
        personas = [(model, self._host("persona", model, work)) for model in plan.personas]
        voices = [(option, self._voice_host(option, work, wish)) for option in plan.voices]
        meaning = self._host("embedder", plan.embedder, 1)
        starting = Starting(
            _there(*(host for _option, host in voices[:1]), live),
            _there(*(host for _model, host in personas[:1]), second, meaning),
            self._emit,
            beside=work,
        )
        if whole:
            starting.wait()
        else:
            starting.wait_first()
            if second is not None and (live is None or not starting.works(live)):
                starting.wait_for([second])
        return Crew(
            live_ear=_ear(live, plan.live_ear) if live is not None and starting.works(live) else None,
            second_ear=_ear(second, plan.second_ear) if second is not None and starting.works(second) else None,
            voice=VoiceLadder(
                [_voice(option, host, wish) for option, host in voices if host is not None], self.voice_trouble
            ),
            persona=PersonaLadder(
                [Player(host, model) for model, host in personas if host is not None], self.persona_trouble
            ),
            hosts=self._hosts,
            embedder=EngineEmbedder(meaning, self.meaning_trouble)
            if meaning is not None and starting.works(meaning)
            else None,
            starting=starting,
        )

    def close(self) -> None:
        """End every engine that was started here."""
        _close_all(self._hosts)

    def extra_voice(self, option: VoiceOption) -> Voice:
        """A voice beside the persona's own; it ends with `close`."""
        host = self._voice_host(option, cores(), VoiceWish())
        if host is None:
            fix = fetch_or_ask(f"Run: {paths.command('models fetch --default')}")
            raise UserError(f"The voice {option.key} is not installed.", fix)
        return _voice(option, host, VoiceWish())

    def voice_trouble(self, voice: Voice, wrong: EngineError, given_up: bool) -> None:
        """A voice failed; `given_up` when the next one speaks from now on."""
        get_logger(engine="synthesizer").warning("voice.failed", error_type=type(wrong).__name__)
        if given_up:
            detail = "The voice stopped working; another one speaks, or captions show the words."
            self._emit(EngineHealth("synthesizer", "degraded", detail))

    def persona_trouble(self, player: Player, wrong: EngineError, given_up: bool) -> None:
        """A language model failed; `given_up` when the next smaller one plays from now on."""
        get_logger(engine="persona").warning("persona.failed", error_type=type(wrong).__name__)
        if given_up:
            detail = "What finds the answers stopped; a smaller model goes on, or lines written beforehand."
            self._emit(EngineHealth("persona", "degraded", detail))

    def ear_trouble(self, ear: Ear, wrong: EngineError) -> None:
        """An ear failed on an utterance; the other one, or its new process, goes on."""
        role: EngineRole = ear.host.spec.role
        get_logger(engine=role).warning("ear.failed", error_type=type(wrong).__name__)
        self._emit(EngineHealth(role, "degraded", "You were not heard for a moment; nothing you said is lost."))

    def meaning_trouble(self, wrong: EngineError) -> None:
        """The embedder gave no answer; words alone are heard until it does."""
        get_logger(engine="embedder").warning("embedder.failed", error_type=type(wrong).__name__)
        detail = (
            "What you say in other words than the coach's is not heard for a moment; nothing you said is lost."
        )
        self._emit(EngineHealth("embedder", "degraded", detail))

    def _host(self, role: EngineRole, model: Model | None, threads: int) -> EngineHost | None:
        folder = self._catalog.installed(model.id) if model else None
        if model is None or folder is None:
            return None
        return self._keep(model.id, spec_for(role, model, folder, threads))

    def _voice_host(self, option: VoiceOption, threads: int, wish: VoiceWish) -> EngineHost | None:
        if option.adapter == SYSTEM_VOICE.adapter:
            options: dict[str, Option] = {"model": "system", "model_sha256": "", "threads": 1, "sex": wish.sex}
            return self._keep(f"system-{wish.sex}", EngineSpec("synthesizer", "system", options))
        return self._host("synthesizer", self._catalog.get(option.model), threads)

    def _keep(self, key: str, spec: EngineSpec) -> EngineHost:
        if key not in self._hosts:
            self._hosts[key] = EngineHost(spec, on_health=self._emit, breaker=self._breaker)
        return self._hosts[key]


def _close_all(hosts: dict[str, EngineHost]) -> None:
    with ThreadPoolExecutor(max_workers=max(1, len(hosts))) as pool:
        list(pool.map(lambda host: host.close(), hosts.values()))


def _there(*hosts: EngineHost | None) -> list[EngineHost]:
    return [host for host in hosts if host is not None]


def _ear(host: EngineHost | None, model: Model | None) -> Ear | None:
    return Ear(host, model.id, float(model.rating)) if host is not None and model is not None else None


def _voice(option: VoiceOption, host: EngineHost, wish: VoiceWish) -> Voice:
    return Voice(host, option.voice, option.key, wish.pace)
