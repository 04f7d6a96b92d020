"""`call`: a live call in the terminal, the very session that the window runs."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click
import numpy as np

from desktop import logs, paths, settings
from desktop.audio.portaudio import check_devices
from desktop.audio.sole_use import check_free
from desktop.catalog import Catalog
from desktop.commands.console import Narrator, print_json
from desktop.commands.picture import draw_review
from desktop.commands.stored import session as stored_session
from desktop.errors import UserError
from desktop.packs import load_scenario
from desktop.records import StoredSession
from desktop.rehearsal.beginning import Beginning, Samples, resume, retry
from desktop.rehearsal.compose import CallOptions
from desktop.rehearsal.offline import Rehearsed, open_store
from desktop.rehearsal.online import converse
from desktop.rehearsal.recorder import from_flac
from desktop.rehearsal.result import ready_folder
from desktop.rehearsal.witness import WatchedDevice
from desktop.scenario import Scenario
from desktop.settings import Settings


class Minutes(click.ParamType[float]):
    """A number of minutes, from a tenth on."""

    name = "minutes"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """`value` as a number; a usage error otherwise."""
        try:
            minutes = float(str(value).replace(",", "."))
        except ValueError:
            minutes = 0.0
        if not 0.1 <= minutes <= _LONGEST_MIN:
            self.fail(f"'{value}' is no time for a call. Give minutes, such as 10 or 2.5.", param, ctx)
        return minutes


_LONGEST_MIN = 24 * 60


@click.command("call")
@click.option("--scenario", "scenario_id", help="A scenario's id, or the path of a pack.")
@click.option("--retry", "retry_of", help="A session of which to try a moment again, with --turn.")
@click.option(
    "--turn", "turn_id", type=int, help="With --retry: which turn of yours; sessions show --json has them."
)
@click.option("--resume", "resumed", help="A session that broke off, to go on with.")
@click.option("--minutes", type=Minutes(), help="Time limit (the scenario's own, if not given).")
@click.option("--difficulty", help="supportive, realistic or brutal (the setting's, if not given).")
@click.option("--model", default="", help="The persona's model, by its id (the setting's, if not given).")
@click.option("--seed", type=int, help="The same seed, the same dice.")
@click.option("--model-opens", is_flag=True, hidden=True, help="No authored openers, for comparison.")
@click.option("--sequential", is_flag=True, hidden=True, help="One step after the other, for comparison.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the review (not encrypted) into this folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def command(
    scenario_id: str | None,
    retry_of: str | None,
    turn_id: int | None,
    resumed: str | None,
    minutes: float | None,
    difficulty: str | None,
    model: str,
    seed: int | None,
    model_opens: bool,
    sequential: bool,
    out: Path | None,
    as_json: bool,
) -> int:
    """A live call on the default microphone and loudspeaker. Ctrl-C hangs up and saves.

    A line typed in the terminal is said in place of a spoken one. With --retry the persona says the line again
    that you answered in that turn, and you answer anew; with --resume a call goes on that broke off. Both keep the
    difficulty of that call.
    """
    earlier = _earlier(retry_of, turn_id, resumed)
    if sequential and earlier is not None:
        raise click.UsageError("--sequential goes with neither --retry nor --resume.")
    logs.configure(paths.log_dir())
    scenario, goes_on = _beginning(scenario_id, earlier)
    chosen = _settings(model)
    if difficulty:
        chosen = settings.replace(chosen, difficulty=difficulty)
    if goes_on is not None:
        difficulty = goes_on.beginning.difficulty
    options = CallOptions(
        difficulty=_difficulty(scenario, difficulty or chosen.difficulty),
        pauses=chosen.pauses,
        keep_audio=chosen.keep_audio if goes_on is None else goes_on.keep_audio(chosen),
        limit_s=minutes * 60 if minutes is not None else goes_on.limit_s if goes_on is not None else None,
        seed=np.random.default_rng().integers(2**31).item() if seed is None else seed,
        bridges=chosen.bridges,
        barge_in=chosen.barge_in,
        needs_device=True,
        model_opens=model_opens,
    )
    if out is not None:
        settings.policy().require("exports")
        ready_folder(out)
    narrator = Narrator(scenario.persona.name.split()[0], err=as_json, scenario=scenario)
    check_devices()
    check_free()
    narrator.line(f"Calling {scenario.persona.name} ...")
    done = _converse(scenario, options, chosen, narrator, out, sequential=sequential, goes_on=goes_on)
    narrator.line(done.summary)
    narrator.line(f"To look at it again: {paths.command(f'sessions show {done.session_id}')}")
    if as_json:
        print_json(done.result)
    return 0 if done.whole else 1


def _converse(
    scenario: Scenario,
    options: CallOptions,
    chosen: Settings,
    narrator: Narrator,
    out: Path | None,
    *,
    sequential: bool,
    goes_on: _GoesOn | None = None,
) -> Rehearsed:
    # Who listens again needs the sound for that long; it is written nowhere.
    keep = options.keep_audio or chosen.careful_listening != "off"
    device = WatchedDevice(microphone=chosen.input_device, loudspeaker=chosen.output_device, keep=keep)
    with open_store(narrator) as store, _hang_up_signals() as stopped:
        done = converse(
            scenario,
            options,
            device,
            catalog=Catalog.load(),
            settings=chosen,
            store=store,
            emit=narrator,
            out=out,
            picture=draw_review,
            stopped=stopped,
            typed=_typed_lines(),
            on_begin=lambda: narrator.line("The call begins. Ctrl-C hangs up."),
            sequential=sequential,
            beginning=goes_on.beginning if goes_on is not None else None,
            sound=goes_on.sound if goes_on is not None else None,
        )
    return replace(done, result=done.result | {"overspeech": asdict(device.overspeech)})


@dataclass(frozen=True, slots=True)
class _Earlier:
    """Which session a call goes on from; `turn_id` None: from where it broke off."""

    session: str
    turn_id: int | None = None


@dataclass(frozen=True, slots=True)
class _GoesOn:
    """Where an earlier call stood, and its sound."""

    earlier: StoredSession
    beginning: Beginning
    sound: Samples | None

    @property
    def limit_s(self) -> float | None:
        """The time limit that it had; None where that was not kept."""
        return self.earlier.start.limit_s or None

    def keep_audio(self, chosen: Settings) -> bool:
        """A call that is taken up again keeps its sound or not as it did; a retry is a call of its own."""
        return self.earlier.start.keep_audio if self.beginning.resumed_from else chosen.keep_audio


def _earlier(retry_of: str | None, turn_id: int | None, resumed: str | None) -> _Earlier | None:
    if retry_of and resumed:
        raise click.UsageError("Give --retry or --resume, not both.")
    if (retry_of is None) is not (turn_id is None):
        raise click.UsageError("--retry and --turn go together.")
    if retry_of:
        return _Earlier(retry_of, turn_id)
    return _Earlier(resumed) if resumed else None


def _beginning(scenario_id: str | None, earlier: _Earlier | None) -> tuple[Scenario, _GoesOn | None]:
    """The scenario, and where the earlier call stood that this one goes on from, if any."""
    if earlier is None:
        if scenario_id is None:
            raise click.UsageError("Say what to rehearse: --scenario, --retry or --resume.")
        return load_scenario(scenario_id), None
    with open_store(Narrator("", err=True)) as store:
        stored, scenario = stored_session(store, earlier.session, scenario_id)
        if earlier.turn_id is not None:
            return scenario, _GoesOn(stored, retry(stored, scenario, earlier.turn_id), None)
        whole = store.resumed_by(stored.start.session_id)
        stored = store.session(whole) if whole else stored
        flac = store.load_audio(stored.start.session_id)
        return scenario, _GoesOn(stored, resume(stored, scenario), from_flac(flac) if flac else None)


def _settings(model: str) -> Settings:
    chosen = settings.load()
    if not model:
        return chosen
    known = [one.id for one in Catalog.load().installed_models("persona")]
    if model not in known:
        raise UserError(f"The model {model} is not installed.", f"Choose one of: {', '.join(known) or 'none'}.")
    return settings.replace(chosen, persona_model=model)


def _difficulty(scenario: Scenario, difficulty: str) -> str:
    if difficulty not in scenario.difficulties:
        known = ", ".join(scenario.difficulties)
        raise UserError(f"There is no difficulty '{difficulty}'.", f"Choose one of {known}.")
    return difficulty


@contextmanager
def _hang_up_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C and a polite end of the process set; a second one ends it at once."""
    stopped = threading.Event()

    def stop(number: int, _frame: object) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _typed_lines() -> Iterator[str]:
    """What is typed, line by line; nothing where there is no terminal to type in."""
    if sys.stdin is not None and sys.stdin.isatty():
        yield from sys.stdin
