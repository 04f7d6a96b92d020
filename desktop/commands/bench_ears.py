"""`bench ears`: how many words each ear gets wrong, alone and together, and what listening costs.

With `--rubric`: what that does to what a rubric hears, beside the same lines typed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np
import numpy.typing as npt
import psutil

from desktop import paths
from desktop.audio.file_device import to_capture_rate
from desktop.catalog import Catalog, Model
from desktop.commands.console import print_json
from desktop.commands.rubric_by_ear import HEARD_BY, RubricTest, in_a_room
from desktop.engines.host import EngineHost
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE, EngineRole, Transcript, Word
from desktop.packs.load import load_scenario
from desktop.recognition.align import choose, settle
from desktop.recognition.careful import reheard
from desktop.recognition.messages import Feed, Finish, Heard, Reset, Transcribe
from desktop.recognition.wer import error_rate, errors
from desktop.rehearsal.crew import cores, spec_for
from desktop.rehearsal.installed import voice_options
from desktop.rehearsal.meaning import embedder_here
from desktop.settings import fetch_or_ask
from desktop.synthesis.messages import Speak, Spoken
from desktop.synthesis.voices import VoiceOption

Samples = npt.NDArray[np.int16]

BEFORE_S, AFTER_S = 0.4, 0.4
"""Silence around each line, as a call hands it over: lead-in, and the pause in which the second ear starts."""

BLOCK = CAPTURE_RATE // 10
_DEADLINE_S = 120.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what was said, what each ear heard, and what the call would show; seconds of work per ear.

    `both` is settled as in a call, `again` those words after the careful listening; without a careful ear "".
    """

    said: str
    live: str
    second: str
    both: str
    careful: str
    again: str
    audio_s: float
    live_s: float
    second_s: float
    careful_s: float
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


@dataclass(frozen=True, slots=True)
class Ears:
    """Who listens."""

    live: Listener
    second: Listener
    careful: Listener | None


@click.command()
@click.option("--scenario", default="eleven-pm", show_default=True, help="Whose example lines are said.")
@click.option("--voice", "voices", multiple=True, help="MODEL or MODEL/VOICE; the first voice of every model.")
@click.option("--live", default="", help="Live ear by catalog id; the best one installed.")
@click.option("--second", default="", help="Second ear by catalog id; the best one installed.")
@click.option("--careful", default="", help="Careful ear by catalog id; the best one installed, if there is one.")
@click.option("--room", is_flag=True, help="As a laptop hears it in a room: an echo of 0.4 s, noise 8 dB below.")
@click.option("--rubric", is_flag=True, help="Say the lines of --lines and match what was heard against --items.")
@click.option("--items", type=click.Path(path_type=Path), help="Items, as for `rubric match`.")
@click.option(
    "--lines", "lines_path", type=click.Path(path_type=Path), help="JSONL: id, text, labels, acceptable."
)
@click.option("--lines-limit", type=click.IntRange(min=1), help="So many of the lines, evenly spread.")
@click.option("--words-only", is_flag=True, help="Leave the embedder out of the rubric.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object, last.")
def ears(
    scenario: str,
    voices: tuple[str, ...],
    live: str,
    second: str,
    careful: str,
    room: bool,
    rubric: bool,
    items: Path | None,
    lines_path: Path | None,
    lines_limit: int | None,
    words_only: bool,
    as_json: bool,
) -> None:
    """Word error rates of the ears, on lines said by the installed voices."""
    catalog = Catalog.load()
    test = _test(catalog, items, lines_path, lines_limit, words_only) if rubric else None
    lines = test.texts if test else load_scenario(scenario).example
    with ExitStack() as stack:
        ears = _ears(stack, catalog, live, second, careful)
        results = {}
        for option in _chosen(catalog, voices):
            click.echo(f"{option.key} speaks {len(lines)} lines", err=True)
            spoken = _spoken(catalog, option, lines)
            heard = [_hear(ears, said, in_a_room(sound) if room else sound) for said, sound in spoken]
            results[option.key] = heard
            click.echo(_sentence(option.key, heard), err=as_json)
        report = _report(ears, results)
    if test is not None:
        report["rubric"] = test.scores(results)
        for line in test.sentences(report["rubric"]):
            click.echo(line, err=as_json)
    if as_json:
        print_json(report)


def _test(
    catalog: Catalog, items: Path | None, lines: Path | None, limit: int | None, words_only: bool
) -> RubricTest:
    if items is None or lines is None:
        fix = "Give them with --items and --lines; `rubric match --help` says what they hold."
        raise UserError("--rubric needs items and labelled lines.", fix)
    return RubricTest(items, lines, limit, None if words_only else embedder_here(catalog))


def _ears(stack: ExitStack, catalog: Catalog, live: str, second: str, careful: str) -> Ears:
    third = None
    if careful or catalog.usable_models("careful_ear"):
        third = _listener(stack, catalog, "careful_ear", careful)
    return Ears(
        _listener(stack, catalog, "recogniser", live), _listener(stack, catalog, "second_ear", second), third
    )


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
            fetch_or_ask(f"Run: {paths.command('models fetch --default')}"),
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


def _hear(ears: Ears, said: str, sound: Samples) -> Line:
    """One line through every ear, settled as in a call, and heard again as after it."""
    audio_s = len(sound) / CAPTURE_RATE
    streamed, live_s = _timed(lambda: _stream(ears.live.host, sound))
    whole, second_s = _timed(lambda: _transcribe(ears.second.host, sound))
    words = _words(streamed)
    transcripts = (
        Transcript(ears.live.model.id, streamed.text, words),
        Transcript(ears.second.model.id, whole.text),
    )
    shown = choose(*transcripts, ears.live.model.rating, ears.second.model.rating)
    if shown is transcripts[1]:
        words = settle(words, whole.text, 0.0, audio_s)
    careful, again, careful_s = Heard(), words, 0.0
    if ears.careful is not None:
        careful, careful_s = _timed(partial(_transcribe, ears.careful.host, sound))
        again = reheard(words, _words(careful)).words
    return Line(
        said=said,
        live=streamed.text,
        second=whole.text,
        both=_text(words),
        careful=careful.text,
        again=_text(again) if ears.careful else "",
        audio_s=audio_s,
        live_s=live_s,
        second_s=second_s,
        careful_s=careful_s,
        interpolated=sum(word.interpolated for word in words),
    )


def _timed(work: Callable[[], Heard]) -> tuple[Heard, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def _words(heard: Heard) -> tuple[Word, ...]:
    return tuple(Word(one.text, one.start_s, one.end_s, one.confidence) for one in heard.words)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _transcribe(host: EngineHost, sound: Samples) -> Heard:
    return host.call("transcribe", Transcribe(), Heard, sound.tobytes(), deadline_s=_DEADLINE_S)[0]


def _stream(host: EngineHost, sound: Samples) -> Heard:
    host.call("reset", Reset(), Heard, deadline_s=_DEADLINE_S)
    for begin in range(0, len(sound), BLOCK):
        host.call("feed", Feed(), Heard, sound[begin : begin + BLOCK].tobytes(), deadline_s=_DEADLINE_S)
    return host.call("finish", Finish(), Heard, deadline_s=_DEADLINE_S)[0]


def _rates(lines: Sequence[Line]) -> dict[str, float]:
    shown = [name for name in HEARD_BY if any(getattr(line, name) for line in lines)]
    return {name: round(error_rate((line.said, getattr(line, name)) for line in lines), 4) for name in shown}


def _sentence(voice: str, lines: Sequence[Line]) -> str:
    rates = ", ".join(f"{name} {rate:.1%}" for name, rate in _rates(lines).items())
    return f"{voice}: words wrong: {rates}"


def _report(ears: Ears, results: dict[str, list[Line]]) -> dict[str, Any]:
    every = [line for lines in results.values() for line in lines]
    report = {
        "live": ears.live.figures(every, sum(line.live_s for line in every)),
        "second": ears.second.figures(every, sum(line.second_s for line in every)),
    }
    if ears.careful is not None:
        report["careful"] = ears.careful.figures(every, sum(line.careful_s for line in every))
    return report | {
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
