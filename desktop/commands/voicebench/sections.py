"""The sections of `bench voice`: each talks with the app in its own way and gives its part of the result."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from desktop.audio.files import write_wav
from desktop.commands.voicebench import measures
from desktop.commands.voicebench.calls import call_command
from desktop.commands.voicebench.conversation import QUIET_S, SPENT_TURNS, Conversation, Made, Said
from desktop.commands.voicebench.echo import echo_of
from desktop.commands.voicebench.interruptions import barged
from desktop.commands.voicebench.kept import Kept, kept_words
from desktop.commands.voicebench.measures import Heard, Turn
from desktop.commands.voicebench.rig import Rig
from desktop.commands.voicebench.sound import RATE, first_from, stretches, summary
from desktop.commands.voicebench.tape import EXECUTIVE, PERSONA
from desktop.commands.voicebench.utterances import Script, Shelf

INTO_S = (0.5, 0.8, 1.2, 1.7)
"""How far into an answer the executive interrupts, by turns."""
_AFTER_A_BREATH_S = 8.0
"""A breath says that an answer comes, however long a model takes."""
_ECHO_LEAD_S = 4.0
"""So much of the persona's sound tells what the echo path does."""

Transcribe = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything."""

    turns: int = 30
    pauses: int = 80
    barge_ins: int = 30
    echo_s: float = 600.0
    baseline: int = 15
    model_opens: int = 12
    window_s: float = 30.0
    window_turns: int = SPENT_TURNS


@dataclass(frozen=True, slots=True)
class _Talk:
    """A section's turns, what the ears wrote of each, and the results of its calls."""

    turns: list[Turn]
    results: list[dict[str, Any]]
    understood: list[list[dict[str, Any]]]


@dataclass(slots=True)
class Bench:
    """What sections share. `options` go to every call; `out` keeps the recordings (None: nowhere).

    `home` is that of the calls.
    """

    home: Path
    env: Callable[[Rig], Mapping[str, str]]
    shelf: Shelf
    script: Script
    plan: Plan
    options: tuple[str, ...]
    note: Callable[[str], None]
    transcribe: Transcribe
    out: Path | None = None
    results: list[dict[str, Any]] = field(default_factory=list)

    def done(self, name: str, heard: Heard, made: Sequence[Made]) -> list[dict[str, Any]]:
        """Keep what a section recorded; the results of its calls."""
        results = [one.result for one in made]
        self.results += results
        if self.out is not None:
            self.out.mkdir(parents=True, exist_ok=True)
            write_wav(self.out / f"{name}.wav", heard.samples, RATE)
        return results


def turns(bench: Bench) -> dict[str, Any]:
    """Natural turns, one after the other: voice to voice."""
    spoken = bench.shelf.turns(bench.script.turns, bench.plan.turns)
    talk = _talk(bench, "turns", spoken, bench.options)
    found = talk.turns
    return {
        "turns": len(found),
        "voice_to_voice_s": summary(measures.latencies(found)),
        "bridged": len(measures.bridges(found)),
        "stages": measures.stages(talk.results),
        "unanswered": sum(turn.first_s is None for turn in found),
        "early": sum(turn.cut for turn in found),
        "turn_list": [measures.listed(turn) for turn in found],
    }


def baseline(bench: Bench) -> dict[str, Any]:
    """The same turns, one step after the other."""
    spoken = bench.shelf.turns(bench.script.turns, min(bench.plan.baseline, bench.plan.turns))
    found = _talk(bench, "baseline", spoken, (*bench.options, "--sequential")).turns
    return {
        "sequential_s": summary(measures.latencies(found)),
        "sequential_list": [measures.listed(turn) for turn in found],
    }


def model_opens(bench: Bench) -> dict[str, Any]:
    """Some of the turns without authored openers: what they give, and how soon a bridge sounds where one must."""
    spoken = bench.shelf.turns(bench.script.turns, min(bench.plan.model_opens, bench.plan.turns))
    found = _talk(bench, "model_opens", spoken, (*bench.options, "--model-opens"), quiet_s=_AFTER_A_BREATH_S).turns
    bridged = measures.bridges(found)
    return {
        "model_opens_s": summary(measures.latencies(found)),
        "bridge_s": summary(bridged) | {"count": len(bridged), "early": sum(turn.cut for turn in found)},
        "model_opens_list": [measures.listed(turn) for turn in found],
    }


def pauses(bench: Bench) -> dict[str, Any]:
    """Turns with pauses inside: who is cut off?"""
    spoken = bench.shelf.paused(bench.script.pauses, bench.plan.pauses)
    talk = _talk(bench, "pauses", spoken, bench.options)
    found = talk.turns
    rows: list[dict[str, Any]] = [
        {"text": turn.text, "kind": turn.kind, "pause_s": round(pause.length_s, 2), "cut": n in turn.cut_pauses}
        for turn in found
        for n, pause in enumerate(turn.pauses)
    ]
    kinds = sorted({row["kind"] for row in rows})
    return {
        "false_cutoffs": {
            "pauses": len(rows),
            "cut": sum(row["cut"] for row in rows),
            "by_kind": {kind: _counted([row for row in rows if row["kind"] == kind]) for kind in kinds},
            "outside_pauses": sum(turn.cut and not turn.cut_pauses for turn in found),
            "cut_list": [row for row in rows if row["cut"]],
            "cut_turns": [
                measures.listed(turn) | {"understood": understood}
                for turn, understood in zip(found, talk.understood, strict=True)
                if turn.cut
            ],
        },
        "pause_turns_s": summary(measures.latencies(found)),
    }


def barge_in(bench: Bench) -> dict[str, Any]:
    """The executive interrupts: how long until silence, and is what is stored what was heard?"""
    return _interrupted(bench, "barge_in")


def barge_in_echo(bench: Bench) -> dict[str, Any]:
    """The same on open loudspeakers."""
    return _interrupted(bench, "barge_in_echo", echo=True)


def _interrupted(bench: Bench, name: str, *, echo: bool = False) -> dict[str, Any]:
    prompts = bench.shelf.turns(bench.script.prompts, bench.plan.barge_ins)
    cries = bench.shelf.turns(bench.script.interruptions, bench.plan.barge_ins)
    pairs: list[tuple[Said, Said]] = []
    with (
        Rig() as rig,
        rig.echo() if echo else contextlib.nullcontext(),
        Conversation(rig, bench.env(rig), call_command(bench.options)) as conversation,
    ):
        for number, (prompt, cry) in enumerate(zip(prompts, cries, strict=True)):
            pair = conversation.interrupt(prompt, cry, INTO_S[number % len(INTO_S)])
            pairs += [] if pair is None else [pair]
            bench.note(f"  {name} {number + 1} of {len(prompts)}")
        conversation.hang_up()
        heard, made = Heard(rig.tape.samples(), echo=echo), conversation.made
    bench.done(name, heard, made)
    found = [one for pair in pairs if (one := barged(heard, made, *pair)) is not None]
    cut = [one for one in found if not one.finished]
    return {
        f"{name}_to_silence_s": summary([one.silent_s for one in cut]) | {"count": len(cut)},
        name: {
            "tried": len(prompts),
            "over_before": len(prompts) - len(cut),
            "sounded_again": sum(one.again for one in cut),
            "list": [one.listed() for one in found],
        },
        "words_kept_echo" if echo else "words_kept": kept_words(
            [Kept(one.stored, bench.transcribe(one.played)) for one in cut]
        ),
    }


def echo(bench: Bench) -> dict[str, Any]:
    """Open loudspeakers: the persona must not hear itself.

    An interruption holds or stops it; a duck, the first of the two stages, is counted apart.
    """
    spoken = bench.shelf.turns(bench.script.turns, len(bench.script.turns))
    said: list[Said] = []
    with (
        Rig() as rig,
        rig.echo(),
        Conversation(rig, bench.env(rig), call_command(bench.options)) as conversation,
    ):
        for utterance in itertools.islice(itertools.cycle(spoken), _turns_at_most(bench.plan.echo_s)):
            said.append(conversation.say(utterance))
            talked_s = sum(one.length_s for one in stretches(rig.tape.samples()[:, PERSONA]))
            bench.note(f"  echo: turn {len(said)}, the persona has talked for {talked_s:.0f} s")
            if talked_s >= bench.plan.echo_s:
                break
        conversation.hang_up()
        heard, made = Heard(rig.tape.samples()), conversation.made
    results = bench.done("echo", heard, made)
    over = measures.overspeech(results)
    answered_itself = max(0, measures.own_turns(results) - len(said))
    return {
        "self_interrupts": max(over["held"], over["stopped"]) + answered_itself,
        "self_ducks": over["ducked"],
        "echo": {
            "persona_talked_s": round(heard.talked_s(), 1),
            "turns": len(said),
            "answered_itself": answered_itself,
            "overspeech": over,
            "moments": measures.overspoken(made, heard),
            **_path(heard, made),
        },
    }


def _talk(
    bench: Bench, name: str, spoken: Sequence[Any], options: Sequence[str], *, quiet_s: float = QUIET_S
) -> _Talk:
    """Say all of it, and measure each turn."""
    said: list[Said] = []
    with (
        Rig() as rig,
        Conversation(rig, bench.env(rig), call_command(options), quiet_s=quiet_s) as conversation,
    ):
        for number, utterance in enumerate(spoken, 1):
            said.append(conversation.say(utterance))
            bench.note(f"  {name} {number} of {len(spoken)}")
        conversation.hang_up()
        heard, made = Heard(rig.tape.samples()), conversation.made
    results = bench.done(name, heard, made)
    clips = [measures.clips_of(one, heard) for one in made]
    found = [measures.turn_of(one, heard, clips[one.call]) for one in said]
    understood = [measures.understood(turn, made[one.call], heard) for one, turn in zip(said, found, strict=True)]
    return _Talk(found, results, understood)


def _turns_at_most(talk_s: float) -> int:
    """A persona that hardly talks must not keep the bench for ever."""
    return 5 + round(talk_s / 2)


def _counted(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    return {"pauses": len(rows), "cut": sum(row["cut"] for row in rows)}


def _path(heard: Heard, made: Sequence[Made]) -> dict[str, float | None]:
    """What the echo path did to the first words of the first call, when nobody else spoke."""
    start = round((first_from(heard.persona, made[0].begun_s) or 0.0) * RATE)
    piece = heard.samples[start : start + round(_ECHO_LEAD_S * RATE)]
    found = echo_of(piece[:, EXECUTIVE], piece[:, PERSONA]) if len(piece) else None
    delay_s, gain_db = found if found is not None else (None, None)
    return {
        "delay_s": None if delay_s is None else round(delay_s, 3),
        "gain_db": None if gain_db is None else round(float(np.round(gain_db, 1)), 1),
    }
