"""`bench ears`: how many words each ear gets wrong, alone and both together, and what listening costs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

import click
import numpy as np
import numpy.typing as npt
import psutil

from desktop import paths
from desktop.audio.file_device import to_capture_rate
from desktop.catalog import Catalog, Model
from desktop.commands.console import print_json
from desktop.engines.host import EngineHost
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE, EngineRole, Transcript, Word
from desktop.packs.load import load_scenario
from desktop.recognition.align import choose, settle
from desktop.recognition.messages import Feed, Finish, Heard, Reset, Transcribe
from desktop.recognition.wer import error_rate, errors
from desktop.rehearsal.crew import cores, spec_for, voice_options
from desktop.synthesis.messages import Speak, Spoken
from desktop.synthesis.voices import VoiceOption

Samples = npt.NDArray[np.int16]

BEFORE_S, AFTER_S = 0.4, 0.4
"""Silence around each line, as a call hands it over: lead-in, and the pause in which the second ear starts."""

BLOCK = CAPTURE_RATE // 10
_DEADLINE_S = 120.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what was said, what each ear heard, and what the call would show; seconds of work per ear."""

    said: str
    live: str
    second: str
    both: str
    audio_s: float
    live_s: float
    second_s: float
    interpolated: int


@dataclass(slots=True)
class Listener:
    """One ear at work."""

    model: Model
    host: EngineHost

    def figures(self, lines: Sequence[Line], worked_s: float) -> dict[str, Any]:
        """Who it is, what it costs: resident memory of its process now, seconds of work per second of audio."""
        assert self.host.info is not None
        assert self.host.pid is not None
        memory = psutil.Process(self.host.pid).memory_info().rss
        audio_s = sum(line.audio_s for line in lines)
        return asdict(self.host.info) | {
            "rating": self.model.rating,
            "memory_mb": round(memory / 1e6),
            "work_per_audio_s": round(worked_s / audio_s, 3),
        }


@click.command()
@click.option("--scenario", default="eleven-pm", show_default=True, help="Whose example lines are said.")
@click.option("--voice", "voices", multiple=True, help="MODEL or MODEL/VOICE; the first voice of every model.")
@click.option("--live", default="", help="Live ear by catalog id; the best one installed.")
@click.option("--second", default="", help="Second ear by catalog id; the best one installed.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object, last.")
def ears(scenario: str, voices: tuple[str, ...], live: str, second: str, as_json: bool) -> None:
    """Word error rates of the ears, on lines said by the installed voices."""
    catalog = Catalog.load()
    lines = load_scenario(scenario).example
    with ExitStack() as stack:
        first = _listener(stack, catalog, "recogniser", live)
        other = _listener(stack, catalog, "second_ear", second)
        results = {}
        for option in _chosen(catalog, voices):
            click.echo(f"{option.key} speaks {len(lines)} lines", err=True)
            heard = [_hear(first, other, said, sound) for said, sound in _spoken(catalog, option, lines)]
            results[option.key] = heard
            click.echo(_sentence(option.key, heard), err=as_json)
        if as_json:
            print_json(_report(first, other, results))


def _chosen(catalog: Catalog, wanted: tuple[str, ...]) -> list[VoiceOption]:
    options = voice_options(catalog)
    if not wanted:
        firsts = {option.model: option for option in options if _is_default(catalog, option)}
        return list(firsts.values())
    by_key = {option.key: option for option in options}
    for key in wanted:
        if key not in by_key:
            raise UserError(f"There is no voice {key} installed.", f"Choose among {', '.join(by_key)}.")
    return [by_key[key] for key in wanted]


def _is_default(catalog: Catalog, option: VoiceOption) -> bool:
    return option.voice == catalog.get(option.model).options.get("voice", option.voice)


def _listener(stack: ExitStack, catalog: Catalog, role: EngineRole, wanted: str) -> Listener:
    usable = [model for model in catalog.installed_models(role) if model.adapter and wanted in ("", model.id)]
    if not usable:
        raise UserError(
            f"There is no {wanted or role.replace('_', ' ')} installed.",
            f"Run: {paths.command('models fetch --default')}",
        )
    model = max(usable, key=lambda one: one.rating)
    return Listener(model, _running(stack, catalog, role, model))


def _running(stack: ExitStack, catalog: Catalog, role: EngineRole, model: Model) -> EngineHost:
    folder = catalog.installed(model.id)
    assert folder is not None
    host = stack.enter_context(EngineHost(spec_for(role, model, folder, cores())))
    host.start()
    return host


def _spoken(catalog: Catalog, option: VoiceOption, lines: Sequence[str]) -> Iterator[tuple[str, Samples]]:
    with ExitStack() as stack:
        host = _running(stack, catalog, "synthesizer", catalog.get(option.model))
        for said in lines:
            spoken, pcm = host.call("speak", Speak(said, voice=option.voice), Spoken, deadline_s=_DEADLINE_S)
            sound = to_capture_rate(np.frombuffer(pcm, "<i2").astype(np.int16), spoken.rate)
            yield said, np.pad(sound, (int(BEFORE_S * CAPTURE_RATE), int(AFTER_S * CAPTURE_RATE)))


def _hear(live: Listener, second: Listener, said: str, sound: Samples) -> Line:
    """One line through both ears, and settled as in a call."""
    audio_s = len(sound) / CAPTURE_RATE
    began = time.perf_counter()
    streamed = _stream(live.host, sound)
    streamed_at = time.perf_counter()
    whole, _ = second.host.call("transcribe", Transcribe(), Heard, sound.tobytes(), deadline_s=_DEADLINE_S)
    done = time.perf_counter()
    words = tuple(Word(one.text, one.start_s, one.end_s, one.confidence) for one in streamed.words)
    transcripts = Transcript(live.model.id, streamed.text, words), Transcript(second.model.id, whole.text)
    shown = choose(*transcripts, live.model.rating, second.model.rating)
    if shown is transcripts[1]:
        words = settle(words, whole.text, 0.0, audio_s)
    both = " ".join(word.text for word in words)
    missing = sum(word.interpolated for word in words)
    times = audio_s, streamed_at - began, done - streamed_at
    return Line(said, streamed.text, whole.text, both, *times, missing)


def _stream(host: EngineHost, sound: Samples) -> Heard:
    host.call("reset", Reset(), Heard, deadline_s=_DEADLINE_S)
    for begin in range(0, len(sound), BLOCK):
        host.call("feed", Feed(), Heard, sound[begin : begin + BLOCK].tobytes(), deadline_s=_DEADLINE_S)
    return host.call("finish", Finish(), Heard, deadline_s=_DEADLINE_S)[0]


def _rates(lines: Sequence[Line]) -> dict[str, float]:
    return {
        "live": round(error_rate((line.said, line.live) for line in lines), 4),
        "second": round(error_rate((line.said, line.second) for line in lines), 4),
        "both": round(error_rate((line.said, line.both) for line in lines), 4),
    }


def _sentence(voice: str, lines: Sequence[Line]) -> str:
    rates = ", ".join(f"{name} {rate:.1%}" for name, rate in _rates(lines).items())
    return f"{voice}: words wrong: {rates}"


def _report(live: Listener, second: Listener, results: dict[str, list[Line]]) -> dict[str, Any]:
    every = [line for lines in results.values() for line in lines]
    return {
        "live": live.figures(every, sum(line.live_s for line in every)),
        "second": second.figures(every, sum(line.second_s for line in every)),
        "words_wrong": _rates(every),
        "voices": [
            {
                "voice": voice,
                "words": sum(errors(line.said, "")[1] for line in lines),
                "words_wrong": _rates(lines),
                "words_interpolated": sum(line.interpolated for line in lines),
                "lines": [asdict(line) for line in lines],
            }
            for voice, lines in results.items()
        ],
    }
