"""`persona talk`: the persona answers a scripted executive as text, one JSON object a turn."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from desktop import logs, paths, settings
from desktop.catalog import Catalog, Model
from desktop.commands.console import print_json
from desktop.commands.personaeval.executives import KINDS, Line, lines
from desktop.commands.personaeval.judge import Spoken, Tally, total
from desktop.engines.host import EngineHost
from desktop.errors import EngineError, UserError
from desktop.events import Utterance
from desktop.packs import load_scenario
from desktop.persona import guard, words
from desktop.persona.messages import Warmed
from desktop.persona.reply import PersonaActor, PersonaEngine, PersonaReply, TurnPlan
from desktop.rehearsal.compose import PATIENT_REPLY_S
from desktop.rehearsal.crew import cores, spec_for
from desktop.rehearsal.persona_engine import PersonaLadder, Player
from desktop.rubric.evidence import evidence_for
from desktop.rubric.items import items_of
from desktop.rubric.rubric import Rubric
from desktop.scenario import Scenario

_WORDS_PER_S = 2.5
_PAUSE_S = 1.0
"""A script has no clock: its lines take the time that speaking them would."""
_WARM_S = 300.0
AUTHORED = "none"
"""The name for no model at all."""


@click.group()
def command() -> None:
    """Talk to a persona as text."""


@command.command()
@click.option("--scenario", "scenario_id", required=True, help="A scenario's id, or the path of a pack.")
@click.option("--script", required=True, type=click.Path(path_type=Path), help="Your lines, one a line.")
@click.option("--model", "model_id", help=f"A language model's id, or {AUTHORED} for authored lines alone.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed, other words.")
@click.option("--difficulty", help="supportive, realistic (unless another is locked) or brutal.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a turn.")
def talk(
    scenario_id: str, script: Path, model_id: str | None, seed: int, difficulty: str | None, as_json: bool
) -> None:
    """Say the lines of a script to a persona and print the answers."""
    logs.configure(paths.log_dir())
    scenario = load_scenario(scenario_id)
    lines = _lines(script)
    difficulty = difficulty or settings.held("difficulty", "realistic")
    if difficulty not in scenario.difficulties:
        known = ", ".join(scenario.difficulties)
        raise UserError(f"There is no difficulty '{difficulty}'.", f"Choose one of {known}.")
    settings.replace(settings.Settings(), difficulty=difficulty)  # refused where another is locked
    model = chosen_model(Catalog.load(), model_id)
    with _ladder(model) as ladder:
        actor = actor_for(scenario, difficulty, seed, ladder)
        opening = actor.opening()
        actor.opened(opening)
        _warm(ladder, actor)
        name = scenario.persona.name.split()[0]
        click.echo(f"{name}: {opening}", err=as_json)
        for turn in conversation(actor, ladder if ladder.current else None, Rubric(items_of(scenario)), lines):
            click.echo(msgspec.json.encode(turn).decode() if as_json else _readable(turn, name))


@command.command("eval")
@click.option("--scenario", "scenario_id", default="eleven-pm", show_default=True, help="An id, or a pack's path.")
@click.option("--model", "model_id", help=f"A language model's id, or {AUTHORED} for authored lines alone.")
@click.option("--turns", type=click.IntRange(min=1), default=40, show_default=True, help="For each executive.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--executives", "wanted", default=",".join(KINDS), show_default=True, help="Which ones, by commas.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object, last.")
def evaluate(scenario_id: str, model_id: str | None, turns: int, seed: int, wanted: str, as_json: bool) -> None:
    """Let seven kinds of scripted executives talk to a persona, and judge what it says."""
    logs.configure(paths.log_dir())
    scenario = load_scenario(scenario_id)
    kinds = [kind.strip() for kind in wanted.split(",") if kind.strip()]
    if not kinds or set(kinds) - set(KINDS):
        raise UserError(f"There is no executive '{wanted}'.", f"Choose among {', '.join(KINDS)}.")
    model = chosen_model(Catalog.load(), model_id)
    found = {}
    with _ladder(model) as ladder:
        for kind in kinds:
            found[kind] = _judged(scenario, ladder, lines(kind, scenario, turns, seed), seed)
            click.echo(f"{kind}: {_verdict(found[kind])}", err=as_json)
    whole = total(found.values())
    click.echo(_summary_line(whole), err=as_json)
    if as_json:
        about = {"scenario": scenario.id, "model": model.id if model else AUTHORED, "seed": seed}
        print_json({**about, "total": whole, "executives": found})


def _judged(scenario: Scenario, ladder: PersonaLadder, said: Iterable[Line], seed: int) -> dict[str, Any]:
    """One executive's lines, over as many calls as they take."""
    tally, rubric = Tally(), Rubric(items_of(scenario))
    actor: PersonaActor | None = None
    at_s = 0.0
    for turn_id, line in enumerate(said, 1):
        if actor is None:
            actor, at_s = actor_for(scenario, "realistic", seed + tally.calls, ladder), 0.0
            actor.opened(actor.opening())
            _warm(ladder, actor)
        at_s += _spoken_s(line.text)
        spoken, ended = _say(actor, ladder, rubric, line, at_s, turn_id)
        tally.add(spoken)
        at_s += _spoken_s(spoken.text)
        if ended or at_s >= scenario.minutes * 60:
            tally.new_call()
            actor = None
    return tally.result()


def _say(
    actor: PersonaActor, ladder: PersonaLadder, rubric: Rubric, line: Line, at_s: float, turn_id: int
) -> tuple[Spoken, bool]:
    before = actor.state
    evidence = evidence_for(Utterance(turn_id, "user", line.text, at_s, at_s, "typed"), rubric.match(line.text))
    began, worked = time.perf_counter(), time.thread_time()
    plan = actor.hear(line.text, evidence, at_s, turn_id=turn_id)
    plan_ms = 1000 * (time.perf_counter() - began)
    context = actor.guarded(plan)
    own_s = time.thread_time() - worked
    if plan.follow_up or actor.freedom != "adds":  # the model may speak: what it would have read by now
        _warm(ladder, actor)
    engine = ladder if ladder.current else None
    reply = actor.speak(plan, engine, lambda _sentence: None, lambda: False)
    worked = time.thread_time()
    for sentence in words.sentences(reply.text):
        guard.check(sentence, context)
    own_s += time.thread_time() - worked
    actor.finished(plan, reply.text)
    spoken = Spoken(
        line=line,
        text=reply.text,
        source=reply.source,
        beat=reply.beat,
        before=before,
        after=plan.state,
        refused=reply.guard,
        context=context,
        plan_ms=plan_ms,
        own_ms=1000 * own_s,
        total_s=reply.total_s,
        prompt_tokens=reply.prompt_tokens_evaluated,
        tokens=reply.generated_tokens,
    )
    return spoken, reply.ended


def _verdict(found: dict[str, Any]) -> str:
    refused, broken = (sum(found[key].values()) for key in ("guard_before", "guard_after"))
    return (
        f"{found['turns']} turns in {found['calls']} calls, {refused} sentences refused, "
        f"{broken} broken rules in what was said, {found['exact_repeats']} repeats"
    )


def _summary_line(whole: dict[str, Any]) -> str:
    return (
        f"All: invented or contradicted {whole['invented_or_contradicted_share']}, "
        f"repeats {whole['exact_repeats_share']}, right direction {whole['direction_right_share']} (shares)."
    )


def actor_for(scenario: Scenario, difficulty: str, seed: int, ladder: PersonaLadder) -> PersonaActor:
    """An actor whose settings are those of the ladder's model."""
    return PersonaActor(
        scenario,
        difficulty,
        seed,
        freedom=ladder.freedom,
        chat_format=str(ladder.option("format", "chatml")),
        sampling=ladder.sampling,
        context_tokens=int(ladder.option("n_ctx", 4096)),
    )


def conversation(
    actor: PersonaActor, engine: PersonaEngine | None, rubric: Rubric, lines: Iterable[str]
) -> Iterator[dict[str, Any]]:
    """One object a line, until the script ends or the persona ends the call."""
    at_s = 0.0
    for turn_id, line in enumerate(lines, 1):
        at_s += _spoken_s(line)
        heard = Utterance(turn_id, "user", line, at_s, at_s, "typed")
        plan = actor.hear(line, evidence_for(heard, rubric.match(line)), at_s, turn_id=turn_id)
        reply = actor.speak(plan, engine, lambda _sentence: None, lambda: False)
        actor.finished(plan, reply.text)
        at_s += _spoken_s(reply.text)
        yield _turn(plan, reply, line)
        if reply.ended:
            return


def chosen_model(catalog: Catalog, model_id: str | None) -> Model | None:
    """The model asked for, else the best that is installed; None for authored lines alone."""
    if model_id == AUTHORED:
        return None
    if model_id is None:
        return max(catalog.installed_models("persona"), key=lambda model: model.rating, default=None)
    model = catalog.get(model_id)
    if model.role != "persona":
        raise UserError(f"{model_id} is not a language model.", "./run models list shows which are.")
    settings.replace(settings.Settings(), persona_model=model_id)  # refused where another is locked
    if not model.in_catalog:
        settings.policy().require("models_outside_catalog")
    if catalog.installed(model_id) is None:
        fix = settings.fetch_or_ask(f"Fetch it: {paths.command(f'models fetch {model_id}')}")
        raise UserError(f"The model {model_id} is not installed.", fix)
    return model


@contextmanager
def _ladder(model: Model | None) -> Iterator[PersonaLadder]:
    """The model in its own process, with authored lines below it. Nobody waits on a line: it gets all its time."""
    folder = Catalog.load().installed(model.id) if model else None
    if model is None or folder is None:
        yield PersonaLadder((), _say_trouble)
        return
    with EngineHost(spec_for("persona", model, folder, cores())) as host:
        host.start()
        ladder = PersonaLadder([Player(host, model)], _say_trouble)
        ladder.patience_s = PATIENT_REPLY_S
        yield ladder


def _warm(ladder: PersonaLadder, actor: PersonaActor) -> None:
    """Have what was said until now evaluated, as it is while a call connects, and while the executive thinks."""
    if (player := ladder.current) is None:
        return
    try:
        player.host.call("warm", actor.warm(), Warmed, deadline_s=_WARM_S)
    except EngineError as wrong:
        _say_trouble(player, wrong, False)


def _say_trouble(_player: Player, wrong: EngineError, _given_up: bool) -> None:
    click.echo(f"{wrong} An authored line answers.", err=True)


def _turn(plan: TurnPlan, reply: PersonaReply, line: str) -> dict[str, Any]:
    return {
        "turn_id": plan.turn_id,
        "executive": line,
        "persona": reply.text,
        "beat": reply.beat,
        "state": dataclasses.asdict(plan.state),
        "moved_by": [{"by": move.by, "words": move.words} for move in plan.moves],
        "source": reply.source,
        "guard": dict(reply.guard),
        "first_token_s": None if reply.first_token_s is None else round(reply.first_token_s, 3),
        "total_s": round(reply.total_s, 3),
        "prompt_tokens_evaluated": reply.prompt_tokens_evaluated,
        "promises": [{"words": each.words, "kept": each.kept} for each in plan.decision.plot.promises],
        "ended": reply.ended,
    }


def _readable(turn: dict[str, Any], name: str) -> str:
    state = ", ".join(f"{key} {value:.0f}" for key, value in turn["state"].items())
    return f"You: {turn['executive']}\n{name}: {turn['persona']}\n  ({turn['beat']}; {state}; {turn['source']})"


def _spoken_s(text: str) -> float:
    return _PAUSE_S + len(text.split()) / _WORDS_PER_S


def _lines(path: Path) -> list[str]:
    """The script's lines. An empty line is silence, except at the end."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        why = wrong.strerror if isinstance(wrong, OSError) else "it is not UTF-8 text"
        raise UserError(f"The script {path} can't be read: {why}.", "Give a text file, one line a turn.") from None
    lines = [line.strip() for line in text.rstrip().splitlines()]
    if not any(lines):
        raise UserError(f"The script {path} is empty.", "Write what you say, one line a turn.")
    return lines
